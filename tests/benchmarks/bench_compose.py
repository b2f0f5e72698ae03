"""The compose panel: how long it takes to be there, and how long a key takes to reach the price."""

import statistics
import time
from collections.abc import Callable
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.theme.theme import Theme

RUNS = 15
KEYS = 300
PROMPT = "A quiet fjord at blue hour in the palette of image 1, soft mist between layered ridgelines, " * 3

Result = dict[str, object]


def run() -> list[Result]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    theme.apply("light")
    catalogue = Catalogue.from_json(resources.text("model_catalogue.json"))
    results = _being_there(theme, catalogue)
    results += _typing(theme, catalogue)
    app.setStyleSheet("")
    return results


def _being_there(theme: Theme, catalogue: Catalogue) -> list[Result]:
    made, shown = [], []
    for _ in range(RUNS):
        window = QMainWindow()
        window.resize(theme.px(372), theme.px(772))
        started = time.perf_counter()
        panel = ComposePanel(catalogue, theme, Random(1), window)
        window.setCentralWidget(panel)
        made.append(time.perf_counter() - started)
        started = time.perf_counter()
        window.show()
        window.grab()
        shown.append(time.perf_counter() - started)
        window.close()
        window.deleteLater()
        QApplication.processEvents()
    return [
        _result("compose panel made", statistics.median(made), 12.0),
        _result("compose panel shown and painted", statistics.median(shown), None),
    ]


def _typing(theme: Theme, catalogue: Catalogue) -> list[Result]:
    window = QMainWindow()
    panel = ComposePanel(catalogue, theme, Random(1), window)
    window.setCentralWidget(panel)
    window.resize(theme.px(372), theme.px(772))
    window.show()
    QApplication.processEvents()
    panel.restore(panel.draft)
    reference = Reference("ab" * 32, "jpeg", Size(1024, 1024), 900_000, "silk.jpg")
    panel.references.show_references((reference,), catalogue["flux-2-pro"])
    panel.references.changed.emit((reference,), {})
    panel.prompt.editor.setPlainText(PROMPT)
    editor, stepper = panel.prompt.editor, panel.footer.stepper
    results = [
        _result(f"{what}: {rank}", value, goal)
        for what, act in (
            ("a key in the prompt to the price", lambda: QTest.keyClick(editor, Qt.Key.Key_A)),
            ("another count to the price", lambda: stepper.set_count(1 + stepper.field.value() % 12)),
            ("another model to the price", lambda: panel.picker.setProperty("modelId", _other(panel))),
        )
        for rank, value, goal in _ranks(_times(act), 5.0)
    ]
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    return results


def _other(panel: ComposePanel) -> str:
    return "flux-2-flex" if panel.draft.model_id == "flux-2-pro" else "flux-2-pro"


def _times(act: Callable[[], object]) -> list[float]:
    """Seconds until the labels say it; painting comes after, with the next frame."""
    found = []
    for _ in range(KEYS):
        started = time.perf_counter()
        act()
        found.append(time.perf_counter() - started)
        QApplication.processEvents()
    return found


def _ranks(times: list[float], goal_ms: float) -> list[tuple[str, float, float | None]]:
    return [
        ("median", statistics.median(times), goal_ms),
        ("95 of 100", statistics.quantiles(times, n=20)[18], goal_ms),
    ]


def _result(name: str, seconds: float, goal_ms: float | None) -> Result:
    milliseconds = seconds * 1000
    ok = goal_ms is None or milliseconds <= goal_ms
    return {"name": name, "value": round(milliseconds, 3), "unit": "ms", "goal": goal_ms, "ok": ok}
