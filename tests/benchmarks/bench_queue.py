"""Two hundred and forty pictures through twenty-four places: how close to the shortest possible time, how many polls.

Beside the engine, in the same run and at a server of the same kind, a plain script does the same: as many at once, a
poll every half second, no database and no flushes. The shortest time is that of list scheduling: whenever a place is
free, the next picture is in it, for just as long as the server needs.
"""

import asyncio
import heapq
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from flux_desktop.services.clock import Clock
from tests.support.engines import EngineRoom, Folders
from tests.support.practice import KEY, PracticeProcess

PICTURES, PLACES = 240, 24
USUAL_S, SPREAD = 8.0, 0.1
FIXED_POLL_S = 0.5
GOAL_TIME = 1.03
_MODEL = "flux-2-klein-4b"
_SIDE_PX = 64
_PATIENCE_S = 300.0


class Outcome(NamedTuple):
    taken_s: float
    shortest_s: float
    polls: float

    @property
    def ratio(self) -> float:
        return self.taken_s / self.shortest_s


def run() -> list[dict[str, object]]:
    engine, script = measure()
    what = f"{PICTURES} pictures through {PLACES} places"
    return [
        _row(f"{what}: shortest possible time", engine.shortest_s, "s"),
        _row(f"{what}: time taken / shortest possible", engine.ratio, "x", GOAL_TIME),
        _row(f"{what}: the same, plain script", script.ratio, "x"),
        _row("polls per picture", engine.polls, ""),
        _row(f"polls per picture, plain script ({FIXED_POLL_S:g} s)", script.polls, "", None),
        _row("polls per picture / plain script", engine.polls / script.polls, "x", 1.3),
    ]


def measure(pictures: int = PICTURES) -> tuple[Outcome, Outcome]:
    """The engine and the script, both at the same time."""
    found: dict[str, Outcome] = {}

    def run_script() -> None:
        with _server() as server:
            found["script"] = _outcome(server, asyncio.run(_script_s(server.url, pictures)))

    other = threading.Thread(target=run_script)
    other.start()
    with _server() as server:
        found["engine"] = _outcome(server, _engine_s(server.url, pictures))
    other.join()
    return found["engine"], found["script"]


def _server() -> PracticeProcess:
    return PracticeProcess(seconds=USUAL_S, spread=SPREAD, seed=1)


def _engine_s(url: str, pictures: int) -> float:
    """Without any history: how long the model takes is learned on the way."""
    with (
        tempfile.TemporaryDirectory() as folder,
        EngineRoom(Folders(Path(folder)), url, clock=Clock()) as room,
    ):
        room.engine.set_limit(PLACES)
        room.wait_until(lambda: room.queue is not None)
        begun_s = time.perf_counter()
        ids = room.submit(*(f"picture {number}" for number in range(pictures)), model=_MODEL)
        room.wait_until(lambda: room.queue is not None and room.queue.running > 0)
        room.wait_until(lambda: room.queue is not None and room.queue.running == room.queue.waiting == 0, _PATIENCE_S)
        taken_s = time.perf_counter() - begun_s
        assert len(room.folders.pictures()) == len(ids)
        return taken_s


async def _script_s(url: str, pictures: int) -> float:
    gate = asyncio.Semaphore(PLACES)
    async with httpx.AsyncClient(headers={"x-key": KEY}, timeout=30) as api, httpx.AsyncClient(timeout=30) as store:

        async def picture(number: int) -> None:
            body = {"prompt": f"picture {number}", "width": _SIDE_PX, "height": _SIDE_PX}
            async with gate:
                task = (await api.post(f"{url}/v1/{_MODEL}", json=body)).json()
                answer: dict[str, Any] = {}
                while answer.get("status") != "Ready":
                    await asyncio.sleep(FIXED_POLL_S)
                    answer = (await api.get(task["polling_url"])).json()
            assert (await store.get(answer["result"]["sample"])).content

        begun_s = time.perf_counter()
        await asyncio.gather(*(picture(number) for number in range(pictures)))
        return time.perf_counter() - begun_s


def _outcome(server: PracticeProcess, taken_s: float) -> Outcome:
    submits = server.submits()
    durations_s = [_moment(submit["finished_at"]) - _moment(submit["at"]) for submit in submits]
    polls = sum(submit["polls"] for submit in submits) / len(submits)
    return Outcome(taken_s, shortest_s(durations_s, PLACES), polls)


def _moment(value: float | str) -> float:
    return value if isinstance(value, (int, float)) else datetime.fromisoformat(value).timestamp()


def shortest_s(durations_s: Sequence[float], places: int) -> float:
    """List scheduling: each goes, in its turn, where a place is free first."""
    free_at_s = [0.0] * places
    for duration_s in durations_s:
        heapq.heappush(free_at_s, heapq.heappop(free_at_s) + duration_s)
    return max(free_at_s)


def _row(name: str, value: float, unit: str, goal: float | None = None) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": goal is None or value <= goal}
