"""The gallery at 10,000, 100,000 and a million pictures.

Frames are measured in processor time of the window's thread: what it takes to produce a frame, whatever else the
machine is doing. So is a jump to a cold place, with that of the reader of thumbnails added, because the window waits
for it; the time by the clock, which a busy machine lengthens, stands beside it.
"""

import gc
import random
import statistics
import tempfile
import time
from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QEventLoop, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QListView

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.services.library import Library
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.benchmarks.library_maker import make_library
from tests.ui.gallery.sample_library import SampleLibrary, changed, expected_size

_WIDTH, _HEIGHT = 1300, 820
_YEARS, _LATELY, _A_DAY, _RAISED = 3, 5_000, 100, 1 << 10
_RATIOS = (1.5, 1.0, 0.667, 1.778, 1.5)
_FRAME_MS = 16.7

Result = dict[str, object]


def run() -> list[Result]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    theme.apply("dark")
    gc.collect()
    gc.disable()
    results = [
        *_sizes(theme),
        *_evenly_spread(theme),
        *_insert_against_stock(theme),
        *_real_thumbnails(theme),
        *_construction(theme),
    ]
    gc.enable()
    return results


# Ten thousand against a million


def _sizes(theme: Theme) -> list[Result]:
    """First show, resize and insert must not care how many pictures there are."""
    figures: dict[str, dict[int, list[float]]] = {"first show": {}, "resize": {}, "insert": {}}
    for count in (10_000, 1_000_000) * 4:
        view = _Measured(theme, count)
        figures["first show"].setdefault(count, []).append(view.first_show())
        figures["resize"].setdefault(count, []).append(view.resize())
        figures["insert"].setdefault(count, []).append(view.insert())
        view.close()
    results = []
    for name, by_count in figures.items():
        small, large = (statistics.median(by_count[count]) for count in (10_000, 1_000_000))
        results.append(_figure(f"{name} at 10,000", small, "ms"))
        results.append(_at_most(f"{name} at 1,000,000 / at 10,000", large / small, "x", 1.2))
    for count in (100_000, 1_000_000):
        view = _Measured(theme, count)
        view.first_show()
        frames = view.page_frames()
        view.close()
        results.append(_at_most(f"scroll frame, a page a frame, {count:,}: p99", _percentile(frames, 99), "ms", 4.0))
    return results


def _evenly_spread(theme: Theme) -> list[Result]:
    """The same with every day alike: with more pictures rows may be fuller, and more of them are in view.

    So these figures stand beside how many tiles there are to paint. The goals are the same.
    """
    figures: dict[str, dict[int, list[float]]] = {"first show": {}, "insert": {}}
    tiles: dict[int, int] = {}
    for count in (10_000, 1_000_000) * 4:
        view = _Measured(theme, count, lately=0)
        figures["first show"].setdefault(count, []).append(view.first_show())
        figures["insert"].setdefault(count, []).append(view.insert())
        tiles[count] = len(list(view.view.visible_tiles()))
        view.close()
    words = f"spread evenly, {tiles[1_000_000]} and {tiles[10_000]} tiles in view"
    ratios = {
        name: statistics.median(by_count[1_000_000]) / statistics.median(by_count[10_000])
        for name, by_count in figures.items()
    }
    return [
        _figure("tiles in view at 1,000,000 / at 10,000, spread evenly", tiles[1_000_000] / tiles[10_000], "x"),
        *(_at_most(f"{name} at 1,000,000 / at 10,000, {words}", ratio, "x", 1.2) for name, ratio in ratios.items()),
    ]


