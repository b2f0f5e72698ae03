"""How evenly the window's loop runs while a hand is at work in 100,000 pictures, and while many are exported.

A timer of a millisecond says how late it is. The time by the clock counts what else the machine does; beside it stands
for how much of it the window's own thread was busy.
"""

import gc
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.export_choice import ExportChoice
from flux_desktop.services.exporting import Exporter
from flux_desktop.services.library import Library
from flux_desktop.services.progress import Progress
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.benchmarks.heartbeat import Heartbeat
from tests.benchmarks.library_maker import make_library
from tests.ui.gallery.sample_library import expected_size

COUNT, EXPORTED = 100_000, 300
_FRAME_MS, _SMOOTH_MS = 16.7, 2.0
_EVERY_MS = 16
_STEPS = 400
_NOTCH = 120
_PAGES_A_STEP = 5

Result = dict[str, object]


def run() -> list[Result]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    theme.apply("dark")
    gc.collect()
    gc.disable()  # as in the program, where a timer collects between two frames
    try:
        with tempfile.TemporaryDirectory(prefix="flux-bench-gaps-") as folder:
            return [*_at_work(theme, Path(folder)), *_exports(theme, Path(folder))]
    finally:
        gc.enable()


# A hand


def _at_work(theme: Theme, folder: Path) -> list[Result]:
    made = make_library(folder / "many", COUNT, thumbnails=True)
    room = _Gallery(theme, Library(made.database, made.thumbnails, made.library))
    results = [
        *_row("scrolling by the wheel", room.beat_while(_wheel(room.view))),
        *_row("dragging the scroll bar, five pages a frame", room.beat_while(_bar(room.view))),
        *_row("dragging a rubber band", room.beat_while(_band(room.view))),
    ]
    room.close()
    return results


class _Gallery:
    """The gallery's page with so many pictures, on the screen."""

    def __init__(self, theme: Theme, library: Library) -> None:
        self._library = library
        self.loader = ThumbnailLoader(library)
        self.page = GalleryPage(theme, GalleryModel(library, str, expected_size), self.loader)
        self.view: GalleryView = self.page.view
        self.view.gallery.load()
        self.page.resize(1300, 820)
        self.page.show()
        _rest(500)

    def beat_while(self, steps: Iterator[None]) -> Heartbeat:
        """One step in every frame."""
        beat, loop = Heartbeat(), QEventLoop()
        timer = QTimer(interval=_EVERY_MS, timerType=Qt.TimerType.PreciseTimer)

        is_whole = False

        def step() -> None:
            nonlocal is_whole
            try:
                next(steps)
            except StopIteration:
                is_whole = True
                loop.quit()
            except BaseException:
                loop.quit()
                raise

        timer.timeout.connect(step)
        timer.start()
        beat.start()
        loop.exec()
        timer.stop()
        beat.stop()
        assert is_whole
        return beat

    def close(self) -> None:
        self.loader.stop()
        self._library.close()
        self.page.hide()
        self.page.deleteLater()
        QApplication.sendPostedEvents()


def _wheel(view: GalleryView) -> Iterator[None]:
    viewport = view.viewport()
    middle = QPointF(viewport.rect().center())
    for _ in range(_STEPS):
        event = QWheelEvent(
            middle,
            QPointF(viewport.mapToGlobal(middle.toPoint())),
            QPoint(),
            QPoint(0, -_NOTCH),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
        yield


def _bar(view: GalleryView) -> Iterator[None]:
    """Down through the years and up again, now and then to somewhere else."""
    bar, chance = view.verticalScrollBar(), random.Random(3)
    bar.setSliderDown(True)
    for number in range(_STEPS):
        way = 1 if number < _STEPS // 2 else -1
        place = (
            chance.randrange(bar.maximum()) if number % 50 == 0 else bar.value() + way * _PAGES_A_STEP * bar.pageStep()
        )
        bar.setSliderPosition(min(max(0, place), bar.maximum()))
        yield
    bar.setSliderDown(False)


def _band(view: GalleryView) -> Iterator[None]:
    """Around the view, from the gap before the first tile."""
    view.scroll_to_newest()
    viewport, button = view.viewport(), Qt.MouseButton.LeftButton
    width, height = viewport.width(), viewport.height()
    QTest.mousePress(viewport, button, pos=QPoint(4, height // 2))
    for number in range(_STEPS):
        part = abs(number % 80 - 40) / 40
        QTest.mouseMove(viewport, QPoint(round(4 + part * (width - 8)), round(4 + part * (height - 8))))
        yield
    QTest.mouseRelease(viewport, button, pos=QPoint(width // 2, height // 2))


# Many pictures for the world outside


def _exports(theme: Theme, folder: Path) -> list[Result]:
    made = make_library(folder / "real", EXPORTED, thumbnails=True, pictures=True)
    library = Library(made.database, made.thumbnails, made.library)
    exporter, ids = Exporter(made.database, library, str), list(made.ids)
    room = _Gallery(theme, Library(made.database, made.thumbnails, made.library))
    results: list[Result] = []
    for words, choice in (("as they are", ExportChoice()), ("as WebP", ExportChoice(file_format="webp", quality=85))):
        place = folder / words
        place.mkdir()
        begun = time.process_time()

        def export(place: Path = place, choice: ExportChoice = choice) -> None:
            exported = exporter.export(ids, choice, place, Progress())
            assert exported.count == EXPORTED, exported

        beat = room.beat_while(_until_done(export))
        results.append(
            _figure(f"{EXPORTED} of a megapixel exported {words}", EXPORTED / (time.process_time() - begun), "/s")
        )
        results += _row(f"exporting {words}", beat)
    room.close()
    library.close()
    return results


def _until_done(work: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=work, name="export")
    thread.start()
    while thread.is_alive():
        yield
    thread.join()


# Measuring


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _row(what: str, beat: Heartbeat) -> list[Result]:
    return [
        _figure(f"{what}: late by the clock, median", median(beat.gaps_ms), "ms"),
        _at_most(f"{what}: late by the clock, p99", _p99(beat.gaps_ms), _SMOOTH_MS),
        _at_most(f"{what}: late by the clock, longest", max(beat.gaps_ms), _FRAME_MS),
        _at_most(f"{what}: busy at a stretch, p99", _p99(beat.busy_ms), _SMOOTH_MS),
        _at_most(f"{what}: busy at a stretch, longest", max(beat.busy_ms), _FRAME_MS),
    ]


def _p99(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]


def _figure(name: str, value: float, unit: str) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": None, "ok": True}


def _at_most(name: str, value: float, goal: float) -> Result:
    return {"name": name, "value": value, "unit": "ms", "goal": goal, "ok": value <= goal}
