"""Tags or albums of pictures: a chip for each, and a field to add another one, with those there are already."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.tool_tips import plain_tool_tip
from flux_desktop.ui.theme.theme import Theme

_LONGEST_SHOWN = 28
_LONGEST = 100


class LabelEditor(QWidget):
    """``noun`` is what it is about: ``tag`` or ``album``. It changes nothing itself."""

    added = Signal(str)
    removed = Signal(str)
    opened = Signal(str)
    """Somebody wants to see the pictures that have this one."""

    def __init__(self, theme: Theme, noun: str, placeholder: str) -> None:
        super().__init__()
        self._theme = theme
        self._noun = noun
        self._shown: list[tuple[str, str]] = []
        self._known = QStringListModel(self)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, theme.px(6))
        self.field = _Field()
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.field.setMaxLength(_LONGEST)
        self._complete()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._chips)
        column.addWidget(self.field)
        self.field.returnPressed.connect(self._add)
        self._chips.hide()

    def show_labels(self, names: Sequence[tuple[str, int | None]]) -> None:
        """Each name with how many of the pictures have it; ``None`` where there is nothing to tell apart."""
        shown = [(name, name if count is None else f"{name} ({count:,})") for name, count in names]
        if shown == self._shown:
            return
        self._shown = shown
        while item := self._flow.takeAt(0):
            widget = item.widget()
            if widget:
                widget.hide()
                widget.deleteLater()
        for name, words in shown:
            chip = _Chip(self._theme, self._noun, name, words)
            chip.removed.connect(self.removed)
            chip.opened.connect(self.opened)
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(shown))
        self._chips.updateGeometry()

    def show_known(self, names: Sequence[str]) -> None:
        """What the field offers."""
        self._known.setStringList(list(names))

    def _complete(self) -> None:
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated[str].connect(  # type: ignore[index]
            self._add, Qt.ConnectionType.QueuedConnection
        )  # after Qt has put the words into the field
        self.field.setCompleter(completer)

    def _add(self) -> None:
        text = self.field.text().strip()
        self.field.clear()
        if text:
            self.added.emit(text)


class _Field(QLineEdit):
    """Escape empties it, and is not taken from others when it is empty."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class _Chip(QFrame):
    removed = Signal(str)
    opened = Signal(str)

    def __init__(self, theme: Theme, noun: str, name: str, words: str) -> None:
        super().__init__()
        self.setProperty("role", "labelChip")
        short = words if len(words) <= _LONGEST_SHOWN else words[: _LONGEST_SHOWN - 1] + "…"
        see = button(short.replace("&", "&&"), "labelName", name=f"Show the pictures of the {noun} {name}")
        see.setToolTip(plain_tool_tip(f"Show the pictures of this {noun}"))
        see.clicked.connect(lambda: self.opened.emit(name))
        remove = IconButton(theme, "close", f"Take off the {noun} {name}", size=24, icon_size=12)
        remove.clicked.connect(lambda: self.removed.emit(name))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(4), 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(see)
        row.addWidget(remove)
