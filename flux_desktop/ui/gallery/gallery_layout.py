"""Where every tile of the gallery lies. Pure arithmetic: no Qt, and no work that grows with the number of pictures.

Coordinates are logical pixels of the whole content; ``index`` counts pictures from the newest. Heights far from the
view are estimates: ``settle`` makes those in view exact and says where the view must stand so that nothing moves.
"""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from flux_desktop.ui.gallery.blocks import Block, Estimate, LaidSection, Metrics
from flux_desktop.ui.gallery.row_breaking import Row, RowBreaker, RowShape
from flux_desktop.ui.gallery.sections import Section

_BLOCKS_WITH_ROWS = 128
_SETTLE_ROUNDS = 12


class Rect(NamedTuple):
    """A tile."""

    x: int
    y: int
    width: int
    height: int


class Header:
    """A section's header in view. ``first`` is the index of its first picture."""

    __slots__ = ("count", "first", "section", "top_px")

    def __init__(self, section: Section, first: int, count: int, top_px: int) -> None:
        self.section = section
        self.first = first
        self.count = count
        self.top_px = top_px


class VisibleRow(NamedTuple):
    """A row in view: ``tiles`` are the places of the pictures from index ``first`` on."""

    first: int
    tiles: Sequence[Rect]


class Anchor:
    """A picture, and how far below the top of the view it lies."""

    __slots__ = ("below_top_px", "index")

    def __init__(self, index: int, below_top_px: int) -> None:
        self.index = index
        self.below_top_px = below_top_px


class _Spot(NamedTuple):
    """A block with its place: the index of its first picture and the offset of its top."""

    section: LaidSection
    block: Block
    first: int
    top_px: int


