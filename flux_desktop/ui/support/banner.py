"""The one banner: something lasting that concerns the whole program, said where it pushes the content down."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import LeadLabel
from flux_desktop.ui.support.tab_order import come_after
from flux_desktop.ui.theme.theme import Theme

Kind = Literal["warn", "err", "info", "ok"]
Action = tuple[str, Callable[[], None]]

_ICONS = {"warn": "warning", "err": "warning", "info": "info", "ok": "check"}
_COLOURS = {"warn": "warn", "err": "err", "info": "accent", "ok": "ok"}


class Banner(QFrame):
    """Hidden until it has something to say. ``closed`` is emitted when the person closes it."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName("Message")
        self._theme = theme
        self._icon: QLabel | None = None
        self._text: LeadLabel | None = None
        self._buttons: list[QPushButton] = []
        self._before: QWidget | None = None
        self._shown: tuple[Kind, str] = ("info", "info")
        self.hide()
        theme.changed.connect(self._tint)

    def show_message(
        self,
        kind: Kind,
        title: str,
        text: str = "",
        actions: Sequence[Action] = (),
        *,
        icon: str = "",
        closable: bool = True,
    ) -> None:
        """Say it, in place of what was there: ``title`` in bold, ``text`` after it, a button for each action."""
        if self._text is None:
            self._build()
        assert self._text is not None
        self._shown = (kind, icon or _ICONS[kind])
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.set_text(title, text)
        self.setAccessibleDescription(f"{title} {text}".strip())
        self._set_actions(actions)
        self._close.setVisible(closable)
        self._tint()
        self.show()
        announce(self, f"{title} {text}".strip(), urgent=kind in ("warn", "err"))

    def follow(self, control: QWidget) -> None:
        """Have the keyboard come from ``control`` to the buttons, which are made only when they are needed."""
        self._before = control

    def clear(self) -> None:
        """Nothing to say any more."""
        self.hide()

    def _build(self) -> None:
        px = self._theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(8), px(8), px(8))
        row.setSpacing(px(8))
        self._icon = QLabel(self)
        self._text = LeadLabel(self)
        self._close = IconButton(self._theme, "close", "Close this message", size=28, icon_size=16)
        self._close.clicked.connect(self._close_clicked)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(px(2))
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self._row = row

    def _set_actions(self, actions: Sequence[Action]) -> None:
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for label, act in actions:
            made = button(label, parent=self)
            made.clicked.connect(lambda _checked=False, act=act: act())
            self._row.insertWidget(self._row.count() - 1, made)
            made.show()
            self._buttons.append(made)
        if self._before:
            come_after(self._before, *self._buttons, self._close)

    def _close_clicked(self) -> None:
        self.hide()
        self.closed.emit()

    def _tint(self) -> None:
        if self._icon is None:
            return
        kind, icon = self._shown
        colour = self._theme.colour(_COLOURS[kind])
        self._icon.setPixmap(self._theme.icons.pixmap(icon, self._theme.px(18), colour, self.devicePixelRatioF()))
