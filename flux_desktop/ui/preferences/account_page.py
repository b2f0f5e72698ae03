"""Settings > Account: the key, the balance, where BFL works on the pictures, practice mode."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QWidget

from flux_desktop.domain import errors
from flux_desktop.domain.money import whole_cents
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.preferences.account_state import AccountState
from flux_desktop.ui.preferences.key_status import KeyStatus
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.preferences.server_section import ServerSection
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.support.key_form import KeyForm
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

DASHBOARD = "https://dashboard.bfl.ai"
_PRACTICE = "Pictures are simple patterns drawn on this computer. Nothing is sent or charged."


class AccountPage(Page):
    """Shows the form for a key when there is none, or when it is to be replaced."""

    check_now_requested = Signal()
    remove_key_requested = Signal()
    unlock_key_requested = Signal()
    dashboard_requested = Signal()
    practice_requested = Signal(bool)
    server_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Account", "key")
        self._state = AccountState()
        self._replacing = False
        self.key_form = KeyForm(theme)
        self.status = KeyStatus(theme)
        self._trouble = InlineMessage(theme)
        self._keep = button("Keep the key I have", "link")
        self._keep.setProperty("flush", True)  # noqa: FBT003 - Qt takes it by position
        self._balance = PlainLabel("", "title")
        self._add_credits = button("Add credits…", name="Add credits on the BFL dashboard")
        self._server = ServerSection(theme)
        self._kept_server = Settings().server
        self._practice = QCheckBox("Practice mode")
        self._practice.setObjectName("practiceButton")
        self._lay_out()
        self._bind()
        self.show_account(self._state)

    def show_account(self, state: AccountState) -> None:
        if state.masked_key != self._state.masked_key:
            self._replacing = False
        self._state = state
        self.status.show_state(state)
        self._show_trouble(state.trouble)
        known = state.balance is not None
        self._balance.setText(whole_cents(state.balance) if state.balance is not None else "Not known yet")
        self._balance.setAccessibleName(f"Balance {self._balance.text()}" if known else "The balance is not known yet")
        self._practice.setChecked(state.practice)
        self._show_server()
        self._show_parts()

    def show_settings(self, settings: Settings) -> None:
        self._kept_server = settings.server
        self._show_server()

    def follow(self, control: QWidget) -> None:
        """Have the keyboard come from ``control`` to what stands at the top of the page at times."""
        self._trouble.follow(control)

    def end_replacing(self) -> None:
        """The key was stored, or is to stay as it is."""
        self._replacing = False
        self._show_parts()

    def _show_server(self) -> None:
        self._server.show_server(self._state.home or self._kept_server, self._kept_server)

    def _show_parts(self) -> None:
        has_key = self._state.masked_key is not None
        self.status.setVisible(has_key and not self._replacing)
        self.key_form.setVisible(not has_key or self._replacing)
        self._keep.setVisible(has_key and self._replacing)

    def _show_trouble(self, trouble: errors.KeychainError | None) -> None:
        if trouble is None:
            self._trouble.clear()
            return
        if isinstance(trouble, errors.KeychainLockedError):
            rest = "Unlock it so that Flux Desktop can read your key."
            self._trouble.say("warn", "Your keychain is locked.", rest, [("Unlock…", self.unlock_key_requested.emit)])
            return
        lead, rest = "Your keychain is not answering.", "A key that is kept there cannot be read."
        if isinstance(trouble, errors.KeychainMissingError):
            lead, rest = "This computer has no keychain service running.", "A key can be used until you quit."
        self._trouble.say("warn", lead, rest, [("Try again", self.unlock_key_requested.emit)], icon="key")

    def _replace(self) -> None:
        self._replacing = True
        self._show_parts()
        self.key_form.take_focus()

    def _open_dashboard(self) -> None:
        QDesktopServices.openUrl(QUrl(DASHBOARD))
        self.dashboard_requested.emit()

    def _lay_out(self) -> None:
        self._add(self._trouble)
        self._add(self.status)
        self._add(self.key_form)
        self._add_row(self._keep)
        self._column.addSpacing(self._theme.px(6))
        self._add_row(PlainLabel("Balance", "strong"), self._balance, self._add_credits)
        self._add_section("Data region")
        self._add(self._server)
        self._add_section("Without a key")
        self._add_choice(self._practice, _PRACTICE)
        self._end()

    def _bind(self) -> None:
        self.status.check_requested.connect(self.check_now_requested)
        self.status.replace_requested.connect(self._replace)
        self.status.remove_requested.connect(self.remove_key_requested)
        self.key_form.dashboard_requested.connect(self._open_dashboard)
        self._add_credits.clicked.connect(self._open_dashboard)
        self._keep.clicked.connect(self.end_replacing)
        self._server.chosen.connect(self.server_requested)
        self._practice.clicked.connect(self.practice_requested)
