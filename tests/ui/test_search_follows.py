"""What a search shows follows the marks that it asks for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.edits import Label
from flux_desktop.domain.search_query import parse
from tests.ui.keeping_rooms import KeepingRoom, keeping_room

COUNT = 60


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[KeepingRoom]:
    with keeping_room(qapp, tmp_path, COUNT) as made:
        yield made
        made.screen.gallery.search.stop()


async def search(room: KeepingRoom, text: str, count: int) -> None:
    """Look for this, which finds so many."""
    room.screen.gallery.search.set_query(parse(text))
    await room.until(lambda: room.model.rowCount() == count)


async def test_what_is_no_favourite_any_more_leaves_the_favourites_and_undo_brings_it_back(room: KeepingRoom) -> None:
    room.flow.set_favourite(room.ids[:40], favourite=True)
    await room.until_said("40 pictures are favourites now.")
    await search(room, "fav:yes", 40)
    room.view.verticalScrollBar().setValue(300)
    top = room.view.top_id()
    assert top is not None
    shown = room.shown()
    row = shown.index(top) + 3
    room.select(shown[row])
    before = room.view.top_px
    QTest.keyClick(room.view, Qt.Key.Key_F)
    await room.until(lambda: room.model.rowCount() == 39)
    assert room.shown() == [*shown[:row], *shown[row + 1 :]]
    assert room.view.selected_ids() == [shown[row + 1]]
    assert (room.view.top_id(), room.view.top_px) == (top, before)
    room.press("Undo")
    await room.until(lambda: room.shown() == shown)


async def test_of_several_here_and_there_the_neighbour_of_the_last_is_selected(room: KeepingRoom) -> None:
    room.flow.set_rating(room.ids, 5)
    await room.until_said("60 pictures rated 5 stars.")
    await search(room, "rating:5", COUNT)
    shown = room.shown()
    room.select(shown[2], shown[5], shown[9])
    room.flow.set_rating(room.view.selected_array(), 3)
    await room.until(lambda: room.model.rowCount() == COUNT - 3)
    (selected,) = room.view.selected_ids()
    assert selected in (shown[3], shown[6], shown[10])


async def test_what_the_search_does_not_ask_for_leaves_it_alone(room: KeepingRoom) -> None:
    await search(room, "prompt", COUNT)
    told: list[bool] = []
    room.screen.gallery.search.answered.connect(lambda: told.append(True))
    room.flow.set_favourite(room.ids[:5], favourite=True)
    room.flow.set_label(Label.TAG, room.ids[:5], "doors")
    await room.until_said("5 pictures tagged “doors”.")
    assert told == []


async def test_tags_and_albums_are_followed_and_an_album_under_its_new_name(room: KeepingRoom) -> None:
    for kind in Label:
        room.flow.set_label(kind, room.ids[:8], "Doors")
    await room.until_said("8 pictures added to “Doors”.")
    await search(room, 'tag:"Doors"', 8)
    room.flow.set_label(Label.TAG, room.ids[:2], "Doors", is_on=False)
    await room.until(lambda: room.model.rowCount() == 6)
    await search(room, 'album:"Doors"', 8)
    room.flow.set_label(Label.ALBUM, room.ids[20:22], "Doors")
    await room.until(lambda: room.model.rowCount() == 10)
    room.flow.rename_album("Doors", "Gates")
    await room.until(lambda: room.screen.gallery.search.query == parse('album:"Gates"'))
    await room.until(lambda: room.model.rowCount() == 10)


async def test_an_album_keeps_its_name_in_the_search_when_the_new_one_is_taken(room: KeepingRoom) -> None:
    room.flow.create_album("Gates")
    room.flow.set_label(Label.ALBUM, room.ids[:2], "Doors")
    await room.until_said("2 pictures added to “Doors”.")
    await search(room, 'album:"Doors"', 2)
    room.flow.rename_album("Doors", "Gates")
    await room.until_said("Another album has this name already. Choose another one.")
    assert room.screen.gallery.search.query == parse('album:"Doors"')


async def test_the_open_picture_stays_until_the_viewer_is_left(room: KeepingRoom) -> None:
    room.flow.set_favourite(room.ids[:6], favourite=True)
    await room.until_said("6 pictures are favourites now.")
    await search(room, "fav:yes", 6)
    item_id = room.shown()[2]
    viewer = room.work.pictures.viewer
    viewer.open(item_id)
    room.flow.set_favourite([item_id], favourite=False)
    await room.until_said("1 picture is no favourite any more.")
    room.model.finished.emit(room.ids[0])  # another picture arrives meanwhile
    assert not room.screen.gallery.search._worker.is_at_work
    assert room.model.row_of(item_id) == 2
    viewer.close()
    await room.until(lambda: room.model.rowCount() == 5)
    assert room.model.row_of(item_id) < 0
