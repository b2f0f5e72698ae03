"""All of 100,000 pictures selected, made favourites, thrown away, put back: what that takes of the window's thread.

The window, the engine and the files are real. Times are processor time of the window's thread, so that what else runs
on the computer does not count; a chunk is what it does between two beats of a timer.
"""

import asyncio
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from flux_desktop.arguments import Arguments
from flux_desktop.first_screen import FirstScreen
from flux_desktop.settings.profile import Profile
from flux_desktop.ui.event_loop import run_until
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.workroom import Workroom
from tests.benchmarks.library_maker import make_library

Result = dict[str, object]

PICTURES = 100_000
GOAL_MS, FRAME_MS = 150.0, 16.7
ROUNDS = 3


def run() -> list[Result]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = make_library(Path(folder, "made"), PICTURES, thumbnails=False, pictures=True)
        gc.collect()
        gc.disable()
        room = _Room(app, made.profile, made.library)
        run_until(app, lambda: room.measure(results))
        gc.enable()
    return results


class _Room:
    """The program behind a window; nothing is ever sent."""

    def __init__(self, app: QApplication, root: Path, library: Path) -> None:
        os.environ["BFL_API_KEY"] = "bfl_0123456789abcdef0123456789abcdef7c2e"
        profile = Profile(root)
        profile.prepare()
        arguments = Arguments(library=library)
        self.screen = FirstScreen(app, profile, arguments)
        self.reports: list[str] = []
        self.work = Workroom(
            self.screen, profile, arguments, None, tasks=TaskSet(self.reports.append), end=lambda: None
        )
        self.model, self.view = self.screen.model, self.screen.gallery.view
        self.screen.window.resize(1280, 800)
        self.screen.window.show()
        self.pulse = _Pulse()

    async def measure(self, results: list[Result]) -> None:
        self.work.engine.start()
        self.model.load()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        await asyncio.sleep(1)
        keeping = self.work.pictures.keeping
        self._done = asyncio.Event()
        keeping.edited.connect(lambda _edit: self._done.set())
        rounds: list[dict[str, tuple[float, float]]] = []
        for _ in range(1 + ROUNDS):  # the first one imports what is used for the first time
            self._done.set()
            figures = {"select all": await self._timed(self.view.selectAll)}
            assert len(self.view.selected_array()) == PICTURES
            figures["favourite"] = await self._timed(self.work.pictures.menus.actions["favourite"].trigger)
            figures["bin"] = await self._timed(self.work.pictures.menus.actions["bin"].trigger)
            assert self.model.rowCount() == 0
            figures["undo"] = await self._timed(self.work.pictures.menus.actions["undo"].trigger)
            assert self.model.rowCount() == PICTURES
            rounds.append(figures)
            begun = time.monotonic()
            await answer(keeping._keeping.settled())
            files_s = time.monotonic() - begun
        results += _results(rounds[1:])
        results.append(_figure("the files of all of them in their places again, in the background", files_s, "s"))
        await self._close()

    async def _timed(self, act: Callable[[], object]) -> tuple[float, float]:
        """Processor time of this thread until the step is done and painted, and the longest chunk of it, in ms."""
        self.pulse.begin()
        act()
        await self._done.wait()
        await asyncio.sleep(0.2)
        self._done.clear()
        return self.pulse.end()

    async def _close(self) -> None:
        await self.work.stop()
        self.work.close()
        self.screen.library.close()
        self.screen.window.allow_closing()
        self.screen.window.close()
        assert self.reports == []


class _Pulse:
    """Beats every millisecond while the window's thread has time."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._chunks: list[float] = []
        self._last = 0.0
        self._idle_ms = 0.05

    def begin(self) -> None:
        self._chunks = []
        self._last = time.thread_time()
        self._timer.start()

    def end(self) -> tuple[float, float]:
        """All that was more than a beat itself takes, and the longest chunk."""
        self._timer.stop()
        idle = statistics.median(self._chunks)
        return sum(max(0.0, chunk - idle) for chunk in self._chunks), max(self._chunks)

    def _beat(self) -> None:
        now = time.thread_time()
        self._chunks.append((now - self._last) * 1e3)
        self._last = now


def _results(rounds: list[dict[str, tuple[float, float]]]) -> list[Result]:
    results: list[Result] = []
    for name in rounds[0]:
        total = statistics.median(figures[name][0] for figures in rounds)
        results.append(_figure(f"{name}, {PICTURES:,} pictures: window's thread", total, "ms"))
        longest = statistics.median(figures[name][1] for figures in rounds)
        results.append(_at_most(f"{name}, {PICTURES:,} pictures: longest chunk", longest, "ms", FRAME_MS))
    total = statistics.median(sum(spent for spent, _ in figures.values()) for figures in rounds)
    results.append(_at_most("select all, favourite, bin and undo: window's thread in all", total, "ms", GOAL_MS))
    return results


def _figure(name: str, value: float, unit: str) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": None, "ok": True}


def _at_most(name: str, value: float, unit: str, goal: float) -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": value <= goal}
