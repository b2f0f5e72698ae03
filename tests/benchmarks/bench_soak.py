"""Generations without end: do descriptors, tasks, threads and memory come back to where they were?

``python -m tests.benchmarks.bench_soak 5000`` is the long form. Memory is counted when the C library has given back
what is free in it: it keeps a stock for each thread, which grows in steps of a megabyte or two until it is large
enough. The growth is the median slope over the second half, so that neither those steps nor a copy of the database
that is being made at the moment (4 MB, for half a second) decides it.
"""

import asyncio
import ctypes
import gc
import os
import statistics
import sys
import tempfile
import threading
from itertools import combinations
from pathlib import Path

from flux_desktop.services.events import GenerationChanged
from tests.support.engines import FINAL, EngineRoom, Folders
from tests.support.practice import PracticeProcess

SHORT = 500
GOAL_MB_PER_THOUSAND = 1.0
GOAL_BLOCKS_PER_GENERATION = 0.5
"""What Python holds: its own blocks are exact where the megabytes of a short run are not."""

_LONG = 2000
"""From here on the megabytes mean something."""

_BATCH = 50
_WARM_UP = 1600
"""So many first: code is loaded, and the database outgrows the caches of its connections (2 MB each)."""

_REST_OF_PROMPT = "of a quiet fjord in the morning " * 80  # a long one, so that the caches are full soon
_PATIENCE_S = 300.0
_CONNECTIONS_LIVE_S = 5.0
_LOOKS = 50
"""The least of so many counts is taken: what is only open for a moment is no leak."""

_C = ctypes.CDLL(None)


def run(count: int = SHORT) -> list[dict[str, object]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        PracticeProcess(seconds=0) as server,
        EngineRoom(Folders(Path(folder)), server.url) as room,
    ):
        _make(room, server, _WARM_UP)
        before, places, blocks = _settled(room, server), [], []
        for done in range(_BATCH, count + 1, _BATCH):
            _make(room, server, _BATCH)
            places.append((done, _memory_mb()))
            blocks.append((done, float(sys.getallocatedblocks())))
        after = _settled(room, server)
    rows = [
        _row(f"{name} more than before, after {count} generations", after[name] - before[name], "", 0)
        for name in before
    ]
    rows.append(_row("Python's memory blocks, each generation", _slope(blocks), "", GOAL_BLOCKS_PER_GENERATION))
    if count >= _LONG:
        rows.append(_row(f"memory over {count} generations", 1000 * _slope(places), "MB/k", GOAL_MB_PER_THOUSAND))
    return rows


def _make(room: EngineRoom, server: PracticeProcess, count: int) -> None:
    """A few at a time, as neither the room's events nor the server's ledger forget anything by themselves."""
    for _ in range(0, count, _BATCH):
        asked = min(count, _BATCH)
        room.submit(*(f"picture {number} {_REST_OF_PROMPT}" for number in range(asked)))
        room.wait_until(lambda: _done(room) == asked and room.queue and room.queue.running == 0, _PATIENCE_S)  # noqa: B023
        del room.events[:-1]
        server.reset()


def _done(room: EngineRoom) -> int:
    return sum(isinstance(event, GenerationChanged) and event.generation.state in FINAL for event in room.events)


def _settled(room: EngineRoom, server: PracticeProcess) -> dict[str, int]:
    """What is open, once the connections that were kept for a moment are too old: the next request closes them."""
    for _ in range(2):
        threading.Event().wait(_CONNECTIONS_LIVE_S)
        _make(room, server, 1)
    looks = []
    for _ in range(_LOOKS):  # when nothing is left to do the balance is read and the database copied
        threading.Event().wait(0.1)
        looks.append(_open(room))
    return {name: min(look[name] for look in looks) for name in looks[0]}


def _open(room: EngineRoom) -> dict[str, int]:
    core = room.engine._core
    assert core
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
        "threads": threading.active_count(),
        "tasks": len(asyncio.all_tasks(core._loop)),
    }


def _memory_mb() -> float:
    """Resident, without what is free but kept by the C library."""
    gc.collect()
    if hasattr(_C, "malloc_trim"):
        _C.malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _slope(places: list[tuple[int, float]]) -> float:
    """By how much it grows with each generation in the second half: the median of all slopes between two places."""
    late = places[len(places) // 2 :]
    return statistics.median((y - x) / (later - earlier) for (earlier, x), (later, y) in combinations(late, 2))


def _row(name: str, value: float, unit: str, goal: float) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": value <= goal}


if __name__ == "__main__":
    rows = run(int(sys.argv[1]) if len(sys.argv) > 1 else SHORT)
    for row in rows:
        print(f"{row['name']}: {row['value']:.3g} {row['unit']} (goal: {row['goal']:g})")
    sys.exit(0 if all(row["ok"] for row in rows) else 1)
