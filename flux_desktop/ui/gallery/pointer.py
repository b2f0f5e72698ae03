"""The mouse in the gallery: selecting, rubber band, buttons on tiles, dragging pictures out, tool tips, menus."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QDrag, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from flux_desktop.ui.gallery import missing_tile, picture_tile
from flux_desktop.ui.gallery.job_clock import JobClock
from flux_desktop.ui.gallery.picture_tile import TilePart
from flux_desktop.ui.gallery.selector import Selector
from flux_desktop.ui.gallery.tile_actions import TileActions
from flux_desktop.ui.gallery.tile_view import TileView
from flux_desktop.ui.job_words import TileAction
from flux_desktop.ui.support.labels import plain_tool_tip

_Flag = QItemSelectionModel.SelectionFlag
_AUTO_SCROLL_MS = 30
_AUTO_SCROLL_PX = 28
_DRAG_PICTURE_PX = 120
_NOTCH = 120
_MOST_DRAGGED = 500
_HOVER = (QEvent.Type.HoverEnter, QEvent.Type.HoverMove, QEvent.Type.HoverLeave)


class _Doing(StrEnum):
    NOTHING = "nothing"
    PRESSING_PART = "pressing part"
    PRESSING_TILE = "pressing tile"
    BANDING = "banding"


class Pointer:
    """What the pointer is over and what it is doing. Positions are those of the viewport, the band's of the content."""

    def __init__(self, view: TileView, selector: Selector, actions: TileActions, jobs: JobClock) -> None:
        self._view = view
        self._select = selector
        self._actions = actions
        self._jobs = jobs
        self._attention = view.attention
        self._doing = _Doing.NOTHING
        self._pressed_at = QPoint()
        self._pressed_part: TilePart | TileAction | None = None
        self._collapses_to = -1
        self._band_start = QPoint()
        self._band_base = QItemSelection()
        self._last = QPoint()
        self._wheel_rest = 0
        self._auto_scroll = QTimer(view, interval=_AUTO_SCROLL_MS)
        self._auto_scroll.timeout.connect(self._scroll_on)

    def look_again(self) -> None:
        """The content has moved under the pointer."""
        if self._doing is _Doing.NOTHING and self._attention.row >= 0:
            self._hover(self._view.viewport().mapFromGlobal(self._view.cursor().pos()))

    def handles(self, event: QEvent) -> bool:
        """Events of the viewport that are answered here."""
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # type: ignore[arg-type]
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hovered(-1, None)
        return event.type() in _HOVER

    def press(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position().toPoint()
        self._attention.is_by_key = False
        self._hover(point)
        row = view.row_at(point)
        self._pressed_at, self._attention.pressed_row, self._collapses_to = point, row, -1
        if event.button() is not Qt.MouseButton.LeftButton:
            if row >= 0 and not view.is_row_selected(row):
                self._select.only(row)
            return
        self._pressed_part = self._part_at(row, point)
        if self._pressed_part:
            self._doing = _Doing.PRESSING_PART
        elif row < 0:
            self._begin_band(point, adds=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            self._doing = _Doing.PRESSING_TILE
            self._pick(row, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        self._last = event.position().toPoint()
        match self._doing:
            case _Doing.BANDING:
                self._move_band()
            case _Doing.PRESSING_TILE:
                far = (self._last - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
                if far and event.buttons() & Qt.MouseButton.LeftButton:
                    self._drag()
            case _:
                self._hover(self._last)

    def release(self, event: QMouseEvent) -> None:
        doing, self._doing = self._doing, _Doing.NOTHING
        point = event.position().toPoint()
        if doing is _Doing.BANDING:
            self._end_band()
        elif doing is _Doing.PRESSING_PART:
            row = self._attention.pressed_row
            part = self._part_at(row, point) if row >= 0 and self._view.row_at(point) == row else None
            if part and part is self._pressed_part:
                self._actions.press(row, part, event.globalPosition().toPoint())
        elif doing is _Doing.PRESSING_TILE and self._collapses_to >= 0:
            self._select.only(self._collapses_to)
        self._hover(point)

    def double_click(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self._view.row_at(point)
        if event.button() is Qt.MouseButton.LeftButton and row >= 0:
            if self._part_at(row, point):
                self.press(event)
            else:
                self._actions.open(row)

    def ask_for_menu(self, event: QContextMenuEvent) -> None:
        """A right click, or the menu key at the current picture."""
        view = self._view
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            row = view.currentIndex().row()
            tile = view.tile_rect(row) if row >= 0 else None
            at = view.viewport().mapToGlobal((tile or view.viewport().rect()).center())
        else:
            row, at = view.row_at(event.pos()), event.globalPos()
        self._actions.show_menu(row, at)
        event.accept()

    def wheel_steps(self, event: QWheelEvent) -> int:
        """Whole notches; what is left of fine wheels is kept for the next time."""
        self._wheel_rest += event.angleDelta().y()
        steps = int(self._wheel_rest / _NOTCH)
        self._wheel_rest -= steps * _NOTCH
        return steps

    # Parts of tiles

    def _part_at(self, row: int, point: QPoint) -> TilePart | TileAction | None:
        view = self._view
        tile = view.tile_rect(row) if row >= 0 else None
        found = view.gallery.row(row) if tile else None
        if tile is None or found is None:
            return None
        if view.is_picture(found):
            parts = missing_tile.parts(tile, view.style_of_tiles, found) if row == self._attention.row else []
            return next((part for part, rect in parts if rect.contains(point)), None)
        button = view.job_art.button_at(self._jobs.words(found), tile, point.x(), point.y())
        return button.action if button else None

    def _hover(self, point: QPoint) -> None:
        inside = self._view.viewport().rect().contains(point)
        row = self._view.row_at(point) if inside else -1
        if row != self._attention.row:
            self._set_hovered(row, None)
        self._set_hovered(row, self._part_at(row, point))

    def _set_hovered(self, row: int, part: TilePart | TileAction | None) -> None:
        attention = self._attention
        if (row, part) == (attention.row, attention.part):
            return
        old, attention.row, attention.part = attention.row, row, part
        self._view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor)
        self._view.update_row(old)
        if row != old:
            self._view.update_row(row)

    def _show_tip(self, event: QHelpEvent) -> None:
        view = self._view
        row = view.row_at(event.pos())
        part, found = self._part_at(row, event.pos()), view.gallery.row(row) if row >= 0 else None
        if found and isinstance(part, TilePart):
            words = picture_tile.tip_for(part, found, view.price_words(found))
        elif found and part is None:
            words = found.prompt
        else:
            words = ""
        QToolTip.showText(event.globalPos(), plain_tool_tip(words), view.viewport())

    # Selecting

    def _pick(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._select.up_to(row, adds=bool(modifiers & Qt.KeyboardModifier.ControlModifier))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._select.toggle(row)
        elif self._view.is_row_selected(row):
            # The whole selection may be about to be dragged; a mere click ends up with this one.
            self._collapses_to = row
        else:
            self._select.only(row)

    def _begin_band(self, point: QPoint, *, adds: bool) -> None:
        view = self._view
        self._doing = _Doing.BANDING
        self._last, self._band_start = point, point + QPoint(0, view.top_px)
        self._band_base = QItemSelection(view.selectionModel().selection()) if adds else QItemSelection()
        if not adds:
            view.clearSelection()

    def _move_band(self) -> None:
        view = self._view
        band = QRect(self._band_start - QPoint(0, view.top_px), self._last).normalized()
        self._attention.band = band
        selection = view.selection_in(band)
        selection.merge(self._band_base, _Flag.Select)
        view.selectionModel().select(selection, _Flag.ClearAndSelect)
        view.viewport().update()
        outside = not 0 <= self._last.y() < view.viewport().height()
        if outside and not self._auto_scroll.isActive():
            self._auto_scroll.start()
        elif not outside:
            self._auto_scroll.stop()

    def _scroll_on(self) -> None:
        """The band is held beyond an edge."""
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + (_AUTO_SCROLL_PX if self._last.y() > 0 else -_AUTO_SCROLL_PX))
        self._move_band()

    def _end_band(self) -> None:
        self._auto_scroll.stop()
        self._attention.band = None
        rows = self._view.selected_rows()
        if rows and not self._view.is_row_selected(self._view.currentIndex().row()):
            self._select.move_to(rows[0])
        self._view.viewport().update()

    def _drag(self) -> None:
        """Carry the files of the selected pictures out of the window."""
        view = self._view
        self._doing = _Doing.NOTHING
        data = view.gallery.mimeData([view.gallery.index(row) for row in view.selected_rows()[:_MOST_DRAGGED]])
        if not data.hasUrls():
            return
        drag = QDrag(view)
        drag.setMimeData(data)
        row = view.gallery.row(self._attention.pressed_row)
        pixmap = view.loader.pixmap(row.id) if row else None
        if pixmap:
            drag.setPixmap(pixmap.scaledToHeight(_DRAG_PICTURE_PX, Qt.TransformationMode.SmoothTransformation))
        drag.exec(Qt.DropAction.CopyAction)
