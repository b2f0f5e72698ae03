"""Small state reaches the disk soon, all of it, and not in the window's thread."""

import logging
import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.domain.errors import DiskFullError
from flux_desktop.ui import keeper
from flux_desktop.ui.keeper import Keeper


class Disk:
    """What was saved, and in which thread."""

    def __init__(self) -> None:
        self.now: dict[str, Any] = {"width": 1}
        self.saved: list[dict[str, Any]] = []
        self.threads: list[threading.Thread] = []
        self.may_write = threading.Event()
        self.may_write.set()

    def content(self) -> dict[str, Any]:
        return dict(self.now)

    def save(self, content: Any) -> None:
        assert self.may_write.wait(10)
        self.saved.append(content)
        self.threads.append(threading.current_thread())


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "SETTLE_MS", 20)


def test_what_changes_within_a_moment_is_saved_together_in_a_thread_of_its_own(qtbot: QtBot) -> None:
    disk = Disk()
    kept = Keeper(disk.content, disk.save)
    for width in (2, 3):
        disk.now["width"] = width
        kept.touch()
    disk.now["width"] = 4
    qtbot.waitUntil(lambda: bool(disk.saved))
    kept.flush()
    assert disk.saved == [{"width": 4}]
    assert disk.threads != [threading.current_thread()]


def test_nothing_is_saved_when_nothing_changed(qapp: object) -> None:
    disk = Disk()
    Keeper(disk.content, disk.save).flush()
    assert disk.saved == []


def test_flushing_saves_at_once_and_waits_for_the_disk(qapp: object) -> None:
    disk = Disk()
    kept = Keeper(disk.content, disk.save)
    kept.touch()
    disk.now["width"] = 9
    kept.flush()
    assert disk.saved == [{"width": 9}]
    kept.flush()
    assert len(disk.saved) == 1


def test_a_slow_disk_gets_one_state_after_the_other_and_the_last_one_last(qtbot: QtBot) -> None:
    disk = Disk()
    kept = Keeper(disk.content, disk.save)
    disk.may_write.clear()
    kept.touch()
    with qtbot.waitSignal(kept._settled.timeout):
        pass
    disk.now["width"] = 2
    kept.touch()
    disk.may_write.set()
    kept.flush()
    assert disk.saved == [{"width": 1}, {"width": 2}]


def test_a_disk_that_is_full_is_noted_and_the_next_change_is_tried_again(
    qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    disk, room = Disk(), [False]

    def save(content: Any) -> None:
        if not room[0]:
            raise DiskFullError("no space left")
        disk.save(content)

    kept = Keeper(disk.content, save)
    with caplog.at_level(logging.WARNING):
        kept.touch()
        kept.flush()
    assert "no space left" in caplog.text
    room[0] = True
    kept.touch()
    kept.flush()
    assert disk.saved == [{"width": 1}]
