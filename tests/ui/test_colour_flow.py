"""Main colours are found in thumbnails, kept by the engine, and searched for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.search_query import parse
from flux_desktop.services.library import Library
from flux_desktop.settings.settings import Settings
from tests.support.picture_files import picture_bytes, put
from tests.ui.open_room import OpenRoom, open_room

BLUE, PINK = 0, 30
"""Numbers of ``picture_bytes`` whose colours are these."""


@pytest.fixture
async def room(qapp: QApplication, tmp_path: Path) -> AsyncIterator[OpenRoom]:
    async with open_room(qapp, tmp_path, Settings(import_in_place=False)) as made:
        yield made


async def bring(room: OpenRoom, folder: Path) -> None:
    put(folder, one_png=picture_bytes(BLUE), other_png=picture_bytes(PINK))
    room.work.library.importing.take([folder])
    await room.until(lambda: room.model.rowCount() == 2)


def found(room: OpenRoom, text: str) -> int:
    answer = room.screen.library.searches.all(parse(text))
    assert answer
    return len(answer.ids)


def has_thumbnail(library: Library, item_id: ItemId) -> bool:
    """Whether it is there; it is kept now if it was not, as while others write none may be."""
    if library.thumbnail(item_id, 256) is None:
        library.store_thumbnail(item_id, 256, picture_bytes(BLUE, "JPEG"))
    return library.thumbnail(item_id, 256) is not None


async def test_pictures_that_come_in_have_a_colour_as_soon_as_they_have_thumbnails(
    room: OpenRoom, tmp_path: Path
) -> None:
    await bring(room, tmp_path / "photos")
    await room.until(lambda: found(room, "colour:blue") and found(room, "color:pink"))
    assert (found(room, "colour:blue"), found(room, "-colour:blue"), found(room, "colour:red")) == (1, 1, 0)
    room.window.gallery.search.set_query(parse("colour:pink"))
    await room.until(lambda: room.model.rowCount() == 1)


async def test_older_pictures_get_theirs_later(room: OpenRoom, tmp_path: Path) -> None:
    flow, library = room.work.library._colours, room.screen.library
    library.thumbnail_kept = lambda _item_id, _jpeg: None  # as in a version that knew of no colours
    await bring(room, tmp_path / "photos")
    await room.until(lambda: all(has_thumbnail(library, item_id) for item_id in library.item_ids()))
    assert found(room, "colour:blue") == 0
    flow.look_at_older()
    await room.until(lambda: found(room, "colour:blue") >= 1)
