"""What the window awaits: coroutines on the window's own loop, held until they are over."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # asyncio takes 25 ms to import, and nothing is awaited before the first paint
    import asyncio
    from concurrent.futures import Future

T = TypeVar("T")


class TaskSet:
    """Starts tasks and keeps them alive; what one of them did not expect goes to ``report`` as a traceback."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run ``coroutine`` on the running loop."""
        import asyncio

        task = asyncio.get_event_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    async def cancel_all(self) -> None:
        import asyncio

        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _on_done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if task.cancelled() or task.exception() is None:
            return
        import traceback

        self._report("".join(traceback.format_exception(task.exception())))


def answer(future: "Future[T]") -> Awaitable[T]:
    """Await, in the window's loop, what the engine or the keychain promised from its own thread."""
    import asyncio

    return asyncio.wrap_future(future)
