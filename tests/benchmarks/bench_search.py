"""Search as one types, in 100,000 real rows with real thumbnails.

A key is measured from the moment it is pressed until all that it finds in view is painted, with its thumbnails; nothing
is waited for in between. What the window's thread and the busiest of those that it waits for have computed is what
counts here, whatever else the machine is doing; the time by the clock, which a busy machine lengthens, stands beside.
"""

import gc
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from flux_desktop.domain.search_query import SearchQuery, parse
from flux_desktop.services.library import Library
from flux_desktop.storage.database import connect_writer, transaction
from flux_desktop.storage.search_reader import SearchReader
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.search import FIRST, LONGEST_LOOK_S
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.benchmarks.library_maker import MadeLibrary, make_library
from tests.ui.gallery.sample_library import expected_size

Result = dict[str, object]

COUNT = 100_000
_WIDTH, _HEIGHT = 1280, 800
_FRAME_MS = 16.7
_PATIENCE_MS = 5_000

TYPED = (
    "fjord", "red fox", "watercolour", "a quiet", "lemon", '"blue hour"', '"heavy rain', "35mm film", "zz nothing",
    "august", "last month", "fox date:yesterday", "fav:", "fav: fjord", "rating:>=4", "model:pro", "size:16:9 fox",
    "tag:boats", "-fjord", "cost:>0.05", "ref:", "seed:42", "is:missing", "lake -fog -rain", "used:detailed boat",
)  # fmt: skip
"""What is common and what is not, fields alone, phrases, dates, and what finds nothing."""

HARD = ("a cost:>99", "a is:missing", "-a", "a ref:>7", "a* -s -m", "size:5x5", "cost:>99", "a model:dev rating:1")
"""What makes the library look at most of its pictures to find few."""


def run() -> list[Result]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    theme.apply("dark")
    with tempfile.TemporaryDirectory(prefix="flux-bench-") as folder:
        made = make_library(Path(folder, "made"), COUNT, thumbnails=True)
        _tag(made)
        gc.collect()
        gc.disable()
        try:
            return [*_typing(theme, made), *_hard_searches(made), *_all_matches(made)]
        finally:
            gc.enable()


def _tag(made: MadeLibrary) -> None:
    with closing(connect_writer(made.database)) as writer, transaction(writer):
        writer.execute("INSERT INTO tag (id, name) VALUES (1, 'boats')")
        writer.executemany("INSERT INTO picture_tag VALUES (1, ?)", [(item_id,) for item_id in made.ids[::50]])


# In the window


def _typing(theme: Theme, made: MadeLibrary) -> list[Result]:
    library = Library(made.database, made.thumbnails, made.library)
    loader = ThumbnailLoader(library)
    page = GalleryPage(theme, GalleryModel(library, str, expected_size), loader)
    page.view.gallery.load()
    page.resize(_WIDTH, _HEIGHT)
    page.show()
    measured = _Typist(page)
    measured.type(TYPED[0])  # what is imported and prepared once
    typed = [key for text in TYPED for key in measured.type(text)]
    keys, clock = [key.cpu_ms for key in typed], [key.clock_ms for key in typed]
    changes = [key.cpu_ms for key in typed if key.changes_view]
    page.search.stop()
    loader.stop()
    page.hide()
    page.deleteLater()
    QApplication.sendPostedEvents()
    library.close()
    what = f"a key in the search, {len(keys)} keys, 100,000 pictures, to the painted results"
    return [
        _at_most(f"{what}: median", median(keys), 3.0),
        _at_most(f"{what}: p99", _percentile(keys, 99), _FRAME_MS),
        _at_most(f"the {len(changes)} of them that change what is shown: median", median(changes), 3.0),
        _figure(f"{what}: median by the clock", median(clock)),
        _figure(f"{what}: p99 by the clock", _percentile(clock, 99)),
        _at_most("the longest the window's thread was busy with one key", max(measured.busy), _FRAME_MS),
    ]


class _Key(NamedTuple):
    """Milliseconds of computing and by the clock. Some keys find just what is shown already: nothing is painted."""

    cpu_ms: float
    clock_ms: float
    changes_view: bool


class _Typist:
    """Types and waits for each key's results."""

    def __init__(self, page: GalleryPage) -> None:
        self._page = page
        self._is_whole = True
        self._changes = 0
        self.busy: list[float] = []
        page.view.gallery.modelAboutToBeReset.connect(self._begin)
        page.view.all_painted.connect(self._end)

    def type(self, text: str) -> list[_Key]:
        field = self._page.bar.search
        field.clear()
        self._until(self._is_settled)
        taken = []
        for sign in text:
            changes = self._changes
            begun, begun_cpu = time.perf_counter(), self._critical_s()
            key_cpu = time.thread_time()
            QTest.keyClicks(field, sign)
            self.busy.append((time.thread_time() - key_cpu) * 1e3)
            self._until(self._is_painted)
            cpu_s, clock_s = self._critical_s() - begun_cpu, time.perf_counter() - begun
            taken.append(_Key(cpu_s * 1e3, clock_s * 1e3, changes_view=self._changes > changes))
            self._until(self._is_settled)
        return taken

    def _begin(self) -> None:
        self._is_whole = False
        self._changes += 1

    def _end(self) -> None:
        self._is_whole = True

    def _is_painted(self) -> bool:
        """All in view, with their thumbnails; or what is said where nothing was found."""
        return self._is_whole or not self._page.view.isVisible()

    def _is_settled(self) -> bool:
        return self._is_painted() and not self._page.search._worker.is_at_work

    def _until(self, condition: Callable[[], bool]) -> None:
        """Sleep in the event loop until it holds; asked whenever something has happened."""
        QApplication.sendPostedEvents()
        if condition():
            return
        loop, patience = QEventLoop(), QTimer(singleShot=True, interval=_PATIENCE_MS)
        look = QTimer(interval=10)  # a thread that ends says nothing

        def quit_when_so() -> None:
            if condition():
                loop.quit()

        look.timeout.connect(quit_when_so)
        patience.timeout.connect(loop.quit)
        self._page.view.all_painted.connect(quit_when_so)
        patience.start()
        look.start()
        loop.exec()
        look.stop()
        self._page.view.all_painted.disconnect(quit_when_so)
        assert condition(), "the results never came"

    def _critical_s(self) -> float:
        """Processor time so far of this thread and of the busiest of those that it waits for."""
        idents = [thread.ident for thread in threading.enumerate() if thread.name.startswith("thumbnails")]
        return time.thread_time() + max((_thread_s(ident) for ident in idents if ident), default=0.0)


def _thread_s(ident: int) -> float:
    return time.clock_gettime(time.pthread_getcpuclockid(ident))


# In the library


def _hard_searches(made: MadeLibrary) -> list[Result]:
    """A look is given up in time for the frame; what it was for is found beside the window's thread."""
    looks, wholes, given_up = [], [], 0
    with closing(SearchReader(made.database)) as reader:
        for text in HARD:
            query = parse(text)
            for _ in range(10):
                begun = time.thread_time()
                given_up += reader.newest(query, FIRST, LONGEST_LOOK_S) is None
                looks.append((time.thread_time() - begun) * 1e3)
            wholes.append(_ms(partial(reader.all, query)))
    return [
        _at_most("hard searches: the longest look in the window's thread", max(looks), _FRAME_MS),
        _figure("hard searches: looks that were given up, of 80", given_up, ""),
        _at_most("hard searches: all found, the longest", max(wholes), 400.0),
    ]


def _all_matches(made: MadeLibrary) -> list[Result]:
    with closing(SearchReader(made.database)) as reader:
        looks = {text: median(_look_ms(reader, text) for _ in range(9)) for text in TYPED}
        common = median(_ms(lambda: _all(reader, parse("a"))) for _ in range(7))
        usual = median(_ms(lambda: _all(reader, parse("fjord"))) for _ in range(7))
        months = median(_ms(reader.month_counts) for _ in range(7))
    slowest = max(looks, key=lambda text: looks[text])
    return [
        _at_most("the newest 120 in the library, median of all searches", median(looks.values()), 1.0),
        _at_most(f"the newest 120 in the library, the slowest ({slowest})", looks[slowest], _FRAME_MS),
        _at_most("all matches of a word in 5 of 100 pictures, with their costs", usual, 50.0),
        _at_most("all matches of a letter that is in every picture, with their costs", common, 400.0),
        _at_most("the months with pictures, for the menu", months, _FRAME_MS),
    ]


def _look_ms(reader: SearchReader, text: str) -> float:
    return _ms(lambda: reader.newest(parse(text), FIRST, within_s=5))


def _all(reader: SearchReader, query: SearchQuery) -> None:
    found = reader.all(query)
    assert found
    assert found.ids


def _ms(act: Callable[[], object]) -> float:
    """Processor time."""
    begun = time.thread_time()
    act()
    return (time.thread_time() - begun) * 1e3


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _figure(name: str, value: float, unit: str = "ms") -> Result:
    return {"name": name, "value": value, "unit": unit, "goal": None, "ok": True}


def _at_most(name: str, value: float, goal: float) -> Result:
    return {"name": name, "value": value, "unit": "ms", "goal": goal, "ok": value <= goal}
