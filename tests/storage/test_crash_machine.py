"""Random lives of a library that is killed at any call it makes, and goes on with what was on the disk at that moment.

A service stands beside it and writes down what it has charged; a plain sum of that is what the library has to agree
with, whatever happened (I1 to I9 of ``docs/reliability.md``, but I6, which is about hosts). A kill is a copy of all
files, taken in the middle of a call: what the process would have done afterwards happens to the files left behind.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flux_desktop.domain.generation import Cause, Failure, Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.picture import Picture
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.generation_queue import Entry, GenerationQueue
from flux_desktop.storage.database import prepare
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.journal import read_journal
from flux_desktop.storage.library_writer import LibraryWriter, journal_of
from tests.storage.making import FIRST_ID, asked

P = ParamSpec("P")
T = TypeVar("T")

LIMITS = {"flux-2-pro": 24, "flux-kontext-max": 2}
AT_ONCE = 4
ESTIMATE, COST = 450, 410
ENDED = (State.DONE, State.REFUSED, State.FAILED, State.EXPIRED, State.UNCONFIRMED, State.CANCELLED)
BY_A_PERSON = {(State.EXPIRED, State.RUNNING), (State.UNCONFIRMED, State.QUEUED)}
CALLS = ("open", "write", "fsync", "link", "unlink", "mkdir", "rename", "replace")
EVER = datetime(2020, 1, 1, tzinfo=UTC)
SEEN: Counter[str] = Counter()
"""What really happened, over all lives: a machine that never dies with anything open proves nothing."""


class Killed(Exception):  # noqa: N818 - not an error
    """The files were copied in the middle of the last call."""


@dataclass
class Service:
    """What BFL would know."""

    charged: Counter[ItemId] = field(default_factory=Counter)
    allowed: Counter[ItemId] = field(default_factory=Counter)
    """How often a person has asked for each: once, and once more for each "Send again"."""
    at_work: set[ItemId] = field(default_factory=set)

    def submit(self, item_id: ItemId) -> str:
        self.charged[item_id] += 1
        self.at_work.add(item_id)
        return f"task {item_id} {self.charged[item_id]}"


class Fuse:
    """Copies the library at the call with the chosen number, counted from when it was lit."""

    def __init__(self, copy: Callable[[], None]) -> None:
        self._copy = copy
        self._left: int | None = None
        self.has_burnt = False

    @contextmanager
    def lit(self, left: int | None) -> Iterator[None]:
        self._left, self.has_burnt = left, False
        try:
            yield
        finally:
            self._left = None

    def step(self, *_: object) -> None:
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            self._left = None
            self.has_burnt = True
            self._copy()

    def wrapped(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.step()
            return real(*args, **options)

        return call


KILL = st.sampled_from([None] * 12 + list(range(22)))
"""At which call of a step; a step that is over by then is not killed."""


class Lives(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        memory = Path("/dev/shm")
        self.root = tempfile.TemporaryDirectory(prefix="pytest-lives-", dir=memory if memory.is_dir() else None)
        self.number = 0
        self.service = Service()
        self.ended: dict[ItemId, State] = {}
        self.sent: dict[ItemId, str] = {}
        self.next_id = FIRST_ID
        self.fuse = Fuse(self._copy)
        self.patch = pytest.MonkeyPatch()
        for name in CALLS:
            self.patch.setattr(os, name, self.fuse.wrapped(getattr(os, name)))
        (self.folder / "library").mkdir(parents=True)
        self._open()

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.patch.undo()
            self.library.close()
            self.root.cleanup()

    # What a person and the service do

    @precondition(lambda self: len(self.queue.waiting) < AT_ONCE)
    @rule(count=st.integers(1, 3), model=st.sampled_from(sorted(LIMITS)), kill=KILL)
    def ask(self, count: int, model: str, kill: int | None) -> None:
        request = GenerationRequest(model, "a quiet fjord", {"width": 64, "height": 64})
        ids = range(self.next_id, self.next_id + count)
        self.next_id += count
        batch = [asked(item_id, request=request, batch_id=ids[0], estimate=ESTIMATE) for item_id in ids]
        self.service.allowed.update(ids)
        self._live(kill, lambda: self._add(batch))

    @precondition(lambda self: self.queue.waiting)
    @rule(outcome=st.sampled_from(["accepted"] * 4 + ["lost", "lost, not charged", "not taken", "refused"]), kill=KILL)
    def send(self, outcome: str, kill: int | None) -> None:
        self._live(kill, lambda: self._send(outcome))

    def _send(self, outcome: str) -> None:
        self.queue.lane("bfl").let_go(Cause.SERVICE_TROUBLE)
        if (entry := self.queue.take()) is None:
            return
        queued = self._generation(entry.id)
        submitting = queued.moved(State.SUBMITTING, submitted_at=queued.created_at, failure=None)
        self._move(queued, submitting)
        task = self.service.submit(entry.id) if outcome in ("accepted", "lost") else None
        match outcome:
            case "accepted":
                self._move(submitting, submitting.moved(State.RUNNING, task_id=task, submitted_cost=COST))
                self.queue.lane("bfl").accepted(entry.id)
            case "not taken":
                self._move(submitting, submitting.moved(State.QUEUED, submitted_at=None))
                self.queue.put_back(entry)
            case "refused":
                self._leave(submitting, State.FAILED)
            case _:
                self._doubt(submitting)

    @precondition(lambda self: self._ids(State.RUNNING))
    @rule(data=st.data(), end=st.sampled_from([State.FETCHING] * 4 + [State.REFUSED, State.EXPIRED]), kill=KILL)
    def look(self, data: st.DataObject, end: State, kill: int | None) -> None:
        """The task is polled, and is over."""
        running = self._some(data, State.RUNNING)
        self.service.at_work.discard(running.id)
        if end is State.FETCHING:
            self._live(kill, lambda: self._leave(running, end, ready_at=running.created_at, settled_cost=COST))
        else:
            self._live(kill, lambda: self._leave(running, end, settled_cost=COST))

    @precondition(lambda self: self._ids(State.FETCHING))
    @rule(data=st.data(), link_lives=st.booleans(), kill=KILL)
    def fetch(self, data: st.DataObject, link_lives: bool, kill: int | None) -> None:
        fetching = self._some(data, State.FETCHING)
        if link_lives:
            self._live(kill, lambda: self._collect(fetching))
        else:
            self._live(kill, lambda: self._move(fetching, fetching.moved(State.RUNNING)))

    @precondition(lambda self: self._ids(State.UNCONFIRMED, State.EXPIRED))
    @rule(data=st.data(), kill=KILL)
    def insist(self, data: st.DataObject, kill: int | None) -> None:
        """A person sends again what is in doubt, or asks again for what has expired."""
        old = self._some(data, State.UNCONFIRMED, State.EXPIRED)
        if old.state is State.UNCONFIRMED:
            self.service.allowed[old.id] += 1
            self._live(kill, lambda: self._send_again(old))
        else:
            self._live(kill, lambda: self._move(old, old.moved(State.RUNNING, failure=None)))

    @precondition(lambda self: self._ids(State.QUEUED))
    @rule(data=st.data(), kill=KILL)
    def cancel(self, data: st.DataObject, kill: int | None) -> None:
        old = self._some(data, State.QUEUED)
        self._live(kill, lambda: self._cancel(old))

    @precondition(lambda self: self._ids(State.QUEUED, State.RUNNING, State.FETCHING))
    @rule()
    def be_killed(self) -> None:
        """Between two steps."""
        self._live(0, self.fuse.step)

    # What has to be true after every step

    @invariant()
    def nothing_is_charged_twice_or_lost(self) -> None:
        if not hasattr(self, "library"):
            return
        states, doubted = self._states(), self._doubted()
        for item_id, times in self.service.charged.items():
            assert times <= self.service.allowed[item_id], "I1: charged more often than asked for"
            assert states.get(item_id) not in (None, State.QUEUED, State.CANCELLED) or times <= doubted[item_id], (
                f"I2: charged, and {states.get(item_id)}"
            )

    @invariant()
    def files_are_those_of_the_rows(self) -> None:
        if not hasattr(self, "library"):
            return
        with closing(sqlite3.connect(self.database)) as connection:
            rows = dict(connection.execute("SELECT path, sha256 FROM picture"))
            planned = dict(connection.execute("SELECT planned_path, planned_sha256 FROM generation"))
        root = self.folder / "library"
        files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
        assert not [name for name in files if name.endswith(".part")], "I4: a part was left"
        assert rows.keys() <= files.keys(), "I4: a row without its file"
        for name, path in files.items():
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            assert sha256 in self.sent.values(), "I4: a file that was never sent"
            assert rows.get(name, planned.get(name)) == sha256, "I4: a file of nobody"

    @invariant()
    def what_has_ended_stays(self) -> None:
        if not hasattr(self, "library"):
            return
        states = self._states()
        for item_id, before in self.ended.items():
            now = states[item_id]
            is_allowed = now is before or any(move[0] is before for move in BY_A_PERSON) or now is State.CANCELLED
            assert is_allowed, f"I5: {before} became {now}"
            assert before is not State.DONE or now is State.DONE, "I5: a picture was taken back"
        self.ended = {item_id: state for item_id, state in states.items() if state in ENDED}

    @invariant()
    def journal_and_database_agree(self) -> None:
        if not hasattr(self, "library"):
            return
        with closing(sqlite3.connect(self.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), "I7"
            known = {task for (task,) in connection.execute("SELECT task_id FROM generation")}
        told: dict[ItemId, str] = {}
        tasks = set()
        for line in read_journal(journal_of(self.database)):
            told[line["id"]] = line["to"]
            tasks.add(line["answered"].get("task_id"))
        assert tasks <= known | {None} | self._resent_tasks(), "I3: a task that is forgotten"
        assert told == {item_id: state.value for item_id, state in self._states().items()}, "I7"

    @invariant()
    def limits_hold(self) -> None:
        if not hasattr(self, "library"):
            return
        assert self._active() <= AT_ONCE, "I8"
        for model, limit in LIMITS.items():
            assert self._active(model) <= limit, "I8"

    @invariant()
    def the_sum_is_right(self) -> None:
        if not hasattr(self, "library"):
            return
        states, doubted = self._states(), self._doubted()
        expected = sum(_worth(state) for state in states.values())
        expected += sum(ESTIMATE * (doubted[item_id] - (states[item_id] is State.UNCONFIRMED)) for item_id in states)
        assert self.library.generations.committed_since(EVER) == expected, "I9"

    # Parts

    @property
    def folder(self) -> Path:
        return Path(self.root.name, str(self.number))

    @property
    def database(self) -> Path:
        return self.folder / "library.sqlite3"

    def _live(self, kill: int | None, life: Callable[[], object]) -> None:
        """Do it, and die in the middle of it if that was drawn."""
        try:
            with self.fuse.lit(kill):
                life()
        except Killed:
            pass
        if self.fuse.has_burnt:
            self._start_again()

    def _do(self, function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """A call into the storage. After the moment of a kill nothing more reaches anybody."""
        answer = function(*args, **options)
        if self.fuse.has_burnt:
            raise Killed
        return answer

    def _copy(self) -> None:
        shutil.copytree(self.folder, Path(self.root.name, str(self.number + 1)))

    def _start_again(self) -> None:
        self.library.close()
        self.fuse.has_burnt = False
        self.number += 1
        self._open()

    def _open(self) -> None:
        prepare(self.database)
        self.library = LibraryWriter(self.database)
        self.library._connection.set_trace_callback(self.fuse.step)
        self.files = ImageFiles(self.folder / "library", self.folder / "held", UTC)
        self.files.sweep_parts()
        self.queue = GenerationQueue(LIMITS.__getitem__, lambda: 0.0, AT_ONCE)
        found = self.library.generations.open_generations()
        if self.number:
            self._count(found)
        for generation in found:
            if generation.state is State.SUBMITTING:
                self._take_up(generation)
            elif generation.state is State.RUNNING:
                self.queue.lane("bfl").resume(generation.id, generation.request.model_id)
        self._line_up([generation for generation in found if generation.state is State.QUEUED])

    def _count(self, found: list[Generation]) -> None:
        SEEN["kills"] += 1
        SEEN["with open generations"] += bool(found)
        for state in {generation.state for generation in found}:
            SEEN[f"with {state}"] += 1
            event(f"killed with {state}")
        SEEN["with steps only the journal knew"] += self.library.steps_recovered > 0

    def _line_up(self, generations: list[Generation]) -> None:
        self.queue.add(
            Entry(item.id, item.batch_id, item.request.model_id, "bfl", item.estimate) for item in generations
        )

    def _add(self, batch: list[Generation]) -> None:
        self._do(self.library.generations.add, batch)
        self._line_up(batch)

    def _cancel(self, queued: Generation) -> None:
        self._move(queued, queued.moved(State.CANCELLED))
        self.queue.remove(queued.id)

    def _move(self, before: Generation, after: Generation) -> None:
        self._do(self.library.generations.move, before, after)

    def _leave(self, before: Generation, state: State, **changes: object) -> None:
        """It is not at the service any more."""
        failure = Failure(Cause.SERVICE_TROUBLE) if state is not State.FETCHING else None
        self._move(before, before.moved(state, failure=failure, **changes))
        self.queue.lane("bfl").release(before.id)

    def _doubt(self, submitting: Generation) -> None:
        self._move(submitting, submitting.moved(State.UNCONFIRMED, failure=Failure(Cause.OUTCOME_UNKNOWN)))
        self.queue.lane("bfl").release(submitting.id)

    def _take_up(self, submitting: Generation) -> None:
        """An earlier run was about to send it, or had sent it."""
        self._doubt(submitting)

    def _send_again(self, old: Generation) -> None:
        queued = old.moved(State.QUEUED, failure=None, submitted_at=None)
        self._move(old, queued)
        self._line_up([queued])

    def _collect(self, fetching: Generation) -> None:
        data = f"picture {fetching.id} ".encode() * 500
        sha256 = self.sent[fetching.id] = hashlib.sha256(data).hexdigest()
        planned = self._do(self.library.generations.planned, fetching.id)
        path = planned[0] if planned else self.files.planned_path(fetching, "png")
        if not (planned and self._do(self.files.holds, *planned)):
            self._do(self.library.generations.plan, fetching.id, path, sha256)
            path = self.files.relative(self._do(self.files.publish, path, data))
        done = fetching.moved(State.DONE, finished_at=fetching.created_at)
        picture = Picture(fetching.id, fetching.id, path, Size(64, 64), "png", len(data), sha256)
        self._do(self.library.generations.finish, fetching, done, picture)

    def _states(self) -> dict[ItemId, State]:
        with closing(sqlite3.connect(self.database)) as connection:
            return {item_id: State(state) for item_id, state in connection.execute("SELECT id, state FROM generation")}

    def _doubted(self) -> Counter[ItemId]:
        """How many attempts of each have become doubtful."""
        with closing(sqlite3.connect(self.database)) as connection:
            sql = "SELECT generation_id FROM generation_event WHERE to_state = 'unconfirmed'"
            return Counter(item_id for (item_id,) in connection.execute(sql))

    def _ids(self, *states: State) -> list[ItemId]:
        return [item_id for item_id, state in self._states().items() if state in states]

    def _some(self, data: st.DataObject, *states: State) -> Generation:
        return self._generation(data.draw(st.sampled_from(self._ids(*states))))

    def _generation(self, item_id: ItemId) -> Generation:
        return self.library.generations.get(item_id)

    def _active(self, model: str | None = None) -> int:
        """How many of those that are known to be at the service it is working on."""
        known = self.service.at_work.intersection(self._ids(State.SUBMITTING, State.RUNNING))
        return sum(model in (None, self._generation(item_id).request.model_id) for item_id in known)

    def _resent_tasks(self) -> set[str]:
        """Tasks of attempts that a person has replaced by another."""
        return {
            f"task {item_id} {number}" for item_id, times in self.service.charged.items() for number in range(1, times)
        }


def _worth(state: State) -> int:
    """What a generation adds to the sum, but for earlier attempts that stay in doubt."""
    if state in (State.RUNNING, State.FETCHING, State.DONE, State.EXPIRED, State.REFUSED):
        return COST
    return ESTIMATE if state in (State.QUEUED, State.SUBMITTING, State.UNCONFIRMED) else 0


class SendsAgain(Lives):
    """What was about to be sent goes back to the queue at the next start."""

    def _take_up(self, submitting: Generation) -> None:
        queued = submitting.moved(State.QUEUED, submitted_at=None)
        self._move(submitting, queued)
        self._line_up([queued])


def _run(machine: type[Lives], examples: int, *, is_planted: bool = False) -> None:
    """``is_planted``: the same lives each time, and the first bug will do."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            phases={Phase.generate} if is_planted else set(Phase),
            derandomize=is_planted,
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_a_planted_bug_is_seen() -> None:
    with pytest.raises(AssertionError, match=r"I[12]: charged"):
        _run(SendsAgain, 200, is_planted=True)


def test_no_kill_at_any_call_breaks_a_promise() -> None:
    SEEN.clear()
    examples = int(os.environ.get("PYTEST_LIVES", "12"))
    _run(Lives, examples)
    assert SEEN["with open generations"] > examples, SEEN
    for state in (State.QUEUED, State.SUBMITTING, State.RUNNING, State.FETCHING):
        assert SEEN[f"with {state}"] > 0, SEEN
    if "PYTEST_LIVES" in os.environ:
        print(SEEN)  # noqa: T201 - the long form says what it has seen
