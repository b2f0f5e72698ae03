"""The list of pictures is damaged while the engine works: bytes of its file are overwritten in the middle."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.domain.generation import Cause, State
from flux_desktop.services.repair import repair
from flux_desktop.storage.database import check, damaged_mark_of
from flux_desktop.storage.journal import read_journal
from flux_desktop.storage.library_writer import journal_of
from tests.support.engines import EngineRoom, Folders
from tests.support.practice import PracticeProcess

PAGE_BYTES = 4096


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A library with a few pictures, whose database lies in its file and not in the log beside it."""
    return Folders(tmp_path)


def overwrite_the_middle(database: Path) -> None:
    """All pages but the first: whatever is asked for next is rubble."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with database.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(PAGE_BYTES)
        file.write(b"rubble! " * ((size - PAGE_BYTES) // 8))


def found_by_a_new_batch(room: EngineRoom) -> None:
    with pytest.raises(DatabaseDamagedError):
        room.submit("one more")


def found_by_the_window(room: EngineRoom) -> None:
    room.engine.condemn_list("the window could not read it")


def found_by_the_copy(room: EngineRoom) -> None:
    """It looks at every page."""
    library = room.folders.library
    room.engine.ask(lambda core: core._copies._copy(library)).result(20)


@pytest.mark.parametrize("found", [found_by_a_new_batch, found_by_the_window, found_by_the_copy])
def test_damage_is_told_nothing_more_is_charged_and_the_next_start_has_everything(
    server: PracticeProcess, folders: Folders, found: Callable[[EngineRoom], None]
) -> None:
    with EngineRoom(folders, server.url) as room:
        ready = room.submit("the sea", "a red door")
        assert room.wait_for_end(ready) == [State.DONE] * 2
        server.set_faults([{"where": "poll", "kind": "pending", "times": None}])
        (under_way,) = room.submit("under way")
        room.wait_for_state(under_way, State.RUNNING)
        room.engine.pause()
        (waiting,) = room.submit("waiting")
        overwrite_the_middle(folders.database)
        found(room)
        room.wait_until(lambda: room.trouble.cause is Cause.DATABASE_LOST)
        assert damaged_mark_of(folders.database).exists()
        room.engine.resume()
        with pytest.raises(DatabaseDamagedError):
            room.submit("nor this one")
        server.set_faults([])
        room.engine.try_again()
        room.wait_until(lambda: room.arrived(under_way) if under_way in arrivals(room) else None)
    assert [submit["fields"]["prompt"] for submit in server.submits()] == ["the sea", "a red door", "under way"]
    told = list(read_journal(journal_of(folders.database)))
    assert {line["id"] for line in told} == {*ready, under_way, waiting}

    assert check(folders.database)
    assert Path(repair(folders.library, folders.database).aside).exists()
    with EngineRoom(folders, server.url) as room:
        room.wait_for_state(under_way, State.DONE)
        room.engine.resume()
        room.wait_for_state(waiting, State.DONE)
        assert room.trouble.cause is None
    assert check(folders.database) == []
    ends = {item_id: folders.details(item_id).generation for item_id in (*ready, under_way, waiting)}
    assert {generation.state for generation in ends.values() if generation} == {State.DONE}
    assert all(ends.values())
    assert [submit["fields"]["prompt"] for submit in server.submits()][3:] == ["waiting"]
    assert len(folders.pictures()) == 4


def test_damage_that_keeps_the_engine_from_starting_is_told(folders: Folders) -> None:
    with EngineRoom(folders, None):
        pass
    overwrite_the_middle(folders.database)
    with EngineRoom(folders, None) as room:
        room.expects_bugs = True
        (report,) = room.wait_until(lambda: room.bugs)
    assert "DatabaseDamagedError" in report


def arrivals(room: EngineRoom) -> set[int]:
    from flux_desktop.services.events import PictureArrived

    return {event.generation_id for event in list(room.events) if isinstance(event, PictureArrived)}
