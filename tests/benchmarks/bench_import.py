"""Importing: how many pictures a second on one core, how fast an unchanged folder is seen to be unchanged, and whether
the window keeps moving meanwhile.

Rates of work are by processor time, of all threads together: what one core can do, whatever else the machine is doing.
The gaps of the window's loop are by the clock, with the part of them that the window itself was busy beside it: on a
machine that others use too, the clock counts their work as well.
"""

import asyncio
import gc
import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.imports import ImportReport
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importing import Importing
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.event_loop import run_until
from flux_desktop.ui.gallery import thumbnail_images
from tests.benchmarks.heartbeat import Heartbeat
from tests.support.engines import EngineRoom, Folders
from tests.ui.open_room import OpenRoom

_FILES, _UNCHANGED = 1_000, 5_000
_SIZE = (1248, 832)
_THUMBNAIL_PX = thumbnail_images.STORED_HEIGHTS_PX[0]
_READ_PX = thumbnail_images.height_to_read(_THUMBNAIL_PX)
_FRAME_MS, _SMOOTH_MS = 16.7, 2.0
_PATIENCE_S = 600

Result = dict[str, object]


def run() -> list[Result]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory(prefix="flux-bench-import-") as root:
        photos = _photos(Path(root) / "photos", _FILES)
        small = _small_files(Path(root) / "small", _UNCHANGED)
        return [
            *_rates(photos, Path(root)),
            *_unchanged(small, Path(root)),
            *_gaps(app, photos, Path(root) / "window"),
        ]


def _rates(photos: Path, root: Path) -> list[Result]:
    copied = _cpu_s(lambda: _import(root / "copied", photos))
    in_place = _cpu_s(lambda: _import(root / "in-place", photos, in_place=True))
    files = sorted(photos.iterdir())[:150]
    decoded = _cpu_s(lambda: [thumbnail_images.read_picture(file, _READ_PX) for file in files])
    thumbnails = _cpu_s(lambda: [_thumbnail(file) for file in files])
    floor, made = decoded / len(files), thumbnails / len(files)
    whole = copied / _FILES + made
    return [
        _figure("copied, on one core, without thumbnails", _FILES / copied, "/s"),
        _figure("left in place, on one core, without thumbnails", _FILES / in_place, "/s"),
        _figure("decode floor: a 1 MP JPEG read at thumbnail size", 1 / floor, "/s"),
        _figure("decoded and encoded again as a thumbnail", 1 / made, "/s"),
        _figure("copied with thumbnails, on one core", 1 / whole, "/s"),
        _at_least("copied with thumbnails, decoding not counted", 1 / (whole - floor), "/s", 300),
        _at_least("share of the time that is decoding and encoding", made / whole, "", 0.5),
    ]


def _unchanged(photos: Path, root: Path) -> list[Result]:
    folders = Folders(root / "unchanged")
    with EngineRoom(folders, None) as room:
        importing = Importing(room.engine)
        _done(importing, ImportJob([photos], in_place=True))
        times = [_cpu_s(lambda: _done(importing, ImportJob([photos], in_place=True))) for _ in range(5)]
        watch = [_cpu_s(lambda: _done(importing, ImportJob([photos], purpose=Purpose.WATCH))) for _ in range(5)]
    return [
        _at_least("unchanged folder looked at again", _UNCHANGED / statistics.median(times), "/s", 5_000),
        _at_least("watched folder, nothing new", _UNCHANGED / statistics.median(watch), "/s", 5_000),
    ]


def _gaps(app: QApplication, photos: Path, root: Path) -> list[Result]:
    """The window with its real engine, on its real loop, while a thousand files come in and get their thumbnails."""
    gc.collect()
    gc.disable()  # as in the program, where only the window's thread collects
    beat = Heartbeat()
    room = OpenRoom(app, root, Settings(import_in_place=False))

    async def live() -> None:
        room.begin()
        room.window.resize(1280, 800)
        await asyncio.sleep(1)
        beat.start()
        room.work.library.importing.take([photos])
        await asyncio.sleep(0.2)
        while room.work.library.importing.is_running or room.work.library.importing.thumbnails.waiting:
            await asyncio.sleep(0.05)
        beat.stop()
        await room.close()

    run_until(app, live)
    gc.enable()
    return [
        _at_most(
            "window while 1,000 files come in, busy at a stretch: p99", _percentile(beat.busy_ms), "ms", _SMOOTH_MS
        ),
        _at_most("window while 1,000 files come in, busy at a stretch: longest", max(beat.busy_ms), "ms", _FRAME_MS),
        _at_most("window while 1,000 files come in, by the clock: p99", _percentile(beat.gaps_ms), "ms", _SMOOTH_MS),
        _at_most("window while 1,000 files come in, by the clock: longest", max(beat.gaps_ms), "ms", _FRAME_MS),
    ]


def _percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def _import(root: Path, photos: Path, **options: Any) -> ImportReport:
    folders = Folders(root)
    with EngineRoom(folders, None) as room:
        return _done(Importing(room.engine), ImportJob([photos], **options))


def _done(importing: Importing, job: ImportJob) -> ImportReport:
    return importing.start(job).result(_PATIENCE_S)


def _thumbnail(file: Path) -> bytes:
    image = thumbnail_images.read_picture(file, _READ_PX)
    assert image
    return thumbnail_images.thumbnails_of(image, [_THUMBNAIL_PX])[0][1]


def _photos(folder: Path, count: int) -> Path:
    """Pictures of one megapixel with some detail: 200 kB each. Each has other bytes than the others."""
    folder.mkdir()
    noise = Image.effect_noise(_SIZE, 40).filter(ImageFilter.GaussianBlur(2))
    picture = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    data = buffer.getvalue()
    for number in range(count):
        (folder / f"photo {number}.jpg").write_bytes(_named(data, number))
    return folder


def _small_files(folder: Path, count: int) -> Path:
    folder.mkdir()
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, "JPEG")
    for number in range(count):
        (folder / f"photo {number}.jpg").write_bytes(_named(buffer.getvalue(), number))
    return folder


def _named(jpeg: bytes, number: int) -> bytes:
    """With a comment of its own, so that it is a picture of its own."""
    words = f"number {number}".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + jpeg[2:]


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _figure(name: str, value: float, unit: str) -> Result:
    return {"name": name, "value": value, "unit": unit, "ok": True}


def _at_least(name: str, value: float, unit: str, goal: float) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": value >= goal}


def _at_most(name: str, value: float, unit: str, goal: float) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": value <= goal}
