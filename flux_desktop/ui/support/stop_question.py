"""Asks before a person stops waiting for a picture that BFL is making already."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme


class StopQuestion(QFrame):
    """A popover. Keeping on is what happens unless one says otherwise."""

    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popover")
        self.setAccessibleName("Stop waiting for this picture?")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(6))
        column.addWidget(PlainLabel("Stop waiting for this picture?", "label"))
        text = PlainLabel(
            "BFL may still finish and charge for it. If it does, the picture is kept.", "secondary", wrap=True
        )
        text.setFixedWidth(px(300))
        column.addWidget(text)
        row = QHBoxLayout()
        row.setContentsMargins(0, px(8), 0, 0)
        row.addStretch(1)
        self._keep = button("Keep waiting")
        stop = button("Stop waiting")
        for made in (stop, self._keep):
            row.addWidget(made)
        column.addLayout(row)
        self._keep.clicked.connect(self.close)
        stop.clicked.connect(self._stop)

    def show_at(self, middle: QPoint) -> None:
        """Show it around this point of the screen, wholly on it."""
        self.adjustSize()
        # Not self.screen(): PySide takes its answer for a child of this widget and deletes the screen along with it.
        screen = QGuiApplication.screenAt(middle) or QGuiApplication.primaryScreen()
        bounds = screen.availableGeometry()
        x = min(max(bounds.left(), middle.x() - self.width() // 2), bounds.right() - self.width())
        y = min(max(bounds.top(), middle.y() - self.height() // 2), bounds.bottom() - self.height())
        self.move(x, y)
        self.show()
        self._keep.setFocus(Qt.FocusReason.PopupFocusReason)

    def _stop(self) -> None:
        self.stopped.emit()
        self.close()
