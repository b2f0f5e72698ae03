"""From the start of the process to the first paint with every visible picture, beside an empty window."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.library_maker import MadeLibrary, make_library

RUNS = 11
PICTURES = (1_000, 100_000)
GOAL = 1.4


def run() -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in PICTURES:
            results += _measure(make_library(Path(folder, str(count)), count, thumbnails=True), count)
    return results


def _measure(made: MadeLibrary, count: int) -> list[dict[str, object]]:
    floors, starts = [], []
    _program_s(made)  # byte code and page cache are warm for both from here on
    for _ in range(RUNS):
        floors.append(_floor_s())
        starts.append(_program_s(made))
    floor, start = statistics.median(floors), statistics.median(starts)
    what = f"start to first paint with all thumbnails, {count:,} pictures"
    return [
        {"name": f"{what}: empty window", "value": floor * 1e3, "unit": "ms", "goal": None, "ok": True},
        {"name": what, "value": start * 1e3, "unit": "ms", "goal": None, "ok": True},
        {
            "name": f"{what} / empty window",
            "value": start / floor,
            "unit": "x",
            "goal": GOAL,
            "ok": start / floor <= GOAL,
        },
    ]


def _floor_s() -> float:
    script = Path(__file__).with_name("empty_window.py")
    started = time.clock_gettime(time.CLOCK_MONOTONIC)
    done = subprocess.run([sys.executable, str(script)], check=True, capture_output=True, text=True, timeout=60)
    return float(done.stdout.split()[0]) - started


def _program_s(made: MadeLibrary) -> float:
    """Start the program on this library, read its trace and end it."""
    trace = made.profile / "trace.json"
    command = [sys.executable, "-m", "flux_desktop", "--practice", "--profile", str(made.profile)]
    command += ["--library", str(made.library), "--trace", str(trace)]
    trace.unlink(missing_ok=True)
    started = time.clock_gettime(time.CLOCK_MONOTONIC)
    process = subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        painted = _wait_for(trace, "gallery.first_paint")
    finally:
        process.terminate()
        process.wait(20)
    return painted - started


def _wait_for(trace: Path, name: str) -> float:
    """When the event happened, on the system's monotonic clock in seconds."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        events = _events(trace)
        if name in events:
            return float(events["process.start"]["args"]["clock_us"] + events[name]["ts"]) / 1e6
        time.sleep(0.05)
    raise TimeoutError(f"{name} did not happen")


def _events(trace: Path) -> dict[str, dict[str, Any]]:
    lines = trace.read_text().splitlines()[1:] if trace.exists() else []
    events = [json.loads(line.rstrip(",")) for line in lines if line.rstrip(",").endswith("}")]
    return {event["name"]: event for event in events}
