"""Where failures of SQLite and of the file system become those of the program."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flux_desktop.domain.errors import DatabaseDamagedError, DiskFullError, LibraryError, LibraryUnavailableError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})

_SQLITE_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""A used-up quota or a file at its largest is no ENOSPC, and SQLite then speaks of input and output in general."""

_SQLITE_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


def library_error(error: OSError | sqlite3.Error) -> LibraryError | None:
    """The program's own word for it, or ``None`` when the failure is a bug (a broken constraint, wrong SQL)."""
    if isinstance(error, OSError):
        kind = DiskFullError if error.errno in _NO_ROOM else LibraryUnavailableError
        words = error.strerror or str(error)
        return kind(f"{words}: {error.filename}" if error.filename else words)
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL or code in _SQLITE_NO_ROOM:
        return DiskFullError(str(error))
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseDamagedError(str(error))
    return LibraryUnavailableError(str(error)) if primary in _SQLITE_UNAVAILABLE else None


@contextmanager
def library_errors() -> Iterator[None]:
    """Raise ``LibraryError`` for whatever disks, drives and other programs do to us in this block."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        translated = library_error(error)
        if translated is None:
            raise
        raise translated from error
