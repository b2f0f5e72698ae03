"""Watches the event loop for gaps, when a trace is written."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

from flux_desktop.trace import Trace

_TICK_MS = 2
LONGEST_GAP_S = 0.0167
"""One frame at 60 a second."""


class StallWatch(QObject):
    """Records a ``gui.stall`` for each time that the window's thread did not come round for longer than a frame."""

    def __init__(self, trace: Trace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trace = trace
        self._last_s = time.perf_counter()
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        gap = now - self._last_s
        self._last_s = now
        if gap > LONGEST_GAP_S:
            self._trace.span("gui.stall", gap)
