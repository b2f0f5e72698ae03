import asyncio
import threading
from collections.abc import Iterator

import pytest

from flux_desktop.services.workers import Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(count=2)
    yield workers
    workers.close()


async def test_a_call_runs_beside_the_loop_and_hands_back_its_result(workers: Workers) -> None:
    thread = await workers.run(threading.current_thread)
    assert thread is not threading.current_thread()
    assert thread.daemon


async def test_what_a_call_raises_reaches_whoever_awaits_it(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        await workers.run(lambda: 1 // 0)


async def test_no_more_threads_than_allowed(workers: Workers) -> None:
    names = await asyncio.gather(*(workers.run(lambda: threading.current_thread().name) for _ in range(20)))
    assert len(set(names)) <= 2


async def test_a_caller_that_is_cancelled_does_not_stop_the_call(workers: Workers) -> None:
    begun, finished = threading.Event(), threading.Event()
    go_on = threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(5)
        finished.set()

    caller = asyncio.ensure_future(workers.run(slow))
    await workers.run(begun.wait, 5)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    go_on.set()
    assert await workers.run(finished.wait, 5)


async def test_closing_does_not_wait_for_a_call_that_hangs() -> None:
    workers = Workers(count=1)
    released = threading.Event()
    caller = asyncio.ensure_future(workers.run(released.wait, 30))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    before_s = loop.time()
    workers.close(patience_s=0.05)
    assert loop.time() - before_s < 1
    released.set()
    assert await caller
