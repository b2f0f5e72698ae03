"""How much longer something takes, in words."""

import time
from collections.abc import Callable

_SILENT_S = 2.0
_LEAST_SHARE = 0.01


class TimeLeft:
    """Judges by how long the work has taken so far. ``now_s`` is a clock that never goes backwards."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._what = ""
        self._began_s = now_s()
        self._from = 0

    def words(self, what: str, done: int, total: int) -> str:
        """``about 3 minutes left``; nothing while it cannot be known. Every kind of work is judged on its own."""
        if what != self._what:
            self._what, self._began_s, self._from = what, self._now_s(), done
        passed_s, made = self._now_s() - self._began_s, done - self._from
        if passed_s < _SILENT_S or made < 1 or made < _LEAST_SHARE * total or total <= done:
            return ""
        return left_words((total - done) * passed_s / made)


def left_words(seconds: float) -> str:
    if seconds < 10:
        return "a few seconds left"
    if seconds < 55:
        return f"about {round(seconds / 10) * 10} seconds left"
    if seconds < 3_300:
        minutes = max(1, round(seconds / 60))
        return "about a minute left" if minutes == 1 else f"about {minutes} minutes left"
    hours = max(1, round(seconds / 3_600))
    return "about an hour left" if hours == 1 else f"about {hours} hours left"
