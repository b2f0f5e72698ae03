"""A person who leaves while pictures are not finished is asked; the system never is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QMessageBox

from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import QueueChanged, TroubleChanged
from flux_desktop.settings.settings import Settings
from tests.ui.rooms import WindowRoom, window_room

COLLECTED = "Pictures being made are collected next time. BFL keeps them for about 10 minutes."


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path) as made:
        made.window.show()
        yield made


def tell(room: WindowRoom, running: int = 0, waiting: int = 0, from_earlier: int = 0) -> None:
    room.work.bridge.queue_changed.emit(QueueChanged(running, waiting, paused=False, from_earlier=from_earlier))


def question(room: WindowRoom) -> QMessageBox | None:
    boxes = [box for box in room.window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) <= 1
    return boxes[0] if boxes else None


def press(box: QMessageBox, label: str) -> None:
    next(button for button in box.buttons() if button.text() == label).click()


def words(room: WindowRoom) -> tuple[str, str]:
    box = question(room)
    assert box
    return box.text(), box.informativeText()


def test_with_nothing_unfinished_nobody_is_asked(room: WindowRoom) -> None:
    room.menus.actions["quit"].trigger()
    assert room.ends == [True]
    assert question(room) is None


def test_what_an_earlier_run_has_left_waiting_is_no_reason_to_ask(room: WindowRoom) -> None:
    tell(room, waiting=3, from_earlier=3)
    room.work.leaving.request()
    assert room.ends == [True]


@pytest.mark.parametrize(
    ("queue", "title", "text"),
    [
        (
            (1, 3),
            "4 pictures are not finished.",
            f"Waiting ones will be kept. {COLLECTED}",
        ),
        (
            (1, 0),
            "1 picture is not finished.",
            COLLECTED,
        ),
        ((0, 2), "2 pictures are not finished.", "They will be kept, and wait for you."),
    ],
)
def test_the_question_says_what_becomes_of_them(
    room: WindowRoom, queue: tuple[int, int], title: str, text: str
) -> None:
    tell(room, *queue)
    room.menus.actions["quit"].trigger()
    assert room.ends == []
    assert words(room) == (title, text)


def test_cancel_is_what_return_and_escape_do(room: WindowRoom) -> None:
    tell(room, 1)
    room.work.leaving.request()
    box = question(room)
    assert box
    assert box.defaultButton() is box.escapeButton()
    press(box, "Cancel")
    assert room.ends == []
    room.work.leaving.request()
    assert question(room)


def test_quit_leaves(room: WindowRoom) -> None:
    tell(room, 1)
    room.work.leaving.request()
    box = question(room)
    assert box
    press(box, "Quit")
    assert room.ends == [True]
    assert room.settings.settings.ask_before_leaving


def test_there_is_one_question_however_often_somebody_closes_the_window(room: WindowRoom) -> None:
    tell(room, 1)
    for _ in range(3):
        room.work.leaving.request()
    assert question(room)
    assert room.ends == []


def test_somebody_who_does_not_want_to_be_asked_is_not(room: WindowRoom) -> None:
    tell(room, 1)
    room.work.leaving.request()
    box = question(room)
    assert box
    box.findChildren(QCheckBox)[0].setChecked(True)
    press(box, "Quit")
    assert not room.settings.settings.ask_before_leaving
    room.work.leaving.request()
    assert room.ends == [True, True]


def test_the_setting_is_heard(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=Settings(ask_before_leaving=False)) as room:
        tell(room, 1)
        room.work.leaving.request()
        assert room.ends == [True]


def test_pictures_without_a_place_on_the_disk_are_named(room: WindowRoom) -> None:
    tell(room, 2)
    room.work.bridge.trouble_changed.emit(TroubleChanged(Cause.DISK_FULL, held=2))
    room.work.leaving.request()
    assert words(room)[1] == "Those that found no place on the disk will be saved next time, when there is room."


def test_practice_says_nothing_of_bfl(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=Settings(practice=True)) as room:
        room.window.show()
        tell(room, 1)
        room.work.leaving.request()
        assert words(room)[1] == "Pictures being made are collected next time."


def test_a_system_that_logs_out_is_not_held_up(room: WindowRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flux_desktop.ui.leaving._session_ends", lambda: True)
    tell(room, 1)
    room.work.leaving.request()
    assert room.ends == [True]


def test_the_question_goes_when_the_program_ends_for_another_reason(room: WindowRoom) -> None:
    tell(room, 1)
    room.work.leaving.request()
    room.work.leaving.stop()
    assert question(room) is None
