"""Threads for calls that block: files, pictures, names of hosts."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE_S = 0.5
_LOW_PRIORITY = 10


class Workers(ThreadPoolExecutor):
    """An executor of daemon threads.

    The interpreter waits for the threads of the standard one when it ends, and a call into a network drive that has
    gone away, or for the address of a host while offline, may take minutes or never return.
    """

    def __init__(self, count: int, name: str) -> None:
        super().__init__(max_workers=count)
        self._count = count
        self._name = name
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._unfinished = 0
        self._all: list[threading.Thread] = []
        self._lock = threading.Lock()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, or what it raised. A caller that is cancelled leaves the function running."""
        return await asyncio.wrap_future(self.submit(function, *args, **kwargs))

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            self._unfinished += 1
            if len(self._all) < min(self._unfinished, self._count):
                self._start_thread()
        self._calls.put((future, lambda: function(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """End the threads that are idle; one that hangs is left to die with the process."""
        with self._lock:
            threads, self._all = self._all, []
        for _ in threads:
            self._calls.put(None)
        deadline_s = time.monotonic() + (_PATIENCE_S if wait else 0.0)
        for thread in threads:
            thread.join(max(0.0, deadline_s - time.monotonic()))

    def _start_thread(self) -> None:
        thread = threading.Thread(target=self._work, name=f"{self._name}-{len(self._all) + 1}", daemon=True)
        self._all.append(thread)
        thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            future, function = call
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function())
                except BaseException as error:  # noqa: BLE001  it is not caught but handed to whoever waits for it
                    future.set_exception(error)
            with self._lock:
                self._unfinished -= 1
            del call, future, function


def run_apart(name: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    """Call ``function`` in a daemon thread of its own, which ends with it."""
    workers = Workers(1, name)
    future = workers.submit(function, *args, **kwargs)
    workers.shutdown(wait=False)
    return future


def step_back() -> None:
    """Let the window and everything else go first: this thread has time. Linux alone knows threads of low priority."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW_PRIORITY)
