"""The banner, toasts and popovers."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    made = QWidget()
    made.resize(900, 600)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_the_banner_is_hidden_until_it_has_something_to_say(theme: Theme, window: QWidget) -> None:
    banner = Banner(theme, window)
    assert banner.objectName() == "banner"
    assert banner.isHidden()
    banner.show_message("warn", "You are out of credits.", "6 pictures are waiting.")
    assert banner.isVisible()
    assert banner.accessibleDescription() == "You are out of credits. 6 pictures are waiting."
    banner.clear()
    assert banner.isHidden()


def test_the_buttons_of_a_banner_do_what_they_say_and_go_with_their_message(theme: Theme, window: QWidget) -> None:
    pressed: list[str] = []
    banner = Banner(theme, window)
    banner.show_message("err", "No space.", "", [("Try again", lambda: pressed.append("again"))])
    QTest.mouseClick(_button(banner, "Try again"), Qt.MouseButton.LeftButton)
    banner.show_message("info", "Practice mode.", "", [("Add your key…", lambda: pressed.append("key"))])
    assert pressed == ["again"]
    assert [b.text() for b in banner.findChildren(QPushButton) if b.isVisible() and b.text()] == ["Add your key…"]


def test_closing_the_banner_is_told(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    banner = Banner(theme, window)
    banner.show_message("info", "Practice mode.")
    with qtbot.waitSignal(banner.closed):
        close = next(b for b in banner.findChildren(QPushButton) if b.accessibleName() == "Close this message")
        close.click()
    assert banner.isHidden()


def test_a_long_message_makes_the_banner_taller_and_is_not_cut(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    column = QVBoxLayout(window)
    banner = Banner(theme)
    column.addWidget(banner)
    column.addStretch(1)
    banner.show_message("warn", "Short.", "")
    QApplication.processEvents()
    low = banner.height()
    banner.show_message("warn", "Long.", "words " * 80)
    qtbot.waitUntil(lambda: banner.height() > low)
    assert banner.height() >= banner.heightForWidth(banner.width())


def test_two_toasts_are_shown_at_the_most_and_the_newest_stays(theme: Theme, window: QWidget) -> None:
    toasts = Toasts(theme, window)
    for text in ("one", "two", "three"):
        toasts.show(text)
    assert [toast.accessibleName() for toast in toasts.shown] == ["two", "three"]
    upper, lower = toasts.shown
    assert upper.geometry().bottom() < lower.geometry().top()
    assert lower.geometry().bottom() < window.height()


def test_the_action_of_a_toast_is_done_once_and_ends_it(theme: Theme, window: QWidget) -> None:
    done: list[str] = []
    toasts = Toasts(theme, window)
    toasts.show("Moved to Bin", "Undo", lambda: done.append("undo"))
    toasts.take_focus()
    QTest.keyClick(_focused(), Qt.Key.Key_Space)
    assert done == ["undo"]
    assert toasts.shown == ()


def test_a_toast_waits_while_the_pointer_or_the_keyboard_is_on_it(theme: Theme, window: QWidget) -> None:
    toasts = Toasts(theme, window)
    toast = toasts.show("Added as image 2")
    assert not toast.is_waiting
    here = QPointF(5, 5)
    toast.enterEvent(QEnterEvent(here, here, here))
    assert toast.is_waiting
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert not toast.is_waiting
    toasts.take_focus()
    assert toast.is_waiting
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast.is_waiting


def test_escape_closes_a_toast(theme: Theme, window: QWidget) -> None:
    toasts = Toasts(theme, window)
    toasts.show("Added as image 2")
    toasts.take_focus()
    QTest.keyClick(_focused(), Qt.Key.Key_Escape)
    assert toasts.shown == ()


def test_a_toast_stays_in_the_middle_when_the_window_changes(theme: Theme, window: QWidget) -> None:
    toasts = Toasts(theme, window)
    toast = toasts.show("Added as image 2")
    window.resize(1200, 700)
    assert abs(toast.geometry().center().x() - 600) <= 1


@pytest.fixture
def popover(theme: Theme, window: QWidget) -> Popover:
    anchor = QPushButton("Details", window)
    anchor.setObjectName("anchor")
    anchor.setGeometry(40, 400, 100, 30)
    anchor.show()
    made = Popover(theme, "Cost details", window)
    inside = QPushButton("Switch")
    inside.setObjectName("inside")
    made.body.addWidget(inside)
    made.open_at(anchor, "above", 240)
    return made


def test_a_popover_opens_beside_its_control_and_inside_the_window(popover: Popover, window: QWidget) -> None:
    assert popover.isVisible()
    assert popover.geometry().bottom() < 400 + 20
    assert popover.geometry().left() >= 0


def test_escape_closes_a_popover_and_gives_the_focus_back(popover: Popover, window: QWidget) -> None:
    inside, anchor = window.findChild(QPushButton, "inside"), window.findChild(QPushButton, "anchor")
    assert inside is not None
    inside.setFocus()
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert QApplication.focusWidget() is anchor


def test_escape_closes_a_popover_while_the_keyboard_is_in_a_field_outside(popover: Popover, window: QWidget) -> None:
    field = QLineEdit("words", window)
    field.show()
    popover.close_popover()
    field.setFocus()
    popover.open_at(field)  # by a click on a button that leaves the text cursor where it is
    heard: list[str] = []
    QShortcut(QKeySequence("Esc"), window, lambda: heard.append("Esc"))
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert (heard, field.text(), QApplication.focusWidget()) == ([], "words", field)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["Esc"]


def test_a_press_outside_closes_a_popover_and_one_inside_does_not(popover: Popover, window: QWidget) -> None:
    inside = window.findChild(QPushButton, "inside")
    assert inside is not None
    QTest.mouseClick(inside, Qt.MouseButton.LeftButton)
    assert popover.isVisible()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=window.rect().bottomRight())
    assert popover.isHidden()


def test_a_second_press_on_the_control_closes_its_popover_and_does_not_open_it_again(
    popover: Popover, window: QWidget
) -> None:
    anchor = window.findChild(QPushButton, "anchor")
    assert anchor is not None
    opened: list[str] = []
    anchor.clicked.connect(lambda: opened.append("opened"))
    QTest.mouseClick(anchor, Qt.MouseButton.LeftButton)
    assert popover.isHidden()
    assert opened == []


def test_a_popover_closes_when_the_window_changes(popover: Popover, window: QWidget) -> None:
    window.resize(700, 500)
    QApplication.processEvents()
    assert popover.isHidden()


def _button(parent: QWidget, text: str) -> QPushButton:
    return next(made for made in parent.findChildren(QPushButton) if made.text() == text)


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
