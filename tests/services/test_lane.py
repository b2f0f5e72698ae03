from flux_desktop.domain.generation import Cause
from flux_desktop.services.lane import Lane
from tests.support.clocks import ManualClock

PRO = "flux-2-pro"


def lane_and_clock(*, confident: bool = True) -> tuple[Lane, ManualClock]:
    clock = ManualClock()
    lane = Lane(clock.monotonic_s, chance=lambda: 0)
    if confident:
        lane.accepted(0)
    return lane, clock


def fill(lane: Lane, count: int) -> None:
    for number in range(count):
        lane.begin(number, PRO)
        lane.accepted(number)


def test_no_more_than_the_own_limit_and_never_more_than_bfl_takes() -> None:
    lane, _ = lane_and_clock()
    fill(lane, 8)
    assert not lane.may_send(PRO, 24, own_limit=8)
    assert lane.may_send(PRO, 24, own_limit=9)
    fill(lane, 24)
    assert not lane.may_send(PRO, 99, own_limit=99)


def test_a_model_of_its_own_limit_leaves_room_for_others() -> None:
    lane, _ = lane_and_clock()
    for number in range(6):
        lane.begin(number, "flux-kontext-max")
        lane.accepted(number)
    assert not lane.may_send("flux-kontext-max", 6, own_limit=24)
    assert lane.may_send(PRO, 24, own_limit=24)


def test_one_at_a_time_until_something_was_accepted() -> None:
    lane, _ = lane_and_clock(confident=False)
    assert lane.may_send(PRO, 24, 8)
    lane.begin(1, PRO)
    assert not lane.may_send(PRO, 24, 8)
    lane.accepted(1)
    lane.begin(2, PRO)
    assert lane.may_send(PRO, 24, 8)


def test_a_rate_limit_halves_the_limit_which_climbs_back_by_one_a_minute() -> None:
    lane, clock = lane_and_clock()
    fill(lane, 8)
    assert lane.slow_down(None) == 2
    assert lane.limit(8) == 4
    clock.advance(59)
    assert lane.limit(8) == 4
    clock.advance(1)
    assert lane.limit(8) == 5
    clock.advance(180)
    assert lane.limit(8) == 8


def test_eight_refusals_of_one_burst_halve_once() -> None:
    lane, _ = lane_and_clock()
    fill(lane, 8)
    for _ in range(8):
        lane.slow_down(5)
    assert lane.limit(8) == 4


def test_the_wait_is_what_the_server_asks_or_doubles_by_itself_within_reason() -> None:
    lane, clock = lane_and_clock()
    assert lane.slow_down(7) == 7
    clock.advance(7)
    assert lane.slow_down(None) == 4
    clock.advance(4)
    assert [_after(clock, lane.slow_down(None)) for _ in range(4)] == [8, 16, 30, 30]
    assert lane.slow_down(86_400) == 300
    clock.advance(300)
    assert lane.slow_down(0) == 0.5


def _after(clock: ManualClock, delay_s: float) -> float:
    clock.advance(delay_s)
    return delay_s


def test_nothing_is_sent_before_the_gate_opens_and_then_one_alone() -> None:
    lane, clock = lane_and_clock()
    lane.slow_down(5)
    assert not lane.may_send(PRO, 24, 8)
    assert lane.next_change_s(8) == 5
    clock.advance(5)
    assert lane.may_send(PRO, 24, 8)
    lane.begin(1, PRO)
    assert not lane.may_send(PRO, 24, 8)


def test_what_never_left_waits_longer_each_time_and_an_answer_ends_that() -> None:
    lane, clock = lane_and_clock()
    assert [_after(clock, lane.not_sent()) for _ in range(7)] == [2, 4, 8, 16, 32, 60, 60]
    lane.answered()
    assert lane.not_sent() == 2


def test_a_hold_lasts_until_it_is_lifted() -> None:
    lane, clock = lane_and_clock()
    lane.hold(Cause.OUT_OF_CREDITS)
    lane.hold(Cause.KEY_REFUSED)
    clock.advance(1_000_000)
    assert not lane.may_send(PRO, 24, 8)
    assert lane.next_change_s(8) is None
    lane.let_go(Cause.OUT_OF_CREDITS)
    assert lane.holds == {Cause.KEY_REFUSED}
    lane.let_go(Cause.KEY_REFUSED)
    assert lane.may_send(PRO, 24, 8)


def test_a_third_doubt_in_a_row_stops_the_sending() -> None:
    lane, _ = lane_and_clock()
    assert [lane.in_doubt() for _ in range(2)] == [False, False]
    lane.begin(1, PRO)
    lane.accepted(1)
    assert [lane.in_doubt() for _ in range(3)] == [False, False, True]
    assert not lane.may_send(PRO, 24, 8)
    lane.let_go(Cause.SERVICE_TROUBLE)
    assert lane.may_send(PRO, 24, 8)
    assert lane.in_doubt() is False


def test_trying_again_ends_a_back_off_but_does_not_pass_over_a_rate_limit() -> None:
    lane, clock = lane_and_clock()
    lane.not_sent()
    lane.hurry()
    assert lane.may_send(PRO, 24, 8)
    lane.slow_down(30)
    lane.hurry()
    assert not lane.may_send(PRO, 24, 8)
    clock.advance(30)
    assert lane.may_send(PRO, 24, 8)


def test_a_lowered_limit_says_when_it_climbs() -> None:
    lane, clock = lane_and_clock()
    fill(lane, 8)
    lane.slow_down(1)
    clock.advance(20)
    assert lane.next_change_s(8) == 40
    clock.advance(400)
    assert lane.next_change_s(8) is None
