"""The gallery's view: pictures and jobs, the mouse, the keys, and what a person asks for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.local_days import Grouping
from flux_desktop.ui.gallery.blocks import Metrics
from flux_desktop.ui.gallery.gallery_layout import Anchor
from flux_desktop.ui.gallery.gallery_model import AnyIndex, GalleryModel
from flux_desktop.ui.gallery.gallery_painter import GalleryPainter
from flux_desktop.ui.gallery.job_clock import JobClock
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.gallery.tile_view import TileView
from flux_desktop.ui.gallery.wish_list import WishList
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.services.events import PictureArrived
    from flux_desktop.ui.gallery.hands import Hands
    from flux_desktop.ui.gallery.scroll_overlays import ArrivalPill, MonthBubble
    from flux_desktop.ui.gallery.selector import Selector

SMALLEST_ROW, LARGEST_ROW, USUAL_ROW = 120, 320, 188
"""Heights that rows may aim at, in the design's pixels."""

_SINGLE_STEP = 40
_ZOOM_STEP = 20
_TOLD_AT_ONCE = 64

_Flag = QItemSelectionModel.SelectionFlag
_Type = QEvent.Type
_OF_POINTER = (_Type.ToolTip, _Type.Leave, _Type.HoverEnter, _Type.HoverMove, _Type.HoverLeave)


