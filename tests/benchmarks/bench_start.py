"""From the start of the process to the first paint with every visible picture, beside an empty window.

The program and the empty window take turns, so that a busy machine slows both. The least of each counts, as nothing
but the machine makes a start longer than its work, and they go on until neither has become less for a while; whether
the goal is met has no say in that. The processor time has the same goal: it hardly depends on what else runs.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.library_maker import MadeLibrary, make_library
from tests.support.xserver import XServer

LEAST_RUNS, MOST_RUNS, QUIET_RUNS = 11, 30, 6
"""It ends when the least times have stood for so many turns, within these bounds."""
PICTURES = (1_000, 100_000)
GOAL = 1.4
PROMPT_GOAL = 4.5
"""From the start until what is typed is handled: the compose panel, the menus and the engine are there."""

_PATIENCE_S = 30.0
_LOOK_EVERY_S = 0.05


class Moment(NamedTuple):
    """How long after its start a process came to it, and how much processor time that took."""

    after_s: float
    cpu_s: float


class Start(NamedTuple):
    painted: Moment
    usable: Moment


def run() -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder, XServer() as screen:
        screens = {"offscreen": {**os.environ, "QT_QPA_PLATFORM": "offscreen"}, "Xvfb": screen.environment}
        for count in PICTURES:
            made = make_library(Path(folder, str(count)), count, thumbnails=True)
            for name, environ in screens.items():
                results += _measure(made, f"{count:,} pictures, {name}", environ)
    return results


def _measure(made: MadeLibrary, where: str, environ: Mapping[str, str]) -> list[dict[str, object]]:
    _empty_window(environ)  # byte code and page cache are warm for both from here on
    _program(made, environ)
    empty: list[Moment] = []
    starts: list[Start] = []
    while not _is_settled(empty, [start.painted for start in starts]):
        empty.append(_empty_window(environ))
        starts.append(_program(made, environ))
    painted, usable = [start.painted for start in starts], [start.usable for start in starts]
    what, ready = f"start to first paint, {where}", f"start to a usable prompt, {where}"
    return [
        _time(f"{what}: empty window", empty),
        _time(what, painted),
        _ratio(f"{what} / empty window", _least_s(painted) / _least_s(empty), GOAL),
        _ratio(f"{what} / empty window, median", _middle_s(painted) / _middle_s(empty), None),
        _ratio(f"{what} / empty window, processor", _least_cpu_s(painted) / _least_cpu_s(empty), GOAL),
        _time(ready, usable),
        _ratio(f"{ready} / empty window", _least_s(usable) / _least_s(empty), PROMPT_GOAL),
    ]


def _is_settled(*measured: list[Moment]) -> bool:
    """Whether more turns would hardly find a lesser time."""
    count = len(measured[0])
    if not LEAST_RUNS <= count < MOST_RUNS:
        return count >= MOST_RUNS
    return all(_least_s(moments[-QUIET_RUNS:]) >= _least_s(moments[:-QUIET_RUNS]) for moments in measured)


def _time(name: str, moments: list[Moment]) -> dict[str, object]:
    return {"name": name, "value": _least_s(moments) * 1e3, "unit": "ms", "goal": None, "ok": True}


def _ratio(name: str, ratio: float, goal: float | None) -> dict[str, object]:
    return {"name": name, "value": ratio, "unit": "x", "goal": goal, "ok": goal is None or ratio <= goal}


def _least_s(moments: list[Moment]) -> float:
    return min(moment.after_s for moment in moments)


def _middle_s(moments: list[Moment]) -> float:
    return statistics.median(moment.after_s for moment in moments)


def _least_cpu_s(moments: list[Moment]) -> float:
    return min(moment.cpu_s for moment in moments)


def _empty_window(environ: Mapping[str, str]) -> Moment:
    script = Path(__file__).with_name("empty_window.py")
    started = _now_s()
    done = subprocess.run(
        [sys.executable, str(script)], env=environ, check=True, capture_output=True, text=True, timeout=60
    )
    painted, cpu = done.stdout.splitlines()[0].split()
    return Moment(float(painted) - started, float(cpu))


def _program(made: MadeLibrary, environ: Mapping[str, str]) -> Start:
    """Start the program on this library as a menu does, without options; read its trace and end it."""
    trace = made.profile / "trace.json"
    trace.unlink(missing_ok=True)
    own = {
        "FLUX_DESKTOP_SERVER": "practice",
        "FLUX_DESKTOP_PROFILE": str(made.profile),
        "FLUX_DESKTOP_LIBRARY": str(made.library),
        "FLUX_DESKTOP_TRACE": str(trace),
    }
    started = _now_s()
    process = subprocess.Popen([sys.executable, "-m", "flux_desktop"], env={**environ, **own})
    try:
        events = _wait_for(trace, {"gallery.first_paint", "prompt.usable"})
    finally:
        process.terminate()
        process.wait(20)
    began_s = events["process.start"]["args"]["clock_us"] / 1e6 - started
    return Start(*(_moment(events[name], began_s) for name in ("gallery.first_paint", "prompt.usable")))


def _moment(event: Mapping[str, Any], began_s: float) -> Moment:
    return Moment(began_s + event["ts"] / 1e6, event["args"]["cpu_ms"] / 1e3)


def _wait_for(trace: Path, names: set[str]) -> dict[str, dict[str, Any]]:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        events = _events(trace)
        if names <= set(events):
            return events
        time.sleep(_LOOK_EVERY_S)
    raise TimeoutError(f"{', '.join(sorted(names))} did not happen")


def _events(trace: Path) -> dict[str, dict[str, Any]]:
    """The first event of each name."""
    lines = trace.read_text().splitlines()[1:] if trace.exists() else []
    events = [json.loads(line.rstrip(",")) for line in lines if line.rstrip(",").endswith("}")]
    return {event["name"]: event for event in reversed(events)}


def _now_s() -> float:
    return time.clock_gettime(time.CLOCK_MONOTONIC)
