"""A limit holds: against the real engine, in its own thread, with a server that takes money for every picture."""

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flux_desktop.domain.errors import SpendingLimitError
from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.domain.spending import Span, SpendingLimit
from flux_desktop.services.spending import SpendingGate
from flux_desktop.storage.library_reader import LibraryReader
from tests.support.engines import PRICE, EngineRoom, Folders
from tests.support.practice import PracticeProcess

AT_ONCE = 20
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def month(amount: int, *, is_hard: bool = True) -> SpendingLimit:
    return SpendingLimit(Span.MONTH, amount, is_hard)


def day(amount: int, *, is_hard: bool = True) -> SpendingLimit:
    return SpendingLimit(Span.DAY, amount, is_hard)


def waiting_room(folders: Folders) -> EngineRoom:
    """An engine that has no key yet: what is queued stays in the queue."""
    return EngineRoom(folders, "http://127.0.0.1:9", key=None)


def submit(room: EngineRoom, prices: Sequence[int | None], *, consented: bool = False) -> Future[list[Generation]]:
    request = GenerationRequest("flux-2-klein-4b", "a red door", {"width": 64, "height": 64})
    return room.engine.submit([request] * len(prices), prices, consented=consented)


def accepted(answer: Future[list[Generation]]) -> list[Generation]:
    """What was queued: nothing when a limit stood against it."""
    error = answer.exception(20)
    if error is None:
        return answer.result()
    assert isinstance(error, SpendingLimitError)
    return []


def committed(folders: Folders) -> int:
    with closing(LibraryReader(folders.database)) as reader:
        return reader.committed_since(LONG_AGO)


@pytest.mark.parametrize("limit", [month(7 * PRICE), day(8 * PRICE - 1)])
def test_twenty_clicks_at_once_never_pass_a_hard_limit(
    server: PracticeProcess, folders: Folders, limit: SpendingLimit
) -> None:
    with EngineRoom(folders, server.url) as room, ThreadPoolExecutor(AT_ONCE) as threads:
        room.engine.set_spending_limits([limit])
        answers = threads.map(lambda _: submit(room, [PRICE]), range(AT_ONCE))
        queued = [generation.id for answer in list(answers) for generation in accepted(answer)]
        assert len(queued) == 7
        assert room.wait_for_end(queued) == [State.DONE] * 7
        assert accepted(submit(room, [PRICE])) == []
    ledger = server.ledger()
    assert len(ledger["submits"]) == 7
    assert 0 < round(ledger["charged_total"] * 100) <= limit.amount


def test_the_error_says_which_limit_and_how_far_it_is(folders: Folders) -> None:
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([month(10_000, is_hard=False), day(5 * PRICE)])
        submit(room, [PRICE] * 4).result(10)
        error = submit(room, [PRICE] * 2).exception(10)
        assert isinstance(error, SpendingLimitError)
        assert (error.limit, error.spent, error.wanted) == (day(5 * PRICE), 4 * PRICE, 2 * PRICE)
        assert len(submit(room, [PRICE]).result(10)) == 1


def test_a_batch_that_does_not_fit_whole_is_not_queued_in_part(folders: Folders) -> None:
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([month(3 * PRICE)])
        assert accepted(submit(room, [PRICE] * 4)) == []
        assert room.all_changes() == []
    assert committed(folders) == 0


def test_a_soft_limit_asks_and_consent_passes_it_but_no_hard_one(folders: Folders) -> None:
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([month(PRICE, is_hard=False), day(3 * PRICE)])
        assert accepted(submit(room, [PRICE] * 2)) == []
        assert len(accepted(submit(room, [PRICE] * 2, consented=True))) == 2
        assert accepted(submit(room, [PRICE] * 2, consented=True)) == []


def test_a_picture_without_a_published_price_does_not_slip_under_a_hard_limit(folders: Folders) -> None:
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([month(10**6)])
        error = submit(room, [None]).exception(10)
        assert isinstance(error, SpendingLimitError)
        assert error.wanted is None


def test_what_was_cancelled_before_it_was_sent_makes_room_again(folders: Folders) -> None:
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([month(PRICE)])
        (queued,) = submit(room, [PRICE]).result(10)
        assert accepted(submit(room, [PRICE])) == []
        assert room.engine.cancel(queued.id).result(10)
        assert len(accepted(submit(room, [PRICE]))) == 1


def test_what_may_have_been_charged_counts_as_if_it_were(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "submit", "kind": "reset", "accepted": True}])
    with EngineRoom(folders, server.url) as room:
        room.engine.set_spending_limits([month(2 * PRICE - 1)])
        (doubtful,) = room.submit()
        room.wait_for_state(doubtful, State.UNCONFIRMED)
        assert accepted(submit(room, [PRICE])) == []
        room.engine.dismiss(doubtful).result(10)
        assert accepted(submit(room, [PRICE])) == []


