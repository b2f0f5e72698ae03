"""The engine inside its thread: everything is made, opened, and closed again here."""

import asyncio
import ssl
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import Any

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.connections import system_tls
from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import IdGenerator
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.server import Server
from flux_desktop.services.account import Account, KeySource
from flux_desktop.services.accounts import Accounts
from flux_desktop.services.clock import Bell, Clock
from flux_desktop.services.collector import Collector
from flux_desktop.services.conveyor import Conveyor
from flux_desktop.services.copying import CopyKeeper
from flux_desktop.services.desk import Desk
from flux_desktop.services.engine_options import EngineOptions
from flux_desktop.services.events import BalanceChanged, EngineFailed
from flux_desktop.services.file_follower import FileFollower
from flux_desktop.services.generation_queue import GenerationQueue
from flux_desktop.services.generation_runner import GenerationRunner
from flux_desktop.services.importer import Importer
from flux_desktop.services.keeping_desk import KeepingDesk
from flux_desktop.services.locating import Locator
from flux_desktop.services.merging import MergeDesk
from flux_desktop.services.pace import Pace
from flux_desktop.services.picture_keeper import PictureKeeper
from flux_desktop.services.practice_server import PracticeServer
from flux_desktop.services.recorder import Recorder
from flux_desktop.services.reference_shaping import ReferenceShaper
from flux_desktop.services.retry import RetryBudget
from flux_desktop.services.search_keeper import SearchKeeper
from flux_desktop.services.sender import Sender
from flux_desktop.services.spending import SpendingGate
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.troubles import TroubleBoard
from flux_desktop.services.waiter import Waiter
from flux_desktop.services.workers import Workers
from flux_desktop.storage.database import prepare
from flux_desktop.storage.library_copy import sweep_snapshots
from flux_desktop.storage.library_writer import LibraryWriter

_LIBRARY_THREADS, _LOCAL_THREADS, _RESOLVER_THREADS = 4, 2, 8
_LONGEST_SENDING_S = 10.0
_FOR_THE_REST_S = 2.0
_SWEEP_S = 2.0
_USUAL_TASK_LIMIT = 24


def live(options: EngineOptions, ready: "Callable[[EngineCore], object]") -> None:
    """Run the engine in this thread until it is stopped. ``ready`` gets it when it is open."""
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(Workers(_RESOLVER_THREADS, "flux-resolver"))
        runner.run(EngineCore(options).live(ready))


