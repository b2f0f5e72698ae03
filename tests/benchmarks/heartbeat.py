"""How evenly the window's loop runs."""

import time

from PySide6.QtCore import Qt, QTimer


class Heartbeat:
    """A timer of a millisecond, and how late it was: by the clock, and for how much of that the window was busy."""

    def __init__(self) -> None:
        self.gaps_ms: list[float] = []
        self.busy_ms: list[float] = []
        self._last = (0.0, 0.0)
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.gaps_ms.append((now[0] - self._last[0]) * 1000 - 1)
        self.busy_ms.append((now[1] - self._last[1]) * 1000)
        self._last = now
