"""Keeping and throwing away with a real engine: rows change at once, and the files follow them."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flux_desktop.domain.edits import Column, Label, SetLabel, SetValues, ids_of
from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.services.keeping import Keeping
from flux_desktop.services.keeping_desk import BinContents, Labels, Weight
from flux_desktop.storage.columns import microseconds
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.keeping_store import LabelCount
from flux_desktop.storage.library_reader import LibraryReader
from tests.storage.making import insert_picture
from tests.support.engines import EngineRoom, Folders

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = first_id_at(NOW)
IDS = [FIRST + number for number in range(4)]
WAIT_S = 10


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    prepare(made.database)
    with closing(connect_writer(made.database)) as writer:
        for item_id in IDS:
            insert_picture(
                writer, item_id, path=path_of(item_id), bytes=8, sha256=hashlib.sha256(data_of(item_id)).hexdigest()
            )
            file = made.library / path_of(item_id)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data_of(item_id))
    return made


@pytest.fixture
def room(folders: Folders) -> Iterator[EngineRoom]:
    with EngineRoom(folders, None, now=lambda: NOW) as room:
        yield room


@pytest.fixture
def keeping(room: EngineRoom) -> Keeping:
    return Keeping(room.engine)


def path_of(item_id: ItemId) -> str:
    return f"2026/2026-11/{item_id}.png"


def data_of(item_id: ItemId) -> bytes:
    return f"{item_id % 10**8:08}".encode()


def binned(item_id: ItemId) -> str:
    return f".flux-desktop/bin/{item_id}.png"


def files(folders: Folders) -> set[str]:
    found = {file.relative_to(folders.library).as_posix() for file in folders.library.rglob("*") if file.is_file()}
    return {path for path in found if "library-copy" not in path}


def test_pictures_go_into_the_bin_with_their_files_and_back(keeping: Keeping, folders: Folders) -> None:
    back = keeping.bin(IDS[:3]).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert files(folders) == {binned(IDS[0]), binned(IDS[1]), binned(IDS[2]), path_of(IDS[3])}
    contents = keeping.bin_contents().result(WAIT_S)
    assert (list(contents.ids), contents.bytes) == (IDS[2::-1], 24)
    again = keeping.make(back).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert files(folders) == {path_of(item_id) for item_id in IDS}
    keeping.make(again).result(WAIT_S)
    assert list(keeping.bin_contents().result(WAIT_S).ids) == IDS[2::-1]


def test_put_back_at_once_is_put_back(keeping: Keeping, folders: Folders) -> None:
    """The rows are back before the files have gone."""
    back = keeping.bin(IDS)
    keeping.make(back.result(WAIT_S))
    keeping.settled().result(WAIT_S)
    assert files(folders) == {path_of(item_id) for item_id in IDS}


def test_all_but_the_favourites(keeping: Keeping) -> None:
    keeping.make(SetValues.all(Column.FAVOURITE, 1, IDS[1:3]))
    back = keeping.bin(IDS, but_favourites=True).result(WAIT_S)
    assert list(ids_of(back)) == [IDS[0], IDS[3]]


def test_a_picture_put_back_gives_way_to_a_file_that_has_taken_its_name(keeping: Keeping, folders: Folders) -> None:
    back = keeping.bin(IDS[:1]).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    (folders.library / path_of(IDS[0])).write_bytes(b"somebody else's")
    keeping.make(back).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    row = folders.details(IDS[0]).row
    assert row.path == path_of(IDS[0]).replace(".png", "-2.png")
    assert (folders.library / row.path).read_bytes() == data_of(IDS[0])
    assert (folders.library / path_of(IDS[0])).read_bytes() == b"somebody else's"


def test_a_file_that_is_gone_is_said_to_be_missing(keeping: Keeping, folders: Folders) -> None:
    (folders.library / path_of(IDS[0])).unlink()
    back = keeping.bin(IDS[:2]).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    keeping.make(back).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert [folders.details(item_id).row.missing for item_id in IDS[:2]] == [True, False]


def test_files_follow_when_the_drive_is_back(keeping: Keeping, room: EngineRoom, folders: Folders) -> None:
    away = folders.library.with_name("away")
    folders.library.rename(away)
    back = keeping.bin(IDS).result(WAIT_S)
    with pytest.raises(LibraryUnavailableError):
        keeping.settled().result(WAIT_S)
    assert list(ids_of(back)) == IDS, "the rows are in the bin all the same"
    away.rename(folders.library)
    room.engine.try_again()
    keeping.settled().result(WAIT_S)
    assert files(folders) == {binned(item_id) for item_id in IDS}


def test_what_a_killed_program_has_left_is_put_right_at_the_next_start(folders: Folders) -> None:
    with closing(connect_writer(folders.database)) as writer:
        writer.executemany("UPDATE picture SET binned_at = 5 WHERE id = ?", [(item_id,) for item_id in IDS[:2]])
        writer.execute("UPDATE picture SET binned_at = 0 WHERE id = ?", (IDS[3],))
    (folders.library / ".flux-desktop" / "bin").mkdir(parents=True)
    os.link(folders.library / path_of(IDS[1]), folders.library / binned(IDS[1]))  # killed between link and unlink
    (folders.library / path_of(IDS[2])).rename(folders.library / binned(IDS[2]))  # its row was put back
    with EngineRoom(folders, None) as room:
        Keeping(room.engine).labels().result(WAIT_S)
        Keeping(room.engine).settled().result(WAIT_S)
    assert files(folders) == {binned(IDS[0]), binned(IDS[1]), path_of(IDS[2])}
    with closing(LibraryReader(folders.database)) as reader:
        assert set(reader.rows(IDS)) == set(IDS[:3])


def test_deleting_for_ever_takes_rows_and_files(keeping: Keeping, folders: Folders) -> None:
    keeping.bin(IDS[:2]).result(WAIT_S)
    assert keeping.weigh(IDS[:3]).result(WAIT_S) == Weight(3, 24, 0)
    keeping.delete_for_ever(IDS[:3]).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert files(folders) == {path_of(IDS[3])}
    with closing(LibraryReader(folders.database)) as reader:
        assert set(reader.rows(IDS)) == {IDS[3]}
        assert keeping.bin_contents().result(WAIT_S) == BinContents(reader.item_ids(0), 0)


def test_a_file_outside_the_library_is_never_touched(keeping: Keeping, folders: Folders, tmp_path: Path) -> None:
    own = tmp_path / "somebody's own.png"
    own.write_bytes(b"precious")
    with closing(connect_writer(folders.database)) as writer:
        insert_picture(writer, FIRST + 9, path=str(own), is_outside=1, bytes=8)
    back = keeping.bin([FIRST + 9]).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert own.read_bytes() == b"precious"
    keeping.make(back).result(WAIT_S)
    assert keeping.weigh([FIRST + 9]).result(WAIT_S) == Weight(1, 0, 1)
    keeping.delete_for_ever([FIRST + 9]).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert own.read_bytes() == b"precious"
    with closing(LibraryReader(folders.database)) as reader:
        assert not reader.rows([FIRST + 9])


def test_what_has_been_in_the_bin_for_long_goes(keeping: Keeping, folders: Folders) -> None:
    for days, item_id in ((31, IDS[0]), (29, IDS[1])):
        moment = microseconds(NOW - timedelta(days=days))
        keeping.make(SetValues.all(Column.BINNED_AT, moment, [item_id])).result(WAIT_S)
    assert list(keeping.expire(30).result(WAIT_S)) == IDS[:1]
    keeping.settled().result(WAIT_S)
    assert files(folders) == {binned(IDS[1]), path_of(IDS[2]), path_of(IDS[3])}


def test_tags_and_albums_of_the_library_and_of_a_selection(keeping: Keeping) -> None:
    keeping.make(SetLabel(Label.TAG, "fjord", IDS[:2]))
    keeping.make(SetLabel(Label.ALBUM, "Calendar", IDS[2:]))
    assert keeping.labels().result(WAIT_S) == Labels([LabelCount("fjord", 2)], [LabelCount("Calendar", 2)])
    assert keeping.labels_of(IDS[1:3]).result(WAIT_S) == Labels([LabelCount("fjord", 1)], [LabelCount("Calendar", 1)])


def test_progress_is_told_until_all_is_done(keeping: Keeping) -> None:
    told: list[tuple[int, int]] = []
    keeping.watch_files(lambda done, of: told.append((done, of)))
    keeping.bin(IDS).result(WAIT_S)
    keeping.settled().result(WAIT_S)
    assert told[-1] == (0, 0)
    assert [done for done, of in told if done == of][-2:] == [told[-2][0], 0]
