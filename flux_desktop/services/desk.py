"""What the window may ask of the engine. In the engine's thread."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from flux_desktop.domain.errors import (
    DatabaseDamagedError,
    DatabaseLostError,
    FluxDesktopError,
    KeyMissingError,
    LibraryError,
    NotSentError,
    PracticeServerError,
    ServiceTroubleError,
)
from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import IdGenerator, ItemId
from flux_desktop.domain.image_model import ReferenceLimits
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.domain.spending import SpendingLimit
from flux_desktop.services.account import Account
from flux_desktop.services.accounts import Accounts
from flux_desktop.services.clock import Bell
from flux_desktop.services.conveyor import Conveyor
from flux_desktop.services.events import GenerationChanged
from flux_desktop.services.generation_queue import GenerationQueue
from flux_desktop.services.picture_keeper import PictureKeeper
from flux_desktop.services.reference_import import USUAL_LIMITS, read_image_file, sendable
from flux_desktop.services.reference_origins import ReferenceOrigins
from flux_desktop.services.spending import SpendingGate
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.workers import Workers
from flux_desktop.storage.generation_store import GenerationStore

_KEY_CHECK_S = 10.0


class Desk:
    """Each method is one wish of a person. Those that answer raise errors of ``domain.errors``."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        conveyor: Conveyor,
        queue: GenerationQueue,
        store: GenerationStore,
        keeper: PictureKeeper,
        gate: SpendingGate,
        ids: IdGenerator,
        bell: Bell,
        tasks: TaskSet,
        workers: Workers,
        origins: ReferenceOrigins,
        adopt: Callable[[], None],
    ) -> None:
        self._accounts = accounts
        self._conveyor = conveyor
        self._queue = queue
        self._store = store
        self._keeper = keeper
        self._gate = gate
        self._ids = ids
        self._bell = bell
        self._tasks = tasks
        self._workers = workers
        self._origins = origins
        self._adopt = adopt
        self._is_closed = False

    def close(self) -> None:
        """Take no new pictures."""
        self._is_closed = True

    def use_server(self, server: Server, key: str | None) -> None:
        account = self._accounts.use(server, key)
        self._conveyor.learn_times(practice=server.is_practice)
        self._conveyor.look()
        if account.has_key:
            self._tasks.spawn(self._look_at_balance(account))

    async def check_key(self, server: Server, key: str) -> Hundredths:
        client = await self._accounts.temporary_client(server, key)
        try:
            async with asyncio.timeout(_KEY_CHECK_S):
                return await client.credits()
        except TimeoutError as error:
            raise ServiceTroubleError(f"no answer within {_KEY_CHECK_S:.0f} s") from error
        finally:
            await client.aclose()

    def set_spending_limits(self, limits: Sequence[SpendingLimit]) -> None:
        self._gate.limits = tuple(limits)

    async def submit(
        self, requests: Sequence[GenerationRequest], estimates: Sequence[Hundredths | None], *, consented: bool = False
    ) -> list[Generation]:
        server = self._accounts.current_server
        if self._is_closed:
            raise FluxDesktopError("the program is closing")
        if server is None:
            raise KeyMissingError("there is no server and no key yet")
        if not requests:
            return []
        if not server.is_practice:
            self._gate.check(estimates, consented=consented)
        ids = [self._ids.next() for _ in requests]
        generations = [
            Generation(
                id=generation_id,
                batch_id=ids[0],
                request=request,
                state=State.QUEUED,
                estimate=estimate,
                server=server.name,
                practice=server.is_practice,
            )
            for generation_id, request, estimate in zip(ids, requests, estimates, strict=True)
        ]
        self._queue_up(generations)
        return generations

    async def cancel(self, generation_id: ItemId) -> bool:
        generation = self._store.get(generation_id)
        if generation.state is not State.QUEUED:
            return False
        self._move(generation, generation.moved(State.CANCELLED))
        self._conveyor.remove(generation_id)
        return True

    async def dismiss(self, generation_id: ItemId) -> None:
        generation = self._store.get(generation_id)
        if generation.state.needs_attention:
            self._move(generation, generation.moved(State.CANCELLED))

    async def retry(self, generation_id: ItemId, *, consented: bool = False) -> Generation:
        return (await self.retry_all([generation_id], consented=consented))[0]

    async def retry_all(self, generation_ids: Sequence[ItemId], *, consented: bool = False) -> list[Generation]:
        found = [self._store.get(generation_id) for generation_id in dict.fromkeys(generation_ids)]
        prices = [old.estimate for old in found if old.state.needs_attention and not old.practice]
        self._gate.check(prices, consented=consented)
        return [self._make_again(old) for old in found]

    async def check_again(self, generation_id: ItemId) -> Generation:
        expired = self._store.get(generation_id)
        if expired.state is not State.EXPIRED:
            return expired
        running = expired.moved(State.RUNNING, failure=None)
        self._move(expired, running)
        self._conveyor.carry(running, once=True)
        return running

    def pause(self) -> None:
        self._queue.pause()
        self._conveyor.look()

    def resume(self) -> None:
        self._queue.resume()
        self._accounts.try_again()
        self._conveyor.look()

    def try_again(self) -> None:
        self._adopt()
        self._bell.ring()
        self._accounts.try_again()
        self._conveyor.look()

    def reorder(self, generation_ids: Sequence[ItemId]) -> None:
        self._queue.reorder(generation_ids)
        self._conveyor.look()

    def write_settings_into_files(self, wanted: bool) -> None:
        self._keeper.writes_settings = wanted

    def set_limit(self, at_once: int) -> None:
        self._queue.set_limit(at_once)
        self._conveyor.look()

    def refresh_balance(self) -> None:
        if account := self._accounts.current:
            self._tasks.spawn(self._look_at_balance(account))

    def use_library(self, library: Path) -> None:
        self._tasks.spawn(self.change_library(library))

    async def change_library(self, library: Path) -> None:
        """As ``use_library``, and wait until it is so."""
        await self._use_library(library)

    async def library_settled(self, library: Path) -> None:
        """Wait until nothing is being written into a library that is in use no more."""
        await self._keeper.settled(library)

    async def add_reference(self, source: bytes | Path, name: str, limits: ReferenceLimits | None) -> Reference:
        data = await self._workers.run(read_image_file, source) if isinstance(source, Path) else source
        image = await self._workers.run(sendable, data, limits or USUAL_LIMITS)
        references = self._keeper.references
        added = await self._workers.run(references.add, image.data, name, image.file_format, image.size)
        if image.original == image.size:
            return added
        if isinstance(source, Path):
            await self._workers.run(self._origins.remember, added, source)
        return replace(added, original_size=image.original)

    def _make_again(self, old: Generation) -> Generation:
        if old.state is State.UNCONFIRMED:
            queued = old.moved(State.QUEUED, failure=None, submitted_at=None)
            self._move(old, queued)
            self._conveyor.add([queued])
            return queued
        if not old.state.needs_attention:
            return old
        new = Generation(
            id=self._ids.next(),
            batch_id=old.batch_id,
            request=old.request,
            state=State.QUEUED,
            estimate=old.estimate,
            server=old.server,
            practice=old.practice,
        )
        self._queue_up([new])
        self._move(old, old.moved(State.CANCELLED))
        return new

    def _queue_up(self, generations: Sequence[Generation]) -> None:
        try:
            self._store.add(generations)
        except (DatabaseLostError, DatabaseDamagedError) as error:
            self._keeper.wait_for_space(error)
            raise
        for generation in generations:
            self._conveyor.tell(GenerationChanged(generation))
        self._conveyor.add(generations)

    def _move(self, before: Generation, after: Generation) -> None:
        self._store.move(before, after)
        self._conveyor.tell(GenerationChanged(after))

    async def _look_at_balance(self, account: Account) -> None:
        """As a person's wish: what a lack of money or a bad key has stopped goes on if the balance allows it."""
        prices = [entry.estimate for entry in self._queue.waiting if entry.account == account.name]
        try:
            await account.look_at_balance(lifts_at=next(iter(prices), None) or 0)
        except (NotSentError, PracticeServerError) as error:
            account.unreachable(str(error))

    async def _use_library(self, library: Path) -> None:
        try:
            await self._workers.run(self._keeper.create, library)
        except LibraryError as error:
            self._keeper.wait_for_space(error)
        self._keeper.use(library)
        self._conveyor.look()
