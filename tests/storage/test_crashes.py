"""The process is killed with SIGKILL; the next start finds everything in order and pays for nothing twice."""

import hashlib
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flux_desktop.domain.generation import State
from flux_desktop.storage.database import check, connect_writer, prepare
from flux_desktop.storage.journal import read_journal
from flux_desktop.storage.journal_replay import replay
from flux_desktop.storage.library_writer import journal_of
from tests.storage.crash_loop import Place, work
from tests.storage.making import content_of


@pytest.fixture
def memory_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill does not touch what was written, so no disk is waited for."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="pytest-", dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


def test_a_kill_at_any_point_leaves_no_torn_file_no_orphan_and_no_second_charge(memory_folder: Path) -> None:
    points = int(_run("points", str(memory_folder)))
    assert points > 60
    states: Counter[str] = Counter()
    for number in range(points):
        states += _recovered(Place(memory_folder / f"{number:04}"))
    assert states[State.UNCONFIRMED] > 2, "some kills must fall between the intent and the answer"
    assert set(states) == {State.DONE, State.UNCONFIRMED}


def test_kills_at_random_moments_leave_everything_in_order(memory_folder: Path) -> None:
    _run("storm", str(memory_folder), "1", "15")
    states = _recovered(Place(memory_folder / "storm"))
    assert states[State.DONE] > 0


def _run(*options: str) -> str:
    command = [sys.executable, "-m", "tests.storage.crash_loop", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _recovered(place: Place) -> Counter[str]:
    """Start again as the program would, and look at everything there is."""
    work(place, 0)
    assert check(place.database) == []
    content = content_of(place.database)
    with closing(sqlite3.connect(place.database)) as connection:
        states = dict(connection.execute("SELECT id, state FROM generation"))
        rows = dict(connection.execute("SELECT path, sha256 FROM picture"))
    files = {path for path in place.library.rglob("*") if path.is_file()}
    assert {path.relative_to(place.library).as_posix(): _sha256(path) for path in files} == rows
    assert _last_states(content["generation_event"]) == states
    _check_charges(place, states)
    _check_journal(place, content)
    return Counter(states.values())


def _check_charges(place: Place, states: dict[int, str]) -> None:
    charged = Counter(place.charges.read_text().split()) if place.charges.exists() else Counter[str]()
    assert all(count == 1 for count in charged.values()), "charged twice"
    assert set(charged) <= {str(generation_id) for generation_id in states}, "a charge that nobody knows of"
    paid = {str(generation_id) for generation_id, state in states.items() if state == State.DONE}
    assert paid <= set(charged)


def _check_journal(place: Place, content: dict[str, list[tuple[object, ...]]]) -> None:
    rebuilt = place.folder / "rebuilt.sqlite3"
    prepare(rebuilt)
    with closing(connect_writer(rebuilt)) as connection:
        replay(connection, read_journal(journal_of(place.database)))
    again = content_of(rebuilt)
    for table in ("generations_v1", "pictures_v1", "generation_event"):
        assert again[table] == content[table]


def _last_states(events: list[tuple[int, int, int, str | None, str, str]]) -> dict[int, str]:
    states: dict[int, str] = {}
    for _, generation_id, _, origin, target, _ in events:
        assert states.get(generation_id) == origin
        states[generation_id] = target
    return states


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
