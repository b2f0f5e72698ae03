"""Taking many ids out of a sorted array and putting them in: they come in runs, and a run is one step at any size."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

MOST_RUNS = 64
"""With more runs than this, making the whole array anew is quicker."""


class Run(NamedTuple):
    """Positions in the array: from ``first`` to before ``end``."""

    first: int
    end: int


def runs_of(wanted: "array[int]", among: "array[int]") -> list[Run] | None:
    """Where ``wanted`` ids are, both ascending; without those that are not there. ``None``: in too many places."""
    runs: list[Run] = []
    place = 0
    for _ in range(4 * MOST_RUNS):
        if place >= len(wanted):
            return runs
        first = bisect_left(among, wanted[place])
        if first == len(among):
            return runs
        if among[first] != wanted[place]:
            place = bisect_left(wanted, among[first], place)
            continue
        length = _common(wanted, place, among, first)
        runs.append(Run(first, first + length))
        place += length
        if len(runs) > MOST_RUNS:
            return None
    return None


def gaps_for(new: "array[int]", among: "array[int]") -> list[tuple[int, "array[int]"]] | None:
    """Where ``new`` ids belong, both ascending: positions with the ids to put there, the last position first.

    Those that are there already are left out. ``None``: they belong into too many places.
    """
    gaps: list[tuple[int, array[int]]] = []
    place = 0
    for _ in range(4 * MOST_RUNS):
        if place >= len(new):
            return gaps[::-1]
        position = bisect_left(among, new[place])
        if position == len(among):
            return [(position, new[place:]), *gaps[::-1]]
        if among[position] == new[place]:
            place += _common(new, place, among, position)
            continue
        end = bisect_left(new, among[position], place)
        gaps.append((position, new[place:end]))
        place = end
        if len(gaps) > MOST_RUNS:
            return None
    return None


def without(ids: "array[int]", gone: "array[int]") -> "array[int]":
    """``ids`` but for those that are gone, both ascending."""
    runs = runs_of(gone, ids)
    if runs is None:
        unwanted = set(gone)
        return array("q", [item_id for item_id in ids if item_id not in unwanted])
    left = ids[:]
    for first, end in reversed(runs):
        del left[first:end]
    return left


def with_all(ids: "array[int]", new: "array[int]") -> "array[int]":
    """``ids`` and the new ones, both ascending, each once."""
    gaps = gaps_for(new, ids)
    if gaps is None:
        return array("q", sorted({*ids, *new}))
    grown = ids[:]
    for position, some in gaps:
        grown[position:position] = some
    return grown


def ascending(ids: Sequence[int]) -> "array[int]":
    """The same ids, sorted. An array is taken to be so already."""
    return ids if isinstance(ids, array) else array("q", sorted(ids))


def _common(one: "array[int]", start: int, other: "array[int]", first: int) -> int:
    """How many ids in a row are the same from two places on; at least one is."""
    most = min(len(one) - start, len(other) - first)
    same, step, grows = 1, 1, True
    while step and same < most:
        step = min(step, most - same)
        is_same = one[start + same : start + same + step] == other[first + same : first + same + step]
        same += step if is_same else 0
        grows = grows and is_same
        step = 2 * step if grows else (step + 1) // 2 if step > 1 else 0  # rounded up: 3 that differ may begin with 2
    return same
