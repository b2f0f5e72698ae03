"""What can still be read of a damaged database, row by row, around the pages that cannot."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

_LARGEST_KEY = 2**63 - 1


class Wreck:
    """A database that is damaged, opened for reading. Nothing of it is ever changed.

    ``is_whole`` is untrue once something could not be read.
    """

    def __init__(self, path: Path) -> None:
        self.is_whole = True
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", isolation_level=None, uri=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def application_id(self) -> int:
        """Whose database it is; 0 when even that cannot be read."""
        rows = self.all("PRAGMA application_id")
        return int(rows[0][0]) if rows else 0

    def columns(self, table: str) -> list[str]:
        """Those that are stored; none when the table is not known."""
        return [row[1] for row in self.all(f"PRAGMA table_info({table})")]

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a question up to the first that cannot be read."""
        return self._ask(sql, *values)[0]

    def rows(self, table: str, columns: Sequence[str], index: str = "") -> Iterator[tuple[Any, ...]]:
        """Every row that can be read of a table with ``id``; the first of ``columns`` is that. An ``index`` of all rows
        knows ids that are not met on the way."""
        met = set()
        for row in self._ascending(table, columns):
            met.add(row[0])
            yield row
        if index and not self.is_whole:
            known = {row[0] for row in self.all(f"SELECT id FROM {table} INDEXED BY {index}")}  # noqa: S608
            for item_id in sorted(known - met):
                yield from self.all(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", item_id)  # noqa: S608

    def _ascending(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        read = f"SELECT {', '.join(columns)} FROM {table} WHERE id >= ? ORDER BY id"  # noqa: S608  names of this schema
        start = 0
        while start <= _LARGEST_KEY:
            rows, is_end = self._ask(read, start)
            yield from rows
            if is_end:
                return
            start = self._behind(f"{read} LIMIT 1", rows[-1][0] + 1 if rows else start)

    def _ask(self, sql: str, *values: Any) -> tuple[list[tuple[Any, ...]], bool]:
        """The rows as far as they can be read, and whether those are all."""
        rows: list[tuple[Any, ...]] = []
        try:
            rows.extend(self._connection.execute(sql, values))  # those before an error stay
        except sqlite3.Error:
            self.is_whole = False
            return rows, False
        return rows, True

    def _behind(self, first_row: str, start: int) -> int:
        """Where rows can be read again: in ever longer steps, then back to the end of what is unreadable. It may step
        over good pages between two bad ones."""
        good, bad = 1, 0
        while not self._is_readable(first_row, start + good):
            good, bad = good * 2, good
            if start + good > _LARGEST_KEY:
                return _LARGEST_KEY + 1
        while good - bad > 1:
            middle = (good + bad) // 2
            good, bad = (middle, bad) if self._is_readable(first_row, start + middle) else (good, middle)
        return start + good

    def _is_readable(self, sql: str, value: int) -> bool:
        try:
            self._connection.execute(sql, (value,)).fetchone()
        except sqlite3.Error:
            return False
        return True
