"""Pictures are noticed soon, and the number of requests stays near that of fixed polls every half second."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flux_desktop.bfl.finish_times import FinishTimes
from flux_desktop.bfl.poll_schedule import PollSchedule
from tests.benchmarks.bench_polling import Case, evenly, log_normal, simulate

TRIALS = 250


@pytest.mark.parametrize("usual_s", [2, 4.5, 12, 40])
@pytest.mark.parametrize("known", [5, 20])
def test_a_model_whose_times_are_known_is_asked_when_it_is_worth_it(usual_s: float, known: int) -> None:
    outcome = simulate(Case("", log_normal(usual_s), known, None, 120), TRIALS)
    assert outcome.delay_ms <= 120
    assert outcome.requests <= 1.3


def test_times_spread_evenly_are_noticed_no_later_than_by_fixed_polls() -> None:
    outcome = simulate(Case("", evenly(2, 12), 20, None, 250), TRIALS)
    assert outcome.delay_ms <= min(250, outcome.fixed_delay_ms)
    assert outcome.requests <= 1.3


@pytest.mark.parametrize("default_s", [None, (1, 3), (4, 6), (10, 14), (30, 60)])
def test_without_any_history_it_is_no_worse_than_fixed_polls(default_s: tuple[float, float] | None) -> None:
    outcome = simulate(Case("", evenly(2, 12), 0, default_s, 255), 2 * TRIALS)
    assert outcome.delay_ms <= 255
    assert outcome.requests <= 1.3


def requests_until(schedule: PollSchedule, ready_s: float) -> int:
    elapsed_s, requests = 0.0, 0
    while elapsed_s < ready_s:
        elapsed_s += schedule.next_delay_s(elapsed_s)
        requests += 1
    return requests


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.5, 120),
    st.floats(1, 4),
    st.lists(st.floats(0.5, 60), max_size=4),
    st.floats(0.2, 60),
    st.integers(0, 2**32),
)
def test_however_wrong_the_catalogue_is_no_single_task_costs_much_more_than_fixed_polls(
    low_s: float, width: float, history: list[float], ready_s: float, seed: int
) -> None:
    schedule = PollSchedule(history, (low_s, low_s * width), random.Random(seed).random)
    assert requests_until(schedule, ready_s) <= 1.3 * math.ceil(ready_s / 0.5) + 2


def test_history_that_has_become_wrong_costs_a_bounded_number_of_requests() -> None:
    schedule = PollSchedule([3.0, 3.1, 2.9, 3.05, 3.0, 2.95] * 3, None, random.Random(1).random)
    assert requests_until(schedule, 60.0) <= 1.3 * 120 + 10


def test_it_asks_about_ten_times_a_second_around_the_usual_time_and_seldom_before() -> None:
    schedule = PollSchedule([12.0, 11.8, 12.3, 12.1, 11.9, 12.2, 12.0, 11.7], (10, 14), lambda: 0.5)
    assert schedule.next_delay_s(12.0) == pytest.approx(0.1, abs=0.03)
    assert schedule.next_delay_s(2.0) >= 0.7


def test_it_backs_off_when_a_task_takes_longer_than_any() -> None:
    schedule = PollSchedule([3.0] * 10, None, lambda: 0.5)
    assert schedule.next_delay_s(30.0) == pytest.approx(0.5)
    assert schedule.next_delay_s(300.0) == pytest.approx(2.5)
    assert schedule.next_delay_s(599.0) == pytest.approx(5.0, abs=0.1)
    assert schedule.next_delay_s(3600.0) == pytest.approx(60.0)
    assert schedule.next_delay_s(86_400.0) == pytest.approx(60.0)


def test_long_tasks_are_not_asked_ten_times_a_second() -> None:
    schedule = PollSchedule([200.0, 210.0, 190.0, 205.0, 195.0, 200.0], None, lambda: 0.5)
    assert min(schedule.next_delay_s(at_s / 10) for at_s in range(1, 4000)) >= 0.3


def test_waits_are_spread_by_a_tenth_so_that_tasks_do_not_ask_in_step() -> None:
    early = PollSchedule([], (10, 14), lambda: 0.0).next_delay_s(1.0)
    late = PollSchedule([], (10, 14), lambda: 1.0).next_delay_s(1.0)
    assert late / early == pytest.approx(1.1 / 0.9, rel=0.05)


def test_a_slow_answer_is_made_up_for() -> None:
    schedule = PollSchedule([12.0] * 8, None, lambda: 0.5)
    assert schedule.next_delay_s(5.15, answer_took_s=0.15) == pytest.approx(schedule.next_delay_s(5.0) - 0.15)
    assert schedule.next_delay_s(12.5, answer_took_s=0.5) == pytest.approx(0.02)


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=25),
    st.none() | st.tuples(st.floats(-1, 100), st.floats(-1, 100)),
    st.floats(0, 1e6),
)
@settings(max_examples=60, deadline=None)
def test_no_history_however_odd_makes_it_ask_without_a_pause_or_never(
    history: list[float], default_s: tuple[float, float] | None, elapsed_s: float
) -> None:
    delay_s = PollSchedule(history, default_s).next_delay_s(elapsed_s)
    assert 0.02 <= delay_s <= 66


def test_one_task_that_waited_overnight_does_not_blur_what_is_known() -> None:
    usual = [12.0, 11.8, 12.3, 12.1, 11.9, 12.2]
    for odd_s in (100.0, 30_000.0, 0.06, 1e9):
        times = FinishTimes([odd_s, *usual], None)
        assert times.known == len(usual)
        assert times.share_after(10) > 0.8
        assert times.share_after(15) < 0.2


def test_the_usual_time_is_the_middle_of_what_happened() -> None:
    assert PollSchedule([9.0, 30.0, 10.0, 11.0, 8.0], (1, 3)).usual_s == pytest.approx(10.0)
    assert PollSchedule([], (1, 4)).usual_s == pytest.approx(2.0)


def test_the_share_of_tasks_still_running_falls_from_all_to_none() -> None:
    times = FinishTimes([10.0, 11.0, 12.0], (8, 14))
    shares = [times.share_after(at_s / 2) for at_s in range(200)]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)
    assert times.share_after(11.0) == pytest.approx(0.5, abs=0.15)
    assert times.share_after(1e6) < 0.001
