"""The sheet of keys: what can be pressed, read from the actions themselves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel

_IN_PLACE = (
    ("Generate", "Ctrl+Return"),
    ("Generate one", "Ctrl+Shift+Return"),
    ("Name a reference in the prompt", "@"),
    ("Open a picture", "Return"),
    ("Choose pictures", "Ctrl+Space"),
    ("Menu of the selection", "Shift+F10"),
)
_MARGIN = 24


class ShortcutSheet(QDialog):
    """Two columns in a window that scrolls; Escape closes it."""

    def __init__(self, parent: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAccessibleName("Keyboard shortcuts")
        rows = [(action.text().replace("&", ""), action.shortcuts()) for action in actions if action.shortcuts()]
        page = QWidget()
        grid = QGridLayout(page)
        grid.setColumnStretch(0, 1)
        for number, (what, keys) in enumerate([*((w, [QKeySequence(k)]) for w, k in _IN_PLACE), *rows]):
            grid.addWidget(PlainLabel(what), number, 0)
            grid.addWidget(PlainLabel(_shown(keys), "secondary"), number, 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.addWidget(PlainLabel("Keyboard shortcuts", "title"))
        column.addWidget(scroll, 1)
        close = button("Close", "primary")
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        self.resize(page.sizeHint().width() + 6 * _MARGIN, 560)


def _shown(keys: Sequence[QKeySequence]) -> str:
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText)
