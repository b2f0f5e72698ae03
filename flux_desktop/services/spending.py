"""The gate that every generation passes before it is queued: a limit that was set is not passed.

It stands in the engine's thread, where what is queued, sent and paid is recorded, and nothing is awaited between
looking at the sum and recording what comes to it. So no two clicks can both take the last cents.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flux_desktop.domain.errors import SpendingLimitError
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.spending import Prices, Span, Spending, SpendingLimit, begin_of

Committed = Callable[[datetime], Hundredths]
"""What counts since a moment: ``committed_since`` of the store or of the library."""


class SpendingGate:
    """Without limits it lets everything pass. Practice need not come here: it costs nothing."""

    def __init__(self, committed_since: Committed, now: Callable[[], datetime]) -> None:
        self._committed_since = committed_since
        self._now = now
        self.limits: tuple[SpendingLimit, ...] = ()

    def check(self, prices: Prices, *, consented: bool) -> None:
        """Whether pictures at these prices may be queued. ``consented``: the person agrees to pass a soft limit.

        Raises:
            SpendingLimitError: they may not.
        """
        passed = spending_at(self._now(), self.limits, self._committed_since).passed_by(prices, consented=consented)
        if passed:
            raise SpendingLimitError(passed.limit, passed.so_far, passed.wanted)


def spending_at(now: datetime, limits: Sequence[SpendingLimit], committed_since: Committed) -> Spending:
    """What counts towards each of these limits at the moment ``now``."""
    spans = dict.fromkeys(limit.span for limit in limits)
    so_far: Mapping[Span, Hundredths] = {span: committed_since(begin_of(span, now)) for span in spans}
    return Spending(tuple(limits), so_far)
