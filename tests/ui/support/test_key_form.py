from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from flux_desktop.domain import errors
from flux_desktop.ui.support.key_field import KeyField
from flux_desktop.ui.support.key_form import CHECK_DEADLINE_MS, KeyForm
from flux_desktop.ui.support.key_help import KeyHelp
from flux_desktop.ui.theme.theme import Theme

KEY, OTHER_KEY = "bfl_0123456789abcdef7c2e", "bfl_fedcba98765432101d4f"


class Heard:
    """Everything that the form emitted, in order."""

    def __init__(self, form: KeyForm) -> None:
        self.words: list[str] = []
        form.check_requested.connect(lambda key: self.words.append(f"check {key}"))
        form.check_cancelled.connect(lambda: self.words.append("cancelled"))
        form.save_requested.connect(lambda key: self.words.append(f"save {key}"))
        form.unlock_requested.connect(lambda key: self.words.append(f"unlock {key}"))
        form.use_until_quit_requested.connect(lambda key: self.words.append(f"until quit {key}"))
        form.dashboard_requested.connect(lambda: self.words.append("dashboard"))


@pytest.fixture
def form(theme: Theme, qtbot: QtBot) -> Iterator[KeyForm]:
    made = KeyForm(theme)
    qtbot.addWidget(made)
    made.resize(560, 420)
    made.show()
    yield made
    QGuiApplication.clipboard().clear()


@pytest.fixture
def heard(form: KeyForm) -> Heard:
    return Heard(form)


def field(form: KeyForm) -> KeyField:
    found = form.findChild(KeyField, "apiKeyField")
    assert found
    return found


def save_button(form: KeyForm) -> QPushButton:
    found = form.findChild(QPushButton, "saveKeyButton")
    assert found
    return found


def press(form: KeyForm, words: str) -> None:
    """Press the button of the message with these words."""
    (found,) = [each for each in form.message.buttons if each.text() == words]
    found.click()


def test_a_pasted_key_is_checked_by_itself(form: KeyForm, heard: Heard) -> None:
    QGuiApplication.clipboard().setText(f'  "{KEY}"\n')
    form._paste.click()
    assert heard.words == [f"check {KEY}"]
    assert form.message.text == "Checking with BFL…"
    assert field(form).text() == "bfl_" + "•" * 16 + "7c2e"


def test_nothing_can_be_saved_while_there_is_no_key(form: KeyForm) -> None:
    assert not save_button(form).isEnabled()
    form.set_key(KEY)
    assert save_button(form).isEnabled()
    form.clear()
    assert not save_button(form).isEnabled()