class _Measured:
    """A gallery of so many made-up pictures, and what it does, timed."""

    def __init__(self, theme: Theme, count: int, lately: int = _LATELY) -> None:
        self._library = _Endless(count, lately)
        self.model = GalleryModel(self._library, str, expected_size)
        self.loader = ThumbnailLoader(self._library)
        self.view = GalleryView(self.model, theme, self.loader)
        self.view.resize(_WIDTH, _HEIGHT)
        self._newest = first_id_at(datetime.now(UTC))
        self.model._ids = self._library.ids  # reading ids is the library's work and measured there

    def first_show(self) -> float:
        def show() -> None:
            self.view.reset()
            self.view.show()
            self.view.viewport().repaint()

        return _cpu_ms(show)

    def resize(self) -> float:
        def narrower() -> None:
            self.view.resize(self.view.width() - 7, _HEIGHT)
            self.view.viewport().repaint()

        return statistics.median(_cpu_ms(narrower) for _ in range(15))

    def insert(self) -> float:
        """A job at the top, painted; the median of many, each on the same gallery."""
        times = []
        for _ in range(25):
            self._newest += 1
            event = changed(self._newest, State.QUEUED)

            def put(event: object = event) -> None:
                self.model.put(event)  # type: ignore[arg-type]
                self.view.viewport().repaint()

            times.append(_cpu_ms(put))
            self.model.put(changed(self._newest, State.CANCELLED))
            self.view.viewport().repaint()
        return statistics.median(times)

    def page_frames(self) -> list[float]:
        bar = self.view.verticalScrollBar()

        def page() -> None:
            bar.setValue(bar.value() + bar.pageStep())
            self.view.viewport().repaint()

        bar.setValue(bar.maximum() // 3)
        return [_cpu_ms(page) for _ in range(400)]

    def close(self) -> None:
        self.loader.stop()
        self.view.hide()
        self.view.deleteLater()
        _events()


class _Endless(SampleLibrary):
    """As many pictures as one likes over three years, the last of them at a hundred a day; shapes by arithmetic.

    So what is in view is the same for every count, and only the count differs; without ``lately`` all days are alike.
    """

    def __init__(self, count: int, lately: int = _LATELY) -> None:
        super().__init__()
        day = 86_400_000 << 10
        newest = first_id_at(datetime.now(UTC)) // _RAISED * _RAISED - _RAISED
        newer = range(newest - (lately - 1) * (day // _A_DAY), newest + 1, day // _A_DAY) if lately else range(0)
        older, end = count - lately, newer[0] if newer else newest
        step = max(1, (_YEARS * 365 * day) // max(1, older))
        self.ids = array("q", range(end - older * step, end, step)) if older > 0 else array("q")
        self.ids.extend(newer)

    def aspect_ratios(self, ids: Sequence[int]) -> "array[float]":
        # Mixed well: ids lie at even distances, and a plain remainder gave all of them one and the same shape.
        return array("f", [_RATIOS[(item_id * 0x9E3779B97F4A7C15 >> 40) % 5] for item_id in ids])


# Against the list view that Qt brings along


def _insert_against_stock(theme: Theme) -> list[Result]:
    ours = _Measured(theme, 100_000)
    ours.first_show()
    our_ms = statistics.median(ours.insert() for _ in range(3))
    ours.close()
    stock_ms = _stock_insert_ms(100_000)
    return [
        _figure("insert at the top of 100,000", our_ms, "ms"),
        _figure("the same in a stock icon-mode QListView", stock_ms, "ms"),
        {**_figure("stock / ours", stock_ms / our_ms, "x"), "goal": 100, "ok": stock_ms / our_ms >= 100},
    ]


class _StockModel(QAbstractListModel):
    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._pixmap = QPixmap(200, 200)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else self._count

    def data(self, _index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._pixmap if role == Qt.ItemDataRole.DecorationRole else None

    def add(self) -> None:
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._count += 1
        self.endInsertRows()


def _stock_insert_ms(count: int) -> float:
    model, view = _StockModel(count), QListView()
    view.setViewMode(QListView.ViewMode.IconMode)
    view.setUniformItemSizes(True)
    view.setGridSize(QSize(220, 220))
    view.setIconSize(QSize(200, 200))
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setModel(model)
    view.resize(_WIDTH, _HEIGHT)
    view.show()
    _events()

    def add() -> None:
        model.add()
        view.viewport().repaint()

    add()
    time_ms = statistics.median(_cpu_ms(add) for _ in range(7))
    view.hide()
    view.deleteLater()
    return time_ms


# Real rows and real thumbnails


def _real_thumbnails(theme: Theme) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        made = make_library(Path(folder, "made"), 100_000, thumbnails=True)
        library = Library(made.database, made.thumbnails, made.library)
        loader = ThumbnailLoader(library)
        model = GalleryModel(library, str, expected_size)
        view = GalleryView(model, theme, loader)
        model.load()
        view.resize(_WIDTH, _HEIGHT)
        view.show()
        _until(loader, lambda: loader.is_caught_up)
        jumps, clock, tiles = _cold_jumps(view, loader)
        frames = _warm_pages(view)
        kept = loader.weight_bytes
        loader.stop()
        library.close()
        view.hide()
        view.deleteLater()
        _events()
    what = f"jump to a cold place of 100,000, {statistics.mean(tiles):.0f} thumbnails painted"
    return [
        _figure(f"{what}: median by the clock", statistics.median(clock), "ms"),
        _figure(f"{what}: median", statistics.median(jumps), "ms"),
        _at_most(f"{what}: p99", _percentile(jumps, 99), "ms", _FRAME_MS),
        _at_most("scroll frame with real rows and thumbnails, 100,000: p99", _percentile(frames, 99), "ms", 4.0),
        _at_most("memory of thumbnails after all that", kept / 2**20, "MB", 64.0),
    ]


def _cold_jumps(view: GalleryView, loader: ThumbnailLoader) -> tuple[list[float], list[float], list[int]]:
    """Jumps to random places: processor time on the way to the paint, time by the clock, and how many tiles."""
    chance, bar = random.Random(5), view.verticalScrollBar()
    times, clock, tiles = [], [], []
    for number in range(220):
        loader.clear()
        begun, begun_cpu = time.perf_counter(), _critical_s(loader)
        bar.setValue(chance.randrange(bar.maximum()))
        _until(loader, lambda: _is_whole(view))
        view.viewport().repaint()
        taken, taken_cpu = time.perf_counter() - begun, _critical_s(loader) - begun_cpu
        if number >= 20:
            times.append(taken_cpu * 1e3)
            clock.append(taken * 1e3)
            tiles.append(len(list(view.visible_tiles())))
        _until(loader, lambda: loader.is_caught_up)
    return times, clock, tiles


def _critical_s(loader: ThumbnailLoader) -> float:
    """Processor time so far of the window's thread and of the busiest reader."""
    idents = [thread.ident for thread in loader._crew._threads[:-1] if thread.ident]
    return time.thread_time() + max((_thread_s(ident) for ident in idents), default=0.0)


def _thread_s(ident: int) -> float:
    return time.clock_gettime(time.pthread_getcpuclockid(ident))


def _warm_pages(view: GalleryView) -> list[float]:
    """Frames of a page each, with thumbnails as they come."""
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)

    def page() -> None:
        bar.setValue(bar.value() + bar.pageStep())
        view.viewport().repaint()

    frames = []
    for _ in range(150):
        frames.append(_cpu_ms(page))
        _until(view.loader, lambda: view.loader.is_caught_up)
        frames.append(_cpu_ms(view.viewport().repaint))
    return frames


def _is_whole(view: GalleryView) -> bool:
    return all(view.loader.pixmap(view.gallery.id_at(row)) is not None for row, _ in view.visible_tiles())


# What it adds to the start


def _construction(theme: Theme) -> list[Result]:
    def make() -> GalleryPage:
        library = _Endless(1000)
        page = GalleryPage(theme, GalleryModel(library, str, expected_size), ThumbnailLoader(library))
        page.resize(908, 770)
        return page

    made, painted = [], []
    for _ in range(8):
        page = make()
        page.deleteLater()
        begun = time.thread_time()
        page = make()
        made.append((time.thread_time() - begun) * 1e3)
        page.view.gallery.load()
        painted.append(_cpu_ms(lambda page=page: page.grab()))  # type: ignore[misc]
        page.view.loader.stop()
        page.deleteLater()
        _events()
    return [
        _figure("the gallery page made", statistics.median(made), "ms"),
        _at_most(
            "the gallery page made and painted once", statistics.median(made) + statistics.median(painted), "ms", 10.0
        ),
    ]


# Measuring


def _cpu_ms(act: Callable[[], object]) -> float:
    begun = time.thread_time()
    act()
    return (time.thread_time() - begun) * 1e3


def _until(loader: ThumbnailLoader, condition: Callable[[], bool]) -> None:
    """Sleep in the event loop until it holds; asked whenever the loader brings something."""
    if condition():
        return
    loop = QEventLoop()

    def look() -> None:
        if condition():
            loop.quit()

    loader.loaded.connect(look)
    loader.caught_up.connect(look)
    loop.exec()
    loader.loaded.disconnect(look)
    loader.caught_up.disconnect(look)


def _events() -> None:
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _figure(name: str, value: float, unit: str) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": None, "ok": True}


def _at_most(name: str, value: float, unit: str, goal: float) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": value <= goal}
