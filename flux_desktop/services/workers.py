"""Threads for calls that block: files, pictures, disks."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Call = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Workers:
    """A few daemon threads.

    Not the loop's own executor: the interpreter waits for those threads when it ends, and a call into a network drive
    that has gone away may never return.
    """

    def __init__(self, count: int = 4, name: str = "flux-worker") -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._count = count
        self._name = name
        self._threads: list[threading.Thread] = []
        self._busy = 0

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """The function's result, or what it raised. A caller that is cancelled leaves the function running."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._busy += 1
        if len(self._threads) < min(self._busy, self._count):
            self._start_thread()
        self._calls.put((lambda: function(*arguments), done, loop))
        try:
            return await done
        finally:
            self._busy -= 1

    def close(self, patience_s: float = 1.0) -> None:
        """End the threads that are idle; one that hangs is left to die with the process."""
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join(patience_s)
        self._threads.clear()

    def _start_thread(self) -> None:
        name = f"{self._name}-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            function, done, loop = call
            try:
                result, error = function(), None
            except BaseException as raised:  # noqa: BLE001 - handed to whoever awaits it
                result, error = None, raised
            try:
                loop.call_soon_threadsafe(_deliver, done, result, error)
            except RuntimeError:
                return  # the loop is closed: nobody waits any more
            del call, function, done, result, error


def _deliver(done: "asyncio.Future[Any]", result: object, error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
