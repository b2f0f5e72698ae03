from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.generation import Cause
from flux_desktop.services.generation_queue import Entry, GenerationQueue
from tests.support.clocks import ManualClock

LIMITS = {"flux-2-pro": 24, "flux-kontext-max": 6}


def queue_of(at_once: int = 24) -> GenerationQueue:
    queue = GenerationQueue(LIMITS.__getitem__, ManualClock().monotonic_s, at_once)
    queue.lane("bfl").accepted(0)
    queue.lane("practice").accepted(0)
    return queue


def batch(batch_id: int, count: int, model_id: str = "flux-2-pro", account: str = "bfl") -> list[Entry]:
    return [Entry(batch_id * 100 + number, batch_id, model_id, account) for number in range(count)]


def taken(queue: GenerationQueue, count: int = 1000) -> list[int]:
    """What goes out now, each accepted at once."""
    ids: list[int] = []
    while len(ids) < count and (entry := queue.take()) is not None:
        queue.lane(entry.account).accepted(entry.id)
        ids.append(entry.id)
    return ids


def release(queue: GenerationQueue, ids: Iterable[int], account: str = "bfl") -> None:
    for generation_id in ids:
        queue.lane(account).release(generation_id)


def test_a_single_picture_does_not_wait_for_the_end_of_a_batch_of_twelve() -> None:
    queue = queue_of(at_once=1)
    queue.add(batch(1, 12))
    first = taken(queue)
    queue.add(batch(2, 1))
    release(queue, first)
    assert taken(queue) == [200]


def test_two_batches_take_turns_and_each_keeps_its_order() -> None:
    queue = queue_of()
    queue.add(batch(1, 4))
    queue.add(batch(2, 2))
    assert taken(queue) == [100, 200, 101, 201, 102, 103]


def test_a_batch_that_grows_does_not_jump_its_own_queue() -> None:
    queue = queue_of()
    queue.add(batch(1, 3))
    queue.add([Entry(150, 1, "flux-2-pro", "bfl"), Entry(201, 2, "flux-2-pro", "bfl")])
    assert taken(queue) == [100, 201, 101, 102, 150]


def test_what_waits_for_a_full_model_lets_others_pass() -> None:
    queue = queue_of()
    queue.add(batch(1, 8, "flux-kontext-max"))
    queue.add(batch(2, 2))
    assert len(taken(queue)) == 8
    assert [entry.id for entry in queue.waiting] == [106, 107]


def test_practice_and_paid_pictures_do_not_take_one_anothers_places() -> None:
    queue = queue_of(at_once=2)
    queue.add(batch(1, 3))
    queue.add(batch(2, 3, account="practice"))
    assert sorted(taken(queue)) == [100, 101, 200, 201]


def test_a_place_is_free_again_when_the_picture_is_ready() -> None:
    queue = queue_of(at_once=2)
    queue.add(batch(1, 3))
    assert taken(queue) == [100, 101]
    release(queue, [100])
    assert taken(queue) == [102]


def test_what_was_not_sent_is_next_again() -> None:
    queue = queue_of(at_once=1)
    queue.add(batch(1, 3))
    entry = queue.take()
    assert entry is not None
    queue.put_back(entry)
    assert [waiting.id for waiting in queue.waiting] == [100, 101, 102]
    assert taken(queue) == [100]


def test_a_pause_stops_the_sending_and_not_what_runs() -> None:
    queue = queue_of(at_once=4)
    queue.add(batch(1, 8))
    taken(queue, 2)
    queue.pause()
    assert queue.take() is None
    assert queue.active == 2
    queue.resume()
    assert taken(queue) == [102, 103]


def test_what_an_earlier_run_left_waits_until_it_is_resumed_while_new_ones_go() -> None:
    queue = queue_of()
    queue.park(batch(1, 2))
    queue.add(batch(2, 1))
    assert taken(queue) == [200]
    assert queue.from_earlier == 2
    queue.resume()
    assert queue.from_earlier == 0
    assert taken(queue) == [100, 101]


