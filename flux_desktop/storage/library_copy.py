"""A checked copy of the database inside the library folder, so that the folder alone carries everything."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.storage import atomic_files
from flux_desktop.storage.database import check, connect_reader, connect_writer, prepare
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.image_files import PRIVATE_FOLDER
from flux_desktop.storage.journal_replay import catch_up
from flux_desktop.storage.library_writer import journal_of

_PIECE_BYTES = 1 << 20
_MOST_ASIDES = 3
_SNAPSHOT = ".{database}.{thread}.copy"


def copy_of(library: Path) -> Path:
    """Where a library keeps the copy."""
    return library / PRIVATE_FOLDER / "library-copy.sqlite3"


def refresh_copy(database: Path, library: Path) -> Path:
    """Write the copy anew; from any thread, while others read and write. The old copy stays until the new one is whole.

    The copy is made and checked beside the database first: a library may be on a network drive, where SQLite must not
    work.

    Raises:
        DatabaseDamagedError: the database does not pass the check; the old copy is kept.
        DiskFullError, LibraryUnavailableError: it could not be written.
    """
    with snapshot(database) as local:
        return put_copy(local, library)


@contextmanager
def snapshot(database: Path) -> Iterator[Path]:
    """A checked copy of the database in one file beside it, for the time of the block; others read and write meanwhile.

    Raises:
        DatabaseDamagedError, DiskFullError, LibraryUnavailableError
    """
    local = database.with_name(_SNAPSHOT.format(database=database.name, thread=threading.get_ident()))
    try:
        with library_errors():
            _copy_database(database, local)
            if problems := check(local):
                raise DatabaseDamagedError("; ".join(problems))
        yield local
    finally:
        _remove(local)


def sweep_snapshots(database: Path) -> None:
    """At the start: remove those that an end of the program has cut short."""
    with suppress(OSError):
        for left in database.parent.glob(_SNAPSHOT.format(database=database.name, thread="*") + "*"):
            left.unlink(missing_ok=True)


def put_copy(local: Path, library: Path) -> Path:
    """Put a ``snapshot`` where the copy belongs in this library or backup.

    Raises:
        DiskFullError, LibraryUnavailableError: the copy that was there is kept.
    """
    target = copy_of(library)
    with library_errors():
        atomic_files.make_private_folder(target.parent, below=library)
        atomic_files.replace(target, _pieces(local))
    return target


@contextmanager
def opened_copy(library: Path, profile: Path) -> Iterator[Path]:
    """The copy in this library or backup as a database of today's form, in the profile: nothing is changed in the copy.

    Raises:
        LibraryUnavailableError: there is none, or it cannot be read.
        DatabaseDamagedError, DatabaseTooNewError, DiskFullError
    """
    local = profile / f".copy-{threading.get_ident()}.sqlite3"
    try:
        with library_errors():
            atomic_files.replace(local, _pieces(copy_of(library)))
            if problems := check(local):
                raise DatabaseDamagedError("; ".join(problems))
            prepare(local)
        yield local
    finally:
        _remove(local)
        for backup in profile.glob(f"{local.stem}-before-*"):
            backup.unlink()


def restore_from_copy(library: Path, database: Path, now: datetime) -> Path | None:
    """Put the library's copy in the place of the database, and take again what the journal knows beyond it.

    A database that is there is moved aside, never deleted; where to is returned. No connection to it may be open.

    Raises:
        LibraryUnavailableError: there is no copy, or it cannot be read.
        DatabaseDamagedError: the copy is damaged.
        DatabaseTooNewError: the copy was made by a newer version of the program.
        DiskFullError: no room for it.
    """
    local = database.with_name(f".{database.name}.restored")
    try:
        with library_errors():
            atomic_files.replace(local, _pieces(copy_of(library)))
            if problems := check(local):
                raise DatabaseDamagedError("; ".join(problems))
            prepare(local)
            aside = move_aside(database, now)
            local.replace(database)
            atomic_files.fsync_folder(database.parent)
    finally:
        _remove(local)
    with closing(connect_writer(database)) as connection:
        catch_up(connection, journal_of(database))
    return aside


def _copy_database(source: Path, target: Path) -> None:
    """All pages in one go: with pauses in between, a busy writer would make it begin again for ever."""
    _remove(target)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(connect_reader(source)) as reader, closing(sqlite3.connect(target, isolation_level=None)) as writer:
        reader.backup(writer)
        writer.execute("PRAGMA journal_mode = DELETE")  # one file that also opens where nothing can be written


def forget_old_asides(database: Path) -> None:
    """Of the lists that were put aside only the newest few are kept: each is as large as the list itself."""
    asides = sorted(database.parent.glob(f"{database.stem}-until-*{database.suffix}"), reverse=True)
    with suppress(OSError):
        for aside in asides[_MOST_ASIDES:]:
            _remove(aside)


def keep_aside(database: Path, now: datetime) -> Path:
    """A copy of the database as it is now, beside it, under a name with the moment.

    Raises:
        DiskFullError, LibraryUnavailableError
    """
    aside = database.with_name(f"{database.stem}-until-{now:%Y%m%d-%H%M%S}{database.suffix}")
    with library_errors():
        _copy_database(database, aside)
    return aside


def move_aside(database: Path, now: datetime) -> Path | None:
    """Rename a database together with its log: a log left behind would be applied to the next file of that name."""
    if not database.exists():
        _remove(database)
        return None
    aside = database.with_name(f"{database.stem}-until-{now:%Y%m%d-%H%M%S}{database.suffix}")
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(_PIECE_BYTES):
            yield piece
