import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from flux_desktop.domain.errors import DiskFullError, FluxDesktopError
from flux_desktop.services.tasks import TaskSet


async def fails(error: BaseException) -> None:
    raise error


async def for_ever() -> None:
    await asyncio.get_running_loop().create_future()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def test_a_bug_is_told_at_once_and_the_others_go_on() -> None:
    bugs: list[BaseException] = []
    tasks = TaskSet(bugs.append)
    tasks.spawn(for_ever())
    tasks.spawn(fails(ZeroDivisionError("ours")))
    await until(lambda: len(tasks) == 1)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    await tasks.cancel_all()
    assert len(tasks) == 0


async def test_a_task_that_nobody_holds_is_not_collected() -> None:
    tasks = TaskSet(lambda error: None)
    tasks.spawn(for_ever())
    await asyncio.sleep(0)
    gc.collect()
    assert len(tasks) == 1
    await tasks.cancel_all()


async def test_an_answer_carries_the_result_to_another_thread() -> None:
    answer: Future[int] = Future()

    async def work() -> int:
        return 42

    TaskSet(lambda error: None).spawn(work(), answer)
    assert await asyncio.wrap_future(answer) == 42


async def test_an_expected_failure_is_an_answer_and_no_bug() -> None:
    bugs: list[BaseException] = []
    answer: Future[None] = Future()
    TaskSet(bugs.append).spawn(fails(DiskFullError("full")), answer)
    with pytest.raises(DiskFullError):
        await asyncio.wrap_future(answer)
    assert bugs == []


async def test_a_bug_behind_a_question_is_both() -> None:
    bugs: list[BaseException] = []
    answer: Future[None] = Future()
    TaskSet(bugs.append).spawn(fails(KeyError("ours")), answer)
    with pytest.raises(KeyError):
        await asyncio.wrap_future(answer)
    await until(lambda: len(bugs) == 1)


async def test_nobody_waits_for_ever_for_an_answer_when_the_program_closes() -> None:
    tasks = TaskSet(lambda error: None)
    answer: Future[None] = Future()
    tasks.spawn(for_ever(), answer)
    await asyncio.sleep(0)
    await tasks.cancel_all()
    with pytest.raises(FluxDesktopError, match="closing"):
        answer.result(0)


async def test_a_task_that_is_cancelled_before_it_began_answers_too() -> None:
    tasks = TaskSet(lambda error: None)
    answer: Future[None] = Future()
    tasks.spawn(for_ever(), answer)
    await tasks.cancel_all()
    with pytest.raises(FluxDesktopError, match="closing"):
        answer.result(0)


async def test_a_question_that_was_taken_back_is_not_worked_on() -> None:
    answer: Future[None] = Future()
    answer.cancel()
    bugs: list[BaseException] = []
    await TaskSet(bugs.append).spawn(fails(ZeroDivisionError()), answer)
    assert bugs == []
