"""Entering a BFL key: the field, what BFL says of it, and keeping it. First run and Settings both show it.

The form knows neither the service nor the keychain. It emits what is wanted and is told what came of it.
"""

from enum import Enum, auto
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain import errors
from flux_desktop.domain.api_key import clean_key
from flux_desktop.domain.money import Hundredths
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.key_field import KeyField
from flux_desktop.ui.support.key_help import KeyHelp
from flux_desktop.ui.support.key_message import KeyMessage
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

CHECK_DEADLINE_MS = 10_000
_WRONG_SHAPE = "Keys start with bfl_ and have no spaces."


class _Stage(Enum):
    """How far the key in the field has come."""

    EMPTY = auto()
    ENTERED = auto()
    CHECKING = auto()
    REFUSED = auto()
    USABLE = auto()  # it works, or could not be checked
    SAVING = auto()


class KeyForm(QWidget):
    """Checks a key as soon as one is pasted. After ``save_requested`` it waits for ``show_saved`` or a keychain error.

    ``check_cancelled`` means that the answer to the last ``check_requested`` is not wanted any more.
    ``unlock_requested`` is to save the key with the person being asked for the keychain's password. The key stays in
    the form no longer than the form is on the screen.
    """

    check_requested = Signal(str)
    check_cancelled = Signal()
    save_requested = Signal(str)
    unlock_requested = Signal(str)
    use_until_quit_requested = Signal(str)
    dashboard_requested = Signal()
    key_entered = Signal(bool)

    def __init__(self, theme: Theme, save_words: str = "Save key", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stage = _Stage.EMPTY
        self._save_when_checked = False
        self._field = KeyField(theme, self)
        self._paste = button("Paste", name="Paste the key", parent=self)
        self._info = IconButton(theme, "info", "How to get a key", parent=self)
        self._message = KeyMessage(theme, self)
        self._place = PlainLabel("", "caption", wrap=True, parent=self)
        self._save = button(save_words, "primary", parent=self)
        self._dashboard = button("Open BFL dashboard", parent=self)
        self._deadline = QTimer(self, singleShot=True, interval=CHECK_DEADLINE_MS)
        self._name_parts()
        self._lay_out()
        self._bind()
        self.show_saved_place(None)
        self._enter(_Stage.EMPTY)

    @property
    def message(self) -> KeyMessage:
        return self._message

    def set_key(self, text: str) -> None:
        """Put a key in the field, as pasting does."""
        self._field.set_key(text)

    def take_focus(self) -> None:
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def suggest_pasting(self) -> None:
        """The person comes back from where keys are made; the clipboard is read only when they say so."""
        if self._stage is _Stage.EMPTY:
            self._message.suggest_pasting()

    def clear(self) -> None:
        """Forget the key and all that was said about it."""
        self._field.clear_key()

    # What came of it

    def show_checking(self) -> None:
        self._enter(_Stage.CHECKING)
        self._deadline.start()
        self._message.checking()

    def show_works(self, balance_hundredths: Hundredths, pictures: int | None = None) -> None:
        """``pictures`` is about how many the balance is enough for."""
        if not self._is_awaited():
            return
        self._enter(_Stage.USABLE)
        self._message.works(balance_hundredths, pictures)
        if self._save_when_checked:
            self._send_save()

    def show_refused(self) -> None:
        if self._is_awaited():
            self._enter(_Stage.REFUSED)
            self._message.refused()

    def show_unreachable(self, text: str = "BFL cannot be reached. Are you online?") -> None:
        """The key could not be checked; ``text`` is a sentence that says why."""
        if self._is_awaited():
            self._save_when_checked = False
            self._enter(_Stage.USABLE)
            self._message.unreachable(text)

    def show_wrong_shape(self, hint: str = _WRONG_SHAPE) -> None:
        self._deadline.stop()
        self._enter(_Stage.REFUSED)
        self._message.wrong_shape(hint)

    def show_saved_place(self, place: str | None) -> None:
        """Name the keychain, such as "GNOME Keyring"; ``None`` while it is not known."""
        store = f"your system keychain ({place})" if place else "your system keychain"
        self._place.setText(f"The key is kept in {store}, never in a file, and sent only to BFL.")

    def show_saved(self) -> None:
        """It is stored, or used until quit: the form forgets it."""
        self.clear()

    def show_keychain_missing(self) -> None:
        self.show_keychain_error(errors.KeychainMissingError())

    def show_keychain_locked(self) -> None:
        self.show_keychain_error(errors.KeychainLockedError())

    def show_keychain_error(self, error: errors.KeychainError) -> None:
        """The key could not be saved; the form offers what helps."""
        self._enter(_Stage.USABLE)
        self._place.hide()
        self._message.not_saved(error)

    # What the person does

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear()

    def _on_key(self, arrived: bool) -> None:
        if self._stage is _Stage.CHECKING:
            self._stop_checking()
        self._save_when_checked = False
        self._place.show()
        self._message.clear()
        self._enter(_Stage.ENTERED if self._field.key().strip() else _Stage.EMPTY)
        if arrived:
            self._check()

    def _paste_clicked(self) -> None:
        text = QGuiApplication.clipboard().text()
        self._field.set_key(text)
        if not text.strip():
            self._message.nothing_to_paste()
        self.take_focus()

    def _check(self) -> None:
        if key := self._clean_key():
            self.show_checking()
            self.check_requested.emit(key)

    def _save_clicked(self) -> None:
        self._field.cover()
        match self._stage:
            case _Stage.USABLE:
                self._send_save()
            case _Stage.CHECKING:
                self._save_when_checked = True
            case _Stage.ENTERED | _Stage.REFUSED:
                self._save_when_checked = True
                self._check()
            case _:
                pass

    def _send_save(self) -> None:
        self._save_when_checked = False
        if key := self._clean_key():
            self._enter(_Stage.SAVING)
            self.save_requested.emit(key)

    def _unlock(self) -> None:
        if key := self._clean_key():
            self._enter(_Stage.SAVING)
            self._message.waiting_for_keychain()
            self.unlock_requested.emit(key)

    def _use_until_quit(self) -> None:
        if key := self._clean_key():
            self.use_until_quit_requested.emit(key)

    def _cancel_check(self) -> None:
        self._stop_checking()
        self._save_when_checked = False
        self._message.clear()
        self._enter(_Stage.ENTERED)
        self.take_focus()

    def _took_too_long(self) -> None:
        self.check_cancelled.emit()
        self.show_unreachable("BFL did not answer within 10 seconds.")

    def _stop_checking(self) -> None:
        self._deadline.stop()
        self.check_cancelled.emit()

    def _is_awaited(self) -> bool:
        """Whether an answer about the key is still wanted."""
        self._deadline.stop()
        return self._stage is _Stage.CHECKING

    def _clean_key(self) -> str:
        try:
            return clean_key(self._field.key())
        except errors.InvalidKeyError:
            self.show_wrong_shape()
            return ""

    def _enter(self, stage: _Stage) -> None:
        self._stage = stage
        self._save.setEnabled(stage not in (_Stage.EMPTY, _Stage.SAVING))
        self._field.setReadOnly(stage is _Stage.SAVING)
        self.key_entered.emit(stage is not _Stage.EMPTY)

    # How it is put together

    def _name_parts(self) -> None:
        self._field.setObjectName("apiKeyField")
        self._field.setAccessibleName("Your BFL key")
        self._field.setAccessibleDescription("Create one on the BFL dashboard, copy it and paste it here.")
        self._save.setObjectName("saveKeyButton")
        self._paste.setIcon(self._theme.icons.icon("copy"))
        self._paste.setIconSize(QSize(self._theme.px(16), self._theme.px(16)))

    def _lay_out(self) -> None:
        px = self._theme.px
        title = PlainLabel("Your BFL key", "strong", parent=self)
        title.setBuddy(self._field)
        where = "Create one on the BFL dashboard, copy it and paste it here. It starts with bfl_"
        entry = QHBoxLayout()
        entry.setSpacing(px(8))
        entry.addWidget(self._field, 1)
        entry.addWidget(self._paste)
        entry.addWidget(self._info)
        buttons = QWidget(self)
        flow = FlowLayout(buttons, px(10))
        flow.addWidget(self._save)
        flow.addWidget(self._dashboard)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(title)
        column.addWidget(PlainLabel(where, "secondary", wrap=True, parent=self))
        column.addLayout(entry)
        column.addWidget(self._message)
        column.addWidget(self._place)
        column.addSpacing(px(8))
        column.addWidget(buttons)
        order = (self._field, self._field.eye, self._paste, self._info, self._save, self._dashboard)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._message.follow(self._info)

    def _bind(self) -> None:
        self._field.key_changed.connect(self._on_key)
        self._field.returnPressed.connect(self._save_clicked)
        self._paste.clicked.connect(self._paste_clicked)
        self._info.clicked.connect(self._show_help)
        self._message.paste_pressed.connect(self._paste_clicked)
        self._message.cancel_pressed.connect(self._cancel_check)
        self._message.check_again_pressed.connect(self._check)
        self._message.save_again_pressed.connect(self._send_save)
        self._message.unlock_pressed.connect(self._unlock)
        self._message.until_quit_pressed.connect(self._use_until_quit)
        self._save.clicked.connect(self._save_clicked)
        self._dashboard.clicked.connect(self.dashboard_requested)
        self._deadline.timeout.connect(self._took_too_long)

    def _show_help(self) -> None:
        steps = KeyHelp(self._theme, self.window())
        steps.dashboard_requested.connect(self.dashboard_requested)
        steps.open_under(self._info)
