"""Takes what a damaged database still tells into a sound one, which an older copy and the journal have filled before.

What was damaged is the newer of the two: where both know a picture, what people keep of it is as the damaged one says.
Nothing is taken away, as what is not found may only be unreadable; but when the damaged one is read to its end, what it
does not know was deleted for ever.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.database import APPLICATION_ID, connect_writer, transaction
from flux_desktop.storage.journal_replay import catch_up
from flux_desktop.storage.library_writer import journal_of
from flux_desktop.storage.wreck import Wreck

_LABELS = (("tag", "picture_tag"), ("album", "picture_album"))
_KEPT = ("path", "is_outside", "missing", "favourite", "rating", "notes", "binned_at")
"""What changes in the row of a picture after it has come."""


class Salvaged(NamedTuple):
    """``read`` pictures were in the damaged list and could be read, the ``others`` are known without it; ``is_whole``
    when all of the damaged list could be read."""

    read: int
    others: int
    is_whole: bool


def salvage(damaged: Path | None, database: Path) -> Salvaged:
    """Bring this database up to its journal, and take all that can be read of the damaged one, if there is one.

    Raises:
        DiskFullError, LibraryUnavailableError: the database cannot be written.
    """
    with closing(connect_writer(database)) as connection:
        catch_up(connection, journal_of(database))
        found = _take(damaged, connection) if damaged else None
        ((pictures,),) = connection.execute("SELECT count(*) FROM picture")
    read = found.pictures if found else 0
    return Salvaged(read, max(0, pictures - read), bool(found and found.is_whole))


def _take(damaged: Path, connection: sqlite3.Connection) -> "_Salvage | None":
    with Wreck(damaged) as wreck:
        if wreck.application_id() != APPLICATION_ID:
            return None
        work = _Salvage(wreck, connection)
        with transaction(connection):
            work.run()
        return work


class _Salvage:
    def __init__(self, wreck: Wreck, connection: sqlite3.Connection) -> None:
        self._wreck, self._connection = wreck, connection
        self._read: list[ItemId] = []

    @property
    def pictures(self) -> int:
        return len(self._read)

    @property
    def is_whole(self) -> bool:
        return self._wreck.is_whole

    def run(self) -> None:
        self._take_generations()
        self._take_pictures()
        if self._knows_all_pictures():
            self._forget_others()
        for label, link in _LABELS:
            self._take_labels(label, link)
        self._take_rows("saved_search", ("name", "text"))
        self._take_rows("watched_folder", ("path", "in_place"))
        seen = ("path", "bytes", "modified_ns", "picture_id")
        self._insert("seen_file", seen, self._wreck.all(f"SELECT {', '.join(seen)} FROM seen_file"))  # noqa: S608

    def _take_generations(self) -> None:
        """Those that neither copy nor journal know: as a rule there are none."""
        known = self._ids("generation")
        columns = self._columns("generation")
        new = [row for row in self._rows("generation", columns) if row[0] not in known]
        self._insert("generation", columns, new)
        chosen = json.dumps([row[0] for row in new])
        events = self._columns("generation_event")
        mine = (
            f"SELECT {', '.join(events)} FROM generation_event WHERE generation_id IN (SELECT value FROM json_each(?))"  # noqa: S608
        )
        self._insert("generation_event", events, self._wreck.all(mine, chosen) if new else [])

    def _take_pictures(self) -> None:
        columns = self._columns("picture")
        generations, known = self._ids("generation"), self._ids("picture")
        kept = [name for name in _KEPT if name in columns]
        place = columns.index("generation_id") if columns else 0
        update = f"UPDATE picture SET {', '.join(f'{name} = ?' for name in kept)} WHERE id = ?"  # noqa: S608
        for row in self._rows("picture", columns, "picture_content"):
            self._read.append(row[0])
            if row[0] in known:
                values = dict(zip(columns, row, strict=True))
                self._try(update, [*(values[name] for name in kept), row[0]])
            else:
                made_here = row[place] if row[place] in generations else None
                self._insert("picture", columns, [(*row[:place], made_here, *row[place + 1 :])])

    def _knows_all_pictures(self) -> bool:
        """Whether the damaged list was read to its end: another part of it has to count the same."""
        counted = self._wreck.all("SELECT count(*) FROM picture INDEXED BY picture_content")
        return bool(self._read) and self._wreck.is_whole and counted == [(len(self._read),)]

    def _forget_others(self) -> None:
        """Pictures that copy and journal remember and the list did not: they were deleted for ever."""
        self._connection.execute(
            "DELETE FROM picture WHERE id NOT IN (SELECT value FROM json_each(?))", (json.dumps(self._read),)
        )

    def _take_labels(self, label: str, link: str) -> None:
        """Tags or albums by their names, as their numbers may mean others here."""
        was_whole, self._wreck.is_whole = self._wreck.is_whole, True
        names = {row[0]: row[1] for row in self._rows(label, ("id", "name"))}
        self._insert(label, ("name",), [(name,) for name in names.values()])
        pairs = {
            (names[label_id], picture_id)
            for order in ("", f"INDEXED BY {link}_of")
            for label_id, picture_id in self._wreck.all(f"SELECT {label}_id, picture_id FROM {link} {order}")  # noqa: S608
            if label_id in names
        }
        if self._wreck.is_whole:
            chosen = json.dumps(self._read)
            self._connection.execute(
                f"DELETE FROM {link} WHERE picture_id IN (SELECT value FROM json_each(?))",  # noqa: S608
                (chosen,),
            )
        for pair in sorted(pairs):
            self._try(
                f"INSERT OR IGNORE INTO {link} ({label}_id, picture_id) SELECT id, ?2 FROM {label} WHERE name = ?1",  # noqa: S608
                pair,
            )
        self._wreck.is_whole &= was_whole

    def _take_rows(self, table: str, columns: Sequence[str]) -> None:
        self._insert(table, columns, [row[1:] for row in self._rows(table, ("id", *columns))])

    def _rows(self, table: str, columns: Sequence[str], index: str = "") -> list[tuple[Any, ...]]:
        return list(self._wreck.rows(table, columns, index)) if columns and self._wreck.columns(table) else []

    def _columns(self, table: str) -> list[str]:
        """Those that are stored in both, ``id`` first."""
        mine = [row[1] for row in self._connection.execute(f"PRAGMA table_info({table})")]
        theirs = self._wreck.columns(table)
        return [name for name in mine if name in theirs]

    def _ids(self, table: str) -> set[ItemId]:
        return {row[0] for row in self._connection.execute(f"SELECT id FROM {table}")}  # noqa: S608

    def _insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        for row in rows:
            self._try(f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})", row)  # noqa: S608

    def _try(self, sql: str, values: Sequence[Any]) -> None:
        """What damage has turned into nonsense breaks a rule of the schema, and is left out."""
        with suppress(sqlite3.IntegrityError):
            self._connection.execute(sql, values)
