"""A sound list in the place of a damaged one."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.services.repair import Repaired, bring_back, repair
from flux_desktop.storage.database import check, connect_writer, prepare
from flux_desktop.storage.library_copy import copy_of, refresh_copy
from tests.storage.making import FIRST_ID, insert_picture

DAMAGE = b"no database" * 1000


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "library.sqlite3"
    prepare(path)
    with closing(connect_writer(path)) as connection:
        insert_picture(connection, FIRST_ID)
    return path


def test_the_copy_in_the_library_takes_the_place_of_a_damaged_list_which_is_kept(library: Path, database: Path) -> None:
    refresh_copy(database, library)
    database.write_bytes(DAMAGE)
    repaired = repair(library, database)
    assert Path(repaired.aside).read_bytes() == DAMAGE
    assert _ids(database) == [FIRST_ID]
    assert check(database) == []


@pytest.mark.parametrize("copy", [None, b"", DAMAGE])
def test_without_a_good_copy_there_is_an_empty_list(library: Path, database: Path, copy: bytes | None) -> None:
    if copy is not None:
        copy_of(library).parent.mkdir()
        copy_of(library).write_bytes(copy)
    database.write_bytes(DAMAGE)
    with pytest.raises(DatabaseDamagedError):
        prepare(database)
    repaired = repair(library, database)
    assert Path(repaired.aside).read_bytes() == DAMAGE
    assert _ids(database) == []
    assert check(database) == []


def test_what_was_kept_since_the_copy_was_made_comes_from_the_damaged_list(library: Path, database: Path) -> None:
    refresh_copy(database, library)
    with closing(connect_writer(database)) as connection:
        connection.execute("UPDATE picture SET favourite = 1")
        insert_picture(connection, FIRST_ID + 1)
    repaired = repair(library, database)
    assert (repaired.read, repaired.remembered, repaired.is_whole) == (2, 0, True)
    assert repaired.copied_at
    assert _ids(database) == [FIRST_ID, FIRST_ID + 1]
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT favourite FROM picture").fetchall() == [(1,), (0,)]


def test_what_was_only_in_the_log_of_the_damaged_list_comes_along(
    library: Path, database: Path, tmp_path: Path
) -> None:
    """As after a kill: the last changes are not in the database's own file yet."""
    killed = tmp_path / "killed" / database.name
    killed.parent.mkdir()
    with closing(connect_writer(database)) as connection:
        connection.execute("UPDATE picture SET rating = 5")
        for suffix in ("", "-wal"):
            shutil.copy(f"{database}{suffix}", f"{killed}{suffix}")
    assert killed.with_name(f"{killed.name}-wal").stat().st_size
    repaired = repair(library, killed)
    assert repaired.read == 1
    with closing(sqlite3.connect(killed)) as connection:
        assert connection.execute("SELECT rating FROM picture").fetchall() == [(5,)]


def test_what_came_of_it_can_be_kept_for_the_next_start(library: Path, database: Path) -> None:
    repaired = repair(library, database)
    assert Repaired.from_json(repaired.to_json()) == repaired
    assert [Repaired.from_json(data) for data in (b"", b"{}", b"[1]", b"\xff")] == [None] * 4


def test_a_profile_without_a_list_takes_the_one_of_the_library(library: Path, database: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.sqlite3"
    bring_back(library, fresh)
    assert not fresh.exists()
    refresh_copy(database, library)
    bring_back(library, fresh)
    assert _ids(fresh) == [FIRST_ID]


def _ids(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM picture")]


def test_only_the_newest_lists_put_aside_are_kept(library: Path, database: Path) -> None:
    olds = [database.with_name(f"library-until-200011{day}-120000.sqlite3") for day in range(10, 16)]
    for old in olds:
        old.write_bytes(b"old")
        old.with_name(f"{old.name}-wal").write_bytes(b"old")
    aside = Path(repair(library, database).aside)
    assert sorted(database.parent.glob("library-until-*.sqlite3")) == [*olds[-2:], aside]
    assert sorted(database.parent.glob("library-until-2000*-wal")) == [
        old.with_name(f"{old.name}-wal") for old in olds[-2:]
    ]
