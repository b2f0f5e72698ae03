"""The last step of a generation: its picture is fetched, checked, put into the library, and on record."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from flux_desktop.bfl.download import Download
from flux_desktop.bfl.protocol import Ready
from flux_desktop.domain.errors import (
    DamagedDownloadError,
    KeyRefusedError,
    LinkExpiredError,
    NotSentError,
    PracticeServerError,
    ServiceTroubleError,
)
from flux_desktop.domain.generation import Cause, Failure, Generation, State
from flux_desktop.domain.picture import Picture
from flux_desktop.services.account import Account
from flux_desktop.services.clock import Clock
from flux_desktop.services.events import EventSink, PictureArrived
from flux_desktop.services.picture_keeper import PictureKeeper
from flux_desktop.services.recorder import Recorder
from flux_desktop.services.retry import Backoff, RetryBudget

_DELAYS_S = (0.5, 60.0)
_TRIES_OF_A_LINK = 3
"""So often a link is tried that gives damaged pictures, before a fresh one is asked for."""

_FAULTS_OF_A_LINK = 5
"""After so many faults of the store it is time to ask for another link."""

_DEATHS_OF_FRESH_LINKS = 6


@dataclass(slots=True)
class Links:
    """The links of one picture that led nowhere. ``patience``: how often the same one may."""

    patience: int = 3
    dead: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    faults: int = 0

    @property
    def useless(self) -> int:
        """How many have been asked for in vain."""
        return max(1, self.dead.total() + self.damaged + self.faults // _FAULTS_OF_A_LINK)

    def is_hopeless(self, cause: Cause) -> bool:
        if cause is Cause.DAMAGED_DOWNLOAD:
            return self.damaged >= self.patience
        return max(self.dead.values()) >= self.patience or self.dead.total() >= _DEATHS_OF_FRESH_LINKS


class _DeadLinkError(Exception):
    """Ask the task for another link. ``cause`` is what it is when there is none; ``None``: no fault of the link."""

    def __init__(self, cause: Cause | None, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause


class Collector:
    """A picture that has arrived is told at once, before it is on disk: it can be painted meanwhile."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        keeper: PictureKeeper,
        budget: RetryBudget,
        account_of: Callable[[Generation], Account],
        clock: Clock,
        sink: EventSink,
    ) -> None:
        self._recorder = recorder
        self._keeper = keeper
        self._budget = budget
        self._backoff = Backoff(*_DELAYS_S, budget)
        self._account_of = account_of
        self._clock = clock
        self._sink = sink

    async def collect(self, fetching: Generation, ready: Ready, links: Links) -> tuple[Generation, Picture | None]:
        """Done with its picture; or running again, because it needs a new link; or expired."""
        try:
            download = await self._download(fetching, ready.sample_url, links)
        except _DeadLinkError as error:
            return await self._without_link(fetching, error, links), None
        return await self._store(fetching, download)

    async def recover(self, fetching: Generation) -> tuple[Generation, Picture | None]:
        """What an earlier run has left: its picture if it got so far, else running again, for a new link."""
        if picture := await self._keeper.found(fetching):
            return await self._finish(fetching, picture)
        if download := await self._keeper.held(fetching):
            return await self._store(fetching, download)
        return await self._recorder.move(fetching, fetching.moved(State.RUNNING)), None

    async def _store(self, fetching: Generation, download: Download) -> tuple[Generation, Picture]:
        self._sink(PictureArrived(fetching.id, download.data, download.file_format))
        return await self._finish(fetching, await self._keeper.keep(fetching, download))

    async def _finish(self, fetching: Generation, picture: Picture) -> tuple[Generation, Picture]:
        """What was delivered is charged: as BFL said at the end, else as it said in the beginning."""
        settled = fetching.submitted_cost if fetching.settled_cost is None else fetching.settled_cost
        done = fetching.moved(State.DONE, finished_at=self._clock.now(), settled_cost=settled, failure=None)
        await self._recorder.finish(fetching, done, picture)
        await self._keeper.drop_held(fetching.id)
        return done, picture

    async def _download(self, fetching: Generation, url: str, links: Links) -> Download:
        account = self._account_of(fetching)
        damaged = faults = 0
        while True:
            try:
                _, client = await account.connect()
                download = await client.download(url)
            except LinkExpiredError as error:
                links.dead[url] += 1
                raise _DeadLinkError(Cause.LINK_EXPIRED, str(error)) from error
            except DamagedDownloadError as error:
                damaged += 1
                if damaged >= _TRIES_OF_A_LINK:
                    links.damaged += 1
                    raise _DeadLinkError(Cause.DAMAGED_DOWNLOAD, str(error)) from error
                asked_s = None
            except (NotSentError, PracticeServerError) as error:
                account.unreachable(str(error))
                asked_s, faults = None, faults + 1
            except (ServiceTroubleError, KeyRefusedError) as error:
                asked_s, faults = getattr(error, "retry_after_s", None), faults + 1
            else:
                self._budget.give_back()
                return download
            if faults >= _FAULTS_OF_A_LINK:
                raise _DeadLinkError(None, "the picture cannot be fetched")
            links.faults += 1
            await account.bell.wait(self._backoff.delay_s(links.faults, asked_s))

    async def _without_link(self, fetching: Generation, error: _DeadLinkError, links: Links) -> Generation:
        if error.cause and links.is_hopeless(error.cause):
            failure = Failure(error.cause, str(error))
            return await self._recorder.move(fetching, fetching.moved(State.EXPIRED, failure=failure))
        return await self._recorder.move(fetching, fetching.moved(State.RUNNING))
