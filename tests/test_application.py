"""Arguments, exit statuses, and the self-check's way of saying what failed."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop import __version__
from flux_desktop.__main__ import main
from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.services.events import GenerationChanged, TroubleChanged
from flux_desktop.ui.self_check import PROMPT, SelfCheck
from tests.storage.making import asked, done, picture_of, submitting
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


def test_the_version_is_an_answer_and_not_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Flux Desktop {__version__}\n"


def test_wrong_arguments_are_an_exit_status_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--server", "ftp://example.org"]) == 2
    assert "web address" in capsys.readouterr().err


class Check:
    """A self-check under way."""

    def __init__(self, room: WindowRoom) -> None:
        self.said: list[str] = []
        self.bridge = room.work.bridge
        self._room = room
        self._check = SelfCheck(room.window, self.bridge, room.library, self.said.append)

    def start(self, screenshot: Path | None = None) -> "asyncio.Task[bool]":
        return asyncio.ensure_future(self._check.run(screenshot))

    async def begin(self, screenshot: Path | None = None) -> "asyncio.Task[bool]":
        """Start it, and come back when it has pressed Generate."""
        task = self.start(screenshot)
        await until(lambda: self._room.engine.questions("submit"))
        return task

    @property
    def failure(self) -> str:
        return next(line for line in self.said if line.startswith("FAILED: "))


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, State.DONE, State.DONE, submit=[]) as made:
        made.window.show()
        yield made
        made.window.hide()


async def test_the_self_check_types_its_prompt_and_looks_at_the_file(room: WindowRoom, tmp_path: Path) -> None:
    check = Check(room)
    task = await check.begin(tmp_path / "shots" / "window.png")
    ((request,), _) = room.engine.questions("submit")[0][:2]
    assert request.prompt == PROMPT
    made = done(asked(room.ids[1]))
    check.bridge.generation_changed.emit(GenerationChanged(made, picture_of(made)))
    room.screen.gallery.view.picture_painted.emit(room.ids[1])
    assert await task
    assert (tmp_path / "shots" / "window.png").stat().st_size
    assert check.said[-1] == "The self-check went well."


async def test_a_button_that_cannot_be_pressed_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, State.DONE, key=None) as room:
        room.account.changed.emit()
        check = Check(room)
        assert not await check.start()
        assert "Generate cannot be pressed" in check.failure


async def test_a_picture_that_is_not_made_is_told_with_its_cause(room: WindowRoom) -> None:
    check = Check(room)
    task = await check.begin()
    failed = submitting(asked(1)).moved(State.FAILED, failure=Failure(Cause.SERVICE_TROUBLE, "no painter"))
    check.bridge.generation_changed.emit(GenerationChanged(failed))
    assert not await task
    assert "service_trouble" in check.failure


async def test_trouble_ends_the_check_at_once(room: WindowRoom) -> None:
    check = Check(room)
    task = await check.begin()
    check.bridge.trouble_changed.emit(TroubleChanged(Cause.OFFLINE, "it left before it was ready"))
    assert not await task
    assert "it left before it was ready" in check.failure


async def test_a_file_that_is_not_what_was_recorded_is_told(room: WindowRoom) -> None:
    check = Check(room)
    task = await check.begin()
    room.file(room.ids[1]).write_bytes(b"half a pict")
    made = done(asked(room.ids[1]))
    check.bridge.generation_changed.emit(GenerationChanged(made, picture_of(made)))
    room.screen.gallery.view.picture_painted.emit(room.ids[1])
    assert not await task
    assert "is not the picture that was recorded" in check.failure


async def test_another_picture_than_the_one_that_was_made_is_not_good_enough(room: WindowRoom) -> None:
    check = Check(room)
    task = await check.begin()
    made = done(asked(room.ids[1]))
    check.bridge.generation_changed.emit(GenerationChanged(made, picture_of(made)))
    room.screen.gallery.view.picture_painted.emit(room.ids[0])
    assert not await task
    assert "another picture was painted" in check.failure


async def test_a_screenshot_that_cannot_be_written_is_told_and_does_not_count(room: WindowRoom, tmp_path: Path) -> None:
    check = Check(room)
    task = await check.begin(tmp_path / "window.unknown-format")
    made = done(asked(room.ids[1]))
    check.bridge.generation_changed.emit(GenerationChanged(made, picture_of(made)))
    room.screen.gallery.view.picture_painted.emit(room.ids[1])
    assert await task
    assert any(line.endswith("could not be written.") for line in check.said)
