"""What is said under the field for a key, and the buttons that go with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from flux_desktop.domain import errors
from flux_desktop.domain.money import Hundredths, whole_cents
from flux_desktop.ui.support.inline_message import Action, InlineMessage
from flux_desktop.ui.theme.theme import Theme

_HOW_TO_FIX = (
    "Install and start GNOME Keyring, KWallet or KeePassXC, then try again. "
    "Or start Flux Desktop with the key in the variable BFL_API_KEY."
)


class KeyMessage(InlineMessage):
    """Each method says one thing; each signal is one button."""

    paste_pressed = Signal()
    cancel_pressed = Signal()
    check_again_pressed = Signal()
    save_again_pressed = Signal()
    unlock_pressed = Signal()
    until_quit_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._save_again: Action = ("Try again", self.save_again_pressed.emit)
        self._until_quit: Action = ("Use until I quit", self.until_quit_pressed.emit)

    def checking(self) -> None:
        self.say("info", "", "Checking with BFL…", [("Cancel", self.cancel_pressed.emit)])

    def works(self, balance: Hundredths, pictures: int | None) -> None:
        if balance <= 0:
            rest = f"but the balance is {whole_cents(balance)}. Add credits to make pictures, or try practice mode."
            self.say("warn", "This key works,", rest, icon="card")
            return
        enough = f", enough for about {pictures:,} pictures" if pictures else ""
        self.say("ok", "This key works.", f"Your balance is {whole_cents(balance)}{enough}.")

    def refused(self) -> None:
        rest = "It may have been deleted or mistyped. Copy it again from the dashboard."
        self.say("err", "BFL did not accept this key.", rest, icon="key")

    def unreachable(self, why: str) -> None:
        actions: list[Action] = [("Try again", self.check_again_pressed.emit)]
        rest = f"{why} You can save it unchecked."
        self.say("warn", "The key could not be checked.", rest, actions, icon="offline")

    def wrong_shape(self, hint: str) -> None:
        self.say("err", "That does not look like a BFL key.", hint, icon="key")

    def suggest_pasting(self) -> None:
        self.say("info", "", "Have you copied your key?", [("Paste it", self.paste_pressed.emit)], icon="copy")

    def nothing_to_paste(self) -> None:
        self.say("info", "", "There is no text on the clipboard. Copy your key first.", icon="copy")

    def waiting_for_keychain(self) -> None:
        self.say("info", "", "Waiting for your keychain…", icon="lock")

    def not_saved(self, error: errors.KeychainError) -> None:
        """Why the keychain did not take the key, and what else can be done."""
        match error:
            case errors.KeychainMissingError():
                lead = "This computer has no keychain service running,"
                rest = "so the key cannot be stored safely. You can use it until you quit."
                self.say("warn", lead, rest, [self._until_quit, ("How to fix", self._say_how_to_fix)], icon="key")
            case errors.KeychainLockedError():
                rest = "Unlock it so that Flux Desktop can keep your key."
                actions: list[Action] = [("Unlock…", self.unlock_pressed.emit), self._until_quit]
                self.say("warn", "Your keychain is locked.", rest, actions, icon="lock")
            case errors.KeychainSilentError():
                rest = "It may be busy, or wait for you in another window."
                self.say(
                    "warn", "Your keychain is not answering.", rest, [self._save_again, self._until_quit], icon="key"
                )
            case _:
                rest = "You can try again, or use the key until you quit."
                actions = [self._save_again, self._until_quit]
                self.say("err", "Your keychain did not keep the key.", rest, actions, icon="key")

    def _say_how_to_fix(self) -> None:
        self.say("warn", "To get a keychain:", _HOW_TO_FIX, [self._save_again, self._until_quit], icon="key")
