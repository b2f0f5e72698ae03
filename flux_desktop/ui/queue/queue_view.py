"""The list of the queue: one view with painted rows, so that hundreds that wait stay quick."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.queue.bulk_bar import BulkBar
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.row_delegate import Hand, RowDelegate
from flux_desktop.ui.queue.row_menu import show_row_menu
from flux_desktop.ui.queue.row_words import RowAction, RowButton
from flux_desktop.ui.queue.small_pictures import SmallPictures
from flux_desktop.ui.queue.sources import Thumbnails
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.support.stop_question import StopQuestion
from flux_desktop.ui.theme.theme import Theme

_SECOND_MS = 1000
_BOX = 44

_Cursor = QAbstractItemView.CursorAction


class QueueView(QListView):
    """``chosen`` says what a person wants of which generation; moving within the line comes as ``order_chosen``."""

    chosen = Signal(object, object)
    """A ``RowAction`` and an id."""
    order_chosen = Signal(list)
    """Who goes first, in this order."""
    left = Signal()
    """Escape: the keyboard goes elsewhere."""

    def __init__(self, theme: Theme, model: QueueModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.jobs = model
        self._hand = Hand()
        self._pressed: tuple[ItemId, RowAction] | None = None
        self._pictures = SmallPictures(thumbnails, self._box_side_px, self)
        self.bulk = BulkBar(theme, model, self.viewport())
        self.setObjectName("queueView")
        self.setAccessibleName("Pictures in the queue")
        self.setModel(model)
        self.setItemDelegate(RowDelegate(theme, model, self._pictures, self._hand, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self._show_seconds)
        self._pictures.arrived.connect(self._update_key)
        model.settled.connect(self._settled)
        theme.changed.connect(self._restyle)

    def current_row(self) -> GalleryRow | None:
        index = self.currentIndex()
        return self.jobs.row(index.row()) if index.isValid() else None

    def button_rect(self, item_id: ItemId, action: RowAction) -> QRect | None:
        """Where a row's button is in the viewport, if the row has it."""
        number = self.jobs.number_of(item_id)
        return next((rect for button, rect in self._buttons(number) if button.action is action), None)

    def do(self, action: RowAction, item_id: ItemId) -> None:
        """What a button, the menu or a key asks for."""
        row = self.jobs.row(self.jobs.number_of(item_id))
        match action:
            case RowAction.MOVE_UP | RowAction.MOVE_DOWN:
                self._move(item_id, -1 if action is RowAction.MOVE_UP else 1)
            case RowAction.CANCEL if row and row.state is State.RUNNING:
                self._ask_before_stopping(item_id)
            case _:
                self.chosen.emit(action, item_id)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._use_keyboard()
        row = self.current_row()
        if row and self._is_done_by(event, row):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def moveCursor(self, action: _Cursor, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """From one generation to another: headings are passed over."""
        rows = [number for number in range(self.jobs.rowCount()) if self.jobs.row(number)]
        if not rows:
            return QModelIndex()
        now = self.currentIndex().row()
        place = rows.index(now) if now in rows else -1
        page = max(1, self.viewport().height() // max(1, self.sizeHintForRow(rows[0])) - 1)
        steps = {
            _Cursor.MoveUp: -1,
            _Cursor.MovePrevious: -1,
            _Cursor.MoveDown: 1,
            _Cursor.MoveNext: 1,
            _Cursor.MovePageUp: -page,
            _Cursor.MovePageDown: page,
            _Cursor.MoveHome: -len(rows),
            _Cursor.MoveEnd: len(rows),
        }
        wanted = max(0, min(len(rows) - 1, place + steps.get(action, 0)))
        return self.jobs.index(rows[wanted])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._use_keyboard()
        if not self.current_row():
            self.setCurrentIndex(self.moveCursor(_Cursor.MoveHome, Qt.KeyboardModifier.NoModifier))

    def _is_done_by(self, event: QKeyEvent, row: GalleryRow) -> bool:
        words, key = self.jobs.words(row), event.key()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.do(RowAction.MOVE_UP if key == Qt.Key.Key_Up else RowAction.MOVE_DOWN, row.id)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            taking_away = (RowAction.CANCEL, RowAction.DISMISS)
            action = next((button.action for button in words.menu if button.action in taking_away), None)
            if action:
                self.do(action, row.id)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if words.main:
                self.do(words.main.action, row.id)
        else:
            return False
        return True

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hand.is_by_key = False
        found = self._at(event.position().toPoint())
        self._pressed = found if event.button() is Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        if pressed and pressed == self._at(event.position().toPoint()):
            self.do(pressed[1], pressed[0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().toPoint()):
            self.mousePressEvent(event)  # two quick clicks on a button
            return
        row = self.current_row()
        if row and row.state is State.DONE:
            self.do(RowAction.OPEN, row.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(QPoint(-1, -1))
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self.jobs.row(index.row()) if index.isValid() else None
        if row:
            rect = self.visualRect(index)
            at = self.viewport().mapToGlobal(rect.center()) if by_key else event.globalPos()
            show_row_menu(self, self.jobs, row, at, self.do)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            button = self._button_at(event.pos())
            if button:
                QToolTip.showText(event.globalPos(), plain_tool_tip(button.name), self.viewport())
                return True
        return super().viewportEvent(event)

    def _at(self, point: QPoint) -> tuple[ItemId, RowAction] | None:
        """The button under the pointer, and whose it is."""
        button, key = self._button_at(point), self._key_at(point)
        return (key, button.action) if button and key is not None else None

    def _key_at(self, point: QPoint) -> ItemId | None:
        index = self.indexAt(point)
        row = self.jobs.row(index.row()) if index.isValid() else None
        return row.id if row else None

    def _button_at(self, point: QPoint) -> RowButton | None:
        index = self.indexAt(point)
        buttons = self._buttons(index.row()) if index.isValid() else []
        return next((button for button, rect in buttons if rect.contains(point)), None)

    def _buttons(self, number: int) -> list[tuple[RowButton, QRect]]:
        row = self.jobs.row(number) if number >= 0 else None
        delegate = self.itemDelegate()
        if row is None or not isinstance(delegate, RowDelegate):
            return []
        rect = self.visualRect(self.jobs.index(number))
        return list(delegate.layout(rect, self.jobs.words(row), self.layoutDirection()).buttons)

    def _hover(self, point: QPoint) -> None:
        index, button = self.indexAt(point), self._button_at(point)
        now = index.row() if index.isValid() and self.jobs.row(index.row()) else -1
        action = button.action if button else None
        if (now, action) != (self._hand.row, self._hand.action):
            before, self._hand.row, self._hand.action = self._hand.row, now, action
            for number in {before, now}:
                self._update_row(number)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if button else Qt.CursorShape.ArrowCursor)

    # Parts

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_bulk()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_bulk()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settled()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()

    def _place_bulk(self) -> None:
        number = self.jobs.number_of(Section.NEEDS_YOU)
        self.bulk.place(self.visualRect(self.jobs.index(number)) if number >= 0 else None)

    def _settled(self) -> None:
        self.bulk.refresh()
        self._place_bulk()
        if self.isVisible() and self.jobs.ids(Section.RUNNING):
            self._second.start() if not self._second.isActive() else None
        else:
            self._second.stop()

    def _show_seconds(self) -> None:
        for item_id in self.jobs.ids(Section.RUNNING):
            self._update_key(item_id)

    def _update_key(self, item_id: ItemId) -> None:
        self._update_row(self.jobs.number_of(item_id))

    def _update_row(self, number: int) -> None:
        if 0 <= number < self.jobs.rowCount():
            self.viewport().update(self.visualRect(self.jobs.index(number)))

    def _use_keyboard(self) -> None:
        if not self._hand.is_by_key:
            self._hand.is_by_key = True
            self.viewport().update()

    def _move(self, item_id: ItemId, step: int) -> None:
        order = self.jobs.order_with(item_id, step)
        if order:
            self.order_chosen.emit(list(order))
            announce(self, "Moved up" if step < 0 else "Moved down")

    def _ask_before_stopping(self, item_id: ItemId) -> None:
        question = StopQuestion(self._theme, self)
        question.stopped.connect(lambda: self.chosen.emit(RowAction.CANCEL, item_id))
        rect = self.visualRect(self.jobs.index(self.jobs.number_of(item_id)))
        question.show_at(self.viewport().mapToGlobal(rect.center()))

    def _box_side_px(self) -> int:
        return round(self._theme.px(_BOX) * self.devicePixelRatioF())

    def _restyle(self) -> None:
        self._pictures.clear()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
