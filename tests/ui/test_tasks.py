"""What the window awaits: it is held until it is over, and a fault of ours is reported."""

import asyncio
import threading
from concurrent.futures import Future

import pytest

from flux_desktop.ui.tasks import TaskSet, answer
from tests.support.recording import settle


async def test_a_fault_that_nobody_expected_is_reported_and_the_others_go_on() -> None:
    reports: list[str] = []
    tasks, done = TaskSet(reports.append), asyncio.Event()

    async def fail() -> None:
        raise ZeroDivisionError("of mine")

    async def go_on() -> None:
        await settle()
        done.set()

    tasks.start(fail())
    tasks.start(go_on())
    await asyncio.wait_for(done.wait(), 5)
    assert len(reports) == 1
    assert "ZeroDivisionError: of mine" in reports[0]
    assert "in fail" in reports[0]


async def test_a_task_is_held_although_nobody_else_holds_it() -> None:
    import gc

    tasks, done = TaskSet(pytest.fail), asyncio.Event()
    wait: Future[int] = Future()

    async def work() -> None:
        await answer(wait)
        done.set()

    tasks.start(work())
    await settle()
    gc.collect()
    wait.set_result(1)
    await asyncio.wait_for(done.wait(), 5)


async def test_the_end_cancels_what_still_waits_and_reports_none_of_it() -> None:
    tasks, ended = TaskSet(pytest.fail), []

    async def wait() -> None:
        try:
            await answer(Future())
        finally:
            ended.append(True)

    tasks.start(wait())
    tasks.start(wait())
    await settle()
    await tasks.cancel_all()
    assert ended == [True, True]


async def test_an_answer_from_another_thread_arrives_in_this_one() -> None:
    promised: Future[threading.Thread] = Future()
    thread = threading.Thread(target=lambda: promised.set_result(threading.current_thread()))
    thread.start()
    assert await asyncio.wait_for(answer(promised), 5) is thread
    thread.join()
