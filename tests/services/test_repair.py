"""A sound list in the place of a damaged one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.services.repair import bring_back, repair
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
    aside = repair(library, database)
    assert aside
    assert aside.read_bytes() == DAMAGE
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
    aside = repair(library, database)
    assert aside
    assert aside.read_bytes() == DAMAGE
    assert _ids(database) == []
    assert check(database) == []


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
