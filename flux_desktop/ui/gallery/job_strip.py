"""The strip under the bar while pictures are being made: how many, how long, pause and cancel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from flux_desktop.domain.money import dollars
from flux_desktop.services.events import QueueChanged
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_HEIGHT = 36


class JobStrip(QFrame):
    """Hidden while nothing is under way."""

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_waiting_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("jobStrip")
        self.setProperty("role", "strip")
        self.setAccessibleName("Pictures being made")
        self._icon = QLabel(self)
        self._count = PlainLabel("", "strong")
        self._usual = ElidedLabel("", "caption")
        self._pause = button("Pause", "link", name="Pause the queue")
        self._resume = button("Resume", "link", name="Resume the queue")
        self._cancel = button("Cancel waiting", "link", name="Cancel the pictures that are waiting")
        self._pause.clicked.connect(self.pause_requested)
        self._resume.clicked.connect(self.resume_requested)
        self._cancel.clicked.connect(self.cancel_waiting_requested)
        self._lay_out()
        self.hide()
        theme.changed.connect(self._measure)

    def tell(self, queue: QueueChanged) -> None:
        """Show what is under way."""
        self._count.setText(queue_words(queue))
        self._usual.setText(_hint(queue))
        show_if(self._pause, not queue.paused)
        show_if(self._resume, queue.paused)
        show_if(self._cancel, queue.waiting > 0)
        show_if(self, queue.running + queue.waiting > 0)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._count)
        row.addWidget(self._usual, 1)
        for widget in (self._pause, self._resume, self._cancel):
            row.addWidget(widget)
        self._measure()

    def _measure(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(_HEIGHT))
        layout = self.layout()
        if layout:
            layout.setContentsMargins(px(16), 0, px(12), 0)
            layout.setSpacing(px(10))
        icons = self._theme.icons
        self._icon.setPixmap(icons.pixmap("spark", px(16), self._theme.colour("accent"), self.devicePixelRatioF()))


def queue_words(queue: QueueChanged) -> str:
    """``2 being made, 3 waiting``."""
    parts = [
        f"{queue.running} being made" if queue.running else "",
        f"{queue.waiting} waiting" if queue.waiting else "",
    ]
    words = ", ".join(part for part in parts if part)
    return f"Paused: {words}" if queue.paused and words else words


def _hint(queue: QueueChanged) -> str:
    if queue.paused:
        return f"{dollars(queue.to_come)} to come" if queue.to_come else ""
    return f"Usually about {max(1, round(queue.usual_s))} seconds each" if queue.usual_s and queue.running else ""
