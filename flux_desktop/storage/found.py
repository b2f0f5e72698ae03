"""What a search has found: the pictures, and what each of them cost."""

from array import array
from bisect import bisect_left
from collections.abc import Set as AbstractSet
from itertools import accumulate
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
    """How many pictures of a search lie in a span of time, and what they cost. 32 bytes a picture."""

    def __init__(self, found: Found) -> None:
        self._known_from = 0 if found.is_whole or not found.ids else found.ids[-1]
        self._add_up(found)

    def forget(self, ids: AbstractSet[ItemId]) -> None:
        """These are not shown any more."""
        kept = [
            (item_id, cost)
            for item_id, cost in zip(self._found.ids, self._found.costs, strict=True)
            if item_id not in ids
        ]
        self._add_up(Found(array("q", (item_id for item_id, _ in kept)), array("q", (cost for _, cost in kept))))

    def of_span(self, first_id: ItemId, end_id: ItemId) -> tuple[int, Hundredths] | None:
        """``first_id <= id < end_id``; ``None`` while not all of them are known."""
        if first_id <= self._known_from and self._known_from:
            return None
        first, end = bisect_left(self._ids, first_id), bisect_left(self._ids, end_id)
        return end - first, self._sums[end] - self._sums[first]

    def _add_up(self, found: Found) -> None:
        self._found = found
        self._ids = found.ids[::-1]
        self._sums = array("q", accumulate(reversed(found.costs), initial=0))
