"""How far long work has come, and the way to stop it. One object a piece of work, for the threads on both its sides."""

import threading
from dataclasses import dataclass

from flux_desktop.domain.errors import WorkCancelledError


@dataclass(frozen=True, slots=True)
class Stage:
    """``what`` is being done, and how much of it is; ``total`` is 0 while nobody knows how much there is."""

    what: str = ""
    done: int = 0
    total: int = 0


class Progress:
    """The one who works calls ``at`` with every step; the one who waits reads ``stage`` and may ``cancel``."""

    def __init__(self) -> None:
        self.stage = Stage()
        self._is_cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled.is_set()

    def cancel(self) -> None:
        self._is_cancelled.set()

    def at(self, what: str, done: int = 0, total: int = 0) -> None:
        """
        Raises:
            WorkCancelledError: the person wants no more of it.
        """
        self.note(what, done, total)
        if self._is_cancelled.is_set():
            raise WorkCancelledError(f"stopped while {what}")

    def note(self, what: str, done: int = 0, total: int = 0) -> None:
        """As ``at``, where there is no way back any more."""
        self.stage = Stage(what, done, total)