class GalleryView(TileView):
    """Shows a ``GalleryModel``. ``usual_s`` gives the usual time of a model, if it is known."""

    selection_changed = Signal()
    row_height_changed = Signal(int)
    all_painted = Signal()
    """For the first time every picture in view has been painted."""

    def __init__(
        self,
        model: GalleryModel,
        theme: Theme,
        loader: ThumbnailLoader,
        usual_s: Callable[[str], float | None] = lambda _model_id: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, theme, loader, parent)
        self.jobs = JobClock(self, usual_s)
        self._artist = GalleryPainter(self, self.jobs)
        self._wishes = WishList(self)
        self._pill: ArrivalPill | None = None
        self._row_height = USUAL_ROW
        self._was_painted = False
        self.begin()
        self._connect()
        self._measure()

    def begin(self) -> None:
        self.setObjectName("galleryView")
        self.setAccessibleName("Your pictures")
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(240, 160))
        super().begin()

    def _connect(self) -> None:
        self.theme.changed.connect(self._measure)
        self.loader.loaded.connect(self._loaded)
        self.arrivals.needs_paint.connect(self.update_id)
        self.gallery.finished.connect(self._finished)
        bar = self.verticalScrollBar()
        bar.sliderMoved.connect(self._show_month)

    # What others ask

    @property
    def row_height(self) -> int:
        """The height rows aim at, in the design's pixels (120 to 320)."""
        return self._row_height

    def set_row_height(self, height: int) -> None:
        height = max(SMALLEST_ROW, min(LARGEST_ROW, height))
        if height != self._row_height:
            self._row_height = height
            self.resize_layout()
            self.row_height_changed.emit(height)

    def zoom(self, steps: int) -> None:
        self.set_row_height(self._row_height + steps * _ZOOM_STEP)

    def select_ids(self, ids: Sequence[ItemId]) -> None:
        """Select these and show the first of them."""
        rows = [row for row in map(self.gallery.row_of, ids) if row >= 0]
        selection = QItemSelection()
        for row in rows:
            selection.select(self.gallery.index(row), self.gallery.index(row))
        self.selectionModel().select(selection, _Flag.ClearAndSelect)
        if rows:
            self.selectionModel().setCurrentIndex(self.gallery.index(rows[0]), _Flag.NoUpdate)

    @contextmanager
    def selecting_neighbour(self) -> Iterator[None]:
        """Whatever pictures go meanwhile: when nothing that was selected is left, their next neighbour is."""
        selection, row = self.selectionModel(), self.currentIndex().row()
        yield
        count = self.gallery.rowCount()
        if selection.hasSelection() or row < 0 or not count:
            return
        current = self.currentIndex()
        neighbour = current if current.isValid() else self.gallery.index(min(row, count - 1))
        selection.setCurrentIndex(neighbour, _Flag.ClearAndSelect)

    def scroll_to_newest(self) -> None:
        self.tiles.tidy()
        self.standing.stand_at(0)

    def top_id(self) -> ItemId | None:
        """The picture at the top of the view, to come back to it later; ``None`` at the very top."""
        anchor = self.tiles.anchor_at(self.top_px) if self.top_px else None
        return self.gallery.id_at(anchor.index) if anchor else None

    def scroll_to_id(self, item_id: ItemId) -> None:
        """Have this picture at the top of the view, or the next older one if it is gone."""
        row = min(self.gallery.row_from(item_id), self.gallery.rowCount() - 1)
        if row >= 0:
            self.standing.stand_by(Anchor(row, self.tiles.metrics.gap_px))

    def take_arrival(self, event: "PictureArrived") -> None:
        """Bytes of a picture that is not on disk yet: paint it at once."""
        self.arrivals.expect(event.generation_id)
        self.loader.take_arrival(self._wishes.of_arrival(event.generation_id), event.data)

    def reload_pictures(self) -> None:
        """The library is somewhere else now, or there again."""
        self.loader.clear()
        self._wishes.renew()
        self.viewport().update()

    def sums_changed(self) -> None:
        """The headers count other pictures now."""
        self._artist.forget_sums()
        self.viewport().update()

    def new_day(self) -> None:
        """Today has become yesterday."""
        with self.holding_still():
            self.part()

    def set_grouping(self, grouping: Grouping) -> None:
        """Part the pictures into days, weeks or months; what is seen stays in its place."""
        if grouping is not self.gallery.calendar.grouping:
            self.gallery.set_grouping(grouping)
            self.new_day()

    def set_motion(self, *, reduced: bool) -> None:
        """Reduced: no ring turns and nothing fades."""
        self.jobs.is_still = self.arrivals.is_still = reduced
        self.viewport().update()

    @property
    def selector(self) -> "Selector":
        """What picks rows as a click does."""
        return self._hands.selector

    # What the first paint can do without

    @cached_property
    def _hands(self) -> "Hands":
        """What answers the mouse and the keys."""
        from flux_desktop.ui.gallery.hands import Hands

        return Hands(self, self.jobs)

    @cached_property
    def _bubble(self) -> "MonthBubble":
        from flux_desktop.ui.gallery.scroll_overlays import MonthBubble

        bubble = MonthBubble(self, self.theme)
        self.verticalScrollBar().sliderReleased.connect(bubble.hide)
        return bubble

    def _make_pill(self) -> "ArrivalPill":
        from flux_desktop.ui.gallery.scroll_overlays import ArrivalPill

        pill = ArrivalPill(self, self.theme)
        pill.clicked.connect(self.scroll_to_newest)
        return pill

    # For the helpers of this view

    def metrics(self) -> Metrics:
        px = self.theme.px
        return Metrics(
            width_px=self.viewport().width(),
            target_px=px(self._row_height),
            gap_px=px(8),
            header_px=px(40),
            left_px=px(16),
            right_px=px(5),
            top_px=px(10),
            bottom_px=px(16),
        )

    def view_moved(self) -> None:
        self._wishes.renew()
        if self.attention.row >= 0:
            self._hands.pointer.look_again()
        self._look_up()

    def rows_came(self, start: int, end: int, *, are_above: bool) -> None:
        self.attention.forget_rows()
        self._artist.forget_sums()
        if are_above:
            self.arrivals.came_above(self.gallery.ids_between(start, min(end, start + _TOLD_AT_ONCE)))
            self._look_up()

    def rows_went(self) -> None:
        self.attention.forget_rows()
        self._artist.forget_sums()

    def dataChanged(self, top_left: AnyIndex, bottom_right: AnyIndex, _roles: Sequence[int] = ()) -> None:
        for number in range(top_left.row(), bottom_right.row() + 1):
            self.update_row(number)

    def _finished(self, item_id: ItemId) -> None:
        row = self.gallery.row_of(item_id)
        anchor = self.tiles.anchor_at(self.top_px) if self.top_px and row >= 0 else None
        self.arrivals.finished(item_id, is_above=anchor is not None and row < anchor.index)
        self._artist.forget_sums()
        self._wishes.renew()
        self._look_up()

    def reset(self) -> None:
        self._was_painted = False
        super().reset()

    def _measure(self) -> None:
        """The theme has changed: fonts and colours, and all measures with them."""
        self.restyle()
        self.verticalScrollBar().setSingleStep(self.theme.px(_SINGLE_STEP))
        self.resize_layout()

    def _look_up(self) -> None:
        if not self.top_px:
            self.arrivals.seen()
        words = self.arrivals.above_words()
        if words and self._pill is None:
            self._pill = self._make_pill()
        if self._pill:
            self._pill.tell(words)

    def _loaded(self, ids: list[ItemId]) -> None:
        here = set(ids)
        for item_id in here:
            self.arrivals.loaded(item_id)
        for row, tile in self.visible_tiles():
            if self.gallery.id_at(row) in here:
                self.viewport().update(tile)

    def _show_month(self) -> None:
        anchor = self.tiles.anchor_at(self.top_px)
        if anchor:
            self._bubble.tell(self.gallery.calendar.month_words(self.gallery.id_at(anchor.index)))

    # Events

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        row = self._hands.keyboard.target(action)
        return self.gallery.index(row) if row >= 0 else QModelIndex()

    def keyboardSearch(self, search: str) -> None:
        self.search_typed.emit(search)

    def paintEvent(self, event: QPaintEvent) -> None:
        is_whole = self._artist.paint(event)
        if is_whole and not self._was_painted and self.tiles.count:
            self._was_painted = True
            self.all_painted.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wishes.renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._pill:
            self._pill.place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.loader.set_scale(self.devicePixelRatioF())
            self.restyle()
            self._wishes.renew()
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        return (event.type() in _OF_POINTER and self._hands.pointer.handles(event)) or super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hands.keyboard.handles(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._hands.pointer.ask_for_menu(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(self._hands.pointer.wheel_steps(event))
            event.accept()
        else:
            QAbstractItemView.wheelEvent(self, event)
