"""From a selection in the window to files outside."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from flux_desktop.domain.export_choice import ExportChoice
from flux_desktop.domain.generation import State
from flux_desktop.ui import long_work
from flux_desktop.ui.export.export_dialog import ExportDialog
from flux_desktop.ui.support.work_dialog import WorkDialog
from tests.support.recording import until
from tests.ui.rooms import WindowRoom, window_room


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    (tmp_path / "prints").mkdir()
    with window_room(qapp, tmp_path, State.DONE, State.DONE, State.QUEUED) as made:
        made.window.show()
        made.window.gallery.view.selectAll()
        yield made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "prints"


def choose(room: WindowRoom, command: str) -> None:
    room.menus.actions[command].trigger()


def asked_for_place(room: WindowRoom) -> QFileDialog:
    (dialog,) = [one for one in room.window.findChildren(QFileDialog) if one.isVisible()]
    return dialog


def export_dialog(room: WindowRoom) -> ExportDialog:
    choose(room, "export")
    (dialog,) = [one for one in room.window.findChildren(ExportDialog) if one.isVisible()]
    return dialog


async def seen(condition: Callable[[], object]) -> None:
    """Let the window's timers run until this is true."""

    def look() -> object:
        QCoreApplication.processEvents()
        return condition()

    await until(look)


async def test_the_selected_pictures_go_to_the_folder_and_jobs_do_not(room: WindowRoom, out: Path) -> None:
    dialog = export_dialog(room)
    assert dialog.windowTitle() == "Export 2 pictures"
    assert dialog.accessibleName() == dialog.windowTitle()
    dialog.set_place(out)
    dialog.export()
    await until(room.said)
    assert room.said() == ["2 pictures exported to “prints”."]
    assert sorted(file.name for file in out.iterdir()) == sorted(room.file(i).name for i in room.ids[:2])


async def test_the_next_export_begins_with_the_last_choice_and_folder(room: WindowRoom, out: Path) -> None:
    dialog = export_dialog(room)
    dialog._format.setCurrentIndex(2)
    dialog._pattern.setText("{prompt}")
    dialog.set_place(out)
    dialog.export()
    await until(room.said)
    assert sorted(file.name for file in out.iterdir()) == ["prompt 0.jpg", "prompt 1.jpg"]
    choose(room, "quickExport")
    await until(lambda: len(room.said()) == 2)
    assert len(list(out.iterdir())) == 4
    again = export_dialog(room)
    assert again.choice == ExportChoice("jpeg", pattern="{prompt}")
    assert again.place == out
    assert room.menus.actions["quickExport"].text() == "Export as &last time to “prints”"
    room.screen.memory.keep()


async def test_the_first_quick_export_asks_for_a_folder(room: WindowRoom, out: Path) -> None:
    choose(room, "quickExport")
    dialog = asked_for_place(room)
    assert dialog.windowTitle() == "Export 2 pictures to folder"
    dialog.fileSelected.emit(str(out))
    dialog.close()
    await until(room.said)
    assert len(list(out.iterdir())) == 2


async def test_one_picture_is_saved_under_a_name_that_is_asked_for(room: WindowRoom, out: Path) -> None:
    room.window.gallery.view.select_ids([room.ids[0]])
    choose(room, "saveCopy")
    dialog = asked_for_place(room)
    assert [Path(file).name for file in dialog.selectedFiles()] == [room.file(room.ids[0]).name]
    dialog.fileSelected.emit(str(out / "my fjord.png"))
    dialog.close()
    await until(room.said)
    assert room.said() == ["Saved as my fjord.png."]
    assert (out / "my fjord.png").read_bytes() == room.file(room.ids[0]).read_bytes()
    choose(room, "saveCopy")
    assert Path(asked_for_place(room).directory().path()) == out
    asked_for_place(room).close()


async def test_a_copy_that_cannot_be_saved_is_said(room: WindowRoom, out: Path) -> None:
    room.window.gallery.view.select_ids([room.ids[0]])
    choose(room, "saveCopy")
    dialog = asked_for_place(room)
    dialog.fileSelected.emit(str(out / "unplugged" / "my fjord.png"))
    dialog.close()
    await until(room.said)
    assert room.said() == ["The copy was not saved. This folder cannot be written to. Is the drive connected?"]


def test_copies_of_several_pictures_are_an_export(room: WindowRoom) -> None:
    choose(room, "saveCopy")
    assert room.window.findChild(ExportDialog)


async def test_a_zip_file_is_asked_for_by_name(room: WindowRoom, out: Path) -> None:
    dialog = export_dialog(room)
    dialog._target.setCurrentIndex(1)
    dialog.export()
    (chooser,) = dialog.findChildren(QFileDialog)
    assert chooser.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    chooser.fileSelected.emit(str(out / "two.zip"))
    chooser.close()
    await until(room.said)
    with zipfile.ZipFile(out / "two.zip") as opened:
        assert len(opened.namelist()) == 2


async def test_what_could_not_be_exported_is_listed(room: WindowRoom, out: Path) -> None:
    room.file(room.ids[0]).unlink()
    dialog = export_dialog(room)
    dialog.set_place(out)
    dialog.export()
    await until(lambda: any(one.has_ended for one in room.window.findChildren(WorkDialog)))
    (work,) = room.window.findChildren(WorkDialog)
    assert work.isVisible()
    assert (
        work.message == "1 of 2 pictures was exported to “prints”. 1 picture could not be exported. Below it says why."
    )
    assert work.failures == ["prompt 0 – The file was moved or deleted."]
    work.close()


async def test_a_folder_that_is_gone_is_said_with_what_to_do(room: WindowRoom, out: Path) -> None:
    dialog = export_dialog(room)
    dialog.set_place(out / "unplugged")
    dialog.export()
    await until(lambda: any(one.has_ended for one in room.window.findChildren(WorkDialog)))
    (work,) = room.window.findChildren(WorkDialog)
    assert work.message.startswith("Nothing was exported. This folder cannot be written to. Is the drive connected?")
    work.close()


async def test_a_long_export_can_be_watched_and_stopped(
    room: WindowRoom, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "_SHOWN_AFTER_MS", 0)
    flow = room.work.library.export
    flow._begin(room.ids[:2] * 3_000, ExportChoice(), out)
    await seen(lambda: flow._work.dialog and flow._work.dialog.isVisible())
    dialog = flow._work.dialog
    assert dialog
    await seen(lambda: "of 6,000 pictures" in dialog._stage.text())
    choose(room, "export")
    assert not room.window.findChildren(ExportDialog), "one at a time"
    dialog._cancel.click()
    await until(room.said)
    assert room.said()[0].startswith("Stopped. ")
    assert not dialog.isVisible()
    assert 0 < len(list(out.iterdir())) < 6_000


async def test_the_end_of_the_program_leaves_no_half_file(room: WindowRoom, out: Path) -> None:
    flow = room.work.library.export
    flow._begin(room.ids[:2] * 5_000, ExportChoice(as_zip=True), out / "all.zip")
    await until(lambda: list(out.iterdir()))
    await flow.stop()
    assert list(out.iterdir()) == []
    await until(room.said)
