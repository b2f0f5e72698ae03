"""A list view with justified rows in sections as its layout. What is on the tiles is none of its business.

``QListView`` lays out every item at every change, which takes a tenth of a second at 100,000. Its layout is not used
here; its selection, its signals and what it tells screen readers are.
"""

from array import array
from collections.abc import Iterator
from contextlib import AbstractContextManager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.gallery.blocks import Metrics
from flux_desktop.ui.gallery.gallery_layout import GalleryLayout, Rect
from flux_desktop.ui.gallery.gallery_model import AnyIndex, GalleryModel
from flux_desktop.ui.gallery.standing import Standing

AROUND_PX = 4
"""How far rings around a tile reach beyond it."""

ScrollHint = QAbstractItemView.ScrollHint
_Flag = QItemSelectionModel.SelectionFlag


class JustifiedView(QListView):
    """The geometry of a gallery. Work grows with what is in view, never with the number of items."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gallery = model
        self.standing = Standing(model.ratios, lambda: self.currentIndex().row(), self)
        self._is_moving_bar = False
        self._neighbour: int | None = None

    def begin(self) -> None:
        """To be called once all that the overrides need is there: Qt calls them from the first line on."""
        # Asked for a widget that was not made here, PySide looks among all of its classes for the right one: 8 ms.
        viewport = QWidget()
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.setMouseTracking(self.hasMouseTracking())
        self.setViewport(viewport)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setModel(self.gallery)
        self.standing.stood.connect(self._stood)
        self.gallery.rowsRemoved.connect(self._removed)
        self.gallery.shape_changed.connect(self._shape_changed)

    # For those who build on it

    def metrics(self) -> Metrics:
        """The sizes of the layout at this moment."""
        raise RuntimeError("a gallery says how large its tiles are")

    def view_moved(self) -> None:
        """Something else is in view now."""

    def rows_came(self, start: int, end: int, *, are_above: bool) -> None:
        """Rows came in; ``are_above``: above what is in view."""

    def rows_went(self) -> None:
        """Rows are gone, or all are others."""

    @property
    def tiles(self) -> GalleryLayout:
        return self.standing.tiles

    @property
    def top_px(self) -> int:
        return self.standing.top_px

    def to_view(self, tile: Rect) -> QRect:
        return QRect(tile.x, tile.y - self.standing.top_px, tile.width, tile.height)

    def tile_rect(self, row: int) -> QRect | None:
        """Where a row's tile is in the viewport, if that is known."""
        tile = self.tiles.known_rect(row)
        return self.to_view(tile) if tile else None

    def visible_tiles(self) -> Iterator[tuple[int, QRect]]:
        """The rows in view and their tiles."""
        for line in self.tiles.rows(self.top_px, self.top_px + self.viewport().height()):
            for offset, tile in enumerate(line.tiles):
                yield line.first + offset, self.to_view(tile)

    def row_at(self, point: QPoint) -> int:
        """The row under a point of the viewport, or -1."""
        return self.tiles.index_at(point.x(), point.y() + self.top_px)

    def with_rings(self, tile: QRect) -> QRect:
        """The tile and what may be drawn around it."""
        return tile.adjusted(-AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX)

    def update_row(self, row: int) -> None:
        """Paint a tile again, with the rings around it."""
        rect = self.tile_rect(row) if 0 <= row < self.tiles.count else None
        if rect:
            self.viewport().update(self.with_rings(rect))

    def update_id(self, item_id: ItemId) -> None:
        self.update_row(self.gallery.row_of(item_id))

    def holding_still(self) -> AbstractContextManager[None]:
        """Whatever is asked of the layout meanwhile, what is in view stays in its place."""
        return self.standing.holding_still()

    def resize_layout(self) -> None:
        """Lay out anew by the present metrics; the anchor stays in its place."""
        self.standing.measure(self.metrics())

    # The selection

    def is_row_selected(self, row: int) -> bool:
        return self.selectionModel().isSelected(self.gallery.index(row))

    def selected_ranges(self) -> list[tuple[int, int]]:
        """First and last rows of what is selected, from the top."""
        if not self.selectionModel().hasSelection():
            return []
        return sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())

    def selected_rows(self) -> list[int]:
        """The numbers of the selected rows, from the top."""
        return [row for first, last in self.selected_ranges() for row in range(first, last + 1)]

    def selected_ids(self) -> list[ItemId]:
        """The ids of what is selected, newest first."""
        return [item for first, last in self.selected_ranges() for item in self.gallery.ids_between(first, last)]

    def selected_array(self) -> "array[int]":
        """The ids of what is selected, oldest first: quick for any number."""
        found = array("q")
        for first, last in reversed(self.selected_ranges()):
            found.extend(self.gallery.ascending_between(first, last))
        return found

    def selectAll(self) -> None:
        """As one range: Qt would ask for the number of rows once for each."""
        count = self.gallery.rowCount()
        if count:
            everything = QItemSelection(self.gallery.index(0), self.gallery.index(count - 1))
            self.selectionModel().select(everything, _Flag.ClearAndSelect)

    def selection_in(self, rect: QRect) -> QItemSelection:
        """The tiles that a rectangle of the viewport touches."""
        selection, area = QItemSelection(), rect.normalized()
        first = last = -2
        for line in self.tiles.rows(area.top() + self.top_px, area.bottom() + self.top_px + 1):
            for offset, tile in enumerate(line.tiles):
                if tile.x > area.right() or tile.x + tile.width <= area.left():
                    continue
                row = line.first + offset
                if row != last + 1:
                    self._add_range(selection, first, last)
                    first = row
                last = row
        self._add_range(selection, first, last)
        return selection

    def _add_range(self, selection: QItemSelection, first: int, last: int) -> None:
        if first >= 0:
            selection.select(self.gallery.index(first), self.gallery.index(last))

    # The model

    def part(self) -> None:
        """Part the items into sections anew."""
        self.rows_went()
        self.standing.part(self.gallery.calendar, self.gallery.ascending_ids)

    def reset(self) -> None:
        super().reset()
        self.part()
        self.standing.stand_at(0)

    def rowsInserted(self, parent: AnyIndex, start: int, end: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, start, end)
        are_above = self.standing.inserted(self.gallery.calendar, self.gallery.ascending_ids, start, end)
        self.rows_came(start, end, are_above=are_above)

    def rowsAboutToBeRemoved(self, parent: AnyIndex, start: int, end: int) -> None:
        current = self.currentIndex()
        goes = start <= current.row() <= end and self.selectionModel().isSelected(current)
        self._neighbour = start if goes else None
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, start, end)

    def _removed(self, _parent: QModelIndex, start: int, end: int) -> None:
        """Close the gap; the selection goes to the next neighbour."""
        self.rows_went()
        self.standing.removed(start, end)
        if self._neighbour is not None and self.tiles.count:
            neighbour = self.gallery.index(min(self._neighbour, self.tiles.count - 1))
            is_lonely = not self.selectionModel().hasSelection()
            self.selectionModel().setCurrentIndex(neighbour, _Flag.ClearAndSelect if is_lonely else _Flag.NoUpdate)

    def _shape_changed(self, row: int) -> None:
        with self.standing.holding_still():
            self.tiles.refresh(row)

    # Scrolling

    def _stood(self) -> None:
        self._move_bar()
        self.viewport().update()
        self.view_moved()

    def _move_bar(self) -> None:
        """The scroll bar follows the view; it does not lead it here."""
        view_px, bar = self.viewport().height(), self.verticalScrollBar()
        self._is_moving_bar = True
        bar.setPageStep(max(1, view_px - self.tiles.metrics.target_px // 2))
        bar.setRange(0, max(0, self.tiles.height_px - view_px))
        bar.setValue(self.top_px)
        if bar.isEnabled() != (bar.maximum() > 0):
            bar.setEnabled(bar.maximum() > 0)  # the style shows no handle then
        self._is_moving_bar = False

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """The scroll bar was moved."""
        if self._is_moving_bar:
            return
        moved = self.standing.follow(self.verticalScrollBar().value())
        if abs(moved) < self.viewport().height():
            self.viewport().scroll(0, moved)
        else:
            self.viewport().update()
        self._move_bar()
        self.view_moved()

    def scrollTo(self, index: AnyIndex, hint: ScrollHint = ScrollHint.EnsureVisible) -> None:
        if index.isValid() and index.row() < self.tiles.count:
            self.standing.show(
                index.row(),
                at_top=hint is ScrollHint.PositionAtTop,
                at_bottom=hint is ScrollHint.PositionAtBottom,
                centred=hint is ScrollHint.PositionAtCenter,
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        QAbstractItemView.resizeEvent(self, event)

    def updateGeometries(self) -> None:
        self.standing.view_px = self.viewport().height()
        if self.viewport().width() != self.tiles.metrics.width_px:
            self.resize_layout()
        else:
            self.standing.stand_at(self.top_px)

    # What Qt asks

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid() or index.row() >= self.tiles.count:
            return QRect()
        known = self.tile_rect(index.row())
        if known:
            return known
        top, side = self.tiles.rough_top_px(index.row()) - self.top_px, self.tiles.metrics.target_px
        return QRect(self.tiles.metrics.left_px, top, side, side)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.row_at(point)
        return self.gallery.index(row) if row >= 0 else QModelIndex()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.top_px

    def isIndexHidden(self, _index: AnyIndex) -> bool:
        return False

    def viewportSizeHint(self) -> QSize:
        return QSize(self.viewport().width(), self.tiles.height_px)

    def doItemsLayout(self) -> None:
        self.viewport().update()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().select(self.selection_in(rect), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region, parts = QRegion(), [(part.top(), part.bottom()) for part in selection.toList()]
        for row, rect in self.visible_tiles() if parts else ():
            if any(top <= row <= bottom for top, bottom in parts):
                region += self.with_rings(rect)
        return region