def test_a_working_key_is_saved_on_request(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    form.show_works(124_000, 270)
    assert form.message.kind == "ok"
    assert form.message.text == "This key works. Your balance is $12.40, enough for about 270 pictures."
    save_button(form).click()
    assert heard.words == [f"check {KEY}", f"save {KEY}"]
    assert not save_button(form).isEnabled()


def test_a_working_key_without_credits_is_said_to_be_that(form: KeyForm) -> None:
    form.set_key(KEY)
    form.show_works(0, 0)
    assert form.message.kind == "warn"
    assert form.message.text.startswith("This key works, but the balance is $0.00. Add credits")


def test_save_pressed_during_the_check_saves_once_the_key_works(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    save_button(form).click()
    assert heard.words == [f"check {KEY}"]
    form.show_works(10_000)
    assert heard.words == [f"check {KEY}", f"save {KEY}"]


def test_save_pressed_during_the_check_does_not_save_a_refused_key(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    save_button(form).click()
    form.show_refused()
    assert heard.words == [f"check {KEY}"]
    assert form.message.kind == "err"
    assert "BFL did not accept this key." in form.message.text


def test_a_typed_key_is_checked_and_saved_by_the_return_key(form: KeyForm, heard: Heard) -> None:
    QTest.keyClicks(field(form), KEY)
    assert heard.words == []
    QTest.keyClick(field(form), Qt.Key.Key_Return)
    assert heard.words == [f"check {KEY}"]
    form.show_works(10_000)
    assert heard.words == [f"check {KEY}", f"save {KEY}"]


@pytest.mark.parametrize("text", ["two words", "short", "bfl_schlüssel_ist_lang"])
def test_a_text_that_cannot_be_a_key_is_said_at_once_and_never_sent(form: KeyForm, heard: Heard, text: str) -> None:
    form.set_key(text)
    assert heard.words == []
    assert form.message.kind == "err"
    assert form.message.text == "That does not look like a BFL key. Keys start with bfl_ and have no spaces."
    save_button(form).click()
    assert heard.words == []


def test_an_empty_clipboard_is_said(form: KeyForm, heard: Heard) -> None:
    QGuiApplication.clipboard().clear()
    form._paste.click()
    assert heard.words == []
    assert "no text on the clipboard" in form.message.text


def test_a_check_can_be_cancelled_and_its_answer_is_ignored(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    press(form, "Cancel")
    assert heard.words == [f"check {KEY}", "cancelled"]
    form.show_works(10_000)
    form.show_refused()
    assert form.message.text == ""


def test_another_key_cancels_the_check_of_the_first(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    form.set_key(OTHER_KEY)
    assert heard.words == [f"check {KEY}", "cancelled", f"check {OTHER_KEY}"]


def test_a_check_without_an_answer_ends_after_ten_seconds(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    (deadline,) = form.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert deadline.isActive()
    assert deadline.interval() == CHECK_DEADLINE_MS == 10_000
    deadline.timeout.emit()
    assert heard.words == [f"check {KEY}", "cancelled"]
    assert "did not answer within 10 seconds" in form.message.text


def test_a_key_that_could_not_be_checked_can_be_tried_again_or_saved(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    form.show_unreachable("BFL cannot be reached.")
    assert form.message.text == "The key could not be checked. BFL cannot be reached. You can save it unchecked."
    press(form, "Try again")
    form.show_unreachable()
    save_button(form).click()
    assert heard.words == [f"check {KEY}", f"check {KEY}", f"save {KEY}"]


def test_without_a_keychain_the_key_can_be_used_until_quit(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    form.show_works(10_000)
    save_button(form).click()
    form.show_keychain_missing()
    assert "no keychain service running" in form.message.text
    press(form, "How to fix")
    assert "GNOME Keyring" in form.message.text
    press(form, "Use until I quit")
    assert heard.words[-1] == f"until quit {KEY}"


def test_a_locked_keychain_can_be_unlocked(form: KeyForm, heard: Heard) -> None:
    form.set_key(KEY)
    form.show_works(10_000)
    save_button(form).click()
    form.show_keychain_locked()
    press(form, "Unlock…")
    assert heard.words[-1] == f"unlock {KEY}"
    assert form.message.text == "Waiting for your keychain…"
    assert field(form).isReadOnly()
    form.show_keychain_locked()
    assert not field(form).isReadOnly()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.KeychainMissingError(), "no keychain service running"),
        (errors.KeychainLockedError(), "is locked"),
        (errors.KeychainSilentError(), "is not answering"),
        (errors.KeychainBrokenError(), "did not keep the key"),
    ],
)
def test_whatever_the_keychain_does_the_key_is_not_lost(
    form: KeyForm, heard: Heard, error: errors.KeychainError, words: str
) -> None:
    form.set_key(KEY)
    form.show_works(10_000)
    save_button(form).click()
    form.show_keychain_error(error)
    assert words in form.message.text
    assert save_button(form).isEnabled()
    press(form, "Use until I quit")
    assert heard.words[-1] == f"until quit {KEY}"


@pytest.mark.parametrize("forget", [KeyForm.show_saved, KeyForm.hide], ids=["saved", "left"])
def test_the_key_does_not_stay_in_the_form(form: KeyForm, forget: Callable[[KeyForm], None]) -> None:
    form.set_key(KEY)
    form.show_works(10_000)
    forget(form)
    assert field(form).key() == ""
    assert field(form).text() == ""
    assert form.message.text == ""


def test_the_real_name_of_the_keychain_is_told(form: KeyForm) -> None:
    form.show_saved_place("GNOME Keyring")
    assert "your system keychain (GNOME Keyring), never in a file" in form._place.text()


def test_coming_back_with_an_empty_field_offers_to_paste(form: KeyForm, heard: Heard) -> None:
    QGuiApplication.clipboard().setText(KEY)
    form.suggest_pasting()
    assert field(form).key() == ""  # the clipboard is read on request only
    press(form, "Paste it")
    assert heard.words == [f"check {KEY}"]
    form.suggest_pasting()
    assert form.message.text == "Checking with BFL…"


def test_the_steps_to_a_key_open_and_close_by_keyboard(form: KeyForm, heard: Heard, qtbot: QtBot) -> None:
    form.activateWindow()
    form._info.setFocus()
    QTest.keyClick(form._info, Qt.Key.Key_Space)
    (steps,) = form.findChildren(KeyHelp)
    assert steps.isVisible()
    focused = steps.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Open BFL dashboard"
    with qtbot.waitSignal(steps.destroyed):
        QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert form._info.hasFocus()
    assert heard.words == []


def test_every_control_has_a_name(form: KeyForm) -> None:
    form.set_key(KEY)
    form.show_works(10_000)
    form.show_keychain_locked()
    for button in form.findChildren(QPushButton):
        assert button.accessibleName()
    assert field(form).accessibleName() == "Your BFL key"


def test_the_focus_goes_from_top_to_bottom(form: KeyForm) -> None:
    form.set_key(KEY)
    form.show_keychain_locked()
    form.activateWindow()
    form.take_focus()
    order = []
    for _ in range(8):
        focused = form.focusWidget()
        assert focused
        order.append(focused.accessibleName())
        form.focusNextChild()
    assert order == [
        "Your BFL key",
        "Show the key",
        "Paste the key",
        "How to get a key",
        "Unlock…",
        "Use until I quit",
        "Save key",
        "Open BFL dashboard",
    ]
