"""All that troubles the program at the moment, in the queue pane; the banner has room for one of it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from flux_desktop.ui.errors import Notice
from flux_desktop.ui.support.inline_message import InlineMessage, Kind
from flux_desktop.ui.theme.theme import Theme

Entry = tuple[Notice, Kind, Sequence[tuple[str, Callable[[], None]]]]
"""A notice, its tone, and its buttons with what they do."""


class NoticeList(QWidget):
    """Takes no room while there is nothing to list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Messages")
        self._theme = theme
        self._messages: list[InlineMessage] = []
        px = theme.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(4), px(16), px(4))
        self._column.setSpacing(px(6))
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is listed, from the top."""
        return [message.text for message in self._messages]

    def show_notices(self, entries: Sequence[Entry]) -> None:
        """List these, in place of what was there."""
        while len(self._messages) < len(entries):
            message = InlineMessage(self._theme, self, is_narrow=True)
            self._messages.append(message)
            self._column.addWidget(message)
        for message in self._messages[len(entries) :]:
            message.clear()
            message.deleteLater()
        del self._messages[len(entries) :]
        for message, (notice, kind, buttons) in zip(self._messages, entries, strict=True):
            message.say(kind, notice.title, notice.text, buttons, icon=notice.icon, aloud=False)  # the banner said it
        self.setVisible(bool(entries))
