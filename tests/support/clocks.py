"""Clocks for tests of the engine: one that a test moves by hand, and one that runs fast."""

import asyncio
import heapq
import itertools
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flux_desktop.services.clock import Clock, Timer

T = TypeVar("T")

START = datetime(2026, 11, 20, 14, 15, 3, tzinfo=UTC)


class ManualTimer:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class ManualClock(Clock):
    """Stands still until a test moves it. ``delays_s`` is every wait that was asked for, in order."""

    def __init__(self) -> None:
        super().__init__(lambda: START + timedelta(seconds=self.elapsed_s))
        self.elapsed_s = 0.0
        self.delays_s: list[float] = []
        self._timers: list[tuple[float, int, ManualTimer, Callable[[], object]]] = []
        self._order = itertools.count()

    def monotonic_s(self) -> float:
        return self.elapsed_s

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> Timer:
        timer = ManualTimer()
        self.delays_s.append(delay_s)
        heapq.heappush(self._timers, (self.elapsed_s + delay_s, next(self._order), timer, callback))
        return timer

    def advance(self, seconds: float) -> None:
        """Move on, and call what falls due."""
        until_s = self.elapsed_s + seconds
        while self._timers and self._timers[0][0] <= until_s:
            self.next_timer()
        self.elapsed_s = until_s

    def next_timer(self) -> bool:
        """Move on to the next thing that falls due and call it; ``False`` when there is none."""
        while self._timers:
            due_s, _, timer, callback = heapq.heappop(self._timers)
            if not timer.cancelled:
                self.elapsed_s = max(self.elapsed_s, due_s)
                callback()
                return True
        return False

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``, moving on each time it waits for the clock."""
        task = asyncio.ensure_future(work)
        while not await _settled(task):
            assert self.next_timer(), "it waits for something that is not the clock"
        return await task


class FastClock(Clock):
    """Real time, so many times faster: for real servers and long back-offs."""

    def __init__(self, speed: float = 50, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self._speed = speed

    def monotonic_s(self) -> float:
        return super().monotonic_s() * self._speed

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> Timer:
        return super().call_later(delay_s / self._speed, callback)


async def _settled(task: "asyncio.Future[Any]") -> bool:
    """Let everything that can run do so; whether the task is done."""
    for _ in range(25):
        if task.done():
            return True
        await asyncio.sleep(0)
    return task.done()
