"""How long another thread is held up while a body with eight images of 5 MB is produced.

The other thread stands for the window: it wants to run every 2 ms, and a gap over 16.7 ms is a dropped frame.
"""

import asyncio
import json
import os
import statistics
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from flux_desktop.bfl.request_body import ImageSlot, Part, RequestBody
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size

IMAGES = 8
IMAGE_BYTES = 5_000_000
TICK_S = 0.002
FRAME_MS = 16.7
RUNS = 5


def gap_beside(work: Callable[[], object]) -> tuple[float, float]:
    """The longest gap between ticks of this thread while another one works, and how long the work took, in ms."""
    thread = threading.Thread(target=work)
    began = last = time.perf_counter()
    longest_s = 0.0
    thread.start()
    while thread.is_alive():
        time.sleep(TICK_S)
        now = time.perf_counter()
        longest_s, last = max(longest_s, now - last), now
    thread.join()
    return 1000 * longest_s, 1000 * (last - began)


def streamed(path: Path) -> Callable[[], object]:
    """The body as the client sends it."""
    reference = Reference("0" * 64, "jpeg", Size(2048, 2048), IMAGE_BYTES, "photo.jpg")
    parts: list[Part] = [b'{"prompt":"a fjord"']
    for number in range(IMAGES):
        parts += [f',"input_image_{number}":"'.encode(), ImageSlot("", reference), b'"']
    body = RequestBody((*parts, b"}"), lambda _: path)

    async def consume() -> None:
        sent = 0
        async for piece in body:
            sent += len(piece)
        assert sent == body.length

    return lambda: asyncio.run(consume())


def at_once(path: Path) -> Callable[[], object]:
    """The same body made by one json.dumps, for comparison."""
    return lambda: json.dumps({f"input_image_{n}": b64encode(path.read_bytes()).decode() for n in range(IMAGES)})


def median_of(work: Callable[[Path], Callable[[], object]], path: Path) -> tuple[float, float]:
    gaps, times = zip(*(gap_beside(work(path)) for _ in range(RUNS)), strict=True)
    return statistics.median(gaps), statistics.median(times)


def run() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "image")
        path.write_bytes(os.urandom(IMAGE_BYTES))
        gap_ms, took_ms = median_of(streamed, path)
        plain_gap_ms, _ = median_of(at_once, path)
    name = f"{IMAGES} references of 5 MB"
    return [
        {
            "name": f"{name}: longest gap beside",
            "value": gap_ms,
            "unit": "ms",
            "goal": FRAME_MS,
            "ok": gap_ms <= FRAME_MS,
        },
        {"name": f"{name}: time to produce", "value": took_ms, "unit": "ms", "goal": 500.0, "ok": took_ms <= 500},
        {"name": f"{name}: gap beside one json.dumps", "value": plain_gap_ms, "unit": "ms", "goal": None, "ok": True},
    ]


if __name__ == "__main__":
    for result in run():
        print(f"{result['name']!s:50} {result['value']:8.1f} {result['unit']}")
