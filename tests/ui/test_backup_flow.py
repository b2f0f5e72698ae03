"""From the menu to a backup, and to the question before anything is restored."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton

from flux_desktop.domain.generation import State
from flux_desktop.domain.prompt_history import UsedPrompt
from flux_desktop.domain.templates import PromptTemplate, Templates
from flux_desktop.services.backup import read_facts
from flux_desktop.services.personal_files import PersonalFiles, personal_in
from flux_desktop.ui.backup.restore_dialog import RestoreDialog
from flux_desktop.ui.personal_restore import PersonalRestore
from flux_desktop.ui.support.work_dialog import WorkDialog
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    (tmp_path / "drive").mkdir()
    with window_room(qapp, tmp_path, State.DONE, State.DONE, State.QUEUED) as made:
        made.window.show()
        yield made


async def seen(condition: Callable[[], object]) -> None:
    """Let the window's events come until this is true."""

    def look() -> object:
        QCoreApplication.processEvents()
        return condition()

    await until(look)


def choose(room: WindowRoom, command: str) -> None:
    room.menus.actions[command].trigger()


def pick(room: WindowRoom, folder: Path) -> None:
    """In the system's dialog for folders."""
    (dialog,) = [one for one in room.window.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def press(room: WindowRoom, words: str) -> None:
    (box,) = [one for one in room.window.findChildren(QMessageBox) if one.isVisible()]
    next(one for one in box.findChildren(QPushButton) if one.text() == words).click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


async def report(room: WindowRoom) -> str:
    """What is said at the end; the dialog is closed."""
    await seen(lambda: any(one.has_ended for one in room.window.findChildren(WorkDialog)))
    (work,) = [one for one in room.window.findChildren(WorkDialog) if one.has_ended]
    assert work.isVisible()
    message = work.message
    work.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return message


async def test_one_action_makes_a_backup_and_says_so(room: WindowRoom, tmp_path: Path) -> None:
    choose(room, "backUp")
    pick(room, tmp_path / "drive")
    said = await report(room)
    assert said.startswith("Your library is backed up. 2 pictures in “Flux Desktop backup”, 2 of them new. All were")
    assert "on the same disk" in said
    facts = read_facts(tmp_path / "drive" / "Flux Desktop backup")
    assert facts
    assert facts.pictures == 2


async def test_the_next_one_offers_the_same_place(room: WindowRoom, tmp_path: Path) -> None:
    choose(room, "backUp")
    pick(room, tmp_path / "drive")
    await report(room)
    choose(room, "backUp")
    (box,) = [one for one in room.window.findChildren(QMessageBox) if one.isVisible()]
    assert "with 2 pictures" in box.informativeText()
    press(room, "Back up to “Flux Desktop backup”")
    assert "0 of them new" in await report(room)
    room.screen.memory.keep()


async def test_files_that_are_gone_are_named(room: WindowRoom, tmp_path: Path) -> None:
    room.file(room.ids[0]).unlink()
    choose(room, "backUp")
    pick(room, tmp_path / "drive")
    assert "some files are gone. 1 picture in" in await report(room)


async def test_a_place_inside_the_library_is_refused_with_the_reason(room: WindowRoom) -> None:
    choose(room, "backUp")
    pick(room, room.folder)
    assert await report(room) == (
        "The backup was not made. A backup cannot be kept inside the library, nor the library inside a backup. "
        "Your pictures are untouched."
    )


async def test_what_restoring_would_do_is_said_before(room: WindowRoom, tmp_path: Path) -> None:
    choose(room, "backUp")
    pick(room, tmp_path / "drive")
    await report(room)
    room.file(room.ids[0]).unlink()
    choose(room, "restore")
    press(room, "From a backup folder…")
    pick(room, tmp_path / "drive")
    await seen(lambda: room.window.findChildren(RestoreDialog))
    (dialog,) = room.window.findChildren(RestoreDialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(line.startswith("The backup has 2 pictures, the newest of ") for line in words)
    assert "1 file that cannot be found will come back." in words
    assert dialog._go.isEnabled()
    heard: list[tuple[bool, bool]] = []
    dialog.restore_requested.disconnect()
    dialog.restore_requested.connect(lambda *wanted: heard.append(wanted))
    dialog._set_back.click()
    dialog._go.click()
    assert heard == [(True, False)]


async def test_nothing_to_restore_is_said_and_asks_for_nothing(room: WindowRoom, tmp_path: Path) -> None:
    choose(room, "backUp")
    pick(room, tmp_path / "drive")
    await report(room)
    choose(room, "restore")
    press(room, "From a backup folder…")
    pick(room, tmp_path / "drive" / "Flux Desktop backup")
    await seen(lambda: room.window.findChildren(RestoreDialog))
    (dialog,) = room.window.findChildren(RestoreDialog)
    assert "Nothing of it is missing here." in [label.text() for label in dialog.findChildren(QLabel)]
    assert not dialog._go.isEnabled()
    dialog._set_back.click()
    assert dialog._go.isEnabled()
    dialog.reject()


async def test_prompts_templates_and_settings_come_back_and_nothing_here_is_lost(
    room: WindowRoom, tmp_path: Path
) -> None:
    making = room.work.making
    making.history.take([UsedPrompt("a quiet fjord", 3, 1000, is_pinned=True), UsedPrompt("a red door", 1, 900)])
    making.templates.take([PromptTemplate("Poster", "a poster of [something]")])
    room.settings.change(bin_days=90, library=str(room.folder))
    for desk in (making.history, making.templates, room.settings):
        desk.keep()
    choose(room, "backUp")
    pick(room, tmp_path / "drive")
    await report(room)
    making.history.forget_all()
    making.history.take([UsedPrompt("a red door", 5, 2000)])
    making.templates._change(Templates())
    room.settings.change(bin_days=7, practice=True)
    choose(room, "restore")
    press(room, "From a backup folder…")
    pick(room, tmp_path / "drive")
    await seen(lambda: room.window.findChildren(RestoreDialog))
    (dialog,) = room.window.findChildren(RestoreDialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert "1 prompt and 1 template that you do not have will come back." in words
    assert dialog._go.isEnabled()
    restore = PersonalRestore(making.history, making.templates, room.settings)
    said = restore.bring_back(personal_in(tmp_path / "drive" / "Flux Desktop backup"), with_settings=True)
    assert said == "1 prompt and 1 template came back. Settings are what they were."
    dialog.reject()
    assert [(one.text, one.count, one.is_pinned) for one in making.history.history.prompts] == [
        ("a red door", 5, False),
        ("a quiet fjord", 3, True),
    ]
    assert [one.name for one in making.templates.templates.own] == ["Poster"]
    assert (room.settings.settings.bin_days, room.settings.settings.practice) == (90, True)


async def test_who_keeps_no_prompts_gets_none_back(room: WindowRoom) -> None:
    making = room.work.making
    room.settings.change(keep_prompts=False)
    restore = PersonalRestore(making.history, making.templates, room.settings)
    kept = {"prompts": [{"text": "a red door", "count": 1, "last_used_s": 1}]}
    assert restore.offer(PersonalFiles(kept, {}, {})).words == ""
    assert restore.offer(PersonalFiles(kept, {}, {"schema_version": 99})).settings is None


async def test_a_folder_without_a_backup_is_told(room: WindowRoom, tmp_path: Path) -> None:
    choose(room, "restore")
    press(room, "From a backup folder…")
    pick(room, tmp_path / "drive")
    assert (await report(room)).startswith("This cannot be restored from. There is no backup in this folder.")
