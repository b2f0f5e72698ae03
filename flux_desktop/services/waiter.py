"""The second step of a generation: BFL works on it, and we ask until it is ready."""

from collections.abc import Callable
from dataclasses import dataclass

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.poll_schedule import PollSchedule
from flux_desktop.bfl.protocol import Broken, Moderated, Pending, Ready, TaskStatus, TaskUnknown, polling_address
from flux_desktop.domain.errors import (
    KeyRefusedError,
    NotSentError,
    PracticeServerError,
    ServiceError,
)
from flux_desktop.domain.generation import Cause, Failure, Generation, State
from flux_desktop.domain.server import Server
from flux_desktop.services.account import Account
from flux_desktop.services.clock import Clock
from flux_desktop.services.pace import Pace
from flux_desktop.services.recorder import Recorder
from flux_desktop.services.retry import Backoff, RetryBudget

LONGEST_WAIT_S = 24 * 3600.0
"""A task that is still pending after a day of asking will not come; "check again" stays free."""

_SLOW_S = 900.0
"""From then on a task takes nobody's place in the queue: it may be stuck, and eight of these would stop everything."""

_UNKNOWN_DELAYS_S = (1.0, 2.0, 4.0)
_ERROR_DELAYS_S = (1.0, 60.0)
_WITHOUT_KEY_S = 3600.0
_REFUSED_KEY_S = 60.0
_FAILURES_TO_TELL = 3


@dataclass(slots=True)
class Watch:
    """What is known about one generation while it is waited for.

    ``accepted_s`` and ``since_s`` are times of the clock: when it was accepted (a guess, for one of an earlier run),
    and since when we wait. ``patience``: how often a bad sign (task unknown, link dead) is passed over.
    """

    accepted_s: float
    since_s: float
    patience: int = 3
    was_seen_from_the_start: bool = True
    failures: int = 0
    unknowns: int = 0
    first_delay_s: float | None = None


class Waiter:
    """No number of errors ends the waiting: a paid picture is asked for as long as the program runs, and after that by
    its stored address when it runs again.
    """

    def __init__(
        self,
        *,
        recorder: Recorder,
        pace: Pace,
        budget: RetryBudget,
        account_of: Callable[[Generation], Account],
        clock: Clock,
    ) -> None:
        self._recorder = recorder
        self._pace = pace
        self._budget = budget
        self._backoff = Backoff(*_ERROR_DELAYS_S, budget)
        self._account_of = account_of
        self._clock = clock

    async def wait(self, running: Generation, watch: Watch) -> tuple[Generation, Ready | None]:
        """The generation in its next state, recorded; with the link when it is ready."""
        account = self._account_of(running)
        schedule = self._pace.schedule(running.request.model_id, practice=running.practice)
        delay_s = self._first_delay_s(schedule, watch)
        while True:
            await account.bell.wait(delay_s)
            asked_at_s = self._clock.monotonic_s()
            status = await self._ask(account, running, watch)
            if isinstance(status, float):
                delay_s = status
                watch.failures += 1
                continue
            watch.failures = 0
            if isinstance(status, Ready):
                return await self._ready(running, status, watch), status
            if final := self._final(running, status, watch):
                return await self._recorder.move(running, final), None
            if self._clock.monotonic_s() - watch.since_s > _SLOW_S:
                account.make_way(running.id)
            delay_s = self._next_delay_s(schedule, status, watch, asked_at_s)

    def _first_delay_s(self, schedule: PollSchedule, watch: Watch) -> float:
        delay_s, watch.first_delay_s = watch.first_delay_s, None
        if delay_s is not None:
            return delay_s
        return schedule.next_delay_s(max(0.0, self._clock.monotonic_s() - watch.accepted_s))

    def _next_delay_s(self, schedule: PollSchedule, status: TaskStatus, watch: Watch, asked_at_s: float) -> float:
        if isinstance(status, TaskUnknown):
            return _UNKNOWN_DELAYS_S[min(watch.unknowns, len(_UNKNOWN_DELAYS_S)) - 1]
        now_s = self._clock.monotonic_s()
        return schedule.next_delay_s(max(0.0, now_s - watch.accepted_s), now_s - asked_at_s)

    async def _ask(self, account: Account, running: Generation, watch: Watch) -> TaskStatus | float:
        """How the task stands, or in how many seconds to ask again."""
        if not account.has_key:
            return _WITHOUT_KEY_S
        key = account.key
        try:
            server, client = await account.connect()
            status = await _poll(client, server, running)
        except KeyRefusedError as error:
            account.refused(str(error), key)
            return _REFUSED_KEY_S if key == account.key else 0.0
        except (NotSentError, PracticeServerError) as error:
            account.unreachable(str(error))
            return self._backoff.delay_s(watch.failures + 1)
        except ServiceError as error:
            delay_s = self._backoff.delay_s(watch.failures + 1, getattr(error, "retry_after_s", None))
            if watch.failures + 1 >= _FAILURES_TO_TELL:
                account.troubled(running.id, str(error), delay_s)
            return delay_s
        self._budget.give_back()
        account.untroubled(running.id)
        account.reached()
        return status

    async def _ready(self, running: Generation, ready: Ready, watch: Watch) -> Generation:
        """The time is noted only if somebody was there all along: the usual times are learned from it."""
        seen_at = self._clock.now() if watch.was_seen_from_the_start else None
        fetching = running.moved(
            State.FETCHING,
            ready_at=running.ready_at or seen_at,
            prompt_used=ready.prompt or running.prompt_used,
            seed_used=running.seed_used if ready.seed is None else ready.seed,
            settled_cost=running.settled_cost if ready.cost is None else ready.cost,
            failure=None,
        )
        return await self._recorder.move(running, fetching)

    def _final(self, running: Generation, status: TaskStatus, watch: Watch) -> Generation | None:
        """The generation as it ends without a picture, or ``None`` when it goes on."""
        now = self._clock.now()
        match status:
            case Moderated():
                failure = Failure(status.stage, ", ".join(status.reasons))
                return running.moved(State.REFUSED, failure=failure, finished_at=now, settled_cost=status.cost)
            case Broken():
                return running.moved(
                    State.FAILED, failure=Failure(Cause.SERVICE_TROUBLE, status.detail), finished_at=now
                )
            case TaskUnknown():
                watch.unknowns += 1
                if watch.unknowns > watch.patience:
                    return _expired(running, status.detail)
            case Pending():
                watch.unknowns = 0
                if self._clock.monotonic_s() - watch.since_s > LONGEST_WAIT_S:
                    return _expired(running, "no answer within a day")
        return None


async def _poll(client: BflClient, server: Server, running: Generation) -> TaskStatus:
    task_id = running.task_id or ""
    return await client.poll(polling_address(running.polling_url, task_id, server), task_id)


def _expired(running: Generation, detail: str) -> Generation:
    return running.moved(State.EXPIRED, failure=Failure(Cause.TASK_UNKNOWN, detail))
