"""After the first run: a prompt to begin with and what it costs, once, and never in anybody's way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop.ui.first_picture import FirstPicture
from flux_desktop.ui.support.inline_message import InlineMessage
from tests.ui.rooms import WindowRoom, window_room

KEY = "bfl_fedcba9876543210e2c7"


class Form:
    def show_saved(self) -> None:
        """Nobody looks at it."""


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, key=None) as made:
        assert made.work.making.first_run.is_on
        yield made


def first_picture(room: WindowRoom) -> FirstPicture:
    return room.work.making.first_picture


def enter_key(room: WindowRoom) -> None:
    room.account.use_until_quit(KEY, Form())  # type: ignore[arg-type]


def test_a_prompt_is_filled_in_with_its_price_and_nothing_is_made(room: WindowRoom) -> None:
    assert room.panel.draft.prompt == ""
    enter_key(room)
    assert room.window.is_in_workspace
    assert room.panel.draft.prompt.startswith("A lighthouse")
    assert room.panel.draft.count == 1
    assert first_picture(room).tip == "This costs $0.03. Press Generate when ready."
    assert room.engine.questions("submit") == []
    room.panel.footer.stepper.changed.emit(2)
    assert first_picture(room).tip.startswith("This costs $0.06.")


def test_in_practice_mode_it_says_that_it_is_free(room: WindowRoom) -> None:
    room.work.making.first_run.practice_chosen.emit()
    assert first_picture(room).tip.startswith("This is free.")


def test_what_is_typed_takes_the_place_of_the_prompt(room: WindowRoom) -> None:
    enter_key(room)
    editor = room.panel.prompt.editor
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    QTest.keyClicks(editor, "a red boat")
    assert room.panel.draft.prompt == "a red boat"
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    assert not editor.textCursor().hasSelection()


@pytest.mark.parametrize("way", ["Generate", "Got it"])
def test_the_tip_goes_when_it_was_read(room: WindowRoom, way: str, qtbot: QtBot) -> None:
    enter_key(room)
    (tip,) = room.panel.footer.findChildren(InlineMessage)
    with qtbot.waitSignal(tip.destroyed):
        if way == "Generate":
            room.panel.submit()
        else:
            tip.buttons[0].click()
    assert first_picture(room).tip == ""
    room.panel.footer.stepper.changed.emit(2)
    assert first_picture(room).tip == ""


def test_it_is_offered_once(room: WindowRoom) -> None:
    enter_key(room)
    first_picture(room).end()
    room.panel.clear()
    room.work.making.first_run.begin()
    room.account.changed.emit()
    assert room.panel.draft.prompt == ""
    assert first_picture(room).tip == ""


def test_a_prompt_that_was_begun_stays(room: WindowRoom) -> None:
    room.panel.set_prompt("my own words")
    enter_key(room)
    assert room.panel.draft.prompt == "my own words"
    assert first_picture(room).tip == ""


def test_leaving_in_the_first_run_fills_in_nothing(room: WindowRoom) -> None:
    room.work.making.stop()
    assert room.panel.draft.prompt == ""
