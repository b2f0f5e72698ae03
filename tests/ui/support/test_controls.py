"""Buttons and number fields."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.theme.theme import Theme


def test_a_click_on_a_button_leaves_the_text_cursor_where_it_is(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field, made = QLineEdit(), button("+ Light", "chip")
    column.addWidget(field)
    column.addWidget(made)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is made


def test_an_icon_alone_has_a_name_and_a_tool_tip(theme: Theme, qtbot: QtBot) -> None:
    made = IconButton(theme, "swap", "Swap width and height")
    qtbot.addWidget(made)
    assert made.accessibleName() == "Swap width and height"
    assert "Swap width and height" in made.toolTip()
    assert made.width() >= 32


def test_an_icon_button_grows_with_the_text(theme: Theme, qtbot: QtBot) -> None:
    made = IconButton(theme, "swap", "Swap")
    qtbot.addWidget(made)
    theme.apply("light", 200)
    assert made.width() == 64


def test_a_number_field_shows_its_number(theme: Theme, qtbot: QtBot) -> None:
    field = NumberField("Width in pixels", 1, 9000)
    qtbot.addWidget(field)
    field.setValue(1024)
    field.show()
    assert field.lineEdit().width() > field.fontMetrics().horizontalAdvance("1024")


def test_scrolling_over_a_number_field_does_not_change_it_unless_it_has_the_keyboard(
    theme: Theme, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field, other = NumberField("How many", 1, 12), QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(other)
    column.addWidget(field)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    other.setFocus()
    _scroll_up(field)
    assert field.value() == 1
    field.setFocus()
    _scroll_up(field)
    assert field.value() == 2


def _scroll_up(widget: QWidget) -> None:
    at = QPointF(widget.rect().center())
    none, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, none, phase, False
    )
    QApplication.sendEvent(widget, event)
