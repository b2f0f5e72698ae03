"""The library's database: made, brought up to date, opened and checked."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from flux_desktop.domain.errors import DatabaseDamagedError, DatabaseLostError, DatabaseTooNewError
from flux_desktop.storage.error_translation import library_error, library_errors

MIGRATIONS = Path(__file__).with_name("migrations")

APPLICATION_ID = 0x464C5558
"""``FLUX``: a database that carries anything else is not ours, whatever its name."""

_BUSY_TIMEOUT_S = 5.0
_WRITER_SETTINGS = ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON", "foreign_keys = ON")


class Writer(sqlite3.Connection):
    """A connection that notices when its file is its own no longer: SQLite would go on into nowhere, or into rubble.

    A deleted or replaced file is lost, as is one whose log is. What can still be read of a deleted one is put beside
    its place, where the next start finds it; a lost log is written into the file. One that somebody else has written to
    is looked through. Once damage was found, here or by ``condemn``, nothing is written any more, and the mark beside
    the file has the next start make it anew.
    """

    on_damage: Callable[[DatabaseDamagedError], None] | None = None
    """Called once, when damage is found."""
    _path: Path | None = None
    _file: tuple[int, int] | None = None
    _changed_ns = 0
    _log: tuple[int, int] | None = None
    _is_lost = False
    _damage: DatabaseDamagedError | None = None

    def watch(self, path: Path) -> None:
        """The log counts from the first change on: until then it may be that of others."""
        self._path, self._file, self._changed_ns = path, _identity(path), _changed_ns(path)

    def note_own_change(self) -> None:
        """The file is now as this connection has left it."""
        if self._path:
            self._changed_ns, self._log = _changed_ns(self._path), _identity(_log_of(self._path))

    def check_file(self) -> None:
        """Before anything is written.

        Raises:
            DatabaseLostError: the file at the path is no longer the one that was opened.
            DatabaseDamagedError
        """
        if self._damage:
            raise DatabaseDamagedError(str(self._damage))
        if self._path is None:
            return
        if self._is_lost or _identity(self._path) != self._file:
            self._lose(self._path)
        if self._log and _identity(_log_of(self._path)) != self._log:
            self._lose_log(self._path)
        if _changed_ns(self._path) != self._changed_ns:
            self._look_through(self._path)

    def condemn(self, damage: DatabaseDamagedError) -> None:
        """Damage was found: write nothing any more."""
        if self._damage:
            return
        self._damage = damage
        if self._path:
            with suppress(OSError):
                damaged_mark_of(self._path).touch(mode=0o600)
        if self.on_damage:
            self.on_damage(damage)

    def _lose(self, path: Path) -> None:
        if not self._is_lost and not path.exists():
            _rescue(self, rescued_of(path))
        self._is_lost = True
        raise DatabaseLostError(f"{path} was deleted or replaced")

    def _lose_log(self, path: Path) -> None:
        """The log is gone, and with it what others would read of the last steps. This connection has it still."""
        with suppress(sqlite3.Error):
            self.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._is_lost = True
        raise DatabaseLostError(f"{_log_of(path)} was deleted or replaced")

    def _look_through(self, path: Path) -> None:
        """Somebody else has written to it. This connection's own cache would hide what they have done."""
        if problems := _damages(path):
            self.condemn(DatabaseDamagedError("; ".join(problems)))
            raise DatabaseDamagedError("; ".join(problems))
        self.note_own_change()


def prepare(path: Path, *, migrations: Path = MIGRATIONS) -> None:
    """Make the database or bring it up to date; 1 ms when nothing is to do.

    Only the header and one row are read; ``check`` looks at everything. Before an existing database is changed, a copy
    of it is put beside it.

    Raises:
        DatabaseTooNewError: written by a newer version of the program.
        DatabaseDamagedError: not a database, damaged, or some other program's.
        DiskFullError, LibraryUnavailableError: it cannot be written.
    """
    steps = _steps(migrations)
    newest = max(steps)
    with library_errors():
        _take_rescued(path)
        _create_private(path)
        with closing(_open(path, "rw")) as connection:
            version = _version(connection, path)
            if version > newest:
                raise DatabaseTooNewError(f"{path} has schema {version}, this program knows {newest}")
            if version < newest:
                _migrate(connection, path, version, steps)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("SELECT max(id) FROM generation_event").fetchone()


