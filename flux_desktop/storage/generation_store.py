"""Generations in the database: added, moved from state to state, finished. For the engine's thread."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from flux_desktop.domain.errors import DatabaseDamagedError, DatabaseLostError, LibraryError
from flux_desktop.domain.generation import LEGAL_MOVES, Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.picture import Picture
from flux_desktop.storage.columns import microseconds
from flux_desktop.storage.database import reading, transaction
from flux_desktop.storage.generation_rows import COLUMNS, RECENT_DURATIONS, generation_of
from flux_desktop.storage.journal import Journal
from flux_desktop.storage.spending import committed_since
from flux_desktop.storage.steps import Step, first_step, next_step, take

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM generation"  # noqa: S608  names of columns only

_NOTHING_SENT = (None, State.QUEUED.value)


class StaleGenerationError(RuntimeError):
    """The generation is no longer in the state it was to be moved from: somebody else was first."""


class GenerationStore:
    """Every change is one transaction: the generation, its event, and its picture where there is one.

    All methods raise ``LibraryError`` when the disk or the database fails them, and then nothing has changed. What
    comes before the request is sent (``add``, and moves from ``queued``) also fails when the journal cannot be written;
    from then on the journal catches up later rather than hold up a paid step. When the database is lost or damaged,
    such a step is taken in the journal alone.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        journal: Journal | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._now = now
        self._seq = max(self._number("SELECT max(id) FROM generation_event"), journal.last_seq if journal else 0)

    def add(self, generations: Sequence[Generation]) -> None:
        """Record new generations, all or none."""
        self._record([first_step(generation) for generation in generations])

    def move(self, before: Generation, after: Generation) -> None:
        """Record that a generation has come from one state to another.

        Raises:
            StaleGenerationError: it is not in the state of ``before`` any more.
            ValueError: the move is not legal.
        """
        _check_move(before, after)
        if after.state is State.DONE:
            raise ValueError("a generation is done with its picture: use finish")
        self._record([next_step(before, after)])

    def finish(self, before: Generation, after: Generation, picture: Picture) -> None:
        """Record ``done`` together with the picture, whose file is in the library already. Raises as ``move``."""
        _check_move(before, after)
        if after.state is not State.DONE or picture.id != after.id or picture.generation_id != after.id:
            raise ValueError("finish records one generation that is done and its own picture")
        self._record([next_step(before, after, picture)])

    def update(self, generation: Generation) -> None:
        """Record new answers (times, costs, the failure shown) without a change of state.

        Raises:
            StaleGenerationError: it is in another state.
        """
        self._record([next_step(generation, generation)])

    def plan(self, generation_id: ItemId, path: str, sha256: str) -> None:
        """Note which file the picture will be in, before it is written: a crash in between then leaves no orphan."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE generation SET planned_path = ?, planned_sha256 = ? WHERE id = ?", (path, sha256, generation_id)
            )

    def planned(self, generation_id: ItemId) -> tuple[str, str] | None:
        """Path and hash of the file that was planned for this picture, if one was."""
        with reading(self._connection):
            row = self._connection.execute(
                "SELECT planned_path, planned_sha256 FROM generation WHERE id = ? AND planned_path IS NOT NULL",
                (generation_id,),
            ).fetchone()
        return (row[0], row[1]) if row else None

    def get(self, generation_id: ItemId) -> Generation:
        """
        Raises:
            KeyError: there is none with this id.
        """
        found = self._all(f"{_SELECT} WHERE id = ?", generation_id)
        if not found:
            raise KeyError(generation_id)
        return found[0]

    def open_generations(self) -> list[Generation]:
        """Those the program still has something to do for, oldest first."""
        states = [state.value for state in State if state.is_open]
        marks = ", ".join("?" * len(states))
        # The first condition lets SQLite use the index of tiles, which holds next to nothing.
        return self._all(
            f"{_SELECT} WHERE state NOT IN ('done', 'cancelled') AND state IN ({marks}) ORDER BY id", *states
        )

    def recent_durations_s(self, model_id: str, limit: int = 20, *, practice: bool = False) -> list[float]:
        """How long this model took from submission to ready, newest first. Practice has times of its own."""
        with reading(self._connection):
            rows = self._connection.execute(RECENT_DURATIONS, (model_id, practice, limit)).fetchall()
        return [seconds for (seconds,) in rows]

    def committed_since(self, moment: datetime) -> Hundredths:
        """See ``storage.spending.committed_since``."""
        with reading(self._connection):
            return committed_since(self._connection, moment)

    def last_id(self) -> ItemId:
        """The highest id in use, 0 when there is none."""
        return self._number("SELECT max((SELECT max(id) FROM generation), (SELECT coalesce(max(id), 0) FROM picture))")

    def _record(self, steps: list[Step]) -> None:
        if not steps:
            return
        at = microseconds(self._now())
        steps = [{"seq": self._seq + place, "at": at, **step} for place, step in enumerate(steps, start=1)]
        revocable: int | None = None
        try:
            with transaction(self._connection):
                self._take(steps)
                revocable = self._write_journal(steps)
                self._seq += len(steps)
        except (DatabaseLostError, DatabaseDamagedError):
            if self._journal is None or _may_wait(steps):
                raise
            self._journal.append_or_owe(steps)  # a paid step; the next start takes it again
            self._seq += len(steps)
        except BaseException:
            if revocable is not None and self._journal:
                with suppress(LibraryError):
                    self._journal.take_back(revocable)
            raise

    def _take(self, steps: list[Step]) -> None:
        for step in steps:
            if not take(self._connection, step):
                raise StaleGenerationError(f"generation {step['id']} is no longer {step['from']}")

    def _write_journal(self, steps: list[Step]) -> int | None:
        """Returns the mark of lines that are to go when the transaction fails.

        Lines of steps after the intent stay: a task's id that has reached the journal is never forgotten.
        """
        if self._journal is None:
            return None
        if _may_wait(steps):
            return self._journal.append(steps)
        self._journal.append_or_owe(steps)
        return None

    def _all(self, sql: str, *values: str | int) -> list[Generation]:
        with reading(self._connection):
            return [generation_of(row) for row in self._connection.execute(sql, values)]

    def _number(self, sql: str) -> int:
        with reading(self._connection):
            return self._connection.execute(sql).fetchone()[0] or 0


def _may_wait(steps: Sequence[Step]) -> bool:
    """Whether these come before the request, so that nothing is lost without them."""
    return all(step["from"] in _NOTHING_SENT for step in steps)


def _check_move(before: Generation, after: Generation) -> None:
    if before.id != after.id or after.state not in LEGAL_MOVES[before.state]:
        raise ValueError(f"generation {before.id} cannot move from {before.state} to {after.state}")
