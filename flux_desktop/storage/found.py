"""What a search has found: the pictures, and what each of them cost."""

from array import array
from bisect import bisect_left
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths


class Found(NamedTuple):
    """``ids`` are newest first, ``costs`` beside them. Not ``is_whole``: there are older ones that are not in it."""

    ids: "array[int]"
    costs: "array[int]"
    is_whole: bool = True

    @classmethod
    def nothing(cls) -> "Found":
        return cls(array("q"), array("q"))


class FoundSums:
    """How many pictures of a search lie in a span of time, and what they cost."""

    def __init__(self, found: Found) -> None:
        self._known_from, self._ids, self._costs = _ascending(found)

    def are_of(self, found: Found) -> bool:
        """Whether they are the sums of just these pictures."""
        return (self._known_from, self._ids, self._costs) == _ascending(found)

    def forget(self, ids: AbstractSet[ItemId]) -> None:
        """These are not shown any more."""
        for item_id in ids:
            place = bisect_left(self._ids, item_id)
            if self._ids[place : place + 1] == array("q", [item_id]):
                del self._ids[place], self._costs[place]

    def of_span(self, first_id: ItemId, end_id: ItemId) -> tuple[int, Hundredths] | None:
        """``first_id <= id < end_id``; ``None`` while not all of them are known."""
        if first_id <= self._known_from and self._known_from:
            return None
        first, end = bisect_left(self._ids, first_id), bisect_left(self._ids, end_id)
        return end - first, sum(self._costs[first:end])


def _ascending(found: Found) -> tuple[ItemId, "array[int]", "array[int]"]:
    """The id from which on all are known, ids and costs, oldest first."""
    known_from = 0 if found.is_whole or not found.ids else found.ids[-1]
    return known_from, found.ids[::-1], found.costs[::-1]
