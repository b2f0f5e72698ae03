"""What was spent: the sum that counts towards a limit, and every generation with its costs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.domain.money import Hundredths
from flux_desktop.storage.columns import microseconds
from flux_desktop.storage.database import connect_reader
from flux_desktop.storage.error_translation import library_errors

COMMITTED = """
    SELECT (
        SELECT coalesce(sum(spent), 0) FROM generation INDEXED BY generation_committed
        WHERE practice = 0 AND coalesce(submitted_at, (id >> 10) * 1000) >= ?
    ) + (
        SELECT coalesce(sum(estimate), 0) FROM generation INDEXED BY generation_tile
        WHERE state NOT IN ('done', 'cancelled') AND state IN ('queued', 'submitting') AND practice = 0
    )
"""
"""Values: ``committed_values``. Every limit is checked against this one sum, and every sum on the screen is it."""

_LEDGER = """
    SELECT id, state, model, substr(prompt, 1, 200), estimate, submitted_cost, settled_cost, practice,
           iif(practice, 0, spent + iif(state IN ('queued', 'submitting'), coalesce(estimate, 0), 0))
    FROM generation ORDER BY id
"""


def committed_values(moment: datetime) -> tuple[int]:
    return (microseconds(moment) or 0,)


def committed_since(connection: sqlite3.Connection, moment: datetime) -> Hundredths:
    """What was charged since ``moment`` (aware), what may have been, and what will be for all that is under way.

    A generation counts from when it was sent. What still waits counts now, whenever it was asked for: it is today's
    money. What failed or was refused counts only when BFL reported a cost. Practice never counts.
    """
    amount: Hundredths = connection.execute(COMMITTED, committed_values(moment)).fetchone()[0]
    return amount


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One generation. ``prompt`` is its beginning; ``counted`` is what it adds to what was spent."""

    id: ItemId
    state: State
    model_id: str
    prompt: str
    estimate: Hundredths | None
    submitted_cost: Hundredths | None
    settled_cost: Hundredths | None
    practice: bool
    counted: Hundredths

    @property
    def created_at(self) -> datetime:
        return created_at(self.id)


def ledger(database: Path) -> Iterator[LedgerRow]:
    """Every generation of a library, oldest first, by a connection of its own: for any thread.

    Raises:
        LibraryError: the database cannot be read.
    """
    with library_errors(), closing(connect_reader(database)) as connection:
        for row in connection.execute(_LEDGER):
            item_id, state, model, prompt, estimate, submitted, settled, practice, counted = row
            yield LedgerRow(item_id, State(state), model, prompt, estimate, submitted, settled, practice == 1, counted)
