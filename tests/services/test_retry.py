import pytest

from flux_desktop.services.retry import Backoff, RetryBudget


def test_delays_double_up_to_the_cap() -> None:
    backoff = Backoff(1, 60, chance=lambda: 0)
    assert [backoff.delay_s(failures) for failures in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_thousand_failures_do_not_overflow() -> None:
    assert Backoff(1, 60, chance=lambda: 0).delay_s(5000) == 60


def test_chance_only_shortens_a_delay_and_by_no_more_than_a_quarter() -> None:
    assert Backoff(4, 60, chance=lambda: 1).delay_s(1) == 3
    assert 3 <= Backoff(4, 60).delay_s(1) <= 4


@pytest.mark.parametrize(("asked_s", "expected"), [(None, 1), (0, 1), (30, 30), (600, 600)])
def test_a_server_may_ask_for_a_longer_wait_but_not_for_a_shorter_one(asked_s: float | None, expected: float) -> None:
    assert Backoff(1, 60, chance=lambda: 0).delay_s(1, asked_s) == expected


def test_an_empty_budget_leaves_only_the_slowest_pace() -> None:
    budget = RetryBudget(capacity=2)
    backoff = Backoff(1, 60, budget, chance=lambda: 0)
    assert [backoff.delay_s(1) for _ in range(4)] == [1, 1, 60, 60]


def test_ten_successes_pay_for_one_retry() -> None:
    budget = RetryBudget(capacity=1)
    assert budget.take()
    for _ in range(9):
        budget.give_back()
    assert not budget.take()
    budget.give_back()
    budget.give_back()
    assert budget.take()


def test_successes_do_not_pile_up_beyond_the_capacity() -> None:
    budget = RetryBudget(capacity=1)
    for _ in range(100):
        budget.give_back()
    assert budget.take()
    assert not budget.take()