def connect_writer(path: Path) -> Writer:
    """The one connection that writes. Use it in the thread that made it, and change things in ``transaction`` only."""
    with library_errors():
        connection = _open(path, "rw", Writer, _WRITER_SETTINGS)
    assert isinstance(connection, Writer)
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for the window and for searches."""
    with library_errors():
        return _open(path, "ro", settings=("query_only = ON",))


def connect_prepared(path: Path) -> sqlite3.Connection | None:
    """As ``connect_reader``; ``None`` while there is no database, or it is still being made."""
    if not path.exists():
        return None
    connection = connect_reader(path)
    try:
        has_schema = is_prepared(connection)
    except sqlite3.Error:
        connection.close()
        raise
    if not has_schema:
        connection.close()
        return None
    return connection


def rescued_of(path: Path) -> Path:
    """Where a database is put that was deleted while it was in use."""
    return path.with_name(f"{path.stem}-rescued{path.suffix}")


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def damaged_mark_of(path: Path) -> Path:
    """A file that is there when damage was found in a database while it was in use."""
    return path.with_name(f"{path.stem}-damaged")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything in the block, or nothing.

    It takes the write lock at the beginning: a read that turns into a write fails at once when somebody else has
    written meanwhile, without waiting.
    """
    with library_errors():
        if isinstance(connection, Writer):
            connection.check_file()
        _roll_back(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException as error:
            _roll_back(connection)
            if isinstance(connection, Writer) and (damage := _damage_in(error)):
                connection.condemn(damage)
            raise
        if isinstance(connection, Writer):
            connection.note_own_change()


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Something is read by the connection that writes: damage is met as often in reading."""
    with library_errors():
        try:
            yield
        except sqlite3.Error as error:
            if isinstance(connection, Writer) and (damage := _damage_in(error)):
                connection.condemn(damage)
            raise


def check(path: Path) -> list[str]:
    """Look at every page and every reference of the database; a list of what is wrong, empty when all is well."""
    try:
        with closing(connect_reader(path)) as connection, library_errors():
            found = [str(text) for (text,) in connection.execute("PRAGMA integrity_check(20)") if text != "ok"]
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                found.append("not a library of this program")
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except DatabaseDamagedError as error:
        return [str(error)]
    return found + [f"{table} row {row} refers to a missing {parent}" for table, row, parent, _ in orphans]


def is_prepared(connection: sqlite3.Connection) -> bool:
    """Whether the schema is that of this program: while it is being made, it is not."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version == max(_steps(MIGRATIONS))


def _steps(migrations: Path) -> dict[int, Path]:
    found = {}
    for file in os.scandir(migrations):
        number, _, name = file.name.partition("_")
        if number.isdecimal() and name.endswith(".sql"):
            found[int(number)] = Path(file.path)
    return found


def _create_private(path: Path) -> None:
    """SQLite gives its journal files the permissions of the database, so only this one has to be made by us."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _open(
    path: Path, mode: str, factory: type[sqlite3.Connection] = sqlite3.Connection, settings: Sequence[str] = ()
) -> sqlite3.Connection:
    """A connection in the mode ``ro`` or ``rw``; neither makes a file that is not there."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, _BUSY_TIMEOUT_S, isolation_level=None, uri=True, factory=factory)
    try:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
        if isinstance(connection, Writer):
            connection.watch(path)
    except (sqlite3.Error, OSError):
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    mark: int = connection.execute("PRAGMA application_id").fetchone()[0]
    is_new = version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if mark != APPLICATION_ID and not is_new:
        raise DatabaseDamagedError(f"{path} is not a library of this program")
    return version


def _migrate(connection: sqlite3.Connection, path: Path, version: int, steps: dict[int, Path]) -> None:
    if version:
        _back_up(connection, path.with_name(f"{path.stem}-before-{max(steps)}{path.suffix}"))
    for number in range(version + 1, max(steps) + 1):
        step = steps[number].read_text(encoding="utf-8")
        stamp = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number};"
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{step}\n{stamp}\nCOMMIT;")
        except sqlite3.Error:
            _roll_back(connection)
            raise


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    _create_private(copy)
    with closing(_open(copy, "rw")) as target:
        connection.backup(target)


def _roll_back(connection: sqlite3.Connection) -> None:
    """Leave a transaction, if there is one: a full disk may have ended it already, and then a rollback fails."""
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _damages(path: Path) -> list[str]:
    """What a quick look at every page finds: a tenth of a second for 20,000 pictures."""
    try:
        with closing(connect_reader(path)) as connection, library_errors():
            return [str(text) for (text,) in connection.execute("PRAGMA quick_check(5)") if text != "ok"]
    except DatabaseDamagedError as error:
        return [str(error)]


def _damage_in(error: BaseException) -> DatabaseDamagedError | None:
    if isinstance(error, sqlite3.Error):
        error = library_error(error) or error
    return error if isinstance(error, DatabaseDamagedError) else None


def _changed_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _identity(path: Path) -> tuple[int, int] | None:
    """Of the file at this path, ``None`` when there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _rescue(connection: sqlite3.Connection, place: Path) -> None:
    """Write what an open connection still sees of its deleted file. The journal has what cannot be written."""
    part = place.with_name(f"{place.name}.part")
    with suppress(sqlite3.Error, OSError):
        _back_up(connection, part)
        part.replace(place)


def _take_rescued(path: Path) -> None:
    """Put a rescued database in its place, if that is free. The old one's log belongs to nothing any more."""
    rescued = rescued_of(path)
    if path.exists() or not rescued.exists():
        return
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    rescued.rename(path)
