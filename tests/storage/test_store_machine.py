"""Random lives of generations, with restarts and failures in between.

The database, its event log and its journal always tell the same story as a plain dictionary.
"""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flux_desktop.domain.generation import LEGAL_MOVES, Cause, Failure, Generation, State
from flux_desktop.storage.database import connect_writer, prepare
from flux_desktop.storage.generation_store import StaleGenerationError
from flux_desktop.storage.journal import read_journal
from flux_desktop.storage.journal_replay import replay
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.library_writer import LibraryWriter, journal_of
from tests.storage.making import FIRST_ID, asked, content_of, failing_commits, picture_of

_NEEDS_TASK = (State.RUNNING, State.FETCHING, State.DONE)


class LivesOfGenerations(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="pytest-machine-")
        self.database = Path(self.folder.name, "library.sqlite3")
        prepare(self.database)
        self.library = LibraryWriter(self.database)
        self.known: dict[int, Generation] = {}
        self.past: dict[int, list[State]] = {}

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            self.folder.cleanup()

    @rule(count=st.integers(1, 4), prompt=st.text(max_size=20), practice=st.booleans())
    def add(self, count: int, prompt: str, practice: bool) -> None:
        start = FIRST_ID + len(self.known)
        batch = [asked(start + place, prompt, practice=practice, batch_id=start) for place in range(count)]
        self.library.generations.add(batch)
        for generation in batch:
            self.known[generation.id], self.past[generation.id] = generation, [State.QUEUED]

    @precondition(lambda self: self.known)
    @rule(data=st.data(), cost=st.none() | st.integers(0, 900))
    def move(self, data: st.DataObject, cost: int | None) -> None:
        before = self._some(data)
        targets = sorted(LEGAL_MOVES[before.state])
        if not targets:
            return
        state = data.draw(st.sampled_from(targets))
        changes: dict[str, object] = {"settled_cost": cost}
        if state in _NEEDS_TASK:
            changes["task_id"] = before.task_id or f"task {before.id}"
        if state is State.FAILED:
            changes["failure"] = Failure(Cause.SERVICE_TROUBLE, "500")
        after = before.moved(state, **changes)
        if state is State.DONE:
            self.library.generations.finish(before, after, picture_of(after))
        else:
            self.library.generations.move(before, after)
        self._remember(after)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), cost=st.integers(0, 900))
    def settle(self, data: st.DataObject, cost: int) -> None:
        better = replace(self._some(data), settled_cost=cost)
        self.library.generations.update(better)
        self._remember(better)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def move_from_the_past(self, data: st.DataObject) -> None:
        now = self._some(data)
        past = [state for state in self.past[now.id] if state is not now.state and LEGAL_MOVES[state] - {State.DONE}]
        if not past:
            return
        before = replace(now, state=data.draw(st.sampled_from(past)))
        after = before.moved(data.draw(st.sampled_from(sorted(LEGAL_MOVES[before.state] - {State.DONE}))))
        try:
            self.library.generations.move(before, after)
        except StaleGenerationError:
            return
        raise AssertionError(f"moved from {before.state} though it is {now.state}")

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def fail_at_commit(self, data: st.DataObject) -> None:
        """The disk refuses; the program stops before it can try again."""
        before = self._some(data)
        targets = sorted(LEGAL_MOVES[before.state] - {State.DONE})
        if not targets:
            return
        after = before.moved(data.draw(st.sampled_from(targets)), task_id=before.task_id or "late")
        try:
            with failing_commits(self.library._connection):
                self.library.generations.move(before, after)
        except sqlite3.DatabaseError:
            pass
        else:
            raise AssertionError("the commit went through")
        if before.state is not State.QUEUED:  # what comes after the intent is not forgotten by the journal
            self.reopen()
            assert self.library.steps_recovered == 1
            self._remember(after)

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = LibraryWriter(self.database)

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "library"):
            return
        for generation in self.known.values():
            assert self.library.generations.get(generation.id) == generation
        with closing(LibraryReader(self.database)) as reader:
            shown = [known.id for known in self.known.values() if known.state is not State.CANCELLED]
            assert list(reader.item_ids()) == sorted(shown, reverse=True)
            assert set(reader.rows(list(self.known))) == set(self.known)
        events: dict[int, str] = {}
        content = content_of(self.database)
        for _, generation_id, _, origin, target, _ in content["generation_event"]:
            assert events.get(generation_id) == origin
            events[generation_id] = target
        assert events == {known.id: known.state.value for known in self.known.values()}
        assert [row[0] for row in content["picture"]] == [
            known.id for known in self.known.values() if known.state is State.DONE
        ]

    @precondition(lambda self: self.known)
    @rule()
    def rebuild(self) -> None:
        rebuilt = Path(self.folder.name, "rebuilt.sqlite3")
        prepare(rebuilt)
        with closing(connect_writer(rebuilt)) as connection:
            replay(connection, read_journal(journal_of(self.database)))
        assert content_of(rebuilt) == content_of(self.database)
        rebuilt.unlink()

    def _some(self, data: st.DataObject) -> Generation:
        return self.known[data.draw(st.sampled_from(sorted(self.known)))]

    def _remember(self, generation: Generation) -> None:
        self.known[generation.id] = generation
        self.past[generation.id].append(generation.state)


def test_database_events_and_journal_tell_the_same_story_through_any_life() -> None:
    run_state_machine_as_test(
        LivesOfGenerations, settings=settings(max_examples=40, stateful_step_count=25, deadline=None)
    )
