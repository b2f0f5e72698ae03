"""From "ready" to a painted picture, beside a plain fetch and decode; and the window while 24 pictures are made."""

import http.client
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageReader

from tests.support.driven import DrivenProgram
from tests.support.practice import KEY, PracticeProcess
from tests.support.program import Home, wait_until

PICTURES = 24
AT_ONCE = 24
GOAL_READY_TO_PAINTED = 1.2
LONGEST_GAP_MS = 16.7
_SETTLED_S = 1.5
_AT_REST_S = 0.2
_PROMPT = "layered ridges in morning mist"


def run() -> list[dict[str, object]]:
    return [*_ready_to_painted("png"), *_ready_to_painted("jpeg"), *_many_at_once()]


def _ready_to_painted(file_format: str) -> list[dict[str, object]]:
    """One picture of a megapixel after the other, drawn as in practice mode: as PNG it has more than a megabyte.

    The plain fetch takes turns with the program, which is idle meanwhile, so that a busy machine slows both.
    """
    floors = []
    with tempfile.TemporaryDirectory() as folder, PracticeProcess(seconds=0.3, plain=False) as server:
        home = _home(Path(folder), output_format=file_format)
        with _program(home, server) as program:
            program.wait_for_page("workspace")
            for number in range(PICTURES):
                floors.append(_fetch_and_decode_s(server, number, file_format))
                program.paste("promptEditor", f"{_PROMPT} {number}")
                program.click("generateButton")
                wait_until(lambda: _has_seen(program.trace, "painted", number + 1), "a picture")  # noqa: B023
                wait_until(lambda: _has_seen(program.trace, "stored", number + 1), "its file")  # noqa: B023
                time.sleep(_AT_REST_S)
        events = _events(program.trace)
    waits = [
        painted - ready
        for item, ready in events["generation.ready_seen"].items()
        if (painted := events["generation.painted"].get(item))
    ]
    floor, wait = statistics.median(floors) * 1e3, statistics.median(waits) / 1e3
    what = f"ready seen to picture painted, 1 MP {file_format.upper()}"
    return [
        _row(f"plain fetch and decode of a 1 MP {file_format.upper()}", floor, "ms"),
        _row(what, wait, "ms"),
        _row(f"{what} / plain fetch and decode", wait / floor, "x", GOAL_READY_TO_PAINTED),
    ]


def _many_at_once() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder, PracticeProcess(seconds=4, plain=False) as server:
        home = _home(Path(folder), at_most_at_once=AT_ONCE)
        with _program(home, server) as program:
            program.wait_for_page("workspace")
            program.paste("promptEditor", _PROMPT)
            program.set("countField", "value", AT_ONCE // 2)
            time.sleep(_SETTLED_S)  # what follows the start is measured by bench_start
            begun = time.clock_gettime(time.CLOCK_MONOTONIC)
            for _ in range(2):
                program.click("generateButton")
            wait_until(lambda: _has_seen(program.trace, "stored", AT_ONCE), "24 pictures", 120)
        gaps = _gaps_ms(program.trace, begun)
    return [
        _row(f"longest gap of the window's loop while {AT_ONCE} pictures are made", max(gaps, default=0.0), "ms"),
        _row(f"gaps of more than a frame while {AT_ONCE} pictures are made", len(gaps), "", 0),
    ]


def _home(folder: Path, **settings: object) -> Home:
    home = Home(folder)
    home.profile.mkdir(mode=0o700)
    (home.profile / "settings.json").write_text(json.dumps({"schema_version": 1, **settings}))
    return home


def _program(home: Home, server: PracticeProcess) -> DrivenProgram:
    return DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY})


def _fetch_and_decode_s(server: PracticeProcess, seed: int, file_format: str) -> float:
    """What nobody can do without: the bytes over HTTP, and their decoding."""
    submitted = server.submit(
        "flux-2-pro", prompt=f"{_PROMPT} {seed}", width=1248, height=832, seed=seed, output_format=file_format
    )
    address = urlsplit(server.outcome(submitted)["result"]["sample"])
    begun = time.perf_counter()
    connection = http.client.HTTPConnection(address.netloc)
    connection.request("GET", f"{address.path}?{address.query}")
    data = connection.getresponse().read()
    connection.close()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    assert not QImageReader(buffer, QByteArray(file_format.encode())).read().isNull()
    return time.perf_counter() - begun


def _has_seen(trace: Path, moment: str, count: int) -> bool:
    """Whether so many generations have come to it. The trace says so without disturbing anybody."""
    return trace.read_text().count(f'"generation.{moment}"') >= count


def _events(trace: Path) -> dict[str, dict[int, float]]:
    """Moments in microseconds by name and id."""
    found: dict[str, dict[int, float]] = {}
    for event in _all(trace):
        if "id" in event.get("args", {}):
            found.setdefault(event["name"], {})[event["args"]["id"]] = event["ts"]
    return found


def _gaps_ms(trace: Path, begun_s: float) -> list[float]:
    events = _all(trace)
    origin_us = events[0]["args"]["clock_us"]
    late = [event for event in events if event["name"] == "gui.stall" and event["ts"] + origin_us > begun_s * 1e6]
    return [event["dur"] / 1e3 for event in late if event["dur"] / 1e3 > LONGEST_GAP_MS]


def _all(trace: Path) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(trace.read_text())
    return events


def _row(name: str, value: float, unit: str, goal: float | None = None) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": goal is None or value <= goal}