def test_no_space_stops_every_lane() -> None:
    queue = queue_of()
    queue.add(batch(1, 1) + batch(2, 1, account="practice"))
    queue.hold(Cause.DISK_FULL)
    assert queue.take() is None
    assert queue.next_change_s() is None
    queue.let_go(Cause.DISK_FULL)
    assert taken(queue) == [100, 200]


def test_a_held_account_does_not_hold_up_practice() -> None:
    queue = queue_of()
    queue.add(batch(1, 2) + batch(2, 1, account="practice"))
    queue.lane("bfl").hold(Cause.KEY_REFUSED)
    assert taken(queue) == [200]


def test_the_queue_says_when_to_look_again() -> None:
    queue = queue_of()
    queue.add(batch(1, 1))
    assert queue.next_change_s() is None
    queue.lane("bfl").slow_down(9)
    assert queue.next_change_s() == 9


def test_a_person_can_move_a_picture_to_the_front_and_order_the_rest() -> None:
    queue = queue_of()
    queue.add(batch(1, 4))
    queue.move_to_front(103)
    assert [entry.id for entry in queue.waiting] == [103, 100, 101, 102]
    queue.reorder([102, 101, 999])
    assert taken(queue) == [102, 101, 103, 100]


def test_what_an_earlier_run_has_left_can_be_put_in_order_before_it_goes_on() -> None:
    queue = queue_of()
    queue.park(batch(1, 3))
    queue.add(batch(2, 1))
    queue.reorder([102])
    assert [entry.id for entry in queue.waiting] == [200, 102, 100, 101]
    queue.resume()
    assert taken(queue) == [200, 102, 100, 101]


def test_an_own_order_does_not_upset_the_rounds_of_those_who_come_later() -> None:
    queue = queue_of()
    queue.add(batch(1, 4))
    queue.move_to_front(103)
    queue.add(batch(2, 1))
    assert taken(queue) == [103, 200, 100, 101, 102]


def test_what_is_taken_out_is_gone_and_what_is_not_there_is_no_matter() -> None:
    queue = queue_of()
    queue.add(batch(1, 2))
    queue.park(batch(2, 1))
    assert queue.remove(100)
    assert queue.remove(200)
    assert not queue.remove(100)
    assert taken(queue) == [101]


def test_the_limit_stays_between_one_and_what_bfl_allows() -> None:
    queue = queue_of()
    queue.add(batch(1, 40))
    queue.set_limit(0)
    assert len(taken(queue)) == 1
    queue.set_limit(500)
    assert len(taken(queue)) == 23


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(sorted(LIMITS))), max_size=8), st.integers(1, 24))
def test_whatever_is_asked_all_of_it_goes_out_once_and_never_too_much_at_a_time(
    batches: list[tuple[int, str]], at_once: int
) -> None:
    queue = queue_of(at_once)
    asked: list[int] = []
    for number, (count, model_id) in enumerate(batches):
        entries = batch(number + 1, count, model_id)
        asked += [entry.id for entry in entries]
        queue.add(entries)
    sent: list[int] = []
    while wave := taken(queue):
        lane = queue.lane("bfl")
        assert lane.active <= at_once
        assert lane.active_of("flux-kontext-max") <= 6
        sent += wave
        release(queue, wave)
    assert sorted(sent) == sorted(asked)


@given(st.lists(st.integers(1, 12), min_size=2, max_size=6))
def test_no_batch_is_more_than_a_round_ahead_of_another_that_still_waits(counts: list[int]) -> None:
    queue = queue_of(at_once=1)
    for number, count in enumerate(counts):
        queue.add(batch(number + 1, count))
    sent = dict.fromkeys(range(1, len(counts) + 1), 0)
    while wave := taken(queue):
        release(queue, wave)
        for generation_id in wave:
            sent[generation_id // 100] += 1
        still = [number for number, count in enumerate(counts, 1) if sent[number] < count]
        if still:
            assert max(sent.values()) - min(sent[number] for number in still) <= 1
