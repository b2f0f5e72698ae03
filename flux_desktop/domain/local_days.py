"""Days on the clock of the person, as ids."""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId, first_id_at

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

NO_END: ItemId = (1 << 63) - 1
_EARLIEST, _LATEST = date(1970, 1, 3), date(9000, 1, 1)
"""Beyond these the time zones of some systems fail; nothing was made there."""


class Grouping(StrEnum):
    """The spans of time that the gallery is parted into. Automatic: days of the last week, then months."""

    AUTOMATIC = "automatic"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class DateSpan(NamedTuple):
    """Days, the first and the last included; ``None`` is without end."""

    first: date | None
    last: date | None


class IdSpan(NamedTuple):
    """``first_id <= id < end_id``."""

    first_id: ItemId
    end_id: ItemId


def first_id_on(day: date, zone: tzinfo | None = None) -> ItemId:
    """The smallest id that something made on this day can have. ``zone`` is the local time zone when left out."""
    midnight = datetime.combine(day, time.min)
    aware = midnight.replace(tzinfo=zone) if zone else midnight.astimezone()
    return max(0, first_id_at(aware))


def ids_of(span: DateSpan, zone: tzinfo | None = None) -> IdSpan:
    """The ids of all that was made on these days."""
    is_early = span.first is None or span.first < _EARLIEST
    is_late = span.last is None or span.last >= _LATEST
    first_id = 0 if is_early or span.first is None else first_id_on(min(span.first, _LATEST), zone)
    if is_late or span.last is None:
        return IdSpan(first_id, NO_END)
    return IdSpan(first_id, first_id_on(max(span.last, _EARLIEST) + timedelta(days=1), zone))
