"""One thread beside the window's, and its list of things to do."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal


@dataclass(frozen=True, slots=True)
class Task:
    """``work`` is done in the thread; what it answers is called in the window's thread. ``key`` tells tasks apart."""

    key: Hashable
    work: Callable[[], Callable[[], None]]


class Workbench(QObject):
    """Works off a list, the first task first. A new list replaces what is left of the old one.

    What is in hand is finished; it is not begun a second time. The thread starts with the first task; ``stop`` it
    before it is destroyed.
    """

    handed_over = Signal()
    """Results have been handed over."""
    _woken = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._more = threading.Condition()
        self._tasks: deque[Task] = deque()
        self._in_hand: set[Hashable] = set()
        self._results: deque[tuple[Hashable, Callable[[], None]]] = deque()
        self._is_awake = False
        self._is_stopping = False
        self._thread: threading.Thread | None = None
        self._woken.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def set_tasks(self, tasks: Sequence[Task]) -> None:
        """Do these, and nothing else that has not been begun."""
        with self._more:
            self._tasks = deque(task for task in tasks if task.key not in self._in_hand)
            self._more.notify()
        if self._tasks and self._thread is None and not self._is_stopping:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread when it has finished what is in hand. Nothing is handed over any more."""
        with self._more:
            self._is_stopping = True
            self._tasks.clear()
            self._more.notify()
        if self._thread:
            self._thread.join()
            self._thread = None
        self._results.clear()

    def _run(self) -> None:
        while True:
            with self._more:
                while not (self._is_stopping or self._tasks):
                    self._more.wait()
                if self._is_stopping:
                    return
                task = self._tasks.popleft()
                self._in_hand.add(task.key)
            self._results.append((task.key, task.work()))
            if not self._is_awake:
                self._is_awake = True
                self._woken.emit()

    def _hand_over(self) -> None:
        self._is_awake = False
        while self._results:
            key, tell = self._results.popleft()
            with self._more:
                self._in_hand.discard(key)
            tell()
        self.handed_over.emit()
