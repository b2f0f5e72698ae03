"""What a damaged list still tells, and what an older copy of it adds."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.storage.database import check, connect_writer, prepare
from flux_desktop.storage.salvage import Salvaged, salvage
from tests.storage.making import FIRST_ID, insert_picture

COUNT = 600
PAGE = 4096
KEPT = """
    SELECT id, favourite, rating, notes, binned_at, is_outside,
           (SELECT group_concat(name) FROM (SELECT name FROM picture_tag JOIN tag ON tag.id = tag_id
            WHERE picture_id = picture.id ORDER BY name)),
           (SELECT group_concat(name) FROM picture_album JOIN album ON album.id = album_id
            WHERE picture_id = picture.id)
    FROM picture ORDER BY id
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list with much that is only there."""
    database = tmp_path_factory.mktemp("salvage") / "sound.sqlite3"
    prepare(database)
    with closing(connect_writer(database)) as connection:
        connection.execute("BEGIN")
        for number in range(COUNT):
            words = f"a prompt of some length, so that there are many pages, number {number} " * 3
            insert_picture(
                connection,
                FIRST_ID + number,
                sha256=f"{number:064}",
                prompt=words,
                rating=number % 6,
                favourite=number % 2,
                notes=f"note {number}",
                binned_at=number if number % 10 == 9 else None,
                is_outside=int(number % 7 == 0),
            )
        connection.execute("INSERT INTO tag (name) VALUES ('sea'), ('hill')")
        connection.execute("INSERT INTO album (name) VALUES ('Print'), ('Empty one')")
        connection.execute("INSERT INTO picture_tag SELECT 1 + id % 2, id FROM picture")
        connection.execute("INSERT INTO picture_album SELECT 1, id FROM picture WHERE id % 3 = 0")
        connection.execute("INSERT INTO saved_search (name, text) VALUES ('boats', 'boat fav:')")
        connection.execute("INSERT INTO watched_folder (path, in_place) VALUES ('/photos', 1)")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE")
    return database


def test_everything_comes_back_from_a_list_that_can_be_read(sound: Path, tmp_path: Path) -> None:
    database = _empty(tmp_path)
    assert salvage(sound, database) == Salvaged(COUNT, 0, is_whole=True)
    assert _rows(database, KEPT) == _rows(sound, KEPT)
    for other in (
        "SELECT name FROM album ORDER BY id",
        "SELECT name, text FROM saved_search",
        "SELECT path FROM seen_file",
    ):
        assert _rows(database, other) == _rows(sound, other)
    assert check(database) == []


def test_a_page_that_is_gone_costs_little_and_what_an_older_copy_knows_costs_nothing(
    sound: Path, tmp_path: Path
) -> None:
    """What was kept since the copy was made comes from the damaged list, the rest from the copy."""
    whole = sound.read_bytes()
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(sound, copy)
    with closing(connect_writer(copy)) as connection:
        connection.execute("UPDATE picture SET rating = 0, favourite = 0, notes = ''")
    expected = {row[0]: row for row in _rows(sound, KEPT)}
    pages = range(1, len(whole) // PAGE, 4)
    changed = []
    for page in pages:
        damaged, database = tmp_path / "damaged.sqlite3", tmp_path / "library.sqlite3"
        damaged.write_bytes(whole[: page * PAGE] + b"\x9d" * PAGE + whole[(page + 1) * PAGE :])
        shutil.copy(copy, database)
        found = salvage(damaged, database)
        assert check(database) == []
        rows = {row[0]: row for row in _rows(database, KEPT)}
        assert rows.keys() == expected.keys()
        changed.append(sum(rows[item_id] != row for item_id, row in expected.items()))
        assert changed[-1] <= COUNT - found.read or not found.is_whole
    assert changed.count(0) > len(pages) / 3  # pages of indexes, and of what has not changed
    assert sum(count > COUNT / 4 for count in changed) <= 2  # such a page leads to others


def test_what_was_deleted_for_ever_since_the_copy_stays_away(sound: Path, tmp_path: Path) -> None:
    database = tmp_path / "library.sqlite3"
    shutil.copy(sound, database)
    damaged = tmp_path / "damaged.sqlite3"
    shutil.copy(sound, damaged)
    with closing(connect_writer(damaged)) as connection:
        connection.execute("DELETE FROM picture WHERE id = ?", (FIRST_ID,))
    assert salvage(damaged, database) == Salvaged(COUNT - 1, 0, is_whole=True)
    assert _rows(database, "SELECT count(*) FROM picture WHERE id = ?", FIRST_ID) == [(0,)]


def test_what_is_not_found_may_be_unreadable_and_stays(sound: Path, tmp_path: Path) -> None:
    database = tmp_path / "library.sqlite3"
    shutil.copy(sound, database)
    damaged = tmp_path / "damaged.sqlite3"
    data = sound.read_bytes()
    damaged.write_bytes(data[: len(data) // 2])
    found = salvage(damaged, database)
    assert not found.is_whole
    assert _rows(database, KEPT) == _rows(sound, KEPT)


@pytest.mark.parametrize("damage", [b"", b"no database" * 1000])
def test_nothing_comes_of_what_is_no_database(damage: bytes, tmp_path: Path) -> None:
    database, damaged = _empty(tmp_path), tmp_path / "damaged.sqlite3"
    damaged.write_bytes(damage)
    assert salvage(damaged, database) == Salvaged(0, 0, is_whole=False)
    assert check(database) == []


def test_another_programs_database_is_not_taken_for_one(tmp_path: Path) -> None:
    database, other = _empty(tmp_path), tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE picture (id INTEGER PRIMARY KEY, path TEXT)")
        connection.execute("INSERT INTO picture VALUES (1, 'theirs.png')")
        connection.commit()
    with pytest.raises(DatabaseDamagedError):
        prepare(other)
    assert salvage(other, database) == Salvaged(0, 0, is_whole=False)


def _empty(folder: Path) -> Path:
    database = folder / "library.sqlite3"
    prepare(database)
    return database


def _rows(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(connect_writer(database)) as connection:
        return connection.execute(sql, values).fetchall()
