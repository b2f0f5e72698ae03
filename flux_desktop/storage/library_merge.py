"""What a backup has and the library has not, put into the library. Nothing that is there is ever taken away.

Generations that had not been sent when the backup was made stay out: they may have been sent, and paid for, since.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.database import connect_reader, transaction
from flux_desktop.storage.error_translation import library_errors

_NOT_SENT = "('queued', 'submitting')"
_CHOSEN = "(SELECT value FROM json_each(?))"

_ONLY_IN_BACKUP = """
    SELECT id FROM backup.generation WHERE id NOT IN (SELECT id FROM main.generation) AND state NOT IN {not_sent}
    UNION
    SELECT id FROM backup.picture WHERE id NOT IN (SELECT id FROM main.picture) AND binned_at IS NOT 0
    ORDER BY id
"""
_IN_BOTH = """
    SELECT id FROM backup.picture
    WHERE binned_at IS NOT 0 AND id IN (SELECT id FROM main.picture WHERE binned_at IS NOT 0) ORDER BY id
"""
_EVENTS = f"""
    SELECT id, generation_id, at, from_state, to_state, note FROM backup.generation_event
    WHERE generation_id IN {_CHOSEN} ORDER BY id
"""  # noqa: S608
_KEPT_COLUMNS = ("favourite", "rating", "notes", "binned_at")
_GROUPS = (("tag", "picture_tag"), ("album", "picture_album"))


class Comparison(NamedTuple):
    """``coming_back``: pictures that only the backup has; ``in_both`` those that both have; ``newer`` those that only
    the library has. ``items`` are all ids that are to be added, generations without a picture included."""

    items: list[ItemId]
    coming_back: int
    in_both: list[ItemId]
    newer: int
    pictures: int
    newest_id: ItemId
    """Of the pictures of the backup, 0 when it has none."""


def compare(database: Path, backup: Path) -> Comparison:
    """What ``LibraryMerge`` would do. Both databases have this program's schema.

    Raises:
        LibraryError: one of them cannot be read.
    """
    connection = connect_reader(database)
    try:
        with library_errors(), _attached(connection, backup):
            items = _ids(connection, _ONLY_IN_BACKUP.format(not_sent=_NOT_SENT))
            ((pictures, newest_id, back),) = connection.execute(
                "SELECT count(*), coalesce(max(id), 0), coalesce(sum(id NOT IN (SELECT id FROM main.picture)), 0)"
                " FROM backup.picture WHERE binned_at IS NOT 0"
            )
            ((newer,),) = connection.execute(
                "SELECT count(*) FROM main.picture WHERE id NOT IN (SELECT id FROM backup.picture)"
            )
            return Comparison(items, back, _ids(connection, _IN_BOTH), newer, pictures, newest_id)
    finally:
        connection.close()


class LibraryMerge:
    """For the engine's thread. Every call is a transaction; all raise ``LibraryError`` when disk or database fail."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def of(self, backup: Path) -> Iterator[None]:
        """Within the block the other methods speak of this database, which has this program's schema."""
        with library_errors(), _attached(self._connection, backup):
            yield

    def add(self, ids: Sequence[ItemId]) -> None:
        """Take these generations and pictures into the library, with their tags and albums."""
        chosen = json.dumps(list(ids))
        with transaction(self._connection):
            new = _ids(
                self._connection,
                f"SELECT id FROM backup.generation WHERE id IN {_CHOSEN} AND state NOT IN {_NOT_SENT}"  # noqa: S608
                " AND id NOT IN (SELECT id FROM main.generation)",
                chosen,
            )
            self._copy_rows("generation", "id", json.dumps(new))
            self._copy_events(json.dumps(new))
            pictures = _ids(
                self._connection,
                f"SELECT id FROM backup.picture WHERE id IN {_CHOSEN} AND binned_at IS NOT 0"  # noqa: S608
                " AND id NOT IN (SELECT id FROM main.picture)"
                " AND (generation_id IS NULL OR generation_id IN (SELECT id FROM main.generation))",
                chosen,
            )
            self._copy_rows("picture", "id", json.dumps(pictures))
            self._copy_groups(json.dumps(pictures))

    def add_searches(self) -> None:
        """Saved searches whose name nobody has taken meanwhile."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR IGNORE INTO main.saved_search (name, text) SELECT name, text FROM backup.saved_search"
            )

    def set_back(self, ids: Sequence[ItemId]) -> None:
        """Favourites, ratings, notes, the bin, tags and albums of these pictures as they were in the backup."""
        chosen = json.dumps(list(ids))
        kept = ", ".join(_KEPT_COLUMNS)
        with transaction(self._connection):
            self._connection.execute(
                f"UPDATE main.picture SET ({kept}) = (SELECT {kept} FROM backup.picture AS b WHERE b.id = picture.id)"  # noqa: S608
                f" WHERE id IN {_CHOSEN}",
                (chosen,),
            )
            for _, link in _GROUPS:
                self._connection.execute(f"DELETE FROM main.{link} WHERE picture_id IN {_CHOSEN}", (chosen,))  # noqa: S608
            self._copy_groups(chosen)

    def note_found(self, ids: Sequence[ItemId]) -> None:
        """The files of these are there again."""
        with transaction(self._connection):
            self._connection.executemany("UPDATE main.picture SET missing = 0 WHERE id = ?", [(i,) for i in ids])

    def _copy_rows(self, table: str, key: str, chosen: str) -> None:
        columns = ", ".join(self._common_columns(table))
        self._connection.execute(
            f"INSERT OR IGNORE INTO main.{table} ({columns})"  # noqa: S608  names of this schema
            f" SELECT {columns} FROM backup.{table} WHERE {key} IN {_CHOSEN}",
            (chosen,),
        )

    def _copy_events(self, chosen: str) -> None:
        """Under their own numbers where those are free and in the past, else under numbers below zero: the ones that
        are to come belong to the journal."""
        read = "SELECT coalesce(max(id), 0), min(0, coalesce(min(id), 0)) FROM main.generation_event"
        ((last, lowest),) = self._connection.execute(read)
        rows = self._connection.execute(_EVENTS, (chosen,)).fetchall()
        taken = set(
            _ids(
                self._connection,
                f"SELECT id FROM main.generation_event WHERE id IN {_CHOSEN}",  # noqa: S608
                json.dumps([row[0] for row in rows]),
            )
        )
        keeps = all(0 < row[0] <= last and row[0] not in taken for row in rows)
        numbers = [row[0] for row in rows] if keeps else range(lowest - len(rows), lowest)
        self._connection.executemany(
            "INSERT INTO main.generation_event (id, generation_id, at, from_state, to_state, note)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(number, *row[1:]) for number, row in zip(numbers, rows, strict=True)],
        )

    def _copy_groups(self, chosen: str) -> None:
        """Tags and albums go by their names: their numbers may mean others here."""
        for group, link in _GROUPS:
            member = f"SELECT {group}_id FROM backup.{link} WHERE picture_id IN {_CHOSEN}"  # noqa: S608
            self._connection.execute(
                f"INSERT OR IGNORE INTO main.{group} (name) SELECT name FROM backup.{group} WHERE id IN ({member})",  # noqa: S608
                (chosen,),
            )
            self._connection.execute(
                f"INSERT OR IGNORE INTO main.{link} ({group}_id, picture_id)"  # noqa: S608
                f" SELECT here.id, link.picture_id FROM backup.{link} AS link"
                f" JOIN backup.{group} AS there ON there.id = link.{group}_id"
                f" JOIN main.{group} AS here ON here.name = there.name"
                f" WHERE link.picture_id IN {_CHOSEN} AND link.picture_id IN (SELECT id FROM main.picture)",
                (chosen,),
            )

    def _common_columns(self, table: str) -> list[str]:
        """Those that are stored, in both databases."""
        main, backup = (
            [row[1] for row in self._connection.execute(f"PRAGMA {schema}.table_info({table})")]
            for schema in ("main", "backup")
        )
        return [name for name in main if name in backup]


@contextmanager
def _attached(connection: sqlite3.Connection, backup: Path) -> Iterator[None]:
    connection.execute("ATTACH DATABASE ? AS backup", (f"{backup.absolute().as_uri()}?mode=ro",))
    try:
        yield
    finally:
        connection.execute("DETACH DATABASE backup")


def _ids(connection: sqlite3.Connection, sql: str, *values: Any) -> list[ItemId]:
    return [row[0] for row in connection.execute(sql, values)]
