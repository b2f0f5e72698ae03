"""The sheet of keys: what can be pressed, read from the menus themselves and in their groups."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

Row = tuple[str, str]
Section = tuple[str, Sequence[Row]]

_IN_PLACE: Mapping[str, Sequence[Row]] = {
    "Prompt": (
        ("Generate", "Ctrl+Return"),
        ("Generate one", "Ctrl+Shift+Return"),
        ("Name a reference", "@"),
    ),
    "Gallery": (
        ("Open a picture", "Return"),
        ("Choose more pictures", "Ctrl+Space"),
        ("Menu of the selection", "Shift+F10"),
    ),
    "Open picture": (
        ("Next picture", "Right"),
        ("Previous picture", "Left"),
        ("Fit into the window", "Ctrl+0"),
        ("Pixel by pixel", "Ctrl+1"),
        ("Fit, or pixel by pixel", "Z"),
        ("Move in the picture", "Shift+Right"),
        ("Back to the gallery", "Esc"),
    ),
}
"""Keys of places, which are in no menu."""

_WIDTH, _HEIGHT, _COLUMN_GAP = 760, 620, 40


class ShortcutSheet(QDialog):
    """Groups in two columns, in a window that scrolls; Escape closes it."""

    def __init__(self, theme: Theme, parent: QWidget, menus: Iterable[QMenu]) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAccessibleName("Keyboard shortcuts")
        px = theme.px
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, px(12), 0)
        columns.setSpacing(px(_COLUMN_GAP))
        for sections in _halves([*_in_place(), *_of_menus(menus)]):
            columns.addLayout(self._column(sections), 1)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (page, scroll.viewport()):
            widget.setAutoFillBackground(False)  # else it would paint the window's colour
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(20), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(PlainLabel("Keyboard shortcuts", "title"))
        column.addWidget(scroll, 1)
        close = button("Close", "primary")
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        width = max(px(_WIDTH), page.minimumSizeHint().width() + px(80))
        self.resize(width, min(px(_HEIGHT), round(parent.height() * 0.95)))

    def _column(self, sections: Sequence[Section]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._theme.px(4))
        for title, rows in sections:
            if column.count():
                column.addSpacing(self._theme.px(12))
            column.addWidget(PlainLabel(title, "label"))
            grid = QGridLayout()
            grid.setColumnStretch(0, 1)
            grid.setVerticalSpacing(self._theme.px(4))
            for number, (what, keys) in enumerate(rows):
                grid.addWidget(PlainLabel(what), number, 0)
                grid.addWidget(PlainLabel(keys, "secondary"), number, 1, Qt.AlignmentFlag.AlignTrailing)
            column.addLayout(grid)
        column.addStretch(1)
        return column


def _in_place() -> Iterator[Section]:
    for title, rows in _IN_PLACE.items():
        yield title, [(what, _shown(QKeySequence(keys))) for what, keys in rows]


def _of_menus(menus: Iterable[QMenu]) -> Iterator[Section]:
    for menu in menus:
        rows = [(_plain(action), _shown(action.shortcuts()[0])) for action in _actions(menu) if action.shortcuts()]
        if rows:
            yield menu.title().replace("&", ""), rows


def _actions(menu: QMenu) -> Iterator[QAction]:
    """Those of the menus inside of it included."""
    for action in menu.actions():
        inside = action.menu()
        if isinstance(inside, QMenu):
            yield from _actions(inside)
        else:
            yield action


def _halves(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """Two columns of about the same height, in their order."""
    first: list[Section] = []
    rest, height = list(sections), sum(len(rows) + 2 for _, rows in sections)
    while rest and 2 * (sum(len(rows) + 2 for _, rows in first) + len(rest[0][1]) / 2) < height:
        first.append(rest.pop(0))
    return first, rest


def _plain(action: QAction) -> str:
    return action.text().replace("&", "").removesuffix("…")


def _shown(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
