"""The words for limits, the same wherever one stands in the way."""

from datetime import datetime

from flux_desktop.domain.money import dollars, whole_cents
from flux_desktop.domain.spending import PassedLimit, Span, SpendingLimit


def limit_name(limit: SpendingLimit, now: datetime | None = None) -> str:
    """``$25.00 limit for November``."""
    span = f"{now or datetime.now().astimezone():%B}" if limit.span is Span.MONTH else "today"
    return f"{whole_cents(limit.amount)} limit for {span}"


def limit_sentence(passed: PassedLimit, now: datetime | None = None) -> str:
    """``This would pass your $25.00 limit for November ($24.92 so far).``"""
    name = limit_name(passed.limit, now)
    if passed.wanted is None:
        return f"BFL publishes no price for this, so it may pass your {name} ({whole_cents(passed.so_far)} so far)."
    return f"This would pass your {name} ({whole_cents(passed.so_far)} so far)."


def fewer_words(passed: PassedLimit) -> str:
    """``Make fewer (3)``, or nothing when not even one fits."""
    return f"Make fewer ({passed.fits})" if passed.fits else ""


def cost_words(passed: PassedLimit, count: int) -> str:
    """``4 pictures cost $0.18.``"""
    pictures = "1 picture costs" if count == 1 else f"{count} pictures cost"
    return f"{pictures} {dollars(passed.wanted)}." if passed.wanted is not None else ""
