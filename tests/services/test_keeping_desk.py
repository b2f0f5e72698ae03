"""Edits of more pictures than fit into one breath."""

import asyncio
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from flux_desktop.domain import edit_parts
from flux_desktop.domain.edits import Column, CreateAlbum, Edit, Ids, Label, RemoveAlbum, SetLabel, SetValues
from flux_desktop.domain.errors import LibraryError, LibraryUnavailableError
from flux_desktop.services import keeping_desk
from flux_desktop.services.file_follower import FileFollower
from flux_desktop.services.keeping_desk import KeepingDesk
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.keeping_store import KeepingStore
from tests.services.keeping_program import NOW
from tests.storage.making import FIRST_ID

MOST = 64
IDS = array("q", range(FIRST_ID, FIRST_ID + 2 * MOST + 1))


class Follower:
    """Only takes down whose files are to move."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def follow(self, ids: Ids) -> None:
        self.ids += ids

    def purge(self) -> None:
        """There are no files here."""


class Store(KeepingStore):
    """Fails at the edit with this number."""

    fails_at = -1

    def make(self, edit: Edit) -> Edit:
        self.fails_at -= 1
        if self.fails_at == 0:
            raise LibraryUnavailableError("the disk does not answer")
        return super().make(edit)


class Room:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection, self.store, self.follower = connection, Store(connection), Follower()
        self.edits = 0
        self.desk = KeepingDesk(self.store, cast("FileFollower", self.follower), lambda: NOW, self._count)

    def content(self) -> list[tuple[object, ...]]:
        sql = "SELECT id, rating, favourite, binned_at, (SELECT count(*) FROM picture_{}) FROM picture".format
        tags = self.connection.execute("SELECT name, count(*) FROM tag JOIN picture_tag ON tag_id = id GROUP BY id")
        return [*self.connection.execute(sql("album")), *tags]

    def _count(self) -> None:
        self.edits += 1


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    for module in (edit_parts, keeping_desk):
        monkeypatch.setattr(module, "MOST", MOST)
    database = tmp_path / "library.sqlite3"
    prepare(database)
    with closing(connect_writer(database)) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO picture (id, path, sha256, bytes, width, height, format, rating)"
            " VALUES (?1, ?1, ?2, 1, 3, 2, 'png', ?1 % 3)",
            ((item_id, "a" * 64) for item_id in IDS),
        )
        connection.execute("COMMIT")
        yield Room(connection)


@pytest.mark.parametrize(
    "edit",
    [
        SetValues.all(Column.RATING, 2, IDS),
        SetValues.all(Column.BINNED_AT, 5, IDS),
        SetLabel(Label.TAG, "sea", IDS),
        CreateAlbum("Print", IDS),
    ],
)
async def test_others_come_in_between_and_one_edit_takes_it_all_back(room: Room, edit: Edit) -> None:
    before = room.content()
    made = asyncio.ensure_future(room.desk.make(edit))
    breaths = 0
    while not made.done():
        await asyncio.sleep(0)
        breaths += 1
    assert breaths >= 3
    after = room.content()
    assert after != before
    reverse = await room.desk.make(await made)
    assert room.content() == before
    await room.desk.make(reverse)
    assert room.content() == after
    assert room.edits == 3


async def test_two_wishes_do_not_mix(room: Room) -> None:
    first = asyncio.ensure_future(room.desk.make(SetValues.all(Column.RATING, 4, IDS)))
    await asyncio.sleep(0)
    await room.desk.make(SetValues.all(Column.RATING, 5, IDS[-1:]))
    await first
    assert room.connection.execute("SELECT rating FROM picture WHERE id = ?", IDS[-1:].tolist()).fetchone() == (5,)


@pytest.mark.parametrize("column", [Column.RATING, Column.BINNED_AT])
async def test_what_cannot_be_made_to_the_end_is_not_made_at_all(room: Room, column: Column) -> None:
    before = room.content()
    room.store.fails_at = 3
    with pytest.raises(LibraryError):
        await room.desk.make(SetValues.all(column, 5, IDS))
    assert room.content() == before
    assert room.edits == 0


async def test_what_is_stopped_in_the_middle_is_not_made_at_all(room: Room) -> None:
    before = room.content()
    made = asyncio.ensure_future(room.desk.bin(IDS, but_favourites=False))
    await asyncio.sleep(0)
    made.cancel()
    with pytest.raises(asyncio.CancelledError):
        await made
    assert room.content() == before


async def test_many_are_deleted_for_ever_with_others_in_between(room: Room) -> None:
    done = asyncio.ensure_future(room.desk.delete_for_ever(IDS))
    await asyncio.sleep(0)
    assert not done.done()
    await done
    assert room.connection.execute("SELECT count(*) FROM picture WHERE binned_at = 0").fetchone() == (len(IDS),)


async def test_an_album_of_many_goes_and_comes_back(room: Room) -> None:
    await room.desk.make(CreateAlbum("Print", IDS))
    before = room.content()
    going = asyncio.ensure_future(room.desk.make(RemoveAlbum("Print")))
    await asyncio.sleep(0)
    assert not going.done()
    reverse = await going
    assert reverse == CreateAlbum("Print", IDS)
    await room.desk.make(reverse)
    assert room.content() == before
