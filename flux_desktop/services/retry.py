"""How long to wait before something harmless (a poll, a download, a look at the balance) is tried again.

Sending is never retried here: a request that may have been accepted is not repeated by the program.
"""

import random
from collections.abc import Callable

_JITTER = 0.25


class RetryBudget:
    """A token bucket that all polls and downloads share.

    A retry takes one token and a success gives back a tenth. So a rare fault is retried at once, and an outage does
    not become a storm: with the bucket empty, retries come at their slowest pace only.
    """

    def __init__(self, capacity: float = 10, refund: float = 0.1) -> None:
        self._capacity = capacity
        self._refund = refund
        self._tokens = capacity

    def take(self) -> bool:
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def give_back(self) -> None:
        self._tokens = min(self._capacity, self._tokens + self._refund)


class Backoff:
    """Doubling delays with a cap; with a budget, the cap at once while the budget is empty."""

    def __init__(
        self,
        first_s: float,
        cap_s: float,
        budget: RetryBudget | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._first_s = first_s
        self._cap_s = cap_s
        self._budget = budget
        self._chance = chance

    def delay_s(self, failures: int, asked_s: float | None = None) -> float:
        """The wait after the ``failures``-th failure in a row, never shorter than what the server asked for."""
        affordable = self._budget is None or self._budget.take()
        delay_s = min(self._cap_s, self._first_s * 2.0 ** min(failures - 1, 30)) if affordable else self._cap_s
        delay_s *= 1 - _JITTER * self._chance()
        return max(delay_s, asked_s or 0)
