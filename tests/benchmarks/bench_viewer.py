"""Stepping through the viewer as people do, every 150 ms, among 100,000 pictures; and its filmstrip."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.sizes import Size
from flux_desktop.services.library import Library
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.picture_decoder import BUDGET_BYTES
from flux_desktop.ui.viewer.viewer_page import ViewerPage
from tests.ui.viewer.sample_pictures import thumbnail_of

Result = dict[str, object]

COUNT = 100_000
FILES = 6
STEPS = 100
EVERY_MS = 150
JUMPS = 20
PAGE = QSize(1548, 1052)
"""What a window of 1920 × 1080 leaves for the viewer."""
KINDS = (
    ("1 MP JPEG", Size(1248, 832), "jpeg"),
    ("1 MP PNG", Size(1248, 832), "png"),
    ("4 MP JPEG", Size(2496, 1664), "jpeg"),
    ("4 MP PNG", Size(2496, 1664), "png"),
)


class LongOrder:
    """Any number of pictures that all show one of a few files."""

    jobs: Mapping[ItemId, GalleryRow] = {}

    def __init__(self, count: int, size: Size, file_format: str) -> None:
        self._count = count
        self._size = size
        self._file_format = file_format

    def rowCount(self) -> int:  # noqa: N802 - as Qt has it
        return self._count

    def id_at(self, row: int) -> ItemId:
        return self._count - row

    def row_of(self, item_id: ItemId) -> int:
        return self._count - item_id

    def row(self, number: int) -> GalleryRow:
        item_id = self.id_at(number)
        return GalleryRow(
            id=item_id,
            state=State.DONE,
            prompt=f"A quiet fjord, number {item_id}",
            model_id="flux-2-pro",
            size=self._size,
            path=f"{item_id % FILES}.{self._file_format}",
            file_format=self._file_format,
        )


def run() -> list[Result]:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([])
    theme = Theme(app)
    theme.apply("dark")
    results: list[Result] = []
    with TemporaryDirectory(prefix="flux-bench-") as folder, _without_collector():
        for number, (name, size, file_format) in enumerate(KINDS):
            library = _library(Path(folder, str(number)), size, file_format)
            with closing(library), _page(theme, library, LongOrder(COUNT, size, file_format)) as page:
                results += _stepping(page, name, Path(folder, str(number), f"0.{file_format}"), file_format)
                results += _jumping(page, name)
        results += _strip(theme, Path(folder, "0"))
    return results


def _stepping(page: ViewerPage, name: str, file: Path, file_format: str) -> list[Result]:
    """Right, right, … and now and then back, every 150 ms; on a machine too busy for that, when the next are ready."""
    painted_at: dict[object, float] = {}
    page.picture_painted.connect(lambda item_id: painted_at.setdefault(item_id, time.perf_counter()))
    chance, most_bytes = Random(1), 0
    times: list[float] = []
    costs: list[float] = []
    waits: list[float] = []
    bare: list[float] = []
    gaps = _Gaps()
    for _ in range(STEPS):
        key = Qt.Key.Key_Left if chance.random() < 0.1 else Qt.Key.Key_Right
        painted_at.clear()
        begun, cost_begun = time.perf_counter(), time.thread_time()
        QTest.keyClick(page.canvas, key)
        _wait(lambda: page.current_id in painted_at)
        costs.append(1000 * (time.thread_time() - cost_begun))
        times.append(1000 * (painted_at[page.current_id] - begun))
        gaps.begin()
        _wait(lambda: page.stock.is_caught_up, gaps)
        waits.append(1000 * (time.perf_counter() - begun))
        if len(bare) < STEPS // 5:
            bare.append(_decode_ms(file, file_format))
        _wait(lambda start=begun: time.perf_counter() - start > EVERY_MS / 1000, gaps)  # type: ignore[misc]
        most_bytes = max(most_bytes, page.stock.decoder.bytes)
    return [
        _result(f"step to a {name}, decoded picture painted, 99th percentile", _p99(times), 50.0),
        _result(f"step to a {name}, median", median(times), None),
        _result(f"step to a {name}, work of the window's thread, 99th percentile", _p99(costs), 16.7),
        _result(f"the next {name} is ready after, median", median(waits), None),
        _result(f"one {name} decoded and nothing else, median", median(bare), None),
        _result(f"window's thread held up between steps, {name}, 99th percentile", _p99(gaps.ms), 16.7),
        _result(f"memory for decoded pictures, {name}", most_bytes / (1 << 20), BUDGET_BYTES / (1 << 20), "MiB"),
    ]


def _decode_ms(file: Path, file_format: str) -> float:
    begun = time.perf_counter()
    QImageReader(str(file), file_format.encode()).read()
    return 1000 * (time.perf_counter() - begun)


def _jumping(page: ViewerPage, name: str) -> list[Result]:
    """To a random place, where nothing is ready: what that costs is the decoder's."""
    chance, times = Random(2), []
    painted: set[object] = set()
    page.picture_painted.connect(painted.add)
    for _ in range(JUMPS):
        painted.clear()
        begun = time.perf_counter()
        page.go_to(chance.randrange(COUNT))
        _wait(lambda: page.current_id in painted)
        times.append(1000 * (time.perf_counter() - begun))
        _wait(lambda: page.stock.is_caught_up)
    return [_result(f"jump to a {name} anywhere, decoded picture painted, median", median(times), None)]


