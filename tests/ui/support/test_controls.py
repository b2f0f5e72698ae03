"""Buttons that the keyboard presses as people expect."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.theme.theme import Theme


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> QDialog:
    made = QDialog()
    column = QVBoxLayout(made)
    for one in (button("Cancel"), button("Make", "primary"), IconButton(theme, "close", "Close")):
        column.addWidget(one)
    made.findChildren(QPushButton)[1].setDefault(True)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_button_with_the_focus_is_pressed_and_not_the_default_one(
    dialog: QDialog, key: Qt.Key, number: int
) -> None:
    buttons, pressed = dialog.findChildren(QPushButton), []
    for one in buttons:
        one.clicked.connect(lambda _on=False, one=one: pressed.append(one))
    buttons[number].setFocus()
    QTest.keyClick(buttons[number], key)
    assert pressed == [buttons[number]]


def test_return_with_control_is_left_to_what_it_is_for(dialog: QDialog) -> None:
    pressed: list[bool] = []
    cancel = dialog.findChildren(QPushButton)[0]
    cancel.clicked.connect(pressed.append)
    QTest.keyClick(cancel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == []
