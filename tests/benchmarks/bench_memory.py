"""What the gallery weighs: with ten times as many pictures, and after scrolling past twenty thousand of them.

Each is measured in a process of its own, as memory that no other process shares (USS). What the thumbnails in view
weigh is taken off where many pictures are compared with few: with more pictures in a day, rows are fuller and more of
them are in view, which has nothing to do with how many there are below.
"""

import ctypes
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from flux_desktop.services.library import Library
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.theme.theme import Theme
from tests.benchmarks.library_maker import MadeLibrary, make_library
from tests.ui.gallery.sample_library import expected_size

FEW, MANY = 10_000, 100_000
SCROLLED, WARM = 20_000, 2_000
GOAL_MB_FOR_10_000, GOAL_FLAT_MB = 0.2, 8.0
"""Flat: less than a tenth of what the cache of thumbnails may weigh."""

_REPETITIONS = 5


def run() -> list[dict[str, object]]:
    shown: dict[int, list[float]] = {FEW: [], MANY: []}
    with tempfile.TemporaryDirectory() as folder:
        made = {count: make_library(Path(folder, str(count)), count, thumbnails=True) for count in shown}
        for _ in range(_REPETITIONS):
            for count, library in made.items():
                shown[count].append(_asked(library, "show")[0])
        warm, after = _asked(made[MANY], "scroll")
    few, many = median(shown[FEW]), median(shown[MANY])
    growth = (many - few) / (MANY - FEW) * 10_000
    return [
        _row(f"gallery of {FEW:,} on the screen, without its thumbnails", few, "MB"),
        _row("each further 10,000 pictures", growth, "MB", GOAL_MB_FOR_10_000),
        _row(f"after {WARM:,} thumbnails", warm, "MB"),
        _row(f"growth from there to {SCROLLED:,} thumbnails", after - warm, "MB", GOAL_FLAT_MB),
    ]


def _asked(library: MadeLibrary, what: str) -> list[float]:
    command = [sys.executable, "-m", __name__, what, str(library.profile), str(library.library)]
    return list(json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout))


def main(what: str, profile: Path, folder: Path) -> None:
    app = QApplication([])
    theme = Theme(app)
    theme.apply("dark")
    library = Library(profile / "library.sqlite3", profile / "thumbnails.sqlite3", folder)
    loader = ThumbnailLoader(library)
    model = GalleryModel(library, str, expected_size)
    view = GalleryView(model, theme, loader)
    model.load()
    view.resize(1300, 820)
    view.show()
    _until(loader, lambda: loader.is_caught_up)
    if what == "show":
        ctypes.CDLL(None).malloc_trim(0)  # what happens to be free at the moment differs by more than is asked for
    figures = [_uss_mb() - loader.weight_bytes / 1e6]
    if what == "scroll":
        figures = [_scrolled(view, count) for count in (WARM, SCROLLED)]
    print(json.dumps(figures))
    loader.stop()
    library.close()


def _scrolled(view: GalleryView, thumbnails: int) -> float:
    """Memory after so many thumbnails were painted, a page at a time."""
    bar, seen = view.verticalScrollBar(), 0
    bar.setValue(0)
    while seen < thumbnails:
        seen += len(list(view.visible_tiles()))
        bar.setValue(bar.value() + bar.pageStep())
        _until(view.loader, lambda: view.loader.is_caught_up)
        view.viewport().repaint()
    return _uss_mb()


def _until(loader: ThumbnailLoader, condition: Callable[[], bool]) -> None:
    if condition():
        return
    loop = QEventLoop()
    loader.caught_up.connect(loop.quit)
    loop.exec()
    loader.caught_up.disconnect(loop.quit)


def _uss_mb() -> float:
    gc.collect()
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024 / 1e6


def _row(name: str, value: float, unit: str, goal: float | None = None) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "ok": goal is None or value <= goal}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
