"""Time as the engine knows it, so that tests can put their own in its place."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


class Clock:
    """The computer's clocks. Only ``monotonic_s`` decides anything; ``now`` is written down and shown."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now

    def monotonic_s(self) -> float:
        return asyncio.get_running_loop().time()

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> Timer:
        return asyncio.get_running_loop().call_later(delay_s, callback)


class Bell:
    """Waits that can be cut short: ``ring`` ends those of everybody who waits at that moment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: set[asyncio.Future[bool]] = set()

    def ring(self) -> None:
        for waiter in self._waiting:
            _settle(waiter, rung=True)

    async def wait(self, delay_s: float) -> bool:
        """Wait so long; ``True`` when the bell rang before the time was over."""
        waiter: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        timer = self._clock.call_later(delay_s, lambda: _settle(waiter, rung=False))
        self._waiting.add(waiter)
        try:
            return await waiter
        finally:
            timer.cancel()
            self._waiting.discard(waiter)


def _settle(waiter: "asyncio.Future[bool]", *, rung: bool) -> None:
    if not waiter.done():
        waiter.set_result(rung)
