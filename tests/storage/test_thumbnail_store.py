import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.storage.thumbnail_store import ThumbnailStore
from tests.storage.making import FIRST_ID

JPEG = os.urandom(12_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "thumbnails.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[ThumbnailStore]:
    store = ThumbnailStore(path)
    yield store
    store.close()


def test_a_thumbnail_is_found_by_picture_and_height(store: ThumbnailStore) -> None:
    assert store.get(FIRST_ID, 256) is None
    assert store.put(FIRST_ID, 256, JPEG)
    assert store.put(FIRST_ID, 512, b"larger")
    assert store.get(FIRST_ID, 256) == JPEG
    assert store.get(FIRST_ID, 512) == b"larger"
    assert store.get(FIRST_ID, 513) is None
    assert store.get(FIRST_ID + 1, 256) is None


def test_a_higher_thumbnail_does_where_there_is_none_of_the_height(store: ThumbnailStore) -> None:
    store.put_all([(FIRST_ID, 1024, b"largest"), (FIRST_ID, 256, JPEG), (FIRST_ID, 128, b"too small")])
    assert store.get(FIRST_ID, 216) == JPEG
    assert store.get(FIRST_ID, 432) == b"largest"


def test_a_newer_thumbnail_takes_the_place_of_the_older(store: ThumbnailStore) -> None:
    store.put(FIRST_ID, 256, b"old")
    store.put(FIRST_ID, 256, b"new")
    assert store.get(FIRST_ID, 256) == b"new"


def test_thumbnails_outlive_the_program(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put(FIRST_ID, 256, JPEG)
    with closing(ThumbnailStore(path)) as store:
        assert store.get(FIRST_ID, 256) == JPEG
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_is_laid_out_for_one_page_a_thumbnail(store: ThumbnailStore, path: Path) -> None:
    store.put(FIRST_ID, 256, JPEG)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (16384,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_forgetting_takes_all_sizes_and_nothing_else(store: ThumbnailStore) -> None:
    store.put_all((FIRST_ID + place, height, JPEG) for place in range(5) for height in (256, 512))
    store.forget([FIRST_ID, FIRST_ID + 3])
    left = [place for place in range(5) if store.get(FIRST_ID + place, 256) or store.get(FIRST_ID + place, 512)]
    assert left == [1, 2, 4]


def test_clearing_gives_the_room_back(store: ThumbnailStore) -> None:
    store.put_all((FIRST_ID + place, 256, JPEG) for place in range(200))
    assert store.size_bytes() > 200 * len(JPEG)
    store.clear()
    assert store.size_bytes() < 200_000
    assert store.get(FIRST_ID, 256) is None
    assert store.put(FIRST_ID, 256, JPEG)


@pytest.mark.parametrize("damage", ["header", "middle", "empty", "text", "other tables"])
def test_a_damaged_file_is_made_anew(path: Path, damage: str) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_all((FIRST_ID + place, 256, JPEG) for place in range(50))
    _damage(path, damage)
    with closing(ThumbnailStore(path)) as store:
        for place in range(50):
            store.get(FIRST_ID + place, 256)
        for place in range(50):
            store.put(FIRST_ID + place, 256, JPEG)
        assert all(store.put(FIRST_ID + place, 256, JPEG) for place in range(50))
        assert all(store.get(FIRST_ID + place, 256) == JPEG for place in range(50))
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_many_threads_read_write_and_clear_at_once(store: ThumbnailStore) -> None:
    def work(thread: int) -> int:
        wrong = 0
        for place in range(60):
            item_id = FIRST_ID + place % 7
            store.put(item_id, 256, JPEG)
            wrong += store.get(item_id, 256) not in (JPEG, None)
            if thread == 0 and place % 20 == 19:
                store.clear()
        return wrong

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 0
    assert store.put(FIRST_ID, 256, JPEG)
    assert store.get(FIRST_ID, 256) == JPEG


def test_damage_under_many_threads_ends_in_a_good_file(path: Path) -> None:
    store = ThumbnailStore(path)
    store.put_all((FIRST_ID + place, 256, JPEG) for place in range(50))
    ready, damaged = threading.Barrier(5), threading.Barrier(5)

    def work(_: int) -> bool:
        store.get(FIRST_ID, 256)
        ready.wait(10)
        damaged.wait(10)
        for place in range(100):
            store.get(FIRST_ID + place, 256)
            store.put(FIRST_ID + place, 256, JPEG)
        return store.put(FIRST_ID, 256, JPEG) and store.get(FIRST_ID, 256) == JPEG

    with ThreadPoolExecutor(4) as pool:
        results = pool.map(work, range(4))
        ready.wait(10)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with path.open("r+b") as file:
            file.seek(16384)
            file.write(b"\xaa" * 16384 * 10)
        damaged.wait(10)
        assert all(results)
    store.close()


def test_a_store_without_a_place_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "gone" / "thumbnails.sqlite3")
    assert not store.put(FIRST_ID, 256, JPEG)
    assert store.get(FIRST_ID, 256) is None
    store.clear()
    assert not store.forget([FIRST_ID])
    assert store.size_bytes() == 0
    store.close()


def test_after_closing_nothing_is_opened_again(store: ThumbnailStore, path: Path) -> None:
    store.put(FIRST_ID, 256, JPEG)
    store.close()
    assert store.get(FIRST_ID, 256) is None
    assert not store.put(FIRST_ID, 256, JPEG)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def _damage(path: Path, kind: str) -> None:
    content = bytearray(path.read_bytes())
    if kind == "header":
        content[:100] = b"\0" * 100
    elif kind == "middle":
        content[16384:65536] = b"\xaa" * (65536 - 16384)
    path.write_bytes({"empty": b"", "text": b"no database " * 5000}.get(kind, bytes(content)))
    if kind == "other tables":
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("DROP TABLE thumbnail; CREATE TABLE thumbnail (other)")