def test_making_again_goes_through_the_same_gate_all_or_none(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "submit", "kind": "422", "times": 3}])
    with EngineRoom(folders, server.url) as room:
        failed = room.submit("a", "b", "c")
        room.wait_for_end(failed)
        room.engine.set_spending_limits([month(2 * PRICE)])
        assert isinstance(room.engine.retry_all(failed).exception(10), SpendingLimitError)
        assert [room.state(generation_id) for generation_id in failed] == [State.FAILED] * 3
        again = room.engine.retry_all([failed[0], failed[1], failed[0]]).result(10)
        assert len(again) == 2
        assert room.wait_for_end([generation.id for generation in again]) == [State.DONE] * 2
        assert isinstance(room.engine.retry(failed[2]).exception(10), SpendingLimitError)
    assert len(server.submits()) == 2


def test_sending_a_doubtful_one_again_needs_room_for_both(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "submit", "kind": "reset", "accepted": True}])
    with EngineRoom(folders, server.url) as room:
        (doubtful,) = room.submit()
        room.wait_for_state(doubtful, State.UNCONFIRMED)
        room.engine.set_spending_limits([month(2 * PRICE - 1)])
        assert isinstance(room.engine.retry(doubtful).exception(10), SpendingLimitError)
        room.engine.set_spending_limits([month(2 * PRICE)])
        room.engine.retry(doubtful).result(10)
        room.wait_for_state(doubtful, State.DONE)
    assert committed(folders) == 2 * PRICE


def test_practice_never_counts_and_is_never_stopped(folders: Folders) -> None:
    practice = Server("practice", "")
    with EngineRoom(folders, None, server=practice) as room:
        room.engine.set_spending_limits([month(0)])
        assert len(submit(room, [PRICE] * 3).result(20)) == 3
    assert committed(folders) == 0


def test_what_an_earlier_run_has_left_waiting_counts_before_it_is_resumed(folders: Folders) -> None:
    with waiting_room(folders) as room:
        submit(room, [PRICE] * 3).result(10)
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([day(4 * PRICE)])
        assert accepted(submit(room, [PRICE] * 2)) == []
        assert len(accepted(submit(room, [PRICE]))) == 1


def test_limits_that_are_said_before_the_start_hold_from_the_first_picture(folders: Folders) -> None:
    room = waiting_room(folders)
    room.engine.set_spending_limits([month(0)])
    with room:
        assert accepted(submit(room, [PRICE])) == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    room_left=st.integers(0, 3_000),
    batches=st.lists(st.lists(st.integers(0, 900), min_size=1, max_size=5), min_size=1, max_size=8),
    span=st.sampled_from(Span),
)
def test_for_any_limit_and_any_batches_at_once_what_is_accepted_never_passes_it(
    paused_room: EngineRoom, room_left: int, batches: list[list[int]], span: Span
) -> None:
    before = committed(paused_room.folders)
    paused_room.engine.set_spending_limits([SpendingLimit(span, before + room_left, is_hard=True)])
    with ThreadPoolExecutor(len(batches)) as threads:
        answers = list(threads.map(lambda prices: submit(paused_room, prices), batches))
    taken = [sum(prices) for prices, answer in zip(batches, answers, strict=True) if accepted(answer)]
    assert sum(taken) <= room_left
    assert committed(paused_room.folders) == before + sum(taken)
    refused = [sum(prices) for prices, answer in zip(batches, answers, strict=True) if answer.exception()]
    assert all(amount > room_left - sum(taken) for amount in refused), "one that fits is not refused"


@pytest.fixture
def paused_room(folders: Folders) -> Iterator[EngineRoom]:
    with waiting_room(folders) as room:
        yield room


def test_a_new_month_has_room_again() -> None:
    now = [datetime(2026, 11, 30, 12, tzinfo=UTC)]
    spent_at = datetime(2026, 11, 30, 11, tzinfo=UTC)
    gate = SpendingGate(lambda since: 1_000 if since <= spent_at else 0, lambda: now[0])
    gate.limits = (month(1_000),)
    with pytest.raises(SpendingLimitError):
        gate.check([1], consented=True)
    now[0] += timedelta(days=1)
    gate.check([1_000], consented=False)


def test_the_day_of_a_limit_is_the_one_on_this_computers_calendar(folders: Folders) -> None:
    """Yesterday's pictures are no part of today's limit, in the database as in the gate."""
    with waiting_room(folders) as room:
        (queued,) = submit(room, [PRICE]).result(10)
        room.engine.cancel(queued.id).result(10)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with closing(sqlite3.connect(folders.database)) as connection:
        connection.execute(
            "UPDATE generation SET id = ?, state = 'expired', task_id = 't', submitted_cost = ?, submitted_at = ?",
            (first_id_at(yesterday), PRICE, round(yesterday.timestamp() * 1e6)),
        )
        connection.commit()
    with waiting_room(folders) as room:
        room.engine.set_spending_limits([day(PRICE)])
        assert len(accepted(submit(room, [PRICE]))) == 1
        room.engine.set_spending_limits([month(PRICE)])
        assert accepted(submit(room, [PRICE])) == []
    assert committed(folders) == 2 * PRICE
