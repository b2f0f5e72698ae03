import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.spending import PassedLimit, Span, Spending, SpendingLimit, begin_of

MONTH = SpendingLimit(Span.MONTH, 2_500, is_hard=False)
DAY = SpendingLimit(Span.DAY, 500, is_hard=True)
PRICES = st.lists(st.integers(0, 5_000) | st.none(), max_size=12)
LIMITS = st.lists(st.builds(SpendingLimit, st.sampled_from(Span), st.integers(0, 20_000), st.booleans()), max_size=3)
SUMS = st.fixed_dictionaries({Span.MONTH: st.integers(0, 20_000), Span.DAY: st.integers(0, 20_000)})


@pytest.fixture
def berlin() -> Iterator[None]:
    """A computer whose clock goes forward in March and back in October."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_the_last_cent_may_be_spent_and_not_one_more() -> None:
    spending = Spending((MONTH,), {Span.MONTH: 2_410})
    assert spending.passed_by([45, 45]) is None
    assert spending.passed_by([45, 46]) == PassedLimit(MONTH, 2_410, 91, fits=1)


def test_without_a_limit_nothing_is_too_much() -> None:
    assert Spending(so_far={Span.DAY: 10**9}).passed_by([10**9, None]) is None


def test_a_hard_limit_is_named_before_a_soft_one() -> None:
    passed = Spending((MONTH, DAY), {Span.MONTH: 2_500, Span.DAY: 500}).passed_by([45])
    assert passed == PassedLimit(DAY, 500, 45, fits=0)


def test_consent_passes_what_is_soft_and_nothing_else() -> None:
    over_both = Spending((MONTH, DAY), {Span.MONTH: 2_500, Span.DAY: 500})
    assert Spending((MONTH,), {Span.MONTH: 2_500}).passed_by([45], consented=True) is None
    passed = over_both.passed_by([45], consented=True)
    assert passed
    assert passed.limit is DAY


def test_what_costs_nothing_is_never_too_much() -> None:
    assert Spending((DAY,), {Span.DAY: 900}).passed_by([0, 0]) is None
    assert Spending((DAY,), {Span.DAY: 900}).passed_by([]) is None


def test_a_price_that_nobody_knows_does_not_fit_under_a_limit() -> None:
    assert Spending((DAY,), {Span.DAY: 0}).passed_by([45, None]) == PassedLimit(DAY, 0, None, fits=1)


@given(LIMITS, SUMS, PRICES)
def test_whatever_passes_keeps_every_hard_limit(
    limits: list[SpendingLimit], sums: dict[Span, int], prices: list[int | None]
) -> None:
    spending = Spending(tuple(limits), sums)
    for consented in (False, True):
        passed = spending.passed_by(prices, consented=consented)
        kept = [limit for limit in limits if limit.is_hard or not consented]
        spent = sum(price or 0 for price in prices)
        if passed is None:
            assert all(sums[limit.span] + spent <= limit.amount or not spent for limit in kept)
        else:
            assert passed.limit in kept
            assert passed.fits < len(prices)
            fitting = spending.passed_by(prices[: passed.fits], consented=consented)
            assert fitting is None or fitting.limit is not passed.limit


def test_a_month_and_a_day_begin_at_this_computers_midnight(berlin: None) -> None:
    late = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # half past midnight on 1 November in Berlin
    assert begin_of(Span.MONTH, late) == begin_of(Span.DAY, late) == datetime(2026, 10, 31, 23, 0, tzinfo=UTC)


def test_midnight_is_midnight_on_the_days_when_clocks_are_changed(berlin: None) -> None:
    after = datetime(2026, 10, 28, 12, 0, tzinfo=UTC)  # winter time; the month began in summer time
    assert begin_of(Span.MONTH, after) == datetime(2026, 9, 30, 22, 0, tzinfo=UTC)
    assert begin_of(Span.DAY, datetime(2026, 10, 25, 12, 0, tzinfo=UTC)) == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
