"""Importing in the window, with the real engine behind it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QTableWidget

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.importing.import_strip import ImportStrip
from flux_desktop.ui.importing.refused_dialog import RefusedDialog
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from tests.support.picture_files import made_by_us, picture_bytes, put
from tests.ui.open_room import Drag, OpenRoom, open_room

COPIES = Settings(import_in_place=False)


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path) -> AsyncIterator[OpenRoom]:
    async with open_room(qapp, tmp_path, COPIES) as made:
        yield made


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"


async def test_dropped_files_and_folders_come_into_the_gallery_and_the_end_is_told(
    room: OpenRoom, photos: Path
) -> None:
    put(photos / "inner", door_png=made_by_us(FileSettings(prompt="a red door")))
    (single,) = put(photos, sea_png=made_by_us(FileSettings(prompt="the sea"), 1))
    drag = Drag(room.window.gallery, [photos / "inner", single])
    assert drag.enter()
    assert room.work.library.importing._drop.is_over
    drag.drop()
    assert not room.work.library.importing._drop.is_over
    await room.until(lambda: room.said() == ["2 imported."])
    assert sorted(room.prompts()) == ["a red door", "the sea"]
    assert len(list(room.folder.glob("2*/*/*.png"))) == 2
    library = room.screen.library
    await room.until(lambda: all(library.thumbnail(item_id, 216) for item_id in library.item_ids()))


async def test_a_drop_of_other_files_is_refused(room: OpenRoom, photos: Path) -> None:
    files = put(photos, notes_txt=b"words", sheet_pdf=b"%PDF")
    assert not Drag(room.window.gallery, files).enter()
    held = Drag(room.window.gallery, put(photos, a_png=picture_bytes()))
    assert held.enter()
    held.leave()
    assert not room.work.library.importing._drop.is_over


async def test_how_to_import_is_asked_once_and_kept(qapp: QApplication, tmp_path: Path, photos: Path) -> None:
    put(photos, a_png=picture_bytes(), b_png=picture_bytes(1))
    async with open_room(qapp, tmp_path) as room:
        room.work.library.importing.take([photos / "a.png"])
        question = room.question()
        assert question
        next(way for way in question.buttons() if way.text() == "Leave where they are").click()
        await room.until(lambda: room.said() == ["1 imported."])
        assert room.work.settings.settings.import_in_place is True
        room.work.library.importing.take([photos / "b.png"])
        assert room.question() is None
        await room.until(lambda: room.model.rowCount() == 2)
    assert list(room.folder.glob("2*/*/*.png")) == []


async def test_nothing_is_imported_when_the_question_is_closed(
    qapp: QApplication, tmp_path: Path, photos: Path
) -> None:
    async with open_room(qapp, tmp_path) as room:
        room.work.library.importing.take(put(photos, a_png=picture_bytes()))
        question = room.question()
        assert question
        question.reject()
        await room.until(lambda: not room.work.library.importing.is_running)  # it looks at the library of a new profile
        assert room.model.rowCount() == 0
        assert room.work.settings.settings.import_in_place is None


async def test_what_could_not_be_read_is_a_list_that_can_be_copied(
    room: OpenRoom, photos: Path, qapp: QApplication
) -> None:
    put(photos, good_png=picture_bytes(), bad_png=b"words")
    room.work.library.importing.take([photos])
    await room.until(lambda: room.said() == ["1 imported, 1 could not be read."])
    room.window.toasts.shown[-1]._act()
    (dialog,) = room.window.findChildren(RefusedDialog)
    (table,) = dialog.findChildren(QTableWidget)
    shown = [item.text() if (item := table.item(0, column)) else "" for column in range(2)]
    assert shown == ["bad.png", "This is no PNG, JPEG, WebP or GIF."]
    next(way for way in dialog.findChildren(QPushButton) if way.text() == "Copy list").click()
    assert qapp.clipboard().text() == f"{photos / 'bad.png'}: This is no PNG, JPEG, WebP or GIF."
    dialog.close()


async def test_the_strip_counts_and_cancel_stops(room: OpenRoom, photos: Path) -> None:
    put(photos, **{f"p{number}_png": picture_bytes(number) for number in range(300)})
    room.work.library.importing.take([photos])
    await room.until(lambda: room.window.findChildren(ImportStrip))
    (strip,) = room.window.findChildren(ImportStrip)
    await room.until(lambda: room.model.rowCount() > 0)
    assert strip.isVisible()
    next(way for way in strip.findChildren(QPushButton) if way.text() == "Cancel").click()
    await room.until(lambda: not room.work.library.importing.is_running)
    assert not strip.isVisible()
    (said,) = room.said()
    assert said.startswith("Stopped: ")
    assert said == f"Stopped: {room.model.rowCount()} imported."


async def test_one_import_comes_after_the_other(room: OpenRoom, photos: Path) -> None:
    room.work.library.importing.take(put(photos / "a", a_png=picture_bytes()))
    room.work.library.importing.take(put(photos / "b", b_png=picture_bytes(1), c_png=picture_bytes()))
    await room.until(lambda: room.said() == ["1 imported.", "1 imported, 1 was already here."])


async def test_a_great_many_are_shown_at_once_when_all_are_there(
    room: OpenRoom, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flux_desktop.ui.newcomers._SHOWN_IN_PARTS", 5)
    monkeypatch.setattr("flux_desktop.ui.newcomers._SHOWN_AT_ONCE", 1)
    resets: list[int] = []
    room.model.modelReset.connect(lambda: resets.append(room.model.rowCount()))
    put(photos, **{f"p{number}_png": picture_bytes(number) for number in range(30)})
    room.work.library.importing.take([photos])
    await room.until(lambda: room.said() == ["30 imported."])
    assert room.model.rowCount() == 30
    assert resets == [30]


async def test_the_commands_open_dialogs_and_the_empty_gallery_has_a_button(room: OpenRoom) -> None:
    actions = room.work.pictures.menus.actions
    assert [key.toString() for key in actions["importPictures"].shortcuts()] == ["Ctrl+O"]
    assert [key.toString() for key in actions["addReferences"].shortcuts()] == ["Ctrl+Shift+O"]
    way_in = next(way for way in room.window.findChildren(QPushButton) if way.text() == "Import pictures…")
    for ask, mode in (
        (actions["importPictures"].trigger, QFileDialog.FileMode.ExistingFiles),
        (actions["importFolder"].trigger, QFileDialog.FileMode.Directory),
        (way_in.click, QFileDialog.FileMode.ExistingFiles),
    ):
        ask()
        (dialog,) = (box for box in room.window.findChildren(QFileDialog) if box.isVisible())
        assert dialog.fileMode() is mode
        dialog.reject()


async def test_a_watched_folder_is_looked_at_and_can_be_given_up(room: OpenRoom, photos: Path) -> None:
    put(photos, a_png=picture_bytes())
    os.utime(photos / "a.png", (1e9, 1e9))
    room.work.settings.open("Pictures")
    (dialog,) = room.window.findChildren(PreferencesDialog)
    dialog.imports.folder_chosen(str(photos))
    await room.until(lambda: room.model.rowCount() == 1)
    assert room.said() == ["1 imported."]
    stop = next(way for way in dialog.findChildren(QPushButton) if way.text() == "Stop watching")
    assert stop.accessibleName() == f"Stop watching {photos}"
    stop.click()
    await room.until(lambda: not room.work.library.watched.folders)
    dialog.close()


async def test_the_list_can_be_made_again_from_the_settings(room: OpenRoom, photos: Path) -> None:
    room.work.library.importing.take(put(photos, a_png=picture_bytes(), b_png=picture_bytes(1)))
    await room.until(lambda: room.said() == ["2 imported."])
    next(iter(room.folder.glob("2*/*/*_a_*.png"))).unlink()
    room.work.settings.open("Pictures")
    (dialog,) = room.window.findChildren(PreferencesDialog)
    next(way for way in dialog.findChildren(QPushButton) if way.text() == "Rebuild the list…").click()
    await room.until(lambda: "The list of your pictures is up to date: 1 is moved or deleted." in room.said())
    rows = [room.model.row(number) for number in range(2)]
    assert [row.missing for row in rows if row] == [False, True]


async def test_an_import_is_taken_back_into_the_bin(room: OpenRoom, photos: Path) -> None:
    room.work.library.importing.take(put(photos, a_png=picture_bytes(), b_png=picture_bytes(1)))
    await room.until(lambda: room.said() == ["2 imported."])
    undo = room.work.pictures.menus.actions["undo"]
    undo.trigger()
    await room.until(lambda: room.model.rowCount() == 0)
    room.work.pictures.menus.actions["redo"].trigger()
    await room.until(lambda: room.model.rowCount() == 2)
    assert sorted(file.name for file in photos.iterdir()) == ["a.png", "b.png"]


async def test_a_file_that_is_gone_is_noticed_by_the_viewer_and_found_again(room: OpenRoom, photos: Path) -> None:
    room.work.library.importing.take(put(photos, a_png=picture_bytes(size=(600, 400))))
    await room.until(lambda: room.said() == ["1 imported."])
    (item_id,) = room.model.ascending_ids
    next(iter(room.folder.glob("2*/*/*.png"))).unlink()
    room.work.pictures.viewer.open(item_id)
    await room.until(lambda: (row := room.model.item(item_id)) and row.missing)
    room.work.library.missing.find(photos)
    await room.until(lambda: "1 missing picture was found again." in room.said())
    row = room.model.item(item_id)
    assert row
    assert not row.missing
    room.work.pictures.viewer.close()
