"""A row of choices of which one is on."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from flux_desktop.ui.support.controls import button, one_tab_stop
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.theme.theme import Theme


class Segments(QFrame):
    """Buttons of equal width in one frame. Left and Right move; ``chosen`` says the key of the new choice."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, what: str, parent: QWidget | None = None) -> None:
        """``what`` starts the accessible name of each button: ``Size, Standard``."""
        super().__init__(parent)
        self.setProperty("role", "group")
        self._theme = theme
        self._what = what
        self._keys: tuple[str, ...] = ()
        self._buttons: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._keys[index]))
        self._row = QHBoxLayout(self)
        self._measure()
        theme.changed.connect(self._measure)

    def set_choices(self, choices: Sequence[tuple[str, str]], after: QWidget) -> None:
        """Offer these keys, each with the word it is shown as; ``after`` comes before them for the Tab key."""
        keys = tuple(key for key, _ in choices)
        if keys == self._keys:
            return
        self._keys = keys
        for old in self._buttons:
            self._group.removeButton(old)
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for index, (_, word) in enumerate(choices):
            made = button(word, "segment", name=f"{self._what}, {word}", parent=self)
            made.setCheckable(True)
            self._group.addButton(made, index)
            self._row.addWidget(made, 1)
            # Made later than what follows them on the page, they would come after it.
            QWidget.setTabOrder(self._buttons[-1] if self._buttons else after, made)
            self._buttons.append(made)
        self._measure()

    def set_current(self, key: str | None) -> None:
        for index, made in enumerate(self._buttons):
            if self._keys[index] == key:
                made.setChecked(True)
        one_tab_stop(self._buttons)

    def describe(self, key: str, description: str) -> None:
        """What a screen reader adds, and the tool tip shows, for one choice."""
        if key in self._keys:
            made = self._buttons[self._keys.index(key)]
            made.setAccessibleDescription(description)
            made.setToolTip(plain_tool_tip(description))

    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons)

    def _measure(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(3), px(3), px(3), px(3))
        self._row.setSpacing(px(2))
        for made in self._buttons:
            made.setMinimumHeight(px(28))
