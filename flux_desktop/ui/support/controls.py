"""Buttons that are made the same everywhere."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from flux_desktop.ui.support.tool_tips import plain_tool_tip
from flux_desktop.ui.theme.theme import Theme


class PushButton(QPushButton):
    """Return presses it while it has the focus, as Space does.

    Qt leaves that to the desktop's theme, and in a dialog Return would press the default button in its place.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, role: str = "", *, name: str = "", parent: QWidget | None = None) -> QPushButton:
    """A button with words. ``role`` picks its look (secondary without one, primary, link, chip, segment, plain).

    ``name`` is what a screen reader says when the words alone are not enough.

    Buttons take the focus by keyboard only: a click leaves the text cursor where it is.
    """
    made = PushButton(text, parent)
    made.setProperty("role", role or "secondary")
    if role == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text.replace("&", ""))
    return made


def one_tab_stop(buttons: Iterable[QAbstractButton]) -> None:
    """Let the Tab key stop at the checked one of ``buttons`` alone; the arrow keys reach the others."""
    for made in buttons:
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus if made.isChecked() else Qt.FocusPolicy.NoFocus)


class IconButton(PushButton):
    """A square button with an icon alone: ``name`` is its tool tip and what a screen reader says."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        colour_role: str = "text2",
        size: int = 32,
        icon_size: int = 18,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._icon_size = icon_size
        self.setProperty("role", "icon")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setIcon(theme.icons.icon(icon, colour_role, "text"))
        self.set_name(name)
        self._measure()
        theme.changed.connect(self._measure)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(plain_tool_tip(name))

    def set_icon(self, icon: str, colour_role: str = "text2") -> None:
        self.setIcon(self._theme.icons.icon(icon, colour_role, "text"))

    def _measure(self) -> None:
        side = self._theme.px(self._size)
        self.setFixedSize(side, side)
        self.setIconSize(QSize(self._theme.px(self._icon_size), self._theme.px(self._icon_size)))
