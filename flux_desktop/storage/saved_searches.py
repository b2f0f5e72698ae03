"""Searches that a person has given a name. For the engine's thread; the window reads them by ``SearchReader``."""

import sqlite3

from flux_desktop.storage.database import transaction


class SavedSearches:
    """Every call is one transaction. All methods raise ``LibraryError`` when the disk or the database fails them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, name: str, text: str) -> None:
        """In the place of the one that has this name, if there is one; capitals make no other name."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO saved_search (name, text) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET name = excluded.name, text = excluded.text",
                (name, text),
            )

    def rename(self, search_id: int, name: str) -> None:
        """One that has this name already gives way."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM saved_search WHERE name = ? AND id <> ?", (name, search_id))
            self._connection.execute("UPDATE saved_search SET name = ? WHERE id = ?", (name, search_id))

    def remove(self, search_id: int) -> None:
        with transaction(self._connection):
            self._connection.execute("DELETE FROM saved_search WHERE id = ?", (search_id,))
