"""The engine's tasks, and the one place where what nobody expected is caught."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from flux_desktop.domain.errors import FluxDesktopError

T = TypeVar("T")


class TaskSet:
    """Holds every task until it is done, so that none is collected half-way, and tells of every failure at once."""

    def __init__(self, on_bug: Callable[[BaseException], None]) -> None:
        self._on_bug = on_bug
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def spawn(self, work: Coroutine[Any, Any, T], answer: "Future[T] | None" = None) -> "asyncio.Task[None]":
        """Run ``work``. With ``answer``, an expected failure is its answer; without, every failure is a bug."""
        task = asyncio.get_running_loop().create_task(self._guarded(work, answer))
        self._tasks.add(task)
        task.add_done_callback(lambda task: self._end(task, work, answer))
        return task

    async def cancel_all(self) -> None:
        """Cancel everything but the caller, and wait until it is gone."""
        while others := self._tasks - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)

    def _end(self, task: "asyncio.Task[None]", work: Coroutine[Any, Any, T], answer: "Future[T] | None") -> None:
        """Also for a task that was cancelled before it began."""
        self._tasks.discard(task)
        work.close()
        if answer and not answer.done():
            answer.set_exception(FluxDesktopError("the program is closing"))

    async def _guarded(self, work: Coroutine[Any, Any, T], answer: "Future[T] | None") -> None:
        if answer and not answer.set_running_or_notify_cancel():
            return
        try:
            result = await work
            if answer:
                answer.set_result(result)
        except Exception as error:  # noqa: BLE001  the task boundary: whatever it is, the other tasks go on
            if answer:
                answer.set_exception(error)
            if not answer or not isinstance(error, FluxDesktopError):
                self._on_bug(error)
