"""Breaks a run of pictures into justified rows, so that all rows are as close to one height as they can be."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

FLATTEST, TALLEST = 4.0, 0.25
"""Ratios of width to height beyond these get a tile of this ratio, and the picture is cropped in it."""

_MOST_SQUEEZED = 0.5
_MOST_STRETCHED = 1.4
_ORPHAN_COST = 0.03
_NEW_ROW_COST = 0.03
_NOTHING: Mapping[int, int] = MappingProxyType({})


class RowShape(NamedTuple):
    """How wide the rows are, how tall they would like to be, and the gap between tiles."""

    width_px: int
    target_px: int
    gap_px: int


class Row:
    """One row: tile ``i`` reaches from ``edges[i]`` to ``edges[i + 1]`` less the gap."""

    __slots__ = ("edges", "first", "height_px", "top_px")

    def __init__(self, first: int, top_px: int, height_px: int, edges: list[int]) -> None:
        self.first = first
        self.top_px = top_px
        self.height_px = height_px
        self.edges = edges

    @property
    def count(self) -> int:
        return len(self.edges) - 1


class RowBreaker:
    """Breaks runs of pictures for one shape of rows.

    Every row fills the width, but the last row of a section is left as short as it is. The last row of a run in the
    middle of a section is short only when it would have to be stretched out of all proportion.
    """

    def __init__(self, shape: RowShape) -> None:
        self._shape = shape

    def starts(self, ratios: Sequence[float], *, ends_section: bool, kept: Mapping[int, int] = _NOTHING) -> list[int]:
        """Where rows start so that they are as even as possible (the least sum of squared deviations).

        ``kept`` are rows of before, as the start of each by its end: they are broken up only where it cannot be helped,
        so that a picture that comes or goes moves its neighbours and not the whole run.
        """
        sums, count = _sums(ratios), len(ratios)
        cost, start_of_row_ending = [0.0] * (count + 1), [0] * (count + 1)
        full, gap, target = self._shape.width_px + self._shape.gap_px, self._shape.gap_px, self._shape.target_px
        lowest = target * _MOST_SQUEEZED
        new_cost = _NEW_ROW_COST if kept else 0.0
        for end in range(1, count + 1):
            best, best_start, sum_end, kept_start = float("inf"), end - 1, sums[end], kept.get(end)
            is_open = ends_section and end == count
            for start in range(end - 1, -1, -1):
                height = (full - gap * (end - start)) / (sum_end - sums[start])
                if height < lowest and start < end - 1:
                    break
                stretch = height / target
                if start == kept_start and (stretch < _MOST_STRETCHED or is_open):
                    price = 0.0
                elif stretch >= 1:
                    price = _ORPHAN_COST * (1 - 1 / stretch) if is_open else (stretch - 1) ** 2
                else:
                    price = (1 / stretch - 1) ** 2 if stretch > 0.01 else 1e4
                total = cost[start] + price + (0.0 if start == kept_start else new_cost)
                if total < best:
                    best, best_start = total, start
            cost[end], start_of_row_ending[end] = best, best_start
        starts, end = [], count
        while end:
            end = start_of_row_ending[end]
            starts.append(end)
        return starts[::-1]

    def rows(self, ratios: Sequence[float], starts: Sequence[int], *, ends_section: bool) -> list[Row]:
        """The rows that begin at ``starts``."""
        sums, rows, top = _sums(ratios), [], 0
        for position, first in enumerate(starts):
            end = starts[position + 1] if position + 1 < len(starts) else len(ratios)
            row = self._row(sums, first, end, top, is_open=ends_section and end == len(ratios))
            rows.append(row)
            top += row.height_px + self._shape.gap_px
        return rows

    def _row(self, sums: list[float], first: int, end: int, top_px: int, *, is_open: bool) -> Row:
        base, gap, target = sums[first], self._shape.gap_px, self._shape.target_px
        span, free = sums[end] - base, self._shape.width_px - gap * (end - first - 1)
        height = free / span
        scale = float(target) if height > target * (1 if is_open else _MOST_STRETCHED) else height
        edges = [round((sums[i] - base) * scale) + gap * (i - first) for i in range(first, end)]
        edges.append(min(round(span * scale), max(1, free)) + gap * (end - first))
        return Row(first, top_px, max(1, round(scale)), edges)


def _sums(ratios: Sequence[float]) -> list[float]:
    return [0.0, *accumulate(min(FLATTEST, max(TALLEST, ratio)) for ratio in ratios)]
