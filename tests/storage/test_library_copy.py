import sqlite3
import stat
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import (
    DatabaseDamagedError,
    DatabaseTooNewError,
    DiskFullError,
    LibraryUnavailableError,
)
from flux_desktop.domain.generation import State
from flux_desktop.domain.search_query import parse
from flux_desktop.storage import atomic_files
from flux_desktop.storage.database import check, prepare
from flux_desktop.storage.library_copy import copy_of, refresh_copy, restore_from_copy, sweep_snapshots
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.library_writer import LibraryWriter, journal_of
from flux_desktop.storage.search_reader import SearchReader
from tests.storage.conftest import bring_in
from tests.storage.making import FIRST_ID, NOON, asked, content_of, running


@pytest.fixture
def library(tmp_path: Path) -> Path:
    library = tmp_path / "library"
    library.mkdir()
    return library


@pytest.fixture
def open_library(database: Path) -> Iterator[LibraryWriter]:
    opened = LibraryWriter(database)
    bring_in(opened.generations, State.DONE, asked())
    bring_in(opened.generations, State.RUNNING, asked(FIRST_ID + 1))
    yield opened
    opened.close()


def test_the_copy_is_one_private_file_that_opens_where_nothing_can_be_written(
    open_library: LibraryWriter, database: Path, library: Path
) -> None:
    copy = refresh_copy(database, library)
    assert copy == library / ".flux-desktop" / "library-copy.sqlite3"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(f"{copy.as_uri()}?immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert content_of(copy) == content_of(database)
    assert list(copy.parent.iterdir()) == [copy]
    assert not list(database.parent.glob(".*"))


def test_the_end_does_not_wait_for_a_copy_that_is_being_made(database: Path) -> None:
    library = LibraryWriter(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM picture").fetchone()
        library.generations.add([asked()])
        began_s = time.monotonic()
        library.close()
        assert time.monotonic() - began_s < 4  # SQLite's own patience would be five seconds
    with closing(LibraryWriter(database)) as library:
        assert library.generations.get(FIRST_ID)


def test_what_a_copy_that_was_cut_short_has_left_is_removed(database: Path) -> None:
    for name in (".library.sqlite3.1234.copy", ".library.sqlite3.1234.copy-journal"):
        database.with_name(name).write_bytes(b"half a copy")
    sweep_snapshots(database)
    assert not list(database.parent.glob(".*"))
    assert database.exists()


def test_the_copy_can_be_made_while_the_library_is_written(
    open_library: LibraryWriter, database: Path, library: Path
) -> None:
    stop = threading.Event()
    copies: list[int] = []

    def copy_again_and_again() -> None:
        while not stop.is_set():
            with closing(sqlite3.connect(refresh_copy(database, library))) as connection:
                copies.append(connection.execute("SELECT count(*) FROM generation").fetchone()[0])

    thread = threading.Thread(target=copy_again_and_again)
    thread.start()
    for place in range(2, 60):
        bring_in(open_library.generations, State.DONE, asked(FIRST_ID + place))
    stop.set()
    thread.join()
    assert copies == sorted(copies)
    assert check(copy_of(library)) == []


def test_a_damaged_database_never_replaces_a_good_copy(
    open_library: LibraryWriter, database: Path, library: Path
) -> None:
    copy = refresh_copy(database, library).read_bytes()
    open_library.close()
    content = bytearray(database.read_bytes())
    content[4096 * 2 : 4096 * 4] = b"\xaa" * 8192
    database.write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        refresh_copy(database, library)
    assert copy_of(library).read_bytes() == copy


def test_a_full_disk_leaves_the_copy_that_was_there(
    open_library: LibraryWriter, database: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = refresh_copy(database, library).read_bytes()
    bring_in(open_library.generations, State.DONE, asked(FIRST_ID + 2))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files, "write_all", full)
    with pytest.raises(DiskFullError):
        refresh_copy(database, library)
    monkeypatch.undo()
    assert copy_of(library).read_bytes() == copy
    assert len(list(copy_of(library).parent.iterdir())) == 1


def test_a_library_that_is_not_there_is_told(open_library: LibraryWriter, database: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryUnavailableError):
        refresh_copy(database, tmp_path / "gone")
    with pytest.raises(LibraryUnavailableError):
        restore_from_copy(tmp_path / "gone", database, NOON)


def test_a_folder_alone_carries_everything_to_a_new_profile(
    open_library: LibraryWriter, database: Path, library: Path, tmp_path: Path
) -> None:
    refresh_copy(database, library)
    new_profile = tmp_path / "new"
    new_profile.mkdir()
    restored = new_profile / "library.sqlite3"
    assert restore_from_copy(library, restored, NOON) is None
    assert content_of(restored) == content_of(database)
    with closing(LibraryWriter(restored)) as opened, closing(LibraryReader(restored)) as reader:
        assert opened.generations.open_generations() == [running(asked(FIRST_ID + 1))]
        assert list(reader.item_ids()) == [FIRST_ID + 1, FIRST_ID]
    with closing(SearchReader(restored)) as searches:
        assert searches.all(parse("fjord")) == (array("q", [FIRST_ID]), array("q", [310]), True)


def test_restoring_keeps_the_old_database_and_what_the_journal_knows_beyond_the_copy(
    open_library: LibraryWriter, database: Path, library: Path
) -> None:
    refresh_copy(database, library)
    bring_in(open_library.generations, State.DONE, asked(FIRST_ID + 2))
    started = running(asked(FIRST_ID + 1))
    open_library.generations.move(started, started.moved(State.EXPIRED))
    expected = content_of(database)
    open_library.close()
    database.write_bytes(b"\xaa" * 10_000)
    database.with_name("library.sqlite3-wal").write_bytes(b"old log")
    aside = restore_from_copy(library, database, NOON)
    assert aside == database.with_name("library-until-20261120-120000.sqlite3")
    assert aside.read_bytes() == b"\xaa" * 10_000
    assert content_of(database) == expected
    assert check(database) == []
    assert journal_of(database).exists()


@pytest.mark.parametrize("content", [b"", b"no database" * 999])
def test_a_damaged_copy_replaces_nothing(
    open_library: LibraryWriter, database: Path, library: Path, content: bytes
) -> None:
    expected = content_of(database)
    refresh_copy(database, library).write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        restore_from_copy(library, database, NOON)
    assert content_of(database) == expected


def test_a_copy_of_a_newer_program_replaces_nothing(open_library: LibraryWriter, database: Path, library: Path) -> None:
    expected = content_of(database)
    with closing(sqlite3.connect(refresh_copy(database, library))) as connection:
        connection.execute("PRAGMA user_version = 1000")
    with pytest.raises(DatabaseTooNewError):
        restore_from_copy(library, database, NOON)
    assert content_of(database) == expected


def test_a_prepared_but_empty_library_is_copied_too(database: Path, library: Path) -> None:
    prepare(database)
    assert content_of(refresh_copy(database, library)) == content_of(database)
