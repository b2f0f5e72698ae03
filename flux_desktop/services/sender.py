"""The first step of a generation: it is sent, once."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import NamedTuple

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.protocol import Submission
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.errors import (
    KeyRefusedError,
    LibraryError,
    NotSentError,
    OutOfCreditsError,
    PracticeServerError,
    RateLimitedError,
    RequestRefusedError,
    ServiceError,
    UntrustedAddressError,
)
from flux_desktop.domain.generation import Cause, Failure, Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.services.account import Account
from flux_desktop.services.clock import Clock
from flux_desktop.services.picture_keeper import PictureKeeper
from flux_desktop.services.recorder import Recorder
from flux_desktop.services.reference_shaping import ReferenceShaper
from flux_desktop.storage.generation_store import GenerationStore

_NOT_TAKEN = (NotSentError, RateLimitedError, KeyRefusedError, OutOfCreditsError)
"""BFL has not accepted it: sending it again costs nothing."""


class _Prepared(NamedTuple):
    """``request`` is as it is sent: its references may be smaller than those on record."""

    server: Server
    client: BflClient
    request: GenerationRequest


class Sender:
    """The intent is on record before the request leaves, and the answer is on record before anything else happens.

    What was provably not accepted is queued again. What may have been accepted is unconfirmed, and never sent again by
    the program.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        store: GenerationStore,
        recorder: Recorder,
        keeper: PictureKeeper,
        shaper: ReferenceShaper,
        account_of: Callable[[Generation], Account],
        clock: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._recorder = recorder
        self._keeper = keeper
        self._shaper = shaper
        self._account_of = account_of
        self._clock = clock
        self._under_way: set[ItemId] = set()
        self._all_done = asyncio.Event()
        self._is_closed = False

    async def send(self, queued: Generation) -> AsyncGenerator[Generation]:
        """Each step, recorded. The last is queued again, running, unconfirmed or failed; without any step it is as it
        was, and somebody else knows when to try it again."""
        account = self._account_of(queued)
        if queued.request.model_id not in self._catalogue:
            yield await self._fail(queued, Failure(Cause.REQUEST_REFUSED, "This model is no longer known."))
            return
        try:
            prepared = await self._prepare(account, queued.request)
        except RequestRefusedError as error:
            yield await self._fail(queued, Failure(Cause.REQUEST_REFUSED, str(error), error.field))
            return
        if prepared is None or (submitting := self._intend(queued, prepared.server)) is None:
            return
        self._under_way.add(queued.id)
        try:
            yield submitting
            yield await self._submit(account, prepared, submitting)
        finally:
            self._under_way.discard(queued.id)
            self._all_done.set()

    def close(self) -> None:
        """Begin no request any more."""
        self._is_closed = True

    async def nothing_under_way(self) -> None:
        """Wait until no request is on its way. None may be begun meanwhile."""
        while self._under_way:
            self._all_done.clear()
            await self._all_done.wait()

    async def doubt(self, submitting: Generation, detail: str) -> Generation:
        """Nobody can know what became of it."""
        failure = Failure(Cause.OUTCOME_UNKNOWN, detail)
        return await self._recorder.move(submitting, submitting.moved(State.UNCONFIRMED, failure=failure))

    async def _prepare(self, account: Account, request: GenerationRequest) -> _Prepared | None:
        """Everything that could go wrong before the request, done before the intent is recorded."""
        try:
            await self._keeper.make_sure_of_space()
            sent = await self._shaper.as_sent(self._catalogue[request.model_id], request)
            server, client = await account.connect(warm=True)
        except LibraryError as error:
            self._keeper.wait_for_space(error)
        except (NotSentError, PracticeServerError) as error:
            account.lane.not_sent()
            account.unreachable(str(error))
        except KeyRefusedError:
            pass  # the key was taken away a moment ago; the lane waits for another
        else:
            return _Prepared(server, client, sent)
        return None

    def _intend(self, queued: Generation, server: Server) -> Generation | None:
        """On record before the request: a crash cannot hide a charge."""
        if self._is_closed:
            return None
        submitting = replace(
            queued.moved(State.SUBMITTING, submitted_at=self._clock.now(), failure=None), server=server.name
        )
        try:
            self._store.move(queued, submitting)
        except LibraryError as error:
            self._keeper.wait_for_space(error)
            return None
        return submitting

    async def _submit(self, account: Account, prepared: _Prepared, submitting: Generation) -> Generation:
        model, key = self._catalogue[submitting.request.model_id], account.key
        try:
            submission = await prepared.client.submit(model, prepared.request)
        except RequestRefusedError as error:
            return await self._fail(submitting, Failure(Cause.REQUEST_REFUSED, str(error), error.field))
        except UntrustedAddressError as error:
            return await self._fail(submitting, Failure(Cause.REQUEST_REFUSED, str(error)))
        except _NOT_TAKEN as error:
            _take_note(account, error, key)
            return await self._recorder.move(submitting, submitting.moved(State.QUEUED, submitted_at=None))
        except ServiceError as error:
            account.in_doubt(str(error))
            return await self.doubt(submitting, str(error))
        account.lane.accepted(submitting.id)
        running = await self._recorder.move(submitting, _accepted(submitting, submission))
        account.accepted()
        return running

    async def _fail(self, before: Generation, failure: Failure) -> Generation:
        after = before.moved(State.FAILED, failure=failure, finished_at=self._clock.now())
        return await self._recorder.move(before, after)


def _accepted(submitting: Generation, submission: Submission) -> Generation:
    return submitting.moved(
        State.RUNNING,
        task_id=submission.task_id,
        polling_url=submission.polling_url,
        submitted_cost=submission.cost,
    )


def _take_note(account: Account, error: ServiceError, key: str | None) -> None:
    """Make the others wait for what stopped this one, which was sent with ``key``."""
    detail = str(error)
    match error:
        case RateLimitedError():
            account.slowed_down(detail, error.retry_after_s)
        case KeyRefusedError():
            account.refused(detail, key)
        case OutOfCreditsError():
            account.out_of_credits(detail, key)
        case _:
            account.lane.not_sent()
            account.unreachable(detail)
