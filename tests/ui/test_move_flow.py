"""Another folder in Settings, and what becomes of the pictures."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from flux_desktop.domain.generation import State
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from flux_desktop.ui.support.work_dialog import WorkDialog
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    (tmp_path / "new").mkdir()
    with window_room(qapp, tmp_path, State.DONE, State.DONE) as made:
        made.window.show()
        yield made


async def seen(condition: Callable[[], object]) -> None:
    """Let the window's events come until this is true."""

    def look() -> object:
        QCoreApplication.processEvents()
        return condition()

    await until(look)


def settings_dialog(room: WindowRoom) -> PreferencesDialog:
    room.settings.open("Pictures")
    (dialog,) = room.window.findChildren(PreferencesDialog)
    return dialog


async def question(dialog: PreferencesDialog) -> QMessageBox:
    await seen(lambda: dialog.findChildren(QMessageBox))
    (box,) = dialog.findChildren(QMessageBox)
    return box


def press(box: QMessageBox | WorkDialog, words: str) -> None:
    next(one for one in box.findChildren(QPushButton) if one.text() == words).click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


async def test_the_pictures_come_along_when_they_are_asked_to(room: WindowRoom, tmp_path: Path) -> None:
    files = [room.file(item_id) for item_id in room.ids]
    dialog = settings_dialog(room)
    dialog.folder_requested.emit(str(tmp_path / "new"))
    box = await question(dialog)
    assert box.text() == "Move your pictures?"
    assert "Move the 2 pictures (" in box.informativeText()
    press(box, "Move them")
    await seen(room.said)
    assert room.said() == ["Your pictures are in “new” now."]
    assert room.library.folder == tmp_path / "new"
    assert all(room.file(item_id).is_file() for item_id in room.ids)
    assert not any(file.exists() for file in files)
    assert json.loads(room.profile.settings_file.read_text())["library"] == str(tmp_path / "new")
    assert not room.profile.move_file.exists()
    (told,) = [one for one in room.window.findChildren(QMessageBox) if one.isVisible()]
    assert "was started with the old folder" in told.informativeText()
    told.close()


async def test_or_they_stay_and_only_new_ones_go_there(room: WindowRoom, tmp_path: Path) -> None:
    files = [room.file(item_id) for item_id in room.ids]
    dialog = settings_dialog(room)
    dialog.folder_requested.emit(str(tmp_path / "new"))
    press(await question(dialog), "Only use that folder")
    await seen(lambda: room.library.folder == tmp_path / "new")
    assert all(file.exists() for file in files)
    dialog.close()


async def test_a_folder_that_cannot_be_is_refused_in_the_dialog(room: WindowRoom, tmp_path: Path) -> None:
    dialog = settings_dialog(room)
    dialog.folder_requested.emit(str(tmp_path / "nowhere"))
    await seen(lambda: "cannot be kept there" in dialog._pictures._refusal.text)
    assert room.library.folder == room.folder
    dialog.close()


async def test_an_empty_library_is_used_without_a_question(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    with window_room(qapp, tmp_path) as room:
        (tmp_path / "library").mkdir()
        dialog = settings_dialog(room)
        dialog.folder_requested.emit(str(tmp_path / "new"))
        await seen(lambda: room.library.folder == tmp_path / "new")
        dialog.close()


async def test_a_move_that_was_cut_off_goes_on_at_the_next_start(room: WindowRoom, tmp_path: Path) -> None:
    state = {"from": str(room.folder), "to": str(tmp_path / "new"), "switched": True}
    room.profile.move_file.write_text(json.dumps(state))
    room.work.library.move.begin()
    await seen(lambda: len(room.said()) == 2)
    assert set(room.said()) == {"Going on with moving your pictures to “new”.", "Your pictures are in “new” now."}
    assert all(room.file(item_id).is_file() for item_id in room.ids)
    assert room.library.folder == tmp_path / "new"


async def test_a_full_disk_is_said_and_it_goes_on_or_is_given_up(
    room: WindowRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flux_desktop.storage import file_transfer

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    dialog = settings_dialog(room)
    dialog.folder_requested.emit(str(tmp_path / "new"))
    box = await question(dialog)
    with monkeypatch.context() as patch:
        patch.setattr(file_transfer, "_link", full)
        press(box, "Move them")
        await seen(lambda: any(one.has_ended for one in room.window.findChildren(WorkDialog)))
    (work,) = room.window.findChildren(WorkDialog)
    assert work.message.startswith("Your pictures were not moved. No space is left on this disk.")
    assert room.library.folder == room.folder
    press(work, "Give up")
    await seen(room.said)
    assert room.said() == ["Your pictures are where they were."]
    assert not room.profile.move_file.exists()
    assert [path for path in (tmp_path / "new").rglob("*") if path.is_file()] == []


async def test_leaving_the_program_in_the_middle_keeps_what_is_to_go_on(room: WindowRoom, tmp_path: Path) -> None:
    flow = room.work.library.move
    flow._move(room.folder, tmp_path / "new")
    await flow.stop()
    pending = flow._service.pending()
    assert pending is None or pending.target == tmp_path / "new"
    await seen(lambda: not flow._work.is_running)
