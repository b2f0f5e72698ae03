"""How to get a key, in three short steps: the card behind the info button."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.theme.theme import Theme

_STEPS = (
    ("external", "Open the dashboard", "Sign in at dashboard.bfl.ai, or make an account there."),
    ("key", "Create a key", "Under API keys, create one. BFL shows it only once."),
    ("copy", "Copy it, then paste it here", "It starts with bfl_ and stays in your system's keychain."),
)
_WIDTH = 330
_MARK = 36


class KeyHelp(Popover):
    """``dashboard_requested`` when the person wants to go there. It is gone for good once it has closed."""

    dashboard_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "How to get a key", window)
        px = theme.px
        steps = QGridLayout()
        steps.setHorizontalSpacing(px(12))
        steps.setVerticalSpacing(px(2))
        steps.setColumnStretch(1, 1)
        for number, (icon, title, text) in enumerate(_STEPS):
            row = 3 * number
            steps.addWidget(_Mark(theme, icon, self), row, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
            steps.addWidget(PlainLabel(f"{number + 1}. {title}", "strong"), row, 1)
            steps.addWidget(PlainLabel(text, "caption", wrap=True), row + 1, 1, Qt.AlignmentFlag.AlignTop)
            steps.setRowMinimumHeight(row + 2, px(8))
        self._open = button("Open BFL dashboard", parent=self)
        self._open.clicked.connect(self._go)
        steps.addWidget(self._open, 3 * len(_STEPS), 1, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(steps)
        self.closed.connect(self.deleteLater)

    def open_under(self, anchor: QWidget) -> None:
        self.open_at(anchor, width=self._theme.px(_WIDTH))
        self._open.setFocus(Qt.FocusReason.PopupFocusReason)

    def _go(self) -> None:
        self.close_popover()
        self.dashboard_requested.emit()


class _Mark(QWidget):
    """A step's drawing on a soft disc."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self.setFixedSize(theme.px(_MARK), theme.px(_MARK))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("soft"))
        painter.drawEllipse(self.rect())
        inset = self.width() * 0.25
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        self._theme.icons.paint(painter, self._icon, area, "accent")
        painter.end()