class GalleryLayout:
    """Justified rows in sections.

    ``ratios(first, count)`` gives width to height of so many pictures from the index ``first`` on; it is asked only for
    blocks that come into view.
    """

    def __init__(self, ratios: Callable[[int, int], Sequence[float]], metrics: Metrics | None = None) -> None:
        self._ratios = ratios
        self.metrics = metrics or Metrics()
        self._estimate = Estimate()
        self._sections: list[LaidSection] = []
        self._tops: list[int] = [self.metrics.top_px]
        self._firsts: list[int] = [0]
        self._with_rows: OrderedDict[Block, None] = OrderedDict()

    @property
    def count(self) -> int:
        return self._firsts[-1]

    @property
    def height_px(self) -> int:
        return self._tops[-1] + self.metrics.bottom_px if self._sections else 0

    def reset(self, sections: Iterable[tuple[Section, int]]) -> None:
        """Forget all and take these sections, newest first, none of them empty."""
        self._with_rows.clear()
        self._sections = [LaidSection(section, count) for section, count in sections]
        for laid in self._sections:
            laid.estimate(self._estimate, self.metrics)
        self._add_up()

    def resize(self, width_px: int, target_px: int) -> None:
        """Take another width or another row height. Every height becomes an estimate again."""
        self.metrics = self.metrics._replace(width_px=width_px, target_px=target_px)
        self._with_rows.clear()
        for laid in self._sections:
            laid.estimate(self._estimate, self.metrics)
        self._add_up()

    def insert(self, index: int, count: int, section: Section, *, keep_rows: bool = False) -> None:
        """``count`` pictures of one section came in before ``index``.

        ``keep_rows``: pictures at the top of a section get rows of their own, and the rows below stay as they are.

        Raises:
            ValueError: when pictures of another section lie on both sides; the sections are out of date then.
        """
        position = self._section_for(index, section)
        if position is None:
            position = bisect_right(self._firsts, index - 1) if index else 0
            if index != self._firsts[position]:
                raise ValueError(f"{section.label} would lie inside another section")
            laid = LaidSection(section, count)
            laid.estimate(self._estimate, self.metrics)
            self._sections.insert(position, laid)
        else:
            self._grow(self._sections[position], index - self._firsts[position], count, keep_rows=keep_rows)
        self._add_up()

    def remove(self, index: int, count: int) -> None:
        """``count`` pictures from ``index`` on are gone."""
        left, position = count, max(0, bisect_right(self._firsts, index) - 1)
        local = index - self._firsts[position]
        while left and position < len(self._sections):
            laid = self._sections[position]
            part = min(left, laid.count - local)
            if part == laid.count:
                del self._sections[position]
            else:
                self._shrink(laid, local, part)
                position += 1
            left, local = left - part, 0
        self._add_up()

    def refresh(self, index: int) -> None:
        """The shape of one picture has changed."""
        spot = self._spot_of(index)
        spot.block.kept = spot.block.rows_but(index - spot.first, 1, 0)
        spot.block.estimate(self._estimate, self.metrics, ends_section=spot.block.ends_section)
        spot.section.add_up(self.metrics)
        self._add_up()

    def tidy(self) -> bool:
        """Let pictures that came in with ``keep_rows`` join the rows below them. Whether anything changed."""
        changed = False
        for laid in self._sections:
            if len(laid.blocks) > 1 and laid.blocks[0].is_fresh:
                fresh, old = laid.blocks[:2]
                head = Block(fresh.count + old.count, kept=old.rows_but(0, 0, fresh.count))
                laid.replace(0, 2, [head], self._estimate, self.metrics)
                changed = True
        if changed:
            self._add_up()
        return changed

    def section_of(self, index: int) -> Section:
        return self._sections[bisect_right(self._firsts, index) - 1].section

    def starts_section(self, index: int) -> bool:
        """Whether a picture is in the first row of its section."""
        spot = self._exact(self._spot_of(index))
        is_first_block = spot.first == self._firsts[bisect_right(self._firsts, index) - 1]
        return is_first_block and _row_of(spot.block, index - spot.first).first == 0

    def rect(self, index: int) -> Rect:
        """Where a picture lies. Its block is made exact, so things below may move: ``settle`` afterwards."""
        return self._rect_in(self._exact(self._spot_of(index)), index)

    def known_rect(self, index: int) -> Rect | None:
        """Where a picture lies, or ``None`` while only its block's height is guessed. Moves nothing."""
        spot = self._spot_of(index)
        return self._rect_in(self._exact(spot), index) if spot.block.is_exact else None

    def rough_top_px(self, index: int) -> int:
        """About where a picture lies. Moves nothing."""
        spot = self._spot_of(index)
        return spot.top_px + spot.block.height_px * (index - spot.first) // spot.block.count

    def index_at(self, x_px: int, y_px: int) -> int:
        """The picture at a point, or -1."""
        for row in self.rows(y_px, y_px + 1):
            top = row.tiles[0]
            if top.y <= y_px < top.y + top.height:
                for offset, tile in enumerate(row.tiles):
                    if tile.x <= x_px < tile.x + tile.width:
                        return row.first + offset
        return -1

    def beside(self, index: int, x_px: int, step: int) -> int:
        """The picture nearest to ``x_px`` one row below (``step`` 1) or above (-1), else ``index`` itself."""
        spot = self._exact(self._spot_of(index))
        row = _row_of(spot.block, index - spot.first)
        neighbour = spot.first + (row.first + row.count if step > 0 else row.first - 1)
        if not 0 <= neighbour < self.count:
            return index
        spot = self._exact(self._spot_of(neighbour))
        row = _row_of(spot.block, neighbour - spot.first)
        tiles = self._tiles(spot, row)
        nearest = min(range(len(tiles)), key=lambda i: abs(tiles[i].x + tiles[i].width // 2 - x_px))
        return spot.first + row.first + nearest

    def nearest(self, x_px: int, y_px: int) -> int:
        """The picture nearest to a point, or -1 when there are none."""
        if not self.count:
            return -1
        reach = 2 * self.metrics.target_px + self.metrics.header_px
        y_px = min(max(y_px, self._tops[0]), self.height_px)
        lines = list(self.rows(y_px - reach, y_px + reach)) or list(self.rows(0, self.height_px))
        line = min(lines, key=lambda line: abs(line.tiles[0].y + line.tiles[0].height // 2 - y_px))
        centres = [abs(tile.x + tile.width // 2 - x_px) for tile in line.tiles]
        return line.first + centres.index(min(centres))

    def rows(self, top_px: int, bottom_px: int) -> Iterator[VisibleRow]:
        """The rows that meet this span. Those of a settled view are exact."""
        for spot in self._spots(top_px, bottom_px):
            exact = self._exact(spot)
            for row in exact.block.rows or ():
                row_top = spot.top_px + row.top_px
                if row_top >= bottom_px:
                    break
                if row_top + row.height_px > top_px:
                    yield VisibleRow(spot.first + row.first, self._tiles(spot, row))

    def headers(self, top_px: int, bottom_px: int) -> Iterator[Header]:
        """The section headers that meet this span."""
        position = max(0, bisect_right(self._tops, top_px) - 1)
        while position < len(self._sections) and self._tops[position] < bottom_px:
            laid = self._sections[position]
            if self._tops[position] + self.metrics.header_px > top_px:
                yield Header(laid.section, self._firsts[position], laid.count, self._tops[position])
            position += 1

    def anchor_at(self, top_px: int) -> Anchor | None:
        """The first picture whose upper half is in a view that stands at ``top_px``."""
        for row in self.rows(top_px, top_px + 2 * self.metrics.target_px + self.metrics.header_px):
            tile = row.tiles[0]
            if tile.y + tile.height // 2 >= top_px:
                return Anchor(row.first, tile.y - top_px)
        return None

    def top_for(self, anchor: Anchor) -> int:
        """Where a view must stand to have the picture where the anchor says."""
        return max(0, self.rect(anchor.index).y - anchor.below_top_px)

    def settle(self, top_px: int, view_px: int) -> int:
        """Make exact all that a view of this height shows.

        Returns where the view must stand now so that what was already exact in it stays in its place: what lies above
        may have turned out taller or shorter than was guessed. The answer is within the content.
        """
        for _ in range(_SETTLE_ROUNDS):
            last_px = max(0, self.height_px - view_px)
            is_at_end, top_px = top_px >= last_px, min(top_px, last_px)
            spots = list(self._spots(top_px, top_px + view_px))
            if all(spot.block.is_exact for spot in spots):
                break
            pin = next((spot for spot in spots if spot.block.is_exact), None)
            first, guessed_px = spots[0], spots[0].block.height_px
            for spot in spots:
                self._exact(spot)
            if top_px and is_at_end:
                top_px = self.height_px
            elif top_px and pin:
                top_px += self._spot_of(pin.first).top_px - pin.top_px
            elif top_px > first.top_px:
                top_px = first.top_px + (top_px - first.top_px) * first.block.height_px // guessed_px
        return top_px

    def _exact(self, spot: _Spot) -> _Spot:
        """Break the block's rows, if they are not known."""
        block = spot.block
        if block.rows is None:
            ratios = self._ratios(spot.first, block.count)
            breaker = RowBreaker(RowShape(self.metrics.row_px, self.metrics.target_px, self.metrics.gap_px))
            if block.starts is None:
                starts = breaker.starts(ratios, ends_section=block.ends_section, kept=block.kept)
                block.starts, block.kept = array("H", starts), {}
            block.rows = breaker.rows(ratios, block.starts, ends_section=block.ends_section)
            last = block.rows[-1]
            height = last.top_px + last.height_px + self.metrics.gap_px
            if not block.is_exact:
                self._estimate.learn(sum(ratios), block.count)
                block.is_exact = True
            if height != block.height_px:
                block.height_px = height
                spot.section.add_up(self.metrics)
                self._add_up()
        self._with_rows[block] = None
        self._with_rows.move_to_end(block)
        if len(self._with_rows) > _BLOCKS_WITH_ROWS:
            self._with_rows.popitem(last=False)[0].rows = None
        return spot

    def _spots(self, top_px: int, bottom_px: int) -> Iterator[_Spot]:
        """The blocks that meet this span, from the top; they may be made exact meanwhile."""
        position = max(0, bisect_right(self._tops, max(top_px, self.metrics.top_px)) - 1)
        if position >= len(self._sections):
            return
        y = self._tops[position]
        start = None
        while position < len(self._sections) and y < bottom_px:
            laid = self._sections[position]
            laid.cut(self._estimate, self.metrics)
            number = laid.block_at_offset(top_px - y) if start is None else 0
            start = y
            y = start + laid.top_of(number)
            while number < len(laid.blocks) and y < bottom_px:
                block = laid.blocks[number]
                yield _Spot(laid, block, self._firsts[position] + laid.first_of(number), y)
                y += block.height_px
                number += 1
            position += 1

    def _spot_of(self, index: int) -> _Spot:
        position = bisect_right(self._firsts, index) - 1
        laid = self._sections[position]
        laid.cut(self._estimate, self.metrics)
        number = laid.block_of(index - self._firsts[position])
        first = self._firsts[position] + laid.first_of(number)
        return _Spot(laid, laid.blocks[number], first, self._tops[position] + laid.top_of(number))

    def _tiles(self, spot: _Spot, row: Row) -> list[Rect]:
        left, gap, edges = self.metrics.left_px, self.metrics.gap_px, row.edges
        top, height = spot.top_px + row.top_px, row.height_px
        return [Rect(left + edges[i], top, edges[i + 1] - gap - edges[i], height) for i in range(len(edges) - 1)]

    def _rect_in(self, spot: _Spot, index: int) -> Rect:
        row = _row_of(spot.block, index - spot.first)
        return self._tiles(spot, row)[index - spot.first - row.first]

    def _section_for(self, index: int, section: Section) -> int | None:
        """The position of the section that ``index`` lies in or just after, if it is this one."""
        position = min(len(self._sections), bisect_right(self._firsts, index)) - 1
        for candidate in (position, position - 1):
            touches = candidate >= 0 and index <= self._firsts[candidate + 1]
            if touches and self._sections[candidate].section.first_id == section.first_id:
                return candidate
        return None

    def _grow(self, laid: LaidSection, local: int, count: int, *, keep_rows: bool) -> None:
        if not laid.blocks:
            laid.count += count
            laid.estimate(self._estimate, self.metrics)
            return
        if keep_rows and local == 0 and not laid.blocks[0].is_fresh:
            laid.replace(0, 0, [Block(count, is_fresh=True)], self._estimate, self.metrics)
            return
        number = laid.block_of(local)
        old, place = laid.blocks[number], local - laid.first_of(number)
        grown = Block(old.count + count, is_fresh=old.is_fresh, kept=old.rows_but(place, 0, count))
        laid.replace(number, number + 1, [grown], self._estimate, self.metrics)

    def _shrink(self, laid: LaidSection, local: int, count: int) -> None:
        if not laid.blocks:
            laid.count -= count
            laid.estimate(self._estimate, self.metrics)
            return
        first, end = laid.block_of(local), laid.block_of(local + count - 1) + 1
        left = []
        for number in range(first, end):
            block, start = laid.blocks[number], laid.first_of(number)
            cut = min(start + block.count, local + count) - max(start, local)
            if cut < block.count:
                kept = block.rows_but(max(0, local - start), cut, -cut)
                left.append(Block(block.count - cut, is_fresh=block.is_fresh, kept=kept))
        laid.replace(first, end, left, self._estimate, self.metrics)

    def _add_up(self) -> None:
        self._tops = list(accumulate((s.height_px for s in self._sections), initial=self.metrics.top_px))
        self._firsts = list(accumulate((s.count for s in self._sections), initial=0))


def _row_of(block: Block, local: int) -> Row:
    rows = block.rows or []
    return rows[bisect_right(rows, local, key=lambda row: row.first) - 1]
