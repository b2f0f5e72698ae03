"""Where the view stands in the content, and how it keeps its place when the content changes around it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.gallery.blocks import Metrics
from flux_desktop.ui.gallery.gallery_layout import Anchor, GalleryLayout
from flux_desktop.ui.gallery.sections import SectionCalendar

_INSERTED_SINGLY = 64


class Standing(QObject):
    """The layout, and the offset that the view shows it from.

    ``current`` gives the number of the current row, or -1: when it is in view, it is what keeps its place.
    """

    stood = Signal()
    """The view shows another part of the content, or the content has another height."""

    def __init__(
        self, ratios: Callable[[int, int], Sequence[float]], current: Callable[[], int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.tiles = GalleryLayout(ratios)
        self.top_px = 0
        self.view_px = 0
        self._current = current
        self._calendar: SectionCalendar | None = None

    def anchor(self) -> Anchor | None:
        """What should stay where it is: the current picture if it is in view, else the topmost. Nothing at the top."""
        if not self.top_px or not self.tiles.count:
            return None
        current = self._current()
        tile = self.tiles.known_rect(current) if 0 <= current < self.tiles.count else None
        if tile and self.top_px <= tile.y and tile.y + tile.height <= self.top_px + self.view_px:
            return Anchor(current, tile.y - self.top_px)
        return self.tiles.anchor_at(self.top_px)

    def stand_at(self, top_px: int) -> None:
        self.top_px = self.tiles.settle(max(0, top_px), self.view_px)
        self.stood.emit()

    def stand_by(self, anchor: Anchor | None) -> None:
        """Have a picture where the anchor says; at the top when there is none."""
        self.stand_at(self.tiles.top_for(anchor) if anchor and self.tiles.count else 0)

    @contextmanager
    def holding_still(self) -> Iterator[None]:
        """Whatever is asked of the layout meanwhile, what is in view stays in its place."""
        anchor = self.anchor()
        yield
        self.stand_by(anchor)

    def follow(self, top_px: int) -> int:
        """The scroll bar says to stand here. Returns by how much what was in view has moved down.

        That is not what the bar moved by: heights above may turn out to be others than was guessed.
        """
        anchor = self.tiles.anchor_at(self.top_px)
        self.top_px = self.tiles.settle(top_px, self.view_px)
        tile = self.tiles.known_rect(anchor.index) if anchor else None
        return tile.y - self.top_px - anchor.below_top_px if tile and anchor else self.view_px

    def measure(self, metrics: Metrics) -> None:
        with self.holding_still():
            self.tiles.metrics = metrics
            self.tiles.resize(metrics.width_px, metrics.target_px)

    def part(self, calendar: SectionCalendar, ascending_ids: Sequence[ItemId]) -> None:
        """Part the content into sections anew."""
        self._calendar = calendar
        self.tiles.reset(calendar.sections(ascending_ids))

    def inserted(self, calendar: SectionCalendar, ascending_ids: Sequence[ItemId], start: int, end: int) -> bool:
        """Rows came in. Whether they lie above what is in view, which stays where it is."""
        anchor, count = self.anchor(), end - start + 1
        if count > _INSERTED_SINGLY or calendar is not self._calendar:
            self.part(calendar, ascending_ids)
        else:
            if not self.top_px:
                self.tiles.tidy()
            for row in range(start, end + 1):
                section = calendar.section_of(ascending_ids[-1 - row])
                self.tiles.insert(row, 1, section, keep_rows=self.top_px > 0)
        is_above = anchor is not None and start <= anchor.index
        if anchor and is_above:
            anchor = Anchor(anchor.index + count, anchor.below_top_px)
        self.stand_by(anchor)
        return is_above

    def removed(self, start: int, end: int) -> None:
        """Rows are gone."""
        anchor, count = self.tiles.anchor_at(self.top_px) if self.top_px else None, end - start + 1
        self.tiles.remove(start, count)
        if anchor and anchor.index > end:
            anchor = Anchor(anchor.index - count, anchor.below_top_px)
        elif anchor and anchor.index >= start:
            anchor = Anchor(max(0, min(start, self.tiles.count - 1)), anchor.below_top_px)
        self.stand_by(anchor)

    def show(self, row: int, *, at_top: bool = False, at_bottom: bool = False, centred: bool = False) -> None:
        """Bring a row into view: wholly, and no further than need be, unless it is said where."""
        anchor = self.anchor()
        self.tiles.rect(row)
        top = self.tiles.top_for(anchor) if anchor else self.top_px
        tile, gap = self.tiles.rect(row), self.tiles.metrics.gap_px
        above = tile.y - (self.tiles.metrics.header_px if self.tiles.starts_section(row) else gap)
        below = tile.y + tile.height + gap - self.view_px
        if centred:
            top = tile.y + (tile.height - self.view_px) // 2
        elif at_top or (above < top and not at_bottom):
            top = above
        elif at_bottom or below > top:
            top = below
        self.stand_at(0 if top <= self.tiles.metrics.top_px else top)
