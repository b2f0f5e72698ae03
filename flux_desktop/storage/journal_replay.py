"""Generations made again from the journal: all of them, or those a database has lost."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flux_desktop.storage.database import transaction
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.journal import Line, read_journal, read_tail
from flux_desktop.storage.steps import take_again


def catch_up(connection: sqlite3.Connection, journal: Path) -> int:
    """Bring a database up to its journal at the start of the program; how many steps it was behind.

    It is behind when a step reached the journal but not the database (a disk that failed just then), and when an older
    copy took its place. As a rule nothing is to do, and then only the journal's last lines are read.
    """
    if not any(_is_news(line, _newest_event(connection, line["id"])) for line in read_tail(journal)):
        return 0
    return replay(connection, read_journal(journal))


def replay(connection: sqlite3.Connection, lines: Iterable[Line]) -> int:
    """Take every step that the database does not know yet, in one transaction; how many those were.

    A line is news when its number is above that of the generation's newest event.
    """
    taken = 0
    newest: dict[int, int] = {}
    with transaction(connection):
        for line in lines:
            known = newest.get(line["id"])
            if known is None:
                known = _newest_event(connection, line["id"])
            if _is_news(line, known) and take_again(connection, dict(line)):
                known = line["seq"]
                taken += 1
            newest[line["id"]] = known
    return taken


def _is_news(line: Line, newest_event: int) -> bool:
    return bool(line["seq"] > newest_event)


def _newest_event(connection: sqlite3.Connection, generation_id: int) -> int:
    sql = "SELECT coalesce(max(id), 0) FROM generation_event WHERE generation_id = ?"
    with library_errors():
        row: tuple[Any, ...] = connection.execute(sql, (generation_id,)).fetchone()
    return int(row[0])