def _strip(theme: Theme, folder: Path) -> list[Result]:
    """Scrolling the filmstrip: the work for a frame, whatever the number of pictures."""
    frames: dict[int, list[float]] = {}
    for count in (10_000, 1_000_000):
        with (
            closing(Library(folder / "none", folder / "thumbnails.sqlite3", folder)) as library,
            _page(theme, library, LongOrder(count, KINDS[0][1], "jpeg")) as page,
        ):
            page.go_to(count // 2)
            _wait(lambda page=page: page.stock.is_caught_up)  # type: ignore[misc]
            times = []
            for number in range(300):
                begun = time.thread_time()  # what the frame costs, not what else the machine does
                page.strip.scroll_film(-172 if number % 60 < 40 else 172)
                page.strip.viewport().repaint()
                times.append(1000 * (time.thread_time() - begun))
                QCoreApplication.processEvents()
            frames[count] = times
    ratio = median(frames[1_000_000]) / median(frames[10_000])
    return [
        _result("filmstrip frame at 1,000,000 pictures, 99th percentile", _p99(frames[1_000_000]), 4.0),
        _result("filmstrip frame, 1,000,000 pictures against 10,000", ratio, 1.2, "x"),
    ]


class _Gaps:
    """How long the window's thread does not get to its events."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self._last_s = 0.0

    def begin(self) -> None:
        self._last_s = time.perf_counter()

    def tick(self) -> None:
        now_s = time.perf_counter()
        self.ms.append(1000 * (now_s - self._last_s))
        self._last_s = now_s


@contextmanager
def _page(theme: Theme, library: Library, order: LongOrder) -> Iterator[ViewerPage]:
    page = ViewerPage(theme, library, lambda _item_id: "$0.045")
    page.set_ids(order)
    page.resize(PAGE)
    page.show()
    page.open(order.id_at(order.rowCount() // 2))
    try:
        _wait(lambda: page.stock.is_caught_up)
        yield page
    finally:
        page.stop()
        page.close()
        page.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _library(folder: Path, size: Size, file_format: str) -> Library:
    """Files and thumbnails of a few pictures that are about as hard to decode as photographs."""
    folder.mkdir()
    library = Library(folder / "none", folder / "thumbnails.sqlite3", folder)
    for number in range(FILES):
        image = _drawn(number, size)
        image.save(folder / f"{number}.{file_format}", quality=92, compress_level=4)
        for height_px in (216, 432):
            jpeg = thumbnail_of(image, height_px)
            for item_id in range(COUNT // 2 - 300 + number, COUNT // 2 + 300, FILES):
                library.store_thumbnail(item_id - item_id % FILES + number, height_px, jpeg)
    return library


def _drawn(number: int, size: Size) -> Image.Image:
    random = np.random.default_rng(number)
    y, x = np.mgrid[0 : size.height_px, 0 : size.width_px].astype(np.float32)
    canvas = np.zeros((size.height_px, size.width_px, 3), np.float32)
    for _ in range(5):
        angle, wave = random.uniform(0, np.pi), random.uniform(40, 400)
        hill = np.sin((x * np.cos(angle) + y * np.sin(angle)) / wave)
        canvas += hill[..., None] * random.uniform(-40, 60, 3).astype(np.float32)
    grain = random.normal(0, 5, canvas.shape[:2]).astype(np.float32)
    return Image.fromarray(np.clip(canvas + grain[..., None] + 128, 0, 255).astype(np.uint8))


def _wait(done: Callable[[], bool], gaps: _Gaps | None = None) -> None:
    deadline = time.monotonic() + 20
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the viewer does not get on")
        QCoreApplication.processEvents()
        if gaps:
            gaps.tick()
        time.sleep(0.0005)  # as an event loop that waits


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98]


def _result(name: str, value: float, goal: float | None, unit: str = "ms") -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": goal is None or value <= goal}


@contextmanager
def _without_collector() -> Iterator[None]:
    """As in the program, which collects cycles when it has nothing else to do."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
