import asyncio
import contextlib
import threading
from collections.abc import Iterator

import pytest

from flux_desktop.services.workers import Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(2, "test-worker")
    yield workers
    workers.shutdown()


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
    workers = Workers(1, "test-worker")
    released = threading.Event()
    caller = asyncio.ensure_future(workers.run(released.wait, 30))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    before_s = loop.time()
    workers.shutdown()
    assert loop.time() - before_s < 2
    released.set()
    assert await caller


async def test_a_loop_that_uses_them_ends_although_a_call_hangs() -> None:
    """As when the address of a host is asked for and no network answers."""
    released = threading.Event()

    def own_loop() -> None:
        async def main() -> None:
            asyncio.get_running_loop().set_default_executor(Workers(1, "test-resolver"))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.to_thread(released.wait, 30), 0.01)

        asyncio.run(main())

    thread = threading.Thread(target=own_loop)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    released.set()


async def test_a_call_that_was_cancelled_before_its_turn_is_not_made(workers: Workers) -> None:
    go_on = threading.Event()
    made: list[int] = []
    first = [workers.submit(go_on.wait, 5) for _ in range(2)]
    waiting = workers.submit(made.append, 1)
    assert waiting.cancel()
    go_on.set()
    await asyncio.gather(*map(asyncio.wrap_future, first))
    await workers.run(lambda: None)
    assert made == []