class EngineCore:
    """The parts, wired. To be made inside the loop."""

    desk: Desk
    conveyor: Conveyor
    keeping: KeepingDesk

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        self._sink = options.sink
        self._clock = options.clock or Clock(options.now)
        self._bell = Bell(self._clock)
        self.tasks = TaskSet(self._report_bug)
        self._library_workers = Workers(_LIBRARY_THREADS, "flux-library")
        self._workers = Workers(_LOCAL_THREADS, "flux-local")
        self._practice = PracticeServer(options.practice_state, self._clock)
        self._queue = GenerationQueue(self._model_limit, self._clock.monotonic_s)
        self._board = TroubleBoard(self._sink, lambda: len(self._queue.waiting))
        self._accounts = Accounts(
            make_account=self._make_account,
            make_client=self._make_client,
            find_server=self._find_server,
            board=self._board,
        )
        self._copies = CopyKeeper(
            options.profile_database, self._bell, self.tasks, self._library_workers, self.condemn_list
        )
        self._deadline_s = 0.0
        self._is_open = False

    async def live(self, ready: "Callable[[EngineCore], object]") -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._on_loop_fault)
        self._asked_to_stop = asyncio.Event()
        await self.tasks.spawn(self._live(ready))
        self._library_workers.shutdown()
        self._workers.shutdown()

    def call(self, message: "Callable[[EngineCore], object]") -> None:
        """Have ``message`` called in the engine's thread. Safe in any thread."""
        self._loop.call_soon_threadsafe(message, self)

    def stop(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._asked_to_stop.set()

    def condemn_list(self, damage: DatabaseDamagedError) -> None:
        """Damage was found in the list of pictures: nothing more is written into it or sent, and that is told."""
        self._writer.condemn(damage)

    async def _live(self, ready: "Callable[[EngineCore], object]") -> None:
        prepare(self._options.profile_database)
        sweep_snapshots(self._options.profile_database)
        self._writer = LibraryWriter(self._options.profile_database, self._clock.now)
        try:
            self._wire()
            self._writer.tell_damage(self._keeper.wait_for_space)
            self._is_open = True
            await self._take_up()
            ready(self)
            await self._asked_to_stop.wait()
            await self._finish()
        finally:
            await self.tasks.cancel_all()
            await self._close()

    def _wire(self) -> None:
        options, store = self._options, self._writer.generations
        self._keeper = PictureKeeper(
            options.library,
            options.held,
            store=store,
            queue=self._queue,
            board=self._board,
            bell=self._bell,
            tasks=self.tasks,
            library_workers=self._library_workers,
            workers=self._workers,
            on_change=self._look,
            free_space_needed_bytes=options.free_space_needed_bytes,
        )
        keeper = self._keeper
        self.shaper = ReferenceShaper(lambda: keeper.references, keeper.reference_path, self._workers)
        self.importer = Importer(
            writer=self._writer,
            files=lambda: self._keeper.files,
            now=self._clock.now,
            on_edit=self._on_edit,
            on_trouble=self._keeper.look,
            bell=self._bell,
        )
        self.locator = Locator(self._writer.imports, lambda: self._keeper.files, self._on_edit)
        self.colours = self._writer.colours
        self.searches = SearchKeeper(self._writer.searches, self._on_edit)
        pace = Pace(store, options.catalogue)
        self.conveyor = Conveyor(
            run=self._make_runner(pace).run,
            queue=self._queue,
            account_of=self._accounts.of,
            board=self._board,
            pace=pace,
            tasks=self.tasks,
            clock=self._clock,
            sink=self._sink,
            on_idle=self._on_idle,
        )
        self.desk = Desk(
            accounts=self._accounts,
            conveyor=self.conveyor,
            queue=self._queue,
            store=store,
            keeper=self._keeper,
            gate=SpendingGate(store.committed_since, self._clock.now),
            ids=IdGenerator(self._clock.now, store.last_id()),
            bell=self._bell,
            tasks=self.tasks,
            workers=self._workers,
            origins=self.shaper.origins,
            adopt=self._adopt_again,
        )
        self.keeping = self._make_keeping()
        self.merging = MergeDesk(self._writer.merge, self._on_edit, self._follower.revisit)

    async def expect_library(self) -> None:
        """There are pictures, and their folder was not found: an empty one is not theirs."""
        self._keeper.files.expect_it_filled()
        await self._keeper.look()

    def _make_keeping(self) -> KeepingDesk:
        self._follower = FileFollower(
            self._writer.keeping,
            self._writer.pictures,
            lambda: self._keeper.files.library,
            workers=self._library_workers,
            bell=self._bell,
            tasks=self.tasks,
            on_trouble=self._keeper.look,
        )
        return KeepingDesk(self._writer.keeping, self._follower, self._clock.now, self._on_edit)

    def _make_runner(self, pace: Pace) -> GenerationRunner:
        store, account_of, clock = self._writer.generations, self._accounts.of, self._clock
        recorder, budget = Recorder(store, self._board, self._bell), RetryBudget()
        self._sender = Sender(
            catalogue=self._options.catalogue,
            store=store,
            recorder=recorder,
            keeper=self._keeper,
            shaper=self.shaper,
            account_of=account_of,
            clock=clock,
        )
        waiter = Waiter(recorder=recorder, pace=pace, budget=budget, account_of=account_of, clock=clock)
        collector = Collector(
            recorder=recorder,
            keeper=self._keeper,
            budget=budget,
            account_of=account_of,
            clock=clock,
            sink=self._sink,
        )
        return GenerationRunner(self._sender, waiter, collector, clock)

    async def _take_up(self) -> None:
        """What an earlier run has left."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._library_workers.run(self._keeper.files.sweep_parts), _SWEEP_S)
        self._adopt()
        self.tasks.spawn(self._follower.look_for_strays())

    def _adopt_again(self) -> None:
        self._practice.forgive()
        self._adopt()

    def _adopt(self) -> None:
        """Carry what is under way and carried by nobody, pictures that are ready first; park what waits."""
        found = [item for item in self._writer.generations.open_generations() if not self.conveyor.knows(item.id)]
        for generation in sorted(found, key=lambda item: item.state is not State.FETCHING):
            if generation.state is not State.QUEUED:
                self.conveyor.carry(generation)
        self.conveyor.park([generation for generation in found if generation.state is State.QUEUED])

    async def _finish(self) -> None:
        """Requests that are on their way are waited for; everything else goes on next time."""
        self.desk.close()
        self._sender.close()
        self.conveyor.stop()
        patience_s = min(_LONGEST_SENDING_S, max(0.0, self._deadline_s - _FOR_THE_REST_S))
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._sender.nothing_under_way()

    async def _close(self) -> None:
        library = self._keeper.files.library
        await asyncio.gather(self._accounts.aclose(), self._practice.stop(), self._copies.copy_at_the_end(library))
        self.importer.close()
        self._writer.close()

    def _look(self) -> None:
        self.conveyor.look()

    def _on_edit(self) -> None:
        self._copies.changed(self._keeper.files.library)

    def _on_idle(self) -> None:
        """A batch has ended."""
        self._on_edit()
        if (account := self._accounts.current) and account.has_key:
            self.tasks.spawn(account.tell_balance())

    def _on_balance(self, account: Account, balance: Hundredths | None) -> None:
        if account is self._accounts.current:
            self._sink(BalanceChanged(balance))

    def _model_limit(self, model_id: str) -> int:
        catalogue = self._options.catalogue
        return catalogue[model_id].active_task_limit if model_id in catalogue else _USUAL_TASK_LIMIT

    def _make_account(self, name: str) -> Account:
        return Account(
            name,
            lane=self._queue.lane(name),
            bell=Bell(self._clock),
            board=self._board,
            tasks=self.tasks,
            make_client=self._make_client,
            find_server=self._find_server,
            on_balance=self._on_balance,
            on_change=self._look,
        )

    def _make_client(self, server: Server, key: KeySource) -> BflClient:
        return BflClient(
            server,
            key,
            image_path=self._keeper.reference_path,
            ssl_context=self._tls,
            deadlines=self._options.deadlines,
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return system_tls()

    async def _find_server(self, server: Server) -> Server:
        return Server(server.name, await self._practice.start()) if server.is_practice else server

    def _on_loop_fault(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._report_bug(context.get("exception") or RuntimeError(context["message"]))

    def _report_bug(self, error: BaseException) -> None:
        if isinstance(error, DatabaseDamagedError) and self._is_open:
            self.condemn_list(error)
            return
        self._sink(EngineFailed(self._accounts.redact("".join(traceback.format_exception(error)))))
