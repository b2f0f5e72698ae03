"""What stands in the heading "Needs you": retry all, with what it costs, and dismiss all."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from flux_desktop.domain.money import dollars
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class BulkBar(QWidget):
    """Lies over the heading's row, at its end. ``place`` says where that is."""

    retry_all_requested = Signal()
    dismiss_all_requested = Signal()

    def __init__(self, theme: Theme, model: QueueModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._retry = button("Retry all", "link")
        self._dismiss = button("Dismiss all", "link", name="Dismiss all that need you")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        for made in (self._retry, self._dismiss):
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        self._retry.clicked.connect(self.retry_all_requested)
        self._dismiss.clicked.connect(self.dismiss_all_requested)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def refresh(self) -> None:
        """Say what there is to retry now, and for how much."""
        found = self._model.retriable()
        prices = [row.estimate for row, is_new in found if is_new and not row.practice]
        total = sum(price or 0 for price in prices)
        everything = len(found) == len(self._model.ids(Section.NEEDS_YOU))
        words = "Retry all" if everything else f"Retry {len(found)}"
        price = f" ({dollars(total)})" if total else ""
        self._retry.setText(f"{words}{price}")
        pictures = "1 picture" if len(found) == 1 else f"{len(found)} pictures"
        cost = f", costs {dollars(total)}" if total else ", free"
        self._retry.setAccessibleName(f"Retry {pictures}{cost}")
        show_if(self._retry, bool(found))

    def place(self, heading: QRect | None) -> None:
        """Lie over this row of the viewport; ``None`` when there is no such heading."""
        show_if(self, heading is not None)
        if heading is None:
            return
        size, px = self.sizeHint(), self._theme.px
        width = min(size.width(), heading.width() - px(100))
        inside = QRect(heading.right() + 1 - px(14) - width, heading.y(), width, heading.height())
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setGeometry(inside if not is_mirrored else QRect(px(14), inside.y(), width, inside.height()))
