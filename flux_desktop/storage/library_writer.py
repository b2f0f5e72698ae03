"""The database and its journal, open for writing, with the stores that write."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.storage.colours import ColourStore
from flux_desktop.storage.database import connect_writer
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.imports import ImportStore
from flux_desktop.storage.journal import Journal
from flux_desktop.storage.journal_replay import catch_up
from flux_desktop.storage.keeping_store import KeepingStore
from flux_desktop.storage.library_merge import LibraryMerge
from flux_desktop.storage.picture_store import PictureStore
from flux_desktop.storage.saved_searches import SavedSearches

_LAST_WAIT_MS = 200
"""At the end nobody waits long for whoever reads, such as a copy of a large database that is being made."""


class LibraryWriter:
    """For the engine's thread; one at a time for a profile. The database has been through ``prepare``.

    Steps that are in the journal and not in the database are taken again before anything else.
    """

    def __init__(self, database: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """
        Raises:
            DatabaseDamagedError, DiskFullError, LibraryUnavailableError: it cannot be opened.
        """
        self._connection = connect_writer(database)
        try:
            self.steps_recovered = catch_up(self._connection, journal_of(database))
            self._journal = Journal(journal_of(database))
        except BaseException:
            self._connection.close()
            raise
        self.generations = GenerationStore(self._connection, self._journal, now)
        self.pictures = PictureStore(self._connection)
        self.imports = ImportStore(self._connection)
        self.merge = LibraryMerge(self._connection)
        self.keeping = KeepingStore(self._connection)
        self.colours = ColourStore(self._connection)
        self.searches = SavedSearches(self._connection)

    def tell_damage(self, told: Callable[[DatabaseDamagedError], None]) -> None:
        """Call ``told`` once when the database turns out to be damaged; from then on nothing is written into it."""
        self._connection.on_damage = told

    def condemn(self, damage: DatabaseDamagedError) -> None:
        """Somebody else has found damage in it."""
        self._connection.condemn(damage)

    def close(self) -> None:
        with suppress(sqlite3.Error):  # while a reader is at work SQLite keeps its log, and nothing is lost
            self._connection.execute(f"PRAGMA busy_timeout = {_LAST_WAIT_MS}")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()
        self._journal.close()


def journal_of(database: Path) -> Path:
    """Where the journal of a database lies: beside it."""
    return database.with_name("journal.jsonl")
