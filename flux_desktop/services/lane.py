"""One account's way to BFL: how much may be under way at once, and whether anything may be sent now."""

import random
from collections.abc import Callable

from flux_desktop.domain.generation import Cause
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.retry import Backoff

MOST_ACTIVE = 24
"""Tasks that BFL works on at once for an organisation (rate limit page, 2026-08)."""

_CLIMB_S = 60.0
_DOUBTS_IN_A_ROW = 3
_RATE_LIMIT_DELAYS_S = (2.0, 30.0)
_NOT_SENT_DELAYS_S = (2.0, 60.0)
_SHORTEST_ASKED_S, _LONGEST_ASKED_S = 0.5, 300.0


class Lane:
    """Counts what is active at BFL and keeps the gates: rate limit, back-off, and holds that a person must lift.

    In the beginning, and after any trouble, the lane is cautious: one request at a time, until one is accepted. So a
    service that takes requests and then fails puts one picture in doubt and not eight.
    """

    def __init__(self, monotonic_s: Callable[[], float], chance: Callable[[], float] = random.random) -> None:
        self._monotonic_s = monotonic_s
        self._rate_backoff = Backoff(*_RATE_LIMIT_DELAYS_S, chance=chance)
        self._not_sent_backoff = Backoff(*_NOT_SENT_DELAYS_S, chance=chance)
        self._active: dict[ItemId, str] = {}
        self._submitting: set[ItemId] = set()
        self._holds: set[str] = set()
        self._cautious = True
        self._open_at_s = 0.0
        self._throttled_to: int | None = None
        self._throttled_at_s = 0.0
        self._rate_limits = self._not_sent = self._doubts = 0

    @property
    def active(self) -> int:
        return len(self._active)

    @property
    def holds(self) -> frozenset[str]:
        return frozenset(self._holds)

    def active_of(self, model_id: str) -> int:
        return sum(model == model_id for model in self._active.values())

    def active_models(self) -> set[str]:
        return set(self._active.values())

    def limit(self, own_limit: int) -> int:
        """How many may be active now; halved by a rate limit, it climbs back by one a minute."""
        limit = min(own_limit, MOST_ACTIVE)
        if self._throttled_to is None:
            return limit
        climbed = self._throttled_to + int((self._monotonic_s() - self._throttled_at_s) / _CLIMB_S)
        if climbed >= limit:
            self._throttled_to = None
        return min(limit, climbed)

    def may_send(self, model_id: str, model_limit: int, own_limit: int) -> bool:
        if self._holds or self._monotonic_s() < self._open_at_s or (self._cautious and self._submitting):
            return False
        return self.active < self.limit(own_limit) and self.active_of(model_id) < model_limit

    def next_change_s(self, own_limit: int) -> float | None:
        """In how many seconds the lane opens, or its limit climbs, by itself; ``None`` when it will not."""
        now_s = self._monotonic_s()
        if self._holds:
            return None
        if now_s < self._open_at_s:
            return self._open_at_s - now_s
        if self.limit(own_limit) < min(own_limit, MOST_ACTIVE):
            return _CLIMB_S - (now_s - self._throttled_at_s) % _CLIMB_S
        return None

    def begin(self, generation_id: ItemId, model_id: str) -> None:
        """It is about to be sent, and counts from now on."""
        self._active[generation_id] = model_id
        self._submitting.add(generation_id)

    def resume(self, generation_id: ItemId, model_id: str) -> None:
        """It was accepted in an earlier run and still counts."""
        self._active[generation_id] = model_id

    def release(self, generation_id: ItemId) -> None:
        """It is not at BFL, or no longer."""
        self._active.pop(generation_id, None)
        self._submitting.discard(generation_id)

    def accepted(self, generation_id: ItemId) -> None:
        self._submitting.discard(generation_id)
        self._cautious = False
        self._not_sent = self._rate_limits = self._doubts = 0

    def answered(self) -> None:
        """The server can be reached."""
        self._not_sent = 0

    def hold(self, reason: str) -> None:
        """Send nothing until ``let_go``."""
        self._holds.add(reason)
        self._cautious = True

    def let_go(self, *reasons: str) -> None:
        """Lift these holds."""
        self._holds -= set(reasons)
        if Cause.SERVICE_TROUBLE in reasons:
            self._doubts = 0

    def hurry(self) -> None:
        """Somebody wants it tried now: forget the back-off, but not what BFL asked for."""
        if not self._rate_limits:
            self._open_at_s = 0.0

    def slow_down(self, asked_s: float | None) -> float:
        """A rate limit: halve the limit and wait. Several refusals of one burst count once. The wait in seconds."""
        now_s = self._monotonic_s()
        if now_s >= self._open_at_s:
            self._rate_limits += 1
            self._throttled_to = max(1, self.limit(max(1, self.active)) // 2)
            self._throttled_at_s = now_s
        self._cautious = True
        delay_s = asked_s if asked_s is not None else self._rate_backoff.delay_s(self._rate_limits)
        self._open_at_s = max(self._open_at_s, now_s + min(max(delay_s, _SHORTEST_ASKED_S), _LONGEST_ASKED_S))
        return self._open_at_s - now_s

    def not_sent(self) -> float:
        """Nothing reached the server: wait longer each time. The wait in seconds."""
        now_s = self._monotonic_s()
        if now_s >= self._open_at_s:
            self._not_sent += 1
            self._open_at_s = now_s + self._not_sent_backoff.delay_s(self._not_sent)
        self._cautious = True
        return self._open_at_s - now_s

    def in_doubt(self) -> bool:
        """A request's outcome is unknown. ``True`` when it was one too many and the lane is held now."""
        self._doubts += 1
        self._cautious = True
        if self._doubts >= _DOUBTS_IN_A_ROW:
            self.hold(Cause.SERVICE_TROUBLE)
        return Cause.SERVICE_TROUBLE in self._holds
