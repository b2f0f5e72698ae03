"""The window while eight references of 5 MB are read, shown, made smaller for sending and sent."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.support.driven import DrivenProgram
from tests.support.practice import KEY, PracticeProcess
from tests.support.program import Home, wait_until

IMAGES = 8
SIDE_PX = 2_300
"""A photo of this size, full of grain, is a JPEG of about 5 MB."""

LONGEST_GAP_MS = 16.7
_SETTLED_S = 2.0
_SHOWN_S = 0.5
_PATIENCE_S = 120


def run() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder, PracticeProcess(seconds=0) as server:
        photos = [_photo(Path(folder, f"photo-{number}.jpg"), number) for number in range(IMAGES)]
        home = Home(Path(folder, "person"))
        with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY}) as program:
            program.wait_for_page("workspace")
            program.paste("promptEditor", "a quiet fjord")
            time.sleep(_SETTLED_S)  # what follows the start is measured by bench_start
            begun = _now_s()
            time.sleep(_SETTLED_S)
            idle = _now_s()
            program.call("referencePanel", "addFiles", [str(photo) for photo in photos])
            kept = home.library / ".flux-desktop" / "references"  # asking the window would hold it up
            wait_until(lambda: kept.is_dir() and len(list(kept.glob("*.jpg"))) == IMAGES, "references", _PATIENCE_S)
            time.sleep(_SHOWN_S)
            read = _now_s()
            program.click("generateButton")
            wait_until(lambda: home.states() == ["done"], "the picture", _PATIENCE_S)
            done = _now_s()
        megabytes = sum(photo.stat().st_size for photo in photos) / IMAGES / 1e6
        spans = {"nothing is done": (begun, idle), "they are read": (idle, read), "they are sent": (read, done)}
        gaps = {what: _longest_gap_ms(program.trace, *span) for what, span in spans.items()}
    name = f"longest gap of the window's loop, {IMAGES} references of {megabytes:.1f} MB"
    return [
        _row(f"{name}, while {what}", gap, None if what == "nothing is done" else LONGEST_GAP_MS)
        for what, gap in gaps.items()
    ]


def _photo(file: Path, seed: int) -> Path:
    grain = np.random.default_rng(seed).integers(0, 255, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    Image.fromarray(grain).save(file, "JPEG", quality=78, subsampling=0)
    return file


def _now_s() -> float:
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def _longest_gap_ms(trace: Path, first_s: float, last_s: float) -> float:
    """Of those that lie within; 0 when none is longer than a frame."""
    events: list[dict[str, Any]] = json.loads(trace.read_text())
    origin_us = events[0]["args"]["clock_us"]
    stalls = [event for event in events if event["name"] == "gui.stall"]
    within = [event for event in stalls if first_s * 1e6 < event["ts"] + origin_us < last_s * 1e6]
    return max((event["dur"] / 1e3 for event in within), default=0.0)


def _row(name: str, value: float, goal: float | None) -> dict[str, object]:
    return {"name": name, "value": value, "unit": "ms", "goal": goal, "ok": goal is None or value <= goal}
