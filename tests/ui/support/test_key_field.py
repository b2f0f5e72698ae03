from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.key_field import KeyField
from flux_desktop.ui.theme.theme import Theme

KEY, OTHER_KEY = "bfl_0123456789abcdef7c2e", "bfl_fedcba98765432101d4f"
MASKED = "bfl_" + "•" * 16 + "7c2e"


@pytest.fixture
def field(theme: Theme, qtbot: QtBot) -> Iterator[KeyField]:
    window = QWidget()
    made = KeyField(theme, window)
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(QLineEdit(window))
    qtbot.addWidget(window)
    window.show()
    made.setFocus()
    yield made
    window.hide()  # and it has been alive until here


def test_a_pasted_key_shows_its_ends_only(field: KeyField) -> None:
    QGuiApplication.clipboard().setText(KEY)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == MASKED
    assert field.key() == KEY


def test_a_key_set_by_a_program_is_taken_as_pasted(field: KeyField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.key_changed) as changed:
        field.setText(KEY)
    assert changed.args == [True]
    assert (field.key(), field.text()) == (KEY, MASKED)


def test_a_typed_key_is_shown_until_the_field_is_left(field: KeyField) -> None:
    arrived: list[bool] = []
    field.key_changed.connect(arrived.append)
    QTest.keyClicks(field, KEY)
    assert field.text() == KEY
    assert arrived == [False] * len(KEY)
    field.focusNextChild()
    assert field.text() == MASKED
    assert field.key() == KEY


def test_typing_over_a_hidden_key_begins_a_new_one(field: KeyField) -> None:
    field.set_key(KEY)
    QTest.keyClicks(field, "bf")
    assert (field.key(), field.text()) == ("bf", "bf")


def test_typing_after_moving_the_cursor_still_begins_a_new_one(field: KeyField) -> None:
    field.set_key(KEY)
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Right)
    QTest.keyClicks(field, "x")
    assert field.key() == "x"


def test_deleting_in_a_hidden_key_deletes_all_of_it(field: KeyField) -> None:
    field.set_key(KEY)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert (field.key(), field.text()) == ("", "")


def test_pasting_over_a_hidden_key_replaces_it(field: KeyField) -> None:
    field.set_key(KEY)
    QGuiApplication.clipboard().setText(OTHER_KEY)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.key() == OTHER_KEY
    assert field.text().endswith("1d4f")


@pytest.mark.parametrize("cursor", [0, 2, 10, len(MASKED)])
def test_what_is_dropped_into_a_hidden_key_replaces_it(field: KeyField, cursor: int) -> None:
    field.set_key(KEY)
    field.deselect()
    field.setCursorPosition(cursor)
    field.insert(OTHER_KEY)
    assert field.key() == OTHER_KEY


def test_the_eye_shows_and_hides_the_key(field: KeyField) -> None:
    field.set_key(KEY)
    assert field.eye.accessibleName() == "Show the key"
    QTest.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert field.text() == KEY
    assert field.eye.accessibleName() == "Hide the key"
    QTest.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert field.text() == MASKED


def test_a_key_can_be_corrected_while_it_is_shown(field: KeyField) -> None:
    field.set_key(KEY)
    field.eye.click()
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "f")
    assert field.key() == KEY[:-1] + "f"


def test_a_hidden_key_cannot_be_brought_back_by_undo(field: KeyField) -> None:
    QTest.keyClicks(field, KEY)
    field.cover()
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert KEY not in field.text()


def test_copying_a_hidden_key_copies_no_secret(field: KeyField) -> None:
    QGuiApplication.clipboard().setText("")
    field.set_key(KEY)
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert KEY not in QGuiApplication.clipboard().text()


def test_a_short_text_shows_nothing_of_itself(field: KeyField) -> None:
    field.set_key("hunter2pass")
    assert field.text() == "•" * 11


def test_the_eye_is_there_only_when_there_is_something_to_see(field: KeyField) -> None:
    assert not field.eye.isVisible()
    field.set_key(KEY)
    assert field.eye.isVisible()
    field.clear_key()
    assert not field.eye.isVisible()
    assert field.key() == ""
