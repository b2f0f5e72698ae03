"""What a gallery layout is made of: sections, and in them blocks of some dozens of pictures.

A block is broken into rows without looking at its neighbours, so that a jump to any place of a million pictures breaks
one or two blocks. Until then its height is an estimate. A section that nobody has come near is not even cut in blocks.
"""

import math
from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from flux_desktop.ui.gallery.row_breaking import Row
from flux_desktop.ui.gallery.sections import Section

BLOCK = 64
"""Pictures in a new block. Blocks grow to twice and shrink to half of it."""


class Metrics(NamedTuple):
    """The sizes a layout works with, in logical pixels."""

    width_px: int = 800
    target_px: int = 188
    gap_px: int = 8
    header_px: int = 40
    left_px: int = 16
    right_px: int = 16
    top_px: int = 10
    bottom_px: int = 16

    @property
    def row_px(self) -> int:
        """How wide rows are."""
        return max(64, self.width_px - self.left_px - self.right_px)


class Estimate:
    """Guesses heights from the mean shape of the pictures seen so far."""

    def __init__(self) -> None:
        self._sum = 40 * 1.3
        self._count = 40

    def learn(self, ratio_sum: float, count: int) -> None:
        self._sum += ratio_sum
        self._count += count

    def height_px(self, count: int, metrics: Metrics, *, ends_section: bool) -> int:
        tile = self._sum / self._count * metrics.target_px + metrics.gap_px
        rows = count * tile / (metrics.row_px + metrics.gap_px)
        rows = math.ceil(rows) if ends_section else max(1.0, rows)
        return round(rows * (metrics.target_px + metrics.gap_px))


class Block:
    """A run of pictures. ``height_px`` is exact once the rows have been broken; ``rows`` may be dropped to save memory.

    ``starts`` says where rows begin, and ``kept`` which rows of before are to be kept when they are broken (see
    ``RowBreaker``). A fresh block holds what arrived while the person looked elsewhere; it leaves the rows below it as
    they are.
    """

    __slots__ = ("count", "ends_section", "height_px", "is_exact", "is_fresh", "kept", "rows", "starts")

    def __init__(
        self, count: int, height_px: int = 0, *, is_fresh: bool = False, kept: dict[int, int] | None = None
    ) -> None:
        self.count = count
        self.starts: array[int] | None = None
        self.kept = kept or {}
        self.height_px = height_px
        self.ends_section = False
        self.is_exact = False
        self.is_fresh = is_fresh
        self.rows: list[Row] | None = None

    def estimate(self, estimate: Estimate, metrics: Metrics, *, ends_section: bool) -> None:
        """Forget the rows and guess the height."""
        self.ends_section = ends_section
        self.height_px = estimate.height_px(self.count, metrics, ends_section=ends_section)
        self.is_exact = False
        self.rows = self.starts = None

    def rows_but(self, first: int, count: int, shift: int) -> dict[int, int]:
        """The present rows, start by end, without those that touch ``count`` pictures from ``first`` on.

        What comes after those is moved by ``shift``.
        """
        if self.starts is None:
            return {}
        ends = [*self.starts[1:], self.count]
        rows = {end: start for start, end in zip(self.starts, ends, strict=True) if end <= first}
        after = ((start, end) for start, end in zip(self.starts, ends, strict=True) if start >= first + count)
        return {**rows, **{end + shift: start + shift for start, end in after}}

    def joined_with(self, following: "Block") -> "Block":
        """One block of the two, with the rows that either keeps."""
        kept = {**self.kept, **following.rows_but(0, 0, self.count)}
        return Block(self.count + following.count, is_fresh=following.is_fresh, kept=kept)

    def parts(self) -> "list[Block]":
        """This block, or two halves when it has grown too large, parted between two rows that it keeps."""
        if self.count <= 2 * BLOCK:
            return [self]
        middle = min(self.kept, key=lambda end: abs(end - self.count // 2), default=0)
        if not BLOCK // 2 <= middle <= self.count - BLOCK // 2:
            middle = self.count // 2
        before = {end: start for end, start in self.kept.items() if end <= middle}
        after = {end - middle: start - middle for end, start in self.kept.items() if start >= middle}
        halves = [Block(middle, is_fresh=self.is_fresh, kept=before), Block(self.count - middle, kept=after)]
        return [part for half in halves for part in half.parts()]


class LaidSection:
    """A section with its blocks. ``blocks`` is empty until somebody comes near."""

    __slots__ = ("_firsts", "_tops", "blocks", "count", "height_px", "section")

    def __init__(self, section: Section, count: int) -> None:
        self.section = section
        self.count = count
        self.height_px = 0
        self.blocks: list[Block] = []
        self._tops: list[int] = []
        self._firsts: list[int] = []

    def estimate(self, estimate: Estimate, metrics: Metrics) -> None:
        """Forget the blocks and guess the height."""
        self.blocks = []
        full, rest = divmod(self.count - 1, BLOCK)
        heights = full * estimate.height_px(BLOCK, metrics, ends_section=False)
        self.height_px = metrics.header_px + heights + estimate.height_px(rest + 1, metrics, ends_section=True)

    def cut(self, estimate: Estimate, metrics: Metrics) -> None:
        """Make the blocks, if there are none. The height stays the same."""
        if self.blocks:
            return
        full, rest = divmod(self.count - 1, BLOCK)
        height = estimate.height_px(BLOCK, metrics, ends_section=False)
        self.blocks = [Block(BLOCK, height) for _ in range(full)]
        last = Block(rest + 1, self.height_px - metrics.header_px - full * height)
        last.ends_section = True
        self.blocks.append(last)
        self.add_up(metrics)

    def replace(self, first: int, end: int, new: list[Block], estimate: Estimate, metrics: Metrics) -> None:
        """Put ``new`` in the place of the blocks from ``first`` to before ``end``, joined or split to a fair size.

        At least one block must be left.
        """
        if new and new[-1].count < BLOCK // 2 and end < len(self.blocks) and not new[-1].is_fresh:
            new = [*new[:-1], new[-1].joined_with(self.blocks[end])]
            end += 1
        parts = [part for block in new for part in block.parts()]
        self.blocks[first:end] = parts
        for block in parts:
            block.estimate(estimate, metrics, ends_section=block is self.blocks[-1])
        last = self.blocks[-1]
        if not last.ends_section:
            last.kept = last.rows_but(last.count, 0, 0)
            last.estimate(estimate, metrics, ends_section=True)
        self.add_up(metrics)

    def add_up(self, metrics: Metrics) -> None:
        """Sum counts and heights, after blocks have changed."""
        self._tops = list(accumulate([b.height_px for b in self.blocks], initial=metrics.header_px))
        self._firsts = list(accumulate([b.count for b in self.blocks], initial=0))
        self.height_px = self._tops[-1]
        self.count = self._firsts[-1]

    def block_at_offset(self, offset_px: int) -> int:
        """The block at this distance from the top of the section (the first one for the header)."""
        return min(len(self.blocks) - 1, max(0, bisect_right(self._tops, offset_px) - 1))

    def block_of(self, index: int) -> int:
        """The block that holds the picture with this index in the section (the last one for the index after it)."""
        return min(len(self.blocks) - 1, bisect_right(self._firsts, index) - 1)

    def top_of(self, block: int) -> int:
        return self._tops[block]

    def first_of(self, block: int) -> int:
        return self._firsts[block]
