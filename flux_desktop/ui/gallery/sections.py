"""The sections of the gallery: Today, Yesterday, the days of the last week, then months, in local time."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId, created_at, first_id_at

_DAYS_BY_NAME = 7
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NO_END = (1 << 63) - 1


class Section(NamedTuple):
    """A span of time, as the ids that fall in it: ``first_id <= id < end_id``."""

    label: str
    first_id: ItemId
    end_id: ItemId

    def __contains__(self, item_id: object) -> bool:
        return isinstance(item_id, int) and self.first_id <= item_id < self.end_id


class SectionCalendar:
    """Names the section of any id, as seen on one day.

    ``zone`` is the local time zone when left out. Make a new one when the day changes.
    """

    def __init__(self, today: date, zone: tzinfo | None = None) -> None:
        self.today = today
        self._zone = zone
        self._week_start = today - timedelta(days=_DAYS_BY_NAME - 1)

    def section_of(self, item_id: ItemId) -> Section:
        """The section of one item. What claims to come from the future belongs to today."""
        day = min(self.local_time(item_id).date(), self.today)
        if day == self.today:
            return Section("Today", self._id_at(day), _NO_END)
        if day >= self._week_start:
            label = "Yesterday" if (self.today - day).days == 1 else _WEEKDAYS[day.weekday()]
            return Section(label, self._id_at(day), self._id_at(day + timedelta(days=1)))
        start = day.replace(day=1)
        end = min((start + timedelta(days=31)).replace(day=1), self._week_start)
        return Section(self._month_label(start, cut=end == self._week_start), self._id_at(start), self._id_at(end))

    def sections(self, ids: Sequence[ItemId]) -> Iterator[tuple[Section, int]]:
        """The sections of ascending ``ids``, newest first, with how many ids each has. Not empty ones."""
        end = len(ids)
        while end:
            section = self.section_of(ids[end - 1])
            first = bisect_left(ids, section.first_id, 0, end)
            yield section, end - first
            end = first

    def local_time(self, item_id: ItemId) -> datetime:
        """When the item was made, on the clock of the person."""
        return created_at(item_id).astimezone(self._zone)

    def day_words(self, item_id: ItemId) -> str:
        """Short words for when it was made: ``Today 14:05``, ``Tuesday 9:30``, ``3 August 2026``."""
        moment = self.local_time(item_id)
        day = min(moment.date(), self.today)
        clock = f"{moment.hour}:{moment.minute:02d}"
        if day >= self._week_start:
            return f"{self.section_of(item_id).label} {clock}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def month_words(self, item_id: ItemId) -> str:
        """``August 2026``: for the bubble beside the scroll bar."""
        moment = self.local_time(item_id)
        return f"{_MONTHS[moment.month - 1]} {moment.year}"

    def _month_label(self, start: date, *, cut: bool) -> str:
        name = _MONTHS[start.month - 1]
        if start.year != self.today.year:
            name = f"{name} {start.year}"
        return f"Earlier in {name}" if cut and self._week_start.day > 1 else name

    def _id_at(self, day: date) -> ItemId:
        midnight = datetime.combine(day, time.min)
        aware = midnight.replace(tzinfo=self._zone) if self._zone else midnight.astimezone()
        return max(0, first_id_at(aware))
