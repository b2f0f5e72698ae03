"""Identifiers that grow with time.

One 63-bit number names a generation and the picture that comes of it: milliseconds since 1970 in the upper bits and
a counter in the lower ten. So the order of ids is the order of time, a day's section of the gallery is a range of
ids, and a date needs no look-up.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_SEQUENCE_BITS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ItemId = int


def first_id_at(moment: datetime) -> ItemId:
    """The smallest id that something made at ``moment`` (aware) can have."""
    return ((moment - _EPOCH) // timedelta(milliseconds=1)) << _SEQUENCE_BITS


def created_at(item_id: ItemId) -> datetime:
    """When the thing with this id was made, in UTC."""
    return _EPOCH + timedelta(milliseconds=item_id >> _SEQUENCE_BITS)


class IdGenerator:
    """Hands out ids that never repeat and never go backwards, even when the clock does."""

    def __init__(self, now: Callable[[], datetime], last: ItemId = 0) -> None:
        self._now = now
        self._last = last

    def next(self) -> ItemId:
        self._last = max(first_id_at(self._now()), self._last + 1)
        return self._last
