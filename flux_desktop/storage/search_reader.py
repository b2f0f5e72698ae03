"""Searches in the library, for one thread: quickly for every key, and whole."""

import json
import sqlite3
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, tzinfo
from pathlib import Path
from typing import Any

from flux_desktop.domain.search_query import Field, SearchQuery
from flux_desktop.storage import search_facts
from flux_desktop.storage.database import connect_prepared
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.found import Found
from flux_desktop.storage.search_facts import MonthCount, SavedSearch
from flux_desktop.storage.search_sql import Names, pictures_found

_STEPS_BETWEEN_LOOKS = 2_000
"""Of SQLite's virtual machine: some 20 µs."""

_SIGNS_AT_ONCE = 1 << 16
"""So much text is made numbers of before other threads may go on: less than a millisecond."""

# Long lists come as one text: SQLite makes it without holding the interpreter, which a row at a time would do.
_AS_TEXT = "SELECT group_concat(id), group_concat(cost) FROM ({found} LIMIT ?)"


class SearchReader:
    """Has a connection of its own, opened when it is first needed. All methods raise ``LibraryError``."""

    def __init__(
        self,
        database: Path,
        today: Callable[[], date] = date.today,
        zone: tzinfo | None = None,
        *,
        hides_practice: Callable[[], bool] = lambda: False,
    ) -> None:
        """``hides_practice``: whether practice pictures are found only by searches that ask for them."""
        self._path = database
        self._hides_practice = hides_practice
        self._today = today
        self._zone = zone
        self._connection: sqlite3.Connection | None = None

    def newest(self, query: SearchQuery, limit: int, within_s: float) -> Found | None:
        """The newest ``limit`` matches, or ``None`` when finding them takes longer than that."""
        with self._stopped_after(within_s):
            return self._find(query, limit)

    def all(self, query: SearchQuery) -> Found | None:
        """All matches, or ``None`` when ``interrupt`` came in between."""
        return self._find(query, None)

    def interrupt(self) -> None:
        """Break off what another thread is finding; nothing happens when it is not."""
        connection = self._connection
        if connection:
            connection.interrupt()

    def models(self) -> tuple[str, ...]:
        return search_facts.models(self._rows)

    def tags(self) -> dict[int, str]:
        """Names by number, in the order of names; so are ``albums``."""
        return search_facts.tags(self._rows)

    def albums(self) -> dict[int, str]:
        return search_facts.albums(self._rows)

    def saved_searches(self) -> list[SavedSearch]:
        return search_facts.saved_searches(self._rows)

    def month_counts(self) -> list[MonthCount]:
        """The months with pictures, newest first; 5 ms for 100,000 pictures."""
        return search_facts.month_counts(self._rows, self._today(), self._zone, hides_practice=self._hides_practice())

    def close(self) -> None:
        """To be called in the thread that was searching."""
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _find(self, query: SearchQuery, limit: int | None) -> Found | None:
        try:
            statement = pictures_found(query, self._names(query))
            sql = _AS_TEXT.format(found=statement.sql)
            rows = self._rows(sql, (*statement.values, -1 if limit is None else limit))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return None
            raise
        ids, costs = (_numbers(text) for text in (rows[0] if rows else (None, None)))
        return Found(ids, costs, limit is None or len(ids) < limit)

    def _names(self, query: SearchQuery) -> Names:
        """Only what the query has a use for is read."""
        return Names(
            self._today(),
            self.models() if query.of(Field.MODEL) else (),
            self.tags() if query.of(Field.TAG) else {},
            self.albums() if query.of(Field.ALBUM) else {},
            self._zone,
            self._hides_practice(),
        )

    def _rows(self, sql: str, values: Sequence[str | int | float] = ()) -> list[tuple[Any, ...]]:
        with library_errors():
            if self._connection is None:
                self._connection = connect_prepared(self._path)
            return self._connection.execute(sql, values).fetchall() if self._connection else []

    @contextmanager
    def _stopped_after(self, seconds: float) -> Iterator[None]:
        with library_errors():
            if self._connection is None:
                self._connection = connect_prepared(self._path)
        connection, end = self._connection, time.perf_counter() + seconds
        if connection is None:
            yield
            return
        connection.set_progress_handler(lambda: time.perf_counter() > end, _STEPS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)


def _numbers(text: str | None) -> "array[int]":
    """The numbers of a text with commas in between."""
    numbers = array("q")
    start = 0
    while text and start < len(text):
        end = text.find(",", start + _SIGNS_AT_ONCE)
        end = len(text) if end < 0 else end
        numbers.extend(json.loads(f"[{text[start:end]}]"))
        start = end + 1
        if start < len(text):
            time.sleep(0)  # the window's thread may go on now
    return numbers
