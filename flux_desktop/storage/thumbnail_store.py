"""Thumbnails in a database of their own: a cache, which may be deleted at any time and never stops anything."""

import os
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from flux_desktop.domain.identifiers import ItemId

_BUSY_TIMEOUT_S = 2.0

# One thumbnail fits one page. No memory map: its page faults cost 9 ms where a read costs 0.2 (99th percentile, cold).
_SETTINGS = (
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA mmap_size = 0",
    "PRAGMA journal_size_limit = 16777216",
)
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS thumbnail (
        id INTEGER NOT NULL, height_px INTEGER NOT NULL, jpeg BLOB NOT NULL, UNIQUE (id, height_px)
    ) STRICT
"""
_GET = "SELECT jpeg FROM thumbnail WHERE id = ? AND height_px >= ? ORDER BY height_px LIMIT 1"
_PUT = "INSERT OR REPLACE INTO thumbnail (id, height_px, jpeg) VALUES (?, ?, ?)"
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


class ThumbnailStore:
    """For any number of threads, each with a connection of its own.

    Nothing here raises: what cannot be read is not there, what cannot be written is not kept. A damaged file is
    deleted and made anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._age = 0  # grows whenever the file is replaced, so that every thread opens the new one
        self._closed = False
        self._handles: list[_Handle] = []
        self._local = threading.local()

    def get(self, item_id: ItemId, height_px: int) -> bytes | None:
        """The thumbnail of this height, or the next higher one: older versions kept others."""
        try:
            handle = self._handle()
            with handle.lock:
                row = handle.connection.execute(_GET, (item_id, height_px)).fetchone()
        except (sqlite3.Error, OSError) as error:
            self._after(error)
            return None
        return row[0] if row else None

    def put(self, item_id: ItemId, height_px: int, jpeg: bytes) -> bool:
        """``False`` when it could not be kept."""
        return self.put_all([(item_id, height_px, jpeg)])

    def put_all(self, thumbnails: Iterable[tuple[ItemId, int, bytes]]) -> bool:
        """Many at once, in one transaction."""
        return self._change(_PUT, thumbnails)

    def forget(self, ids: Iterable[ItemId]) -> bool:
        """Remove all sizes of these pictures."""
        return self._change("DELETE FROM thumbnail WHERE id = ?", ((item_id,) for item_id in ids))

    def clear(self) -> None:
        """Remove everything and give the room back."""
        try:
            handle = self._handle()
            with handle.lock:
                for command in ("DELETE FROM thumbnail", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    handle.connection.execute(command).fetchall()
        except (sqlite3.Error, OSError) as error:
            self._after(error)

    def size_bytes(self) -> int:
        """What it takes on the disk."""
        total = 0
        for file in self._files():
            with suppress(OSError):
                total += file.stat().st_size
        return total

    def close(self) -> None:
        """Close the connections of all threads. Afterwards nothing is found and nothing kept."""
        with self._lock:
            self._closed = True
            self._close_handles()

    def _change(self, sql: str, rows: Iterable[tuple[object, ...]]) -> bool:
        try:
            handle = self._handle()
            with handle.lock:
                _change(handle.connection, sql, rows)
        except (sqlite3.Error, OSError) as error:
            self._after(error)
            return False
        return True

    def _handle(self) -> "_Handle":
        """This thread's own way into the file as it is now."""
        handle: _Handle | None = getattr(self._local, "handle", None)
        if handle is None or handle.age != self._age:
            with self._lock:
                if self._closed:
                    raise sqlite3.ProgrammingError("closed")
                handle = self._local.handle = _Handle(_open(self._path), self._age)
                self._handles.append(handle)
        return handle

    def _after(self, error: Exception) -> None:
        """Replace a damaged file; anything else (a full disk, a locked file) passes."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _DAMAGED:
            return
        handle: _Handle | None = getattr(self._local, "handle", None)
        with self._lock:
            if handle is None or handle.age == self._age:  # else another thread has replaced it already
                self._close_handles()
                for file in self._files():
                    with suppress(OSError):
                        file.unlink(missing_ok=True)

    def _close_handles(self) -> None:
        self._age += 1
        for handle in self._handles:
            with handle.lock:
                handle.connection.close()
        self._handles.clear()

    def _files(self) -> list[Path]:
        return [self._path.with_name(self._path.name + suffix) for suffix in ("", "-wal", "-shm")]


class _Handle:
    """A thread's connection. The lock keeps another thread from closing it during a read."""

    __slots__ = ("age", "connection", "lock")

    def __init__(self, connection: sqlite3.Connection, age: int) -> None:
        self.connection = connection
        self.age = age
        self.lock = threading.Lock()


def _open(path: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(path, _BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _change(connection: sqlite3.Connection, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(sql, rows)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
