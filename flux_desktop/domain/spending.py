"""Limits for what is spent in a day or a month, and whether a batch would pass one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from flux_desktop.domain.money import Hundredths

Prices = Sequence[Hundredths | None]
"""The expected costs of single pictures; ``None`` where BFL publishes no price."""


class Span(StrEnum):
    """A stretch of the calendar that a limit is for."""

    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class SpendingLimit:
    """``is_hard``: nothing passes it. A soft one is passed when the person says so."""

    span: Span
    amount: Hundredths
    is_hard: bool


@dataclass(frozen=True, slots=True)
class PassedLimit:
    """What a batch would do: ``so_far`` counts already, ``wanted`` would come to it, and the first ``fits`` pictures
    would not pass the limit. ``wanted`` is ``None`` when nobody can know."""

    limit: SpendingLimit
    so_far: Hundredths
    wanted: Hundredths | None
    fits: int


@dataclass(frozen=True, slots=True)
class Spending:
    """The limits that are on, and what counts towards each: charged, perhaps charged, under way or waiting."""

    limits: tuple[SpendingLimit, ...] = ()
    so_far: Mapping[Span, Hundredths] = field(default_factory=dict)

    def passed_by(self, prices: Prices, *, consented: bool = False) -> PassedLimit | None:
        """The limit that pictures at these prices would pass, a hard one before a soft one; ``None`` when all is well.

        ``consented``: the person has agreed to pass what is soft.
        """
        for limit in sorted(self.limits, key=lambda limit: not limit.is_hard):
            so_far = self.so_far.get(limit.span, 0)
            fits = _how_many_fit(limit.amount - so_far, prices)
            if fits < len(prices) and (limit.is_hard or not consented):
                return PassedLimit(limit, so_far, _total(prices), fits)
        return None


def begin_of(span: Span, now: datetime) -> datetime:
    """The first moment of the day or the month of ``now`` (aware), by this computer's own calendar."""
    today = now.astimezone().date()
    return datetime.combine(today.replace(day=1) if span is Span.MONTH else today, time.min).astimezone()


def _how_many_fit(room: Hundredths, prices: Prices) -> int:
    """How many of the first pictures cost no more than ``room`` together. What is free always fits."""
    total = 0
    for place, price in enumerate(prices):
        if price is None:
            return place
        total += price
        if price and total > room:
            return place
    return len(prices)


def _total(prices: Prices) -> Hundredths | None:
    known = [price for price in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None
