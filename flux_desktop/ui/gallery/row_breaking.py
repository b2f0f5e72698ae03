"""Breaks a run of pictures into justified rows, so that all rows are as close to one height as they can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

FLATTEST, TALLEST = 4.0, 0.25
"""Ratios of width to height beyond these get a tile of this ratio, and the picture is cropped in it."""

_MOST_SQUEEZED = 0.5
_MOST_STRETCHED = 1.4
_ORPHAN_COST = 0.02


@dataclass(frozen=True, slots=True)
class RowShape:
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


def break_rows(ratios: Sequence[float], shape: RowShape, *, ends_section: bool) -> list[Row]:
    """Rows for pictures of these ratios, as even as possible (the least sum of squared deviations).

    Every row fills the width, but the last row of a section is left as short as it is. The last row of a run in the
    middle of a section is short only when it would have to be stretched out of all proportion.
    """
    clamped = [min(FLATTEST, max(TALLEST, ratio)) for ratio in ratios]
    sums = [0.0, *accumulate(clamped)]
    starts = _best_starts(sums, shape, ends_section=ends_section)
    rows, top = [], 0
    for position, first in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(clamped)
        row = _row(sums, first, end, top, shape, is_open=ends_section and end == len(clamped))
        rows.append(row)
        top += row.height_px + shape.gap_px
    return rows


def _best_starts(sums: list[float], shape: RowShape, *, ends_section: bool) -> list[int]:
    """Where rows start in the cheapest way to break the run."""
    count = len(sums) - 1
    full, gap, target = shape.width_px + shape.gap_px, shape.gap_px, shape.target_px
    lowest = target * _MOST_SQUEEZED
    cost, start_of_row_ending = [0.0] * (count + 1), [0] * (count + 1)
    for end in range(1, count + 1):
        best, best_start, sum_end = float("inf"), end - 1, sums[end]
        is_open = ends_section and end == count
        for start in range(end - 1, -1, -1):
            height = (full - gap * (end - start)) / (sum_end - sums[start])
            if height < lowest and start < end - 1:
                break
            stretch = height / target
            if stretch < 1:
                price = 1 / max(stretch, 0.01) - 1
            else:
                price = _ORPHAN_COST * (1 - 1 / stretch) if is_open else stretch - 1
            total = cost[start] + price * price
            if total < best:
                best, best_start = total, start
        cost[end], start_of_row_ending[end] = best, best_start
    starts, end = [], count
    while end:
        end = start_of_row_ending[end]
        starts.append(end)
    return starts[::-1]


def _row(sums: list[float], first: int, end: int, top_px: int, shape: RowShape, *, is_open: bool) -> Row:
    base, gap = sums[first], shape.gap_px
    span = sums[end] - base
    free = shape.width_px - gap * (end - first - 1)
    height = free / span
    is_short = height > shape.target_px * (1 if is_open else _MOST_STRETCHED)
    scale = float(shape.target_px) if is_short else height
    edges = [round((sums[i] - base) * scale) + gap * (i - first) for i in range(first, end)]
    edges.append(min(round(span * scale), max(1, free)) + gap * (end - first))
    return Row(first, top_px, max(1, round(scale)), edges)
