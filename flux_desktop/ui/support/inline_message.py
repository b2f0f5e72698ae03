"""A message beside what it is about: what happened, what to do, and the buttons for it."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import LeadLabel
from flux_desktop.ui.theme.theme import Theme

Kind = Literal["ok", "info", "warn", "err"]
Action = tuple[str, Callable[[], object]]

_ICONS = {"ok": "check", "info": "clock", "warn": "warning", "err": "warning"}
_COLOURS = {"ok": "ok", "info": "accent", "warn": "warn", "err": "err"}


class InlineMessage(QFrame):
    """Takes no room until it has something to say. ``is_narrow``: there is no room for a button beside the text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, is_narrow: bool = False) -> None:
        super().__init__(parent)
        self._is_narrow = is_narrow
        self._theme = theme
        self._kind: Kind = "info"
        self._icon_name = ""
        self._before: QWidget | None = None
        self._icon = QLabel(self)
        self._text = LeadLabel(self)
        self._actions = QWidget(self)
        self._flow = FlowLayout(self._actions, theme.px(8))
        self._lay_out()
        self.hide()
        theme.changed.connect(self._tint)

    @property
    def kind(self) -> Kind:
        return self._kind

    @property
    def text(self) -> str:
        """All of it, as a screen reader says it; empty when there is nothing to say."""
        return "" if self.isHidden() else self._text.accessibleName()

    @property
    def buttons(self) -> list[QPushButton]:
        items = [self._flow.itemAt(index) for index in range(self._flow.count())]
        return [widget for item in items if item and isinstance(widget := item.widget(), QPushButton)]

    def say(
        self,
        kind: Kind,
        lead: str,
        rest: str = "",
        actions: Sequence[Action] = (),
        *,
        icon: str = "",
        aloud: bool = True,
    ) -> None:
        """Show it in place of what was there. ``aloud``: have a screen reader say it now."""
        self._kind, self._icon_name = kind, icon or _ICONS[kind]
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.set_text(lead, rest)
        self.setAccessibleName(f"{lead} {rest}".strip())
        self._set_actions(actions)
        self._tint()
        self.show()
        if aloud:
            announce(self, self.accessibleName(), urgent=kind == "err")

    def clear(self) -> None:
        self.hide()

    def follow(self, control: QWidget) -> None:
        """Have the keyboard come from ``control`` to the buttons, which are made only when they are needed."""
        self._before = control

    def _lay_out(self) -> None:
        px = self._theme.px
        self._content = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._content.setSpacing(px(8))
        self._content.addWidget(self._text, 1)
        self._content.addWidget(self._actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(13), px(10), px(13), px(10))
        row.setSpacing(px(10))
        row.addWidget(self._icon)
        row.addLayout(self._content, 1)
        self._row = row

    def _set_actions(self, actions: Sequence[Action]) -> None:
        while item := self._flow.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        before = self._before
        for words, act in actions:
            made = button(words, parent=self._actions)
            made.clicked.connect(lambda _checked=False, act=act: act())
            self._flow.addWidget(made)
            made.show()
            if before:
                QWidget.setTabOrder(before, made)
            before = made
        # One button has room beside the text, several go below it.
        direction, is_beside = QBoxLayout.Direction, len(actions) == 1 and not self._is_narrow
        self._content.setDirection(direction.LeftToRight if is_beside else direction.TopToBottom)
        is_high = self._is_narrow or len(actions) > 1
        place = Qt.AlignmentFlag.AlignTop if is_high else Qt.AlignmentFlag.AlignVCenter
        self._row.setAlignment(self._icon, place)
        self._actions.setVisible(bool(actions))

    def _tint(self) -> None:
        if self._icon_name:
            colour = self._theme.colour(_COLOURS[self._kind])
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(self._theme.icons.pixmap(self._icon_name, self._theme.px(18), colour, ratio))
