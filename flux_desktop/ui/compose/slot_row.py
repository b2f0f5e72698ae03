"""The slots side by side: made, named, moved by mouse and by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.compose.add_slot import AddSlot
from flux_desktop.ui.compose.reference_slot import ReferenceSlot, SlotContent
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.tab_order import come_before
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_GAP = 8


class SlotRow(QWidget):
    """Shows contents and tells by index what is to become of them."""

    add_requested = Signal()
    menu_requested = Signal(int, QPoint)
    """The index, and the point on the screen."""
    remove_requested = Signal(int)
    move_requested = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slots: list[ReferenceSlot] = []
        self._drop_index: int | None = None
        self._flow = FlowLayout(self)
        self.add_slot = AddSlot(theme, self)
        self.add_slot.clicked.connect(self.add_requested)
        self._flow.addWidget(self.add_slot)
        self._measure()
        theme.changed.connect(self._measure)

    @property
    def slots(self) -> tuple[ReferenceSlot, ...]:
        return tuple(self._slots)

    def show_contents(
        self, contents: Sequence[SlotContent], numbers: Sequence[int], unused: Sequence[str], *, has_room: bool
    ) -> None:
        """Show these contents with their numbers (0: none), and why some are not sent."""
        self._make_slots(contents)
        for slot, content, number, why in zip(self._slots, contents, numbers, unused, strict=True):
            slot.show_content(content, number, why)
        show_if(self.add_slot, has_room)

    def focus_slot(self, index: int) -> None:
        """Move the keyboard to a slot, or to the empty one when there are fewer."""
        slot = self._slots[min(index, len(self._slots) - 1)] if self._slots else self.add_slot
        slot.setFocus(Qt.FocusReason.OtherFocusReason)

    def slot_at(self, point: QPoint) -> int | None:
        """The filled slot under ``point``."""
        return next((i for i, slot in enumerate(self._slots) if slot.geometry().contains(point)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_index is None or not self._slots:
            return
        is_last = self._drop_index >= len(self._slots)
        slot = self._slots[min(self._drop_index, len(self._slots) - 1)].geometry()
        x = slot.right() + self._theme.px(3) if is_last else max(0, slot.left() - self._theme.px(5))
        mark = QRectF(x, slot.top(), self._theme.px(3), slot.height())
        QPainter(self).fillRect(mark, self._theme.colour("accent"))

    def _make_slots(self, contents: Sequence[SlotContent]) -> None:
        while len(self._slots) > len(contents):
            slot = self._slots.pop()
            self._flow.removeWidget(slot)
            slot.hide()
            slot.deleteLater()
        while len(self._slots) < len(contents):
            slot = ReferenceSlot(self._theme, contents[len(self._slots)], self)
            self._flow.insert_widget(len(self._slots), slot)
            self._connect(slot)
            self._slots.append(slot)
            slot.show()
            come_before(self.add_slot, slot)

    def _connect(self, slot: ReferenceSlot) -> None:
        def index() -> int:
            return self._slots.index(slot)

        slot.menu_requested.connect(lambda at: self.menu_requested.emit(index(), slot.mapToGlobal(at.toPoint())))
        slot.remove_requested.connect(lambda: self.remove_requested.emit(index()))
        slot.moved_by_key.connect(lambda step: self.move_requested.emit(index(), index() + step))
        slot.focus_step.connect(lambda step: self._step_focus(index() + step))
        slot.dragged_to.connect(self._dragged)
        slot.dropped.connect(lambda: self._dropped(index()))

    def _step_focus(self, index: int) -> None:
        widgets: list[QWidget] = [*self._slots, *([] if self.add_slot.isHidden() else [self.add_slot])]
        if 0 <= index < len(widgets):
            widgets[index].setFocus(Qt.FocusReason.TabFocusReason)

    def _dragged(self, point: QPointF) -> None:
        """Mark where the slot would go: before the first one whose middle is right of the pointer, in its row."""
        at = point.toPoint()
        self._drop_index = len(self._slots)
        for i, slot in enumerate(self._slots):
            place = slot.geometry()
            if at.y() < place.top() or (at.y() <= place.bottom() and at.x() < place.center().x()):
                self._drop_index = i
                break
        self.update()

    def _dropped(self, index: int) -> None:
        target, self._drop_index = self._drop_index, None
        self.update()
        if target is not None:
            self.move_requested.emit(index, target - 1 if target > index else target)

    def _measure(self) -> None:
        self._flow.set_gap(self._theme.px(_GAP))
