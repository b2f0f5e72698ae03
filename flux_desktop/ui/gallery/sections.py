"""The sections of the gallery: spans of time, named as people name them, in local time."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.domain.local_days import MONTHS, NO_END, WEEKDAYS, Grouping, first_id_on

_DAYS_BY_NAME = 7
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Section(NamedTuple):
    """A span of time, as the ids that fall in it: ``first_id <= id < end_id``."""

    label: str
    first_id: ItemId
    end_id: ItemId

    def __contains__(self, item_id: object) -> bool:
        return isinstance(item_id, int) and self.first_id <= item_id < self.end_id


class SectionCalendar:
    """Names the section of any id, as seen on one day.

    Automatic are Today, Yesterday, the days of the last week, then months. ``zone`` is the local time zone when left
    out. Make a new one when the day changes.
    """

    def __init__(self, today: date, zone: tzinfo | None = None, grouping: Grouping = Grouping.AUTOMATIC) -> None:
        self.today = today
        self.grouping = grouping
        self._zone = zone
        self._week_start = today - timedelta(days=_DAYS_BY_NAME - 1)

    def section_of(self, item_id: ItemId) -> Section:
        """The section of one item. What claims to come from the future belongs to today."""
        day = min(self.local_time(item_id).date(), self.today)
        match self.grouping:
            case Grouping.DAY:
                return self._section(self._day_label(day), day, day + _DAY)
            case Grouping.WEEK:
                monday = day - timedelta(days=day.weekday())
                return self._section(self._week_label(monday), monday, monday + _WEEK)
            case Grouping.MONTH:
                start = day.replace(day=1)
                return self._section(self._month_label(start), start, _next_month(start))
            case _:
                return self._automatic(day)

    def _automatic(self, day: date) -> Section:
        if day >= self._week_start:
            return self._section(self._day_label(day), day, day + _DAY)
        start = day.replace(day=1)
        end = min(_next_month(start), self._week_start)
        label = self._month_label(start)
        is_cut = end == self._week_start and self._week_start.day > 1
        return self._section(f"Earlier in {label}" if is_cut else label, start, end)

    def _section(self, label: str, first: date, end: date) -> Section:
        """The span that today is in has no end."""
        end_id = NO_END if end > self.today else first_id_on(end, self._zone)
        return Section(label, first_id_on(first, self._zone), end_id)

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
            return f"{self._day_label(day)} {clock}"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def month_words(self, item_id: ItemId) -> str:
        """``August 2026``: for the bubble beside the scroll bar."""
        moment = self.local_time(item_id)
        return f"{MONTHS[moment.month - 1]} {moment.year}"

    def _day_label(self, day: date) -> str:
        """``Today``, ``Tuesday``, ``3 August``, ``3 August 2025``."""
        if day >= self._week_start:
            days = (self.today - day).days
            return ("Today", "Yesterday")[days] if days < 2 else WEEKDAYS[day.weekday()]
        return f"{day.day} {self._month_label(day)}"

    def _week_label(self, monday: date) -> str:
        """``This week``, ``3 to 9 August``, ``28 September to 4 October 2025``."""
        weeks = (self.today - monday) // _WEEK
        if weeks < 2:
            return ("This week", "Last week")[weeks]
        sunday = monday + _WEEK - _DAY
        month = "" if monday.month == sunday.month else f" {MONTHS[monday.month - 1]}"
        return f"{monday.day}{month} to {sunday.day} {self._month_label(sunday)}"

    def _month_label(self, day: date) -> str:
        name = MONTHS[day.month - 1]
        return name if day.year == self.today.year else f"{name} {day.year}"


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
