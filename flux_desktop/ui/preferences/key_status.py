"""The key that is in use: which one, where it is kept, whether it works."""

from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from flux_desktop.settings.key_store import KeySource
from flux_desktop.ui.preferences.account_state import AccountState, Verdict
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_REFRESH_MS = 30_000
_ICONS = {
    Verdict.UNCHECKED: ("key", "text2"),
    Verdict.CHECKING: ("clock", "accent"),
    Verdict.WORKS: ("check", "ok"),
    Verdict.REFUSED: ("warning", "err"),
    Verdict.UNREACHABLE: ("offline", "warn"),
}


class KeyStatus(QFrame):
    """Removing asks first, in place."""

    check_requested = Signal()
    replace_requested = Signal()
    remove_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._theme = theme
        self._state = AccountState()
        self._icon = QLabel(self)
        self._key = PlainLabel("", "strong", selectable=True, parent=self)
        self._verdict = PlainLabel("", "secondary", wrap=True, parent=self)
        self._check = button("Check now", name="Check the key now", parent=self)
        self._replace = button("Replace…", name="Replace the key", parent=self)
        self._remove = button("Remove…", name="Remove the key", parent=self)
        self._question = InlineMessage(theme, self)
        self._question.follow(self._remove)
        self._clock = QTimer(self, interval=_REFRESH_MS)
        self._clock.timeout.connect(self._refresh)
        self._check.clicked.connect(self.check_requested)
        self._replace.clicked.connect(self.replace_requested)
        self._remove.clicked.connect(self._ask)
        self._lay_out()
        theme.changed.connect(self._refresh)

    @property
    def question(self) -> InlineMessage:
        return self._question

    def show_state(self, state: AccountState) -> None:
        self._state = state
        self._question.clear()
        own = state.source is not KeySource.SYSTEM
        self._replace.setVisible(own or state.verdict is Verdict.REFUSED)
        self._replace.setText("Replace…" if own else "Use another key…")
        self._replace.setAccessibleName("Replace the key" if own else "Use another key")
        self._remove.setVisible(own)
        self._check.setEnabled(state.verdict is not Verdict.CHECKING)
        self._refresh()
        self._clock.start()

    def _refresh(self) -> None:
        state = self._state
        self._key.setText(state.masked_key or "")
        self._verdict.setText(f"{verdict_words(state, datetime.now(UTC))} {place_words(state)}")
        self.setAccessibleName(f"Key {self._key.text()}. {self._verdict.text()}")
        icon, role = _ICONS[state.verdict]
        colour = self._theme.colour(role)
        self._icon.setPixmap(self._theme.icons.pixmap(icon, self._theme.px(20), colour, self.devicePixelRatioF()))

    def _ask(self) -> None:
        actions = [("Remove key", self._remove_now), ("Keep it", self._keep)]
        rest = "It stays valid at BFL, and you can paste it again at any time."
        self._question.say("warn", "Remove the key from this computer?", rest, actions, icon="key")
        self._question.buttons[1].setFocus()

    def _remove_now(self) -> None:
        self._question.clear()
        self.remove_requested.emit()

    def _keep(self) -> None:
        self._question.clear()
        self._remove.setFocus()

    def _lay_out(self) -> None:
        px = self._theme.px
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._key)
        words.addWidget(self._verdict)
        top = QHBoxLayout()
        top.setSpacing(px(12))
        top.addWidget(self._icon)
        top.addLayout(words, 1)
        buttons = QWidget(self)
        flow = FlowLayout(buttons, px(8))
        for each in (self._check, self._replace, self._remove):
            flow.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(14), px(12))
        column.setSpacing(px(10))
        column.addLayout(top)
        column.addWidget(buttons)
        column.addWidget(self._question)


def verdict_words(state: AccountState, now: datetime) -> str:
    match state.verdict:
        case Verdict.WORKS:
            return f"Works, checked {_ago(state.checked_at, now)}." if state.checked_at else "Works."
        case Verdict.CHECKING:
            return "Checking with BFL…"
        case Verdict.REFUSED:
            return "BFL did not accept this key. It may have been deleted."
        case Verdict.UNREACHABLE:
            return "It could not be checked, because BFL cannot be reached."
        case _:
            return "Not checked yet."


def place_words(state: AccountState) -> str:
    match state.source:
        case KeySource.SYSTEM if state.verdict is Verdict.REFUSED:
            return "Set by your system in BFL_API_KEY. Change it there, or use another key until you quit."
        case KeySource.SYSTEM:
            return "Set by your system in BFL_API_KEY, and changed there."
        case KeySource.MEMORY:
            return "Kept in memory until you quit."
        case _:
            return f"Kept in {state.place}." if state.place else "Kept in your system keychain."


def _ago(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 120:
        return "an hour ago"
    return f"{minutes // 60} hours ago" if minutes < 24 * 60 else "more than a day ago"
