"""The long waits, on a clock that a test moves: errors for a day, tasks that get stuck, keys that are refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.connections import Deadlines
from flux_desktop.domain.generation import Cause, Generation, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.services.account import Account
from flux_desktop.services.clock import Bell
from flux_desktop.services.events import Event, TroubleChanged
from flux_desktop.services.lane import Lane
from flux_desktop.services.pace import Pace
from flux_desktop.services.recorder import Recorder
from flux_desktop.services.retry import RetryBudget
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.troubles import TroubleBoard
from flux_desktop.services.waiter import LONGEST_WAIT_S, Waiter, Watch
from flux_desktop.storage.database import prepare
from flux_desktop.storage.library_writer import LibraryWriter
from tests.support.clocks import START, ManualClock
from tests.support.engines import CATALOGUE
from tests.support.practice import KEY, PracticeProcess


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeProcess]:
    """A task of it never ends by itself."""
    with PracticeProcess(seconds=100_000) as server:
        yield server


class Bench:
    """A waiter with a real client and a real database, and a clock that stands still."""

    def __init__(self, folder: Path, url: str) -> None:
        self.clock = ManualClock()
        self.events: list[Event] = []
        self.bugs: list[BaseException] = []
        self.tasks = TaskSet(self.bugs.append)
        prepare(folder / "library.sqlite3")
        self.writer = LibraryWriter(folder / "library.sqlite3", self.clock.now)
        self.board = TroubleBoard(self.events.append, lambda: 0)
        self.lane = Lane(self.clock.monotonic_s)
        self.bell = Bell(self.clock)
        self.account = Account(
            url,
            lane=self.lane,
            bell=self.bell,
            board=self.board,
            tasks=self.tasks,
            make_client=lambda server, key: BflClient(
                server, key, image_path=lambda _: folder, deadlines=Deadlines(answer_s=5)
            ),
            find_server=self._same,
            on_balance=lambda *_: None,
            on_change=lambda: None,
        )
        self.board.show_account(url)
        self.account.use(Server.custom(url), KEY)
        recorder = Recorder(self.writer.generations, self.board, self.bell)
        self.waiter = Waiter(
            recorder=recorder,
            pace=Pace(self.writer.generations, CATALOGUE),
            budget=RetryBudget(),
            account_of=lambda _: self.account,
            clock=self.clock,
        )

    async def _same(self, server: Server) -> Server:
        return server

    def running(self, submitted: dict[str, str]) -> Generation:
        """A generation on record that waits for this task."""
        request = GenerationRequest("flux-2-klein-4b", "a quiet fjord")
        queued = Generation(1 << 20, 1 << 20, request, State.QUEUED, 140, "custom", practice=False)
        self.writer.generations.add([queued])
        sending = queued.moved(State.SUBMITTING, submitted_at=START)
        self.writer.generations.move(queued, sending)
        running = sending.moved(State.RUNNING, task_id=submitted["id"], polling_url=submitted["polling_url"])
        self.writer.generations.move(sending, running)
        self.lane.resume(running.id, "flux-2-klein-4b")
        return running

    def watch(self, waited_s: float = 0) -> Watch:
        since_s = self.clock.monotonic_s() - waited_s
        return Watch(since_s, since_s)

    @property
    def troubles(self) -> list[TroubleChanged]:
        return [event for event in self.events if isinstance(event, TroubleChanged)]

    async def wait(self, running: Generation, watch: Watch, until: Callable[[], bool] = lambda: False) -> Generation:
        """Let it wait until it has come to an end, or until this is true."""
        import asyncio

        task = asyncio.ensure_future(self.waiter.wait(running, watch))
        while not task.done() and not until():
            await asyncio.wait({task}, timeout=0.002)
            if not task.done() and self.bell_is_waited_for():
                self.clock.next_timer()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return running
        return task.result()[0]

    def bell_is_waited_for(self) -> bool:
        return bool(self.bell._waiting)

    async def close(self) -> None:
        await self.tasks.cancel_all()
        await self.account.aclose()
        self.writer.close()
        assert self.bugs == []


async def test_a_task_that_is_pending_for_a_day_ends_as_expired_and_can_be_asked_for_again(
    server: PracticeProcess, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    ended = await bench.wait(running, bench.watch(waited_s=LONGEST_WAIT_S - 3600))
    assert ended.state is State.EXPIRED
    assert ended.failure
    assert ended.failure.cause is Cause.TASK_UNKNOWN
    assert 3600 < bench.clock.elapsed_s < 3600 + 120
    assert bench.writer.generations.get(running.id).state is State.EXPIRED
    await bench.close()


async def test_a_day_without_the_program_counts_for_nothing(server: PracticeProcess, tmp_path: Path) -> None:
    """The clock on the wall may jump: only the time that somebody has waited ends a wait."""
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    long_ago = replace(bench.watch(), accepted_s=-10 * LONGEST_WAIT_S, was_seen_from_the_start=False)
    still = await bench.wait(running, long_ago, until=lambda: bench.clock.elapsed_s > 7200)
    assert still.state is State.RUNNING
    await bench.close()


async def test_a_task_that_takes_a_quarter_of_an_hour_makes_way_for_others(
    server: PracticeProcess, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    watch = bench.watch()
    await bench.wait(running, watch, until=lambda: bench.clock.elapsed_s > 800)
    assert bench.lane.active == 1
    await bench.wait(running, watch, until=lambda: bench.clock.elapsed_s > 1200)
    assert bench.lane.active == 0
    await bench.close()


async def test_errors_never_end_the_waiting_and_the_trouble_is_named(server: PracticeProcess, tmp_path: Path) -> None:
    server.set_faults([{"where": "poll", "kind": "500", "times": None}])
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    watch = bench.watch(waited_s=3 * LONGEST_WAIT_S)
    still = await bench.wait(running, watch, until=lambda: bench.clock.elapsed_s > 7200)
    assert still.state is State.RUNNING
    assert bench.troubles[-1].cause is Cause.SERVICE_TROUBLE
    polls = server.submits()[0]["polls"]
    assert polls < 7200 / 45 + 20, "an outage must not become a storm"
    await bench.close()


async def test_the_trouble_is_over_with_the_first_answer(server: PracticeProcess, tmp_path: Path) -> None:
    server.set_faults([{"where": "poll", "kind": "503", "times": 6}])
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    await bench.wait(running, bench.watch(), until=lambda: bench.clock.elapsed_s > 600)
    assert bench.troubles[0].cause is Cause.SERVICE_TROUBLE
    assert bench.troubles[-1].cause is None
    await bench.close()


async def test_a_server_may_ask_for_more_time_between_polls(server: PracticeProcess, tmp_path: Path) -> None:
    server.set_faults([{"where": "poll", "kind": "429", "times": 1, "retry_after": 90}])
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    await bench.wait(running, bench.watch(), until=lambda: server.submits()[0]["polls"] >= 2)
    assert max(bench.clock.delays_s) >= 90
    await bench.close()


async def test_a_refused_key_is_tried_once_a_minute_at_the_most(server: PracticeProcess, tmp_path: Path) -> None:
    server.set_faults([{"where": "poll", "kind": "403", "times": None}])
    bench = Bench(tmp_path, server.url)
    running = bench.running(server.submit())
    await bench.wait(running, bench.watch(), until=lambda: bench.clock.elapsed_s > 3600)
    assert 30 <= server.submits()[0]["polls"] <= 62
    assert Cause.KEY_REFUSED in bench.lane.holds
    await bench.close()
