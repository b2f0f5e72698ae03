"""Pictures whose files are gone, in the window with the real engine behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.gallery import missing_tile
from flux_desktop.ui.gallery.picture_tile import TilePart
from tests.support.picture_files import picture_bytes, put
from tests.ui.open_room import OpenRoom, open_room


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path) -> AsyncIterator[OpenRoom]:
    async with open_room(qapp, tmp_path, Settings(import_in_place=False)) as made:
        yield made


async def lose(room: OpenRoom, photos: Path) -> ItemId:
    """The newer one of two pictures, whose file is gone."""
    room.work.library.importing.take(put(photos, a_png=picture_bytes(size=(600, 400))))
    await room.until(lambda: room.model.rowCount() == 1)
    room.work.library.importing.take(put(photos, b_png=picture_bytes(1, size=(600, 400))))
    await room.until(lambda: room.model.rowCount() == 2)
    item_id = room.model.id_at(0)
    row = room.model.item(item_id)
    assert row
    assert row.path
    room.screen.library.absolute(row.path).unlink()
    room.work.library.missing.look_at([item_id])
    await room.until(lambda: is_missing(room, item_id))
    return item_id


def is_missing(room: OpenRoom, item_id: ItemId) -> bool:
    row = room.model.item(item_id)
    return row is not None and row.missing


def press(room: OpenRoom, part: TilePart) -> None:
    """Click this button of the first tile."""
    view = room.window.gallery.view
    tile, row = view.tile_rect(0), room.model.row(0)
    assert tile
    assert row
    place = dict(missing_tile.parts(tile, view.style_of_tiles, row))[part].center()
    QTest.mouseMove(view.viewport(), place)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def pick(room: OpenRoom, file: Path) -> None:
    """Choose this file in the dialog that is open."""
    (dialog,) = (box for box in room.window.findChildren(QFileDialog) if box.isVisible())
    dialog.fileSelected.emit(str(file))
    dialog.close()


async def test_the_tile_leads_to_the_file(room: OpenRoom, tmp_path: Path) -> None:
    item_id = await lose(room, tmp_path / "photos")
    press(room, TilePart.LOCATE)
    pick(room, tmp_path / "photos" / "b.png")
    await room.until(lambda: not is_missing(room, item_id))
    assert "The picture has its file again." in room.said()


async def test_another_file_is_taken_after_a_question(room: OpenRoom, tmp_path: Path) -> None:
    item_id = await lose(room, tmp_path / "photos")
    (file,) = put(tmp_path / "edited", c_png=picture_bytes(7, size=(300, 600)))
    room.window.gallery.view.select_ids([item_id])
    room.work.pictures.menus.actions["locate"].trigger()
    pick(room, file)
    await room.until(room.question)
    question = room.question()
    assert question
    assert is_missing(room, item_id)
    next(way for way in question.buttons() if way.text() == "Use this file").click()
    await room.until(lambda: not is_missing(room, item_id))
    row = room.model.item(item_id)
    assert row
    assert tuple(row.size) == (300, 600)


async def test_a_missing_picture_is_removed_and_comes_back(room: OpenRoom, tmp_path: Path) -> None:
    item_id = await lose(room, tmp_path / "photos")
    press(room, TilePart.REMOVE)
    await room.until(lambda: "1 picture moved to the Bin." in room.said())
    assert room.model.row_of(item_id) < 0
    room.work.pictures.menus.actions["undo"].trigger()
    await room.until(lambda: room.model.row_of(item_id) == 0)


async def test_the_menu_offers_it_for_missing_pictures_alone(room: OpenRoom, tmp_path: Path) -> None:
    item_id = await lose(room, tmp_path / "photos")
    view, actions = room.window.gallery.view, room.work.pictures.menus.actions
    whole = room.model.id_at(1)
    for chosen, is_offered in (([item_id], True), ([whole], False), ([], False)):
        view.select_ids(chosen)
        assert [actions[name].isVisible() for name in ("locate", "removeMissing")] == [is_offered] * 2
    view.selectAll()
    view.selectionModel().setCurrentIndex(room.model.index(0), view.selectionModel().SelectionFlag.NoUpdate)
    room.work.library._locating._remove_selected()
    await room.until(lambda: room.model.rowCount() == 1)
    assert room.model.id_at(0) == whole


async def test_the_details_offer_it_too(room: OpenRoom, tmp_path: Path) -> None:
    item_id = await lose(room, tmp_path / "photos")
    room.work.pictures.dock.show_details(shown=True)
    room.window.gallery.view.select_ids([item_id])
    pane = room.work.pictures.inspector.pane()

    def links() -> dict[str, QPushButton]:
        return {link.text(): link for link in pane.findChildren(QPushButton) if link.isVisible()}

    await room.until(lambda: "Remove from gallery" in links())
    links()["Locate…"].click()
    pick(room, tmp_path / "photos" / "b.png")
    await room.until(lambda: "Show in folder" in links())
    assert "Locate…" not in links()
