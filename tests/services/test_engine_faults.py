"""Each way in which BFL, its store or the network between can fail, and where it leads."""

from collections.abc import Iterator
from typing import Any

import pytest

from flux_desktop.domain.generation import Cause, State
from tests.support.engines import IMPATIENT, EngineRoom, Folders
from tests.support.practice import PracticeProcess

FOR_EVER = None
WIRE = ["drop", "reset", "hang", "garbage", "half", "broken_json", "html", "empty", "endless", "gzip_bomb", "redirect"]


@pytest.fixture(scope="module")
def slow_practice() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=0.5) as server:
        yield server


@pytest.fixture
def slow_server(slow_practice: PracticeProcess) -> PracticeProcess:
    slow_practice.reset()
    slow_practice.set_faults([])
    return slow_practice


def fault(where: str, kind: str, times: int | None = 1, **more: Any) -> dict[str, Any]:
    return {"where": where, "kind": kind, "times": times, **more}


def patience(*kinds: str) -> dict[str, Any]:
    return {"deadlines": IMPATIENT} if "hang" in kinds else {}


def charges(server: PracticeProcess) -> int:
    return sum(submit["charged"] for submit in server.submits())


def check_the_promise(server: PracticeProcess, state: State) -> None:
    """Charged once at the most; a charge is a picture, or a tile that says so; the key went nowhere else."""
    ledger = server.ledger()
    assert len(ledger["submits"]) <= 1
    assert charges(server) == 0 or state in (State.DONE, State.UNCONFIRMED, State.EXPIRED)
    assert ledger["leaks"] == []


@pytest.mark.parametrize("kind", ["400", "404", "422"])
def test_a_request_that_is_refused_has_failed_and_costs_nothing(
    server: PracticeProcess, folders: Folders, kind: str
) -> None:
    server.set_faults([fault("submit", kind)])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        failed = room.wait_for_state(generation_id, State.FAILED)
        assert failed.failure
        assert failed.failure.cause is Cause.REQUEST_REFUSED
        assert failed.failure.detail
    assert charges(server) == 0


def test_the_setting_that_was_refused_is_named(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit(width=32)
        failed = room.wait_for_state(generation_id, State.FAILED)
        assert failed.failure
        assert failed.failure.field == "width"


@pytest.mark.parametrize("accepted", [True, False], ids=["charged", "not charged"])
@pytest.mark.parametrize("kind", ["500", "502", "503", "504", *WIRE, "no_id"])
def test_what_nobody_can_know_is_shown_and_never_sent_again(
    server: PracticeProcess, folders: Folders, kind: str, accepted: bool
) -> None:
    server.set_faults([fault("submit", kind, accepted=accepted)])
    with EngineRoom(folders, server.url, **patience(kind)) as room:
        (generation_id,) = room.submit()
        unconfirmed = room.wait_for_state(generation_id, State.UNCONFIRMED)
        assert unconfirmed.failure
        assert unconfirmed.failure.cause is Cause.OUTCOME_UNKNOWN
        room.engine.try_again()
        room.engine.resume()
        (other,) = room.submit("another")
        room.wait_for_state(other, State.DONE)
        assert room.state(generation_id) is State.UNCONFIRMED
    prompts = [submit["fields"]["prompt"] for submit in server.submits()]
    assert prompts.count("a quiet fjord") <= 1
    assert server.ledger()["leaks"] == []


@pytest.mark.parametrize(
    "faults",
    [
        [fault("submit", "429", 3)],
        [fault("submit", "429", 2, retry_after=3)],
        [fault("submit", "429", retry_after="Wed, 21 Oct 2015 07:28:00 GMT")],
        [fault("submit", "delay", seconds=0.2)],
        [fault("submit", "slow", seconds=0.3)],
        *([fault("poll", kind, 2)] for kind in ["400", "404", "429", "500", "502", "503", "504"]),
        *([fault("poll", kind)] for kind in WIRE),
        [fault("poll", "task_not_found", 3)],
        [fault("poll", "404_task", 3)],
        [fault("poll", "unknown_status", 3)],
        [fault("poll", "no_sample", 2)],
        [fault("poll", "no_result", 2)],
        [fault("poll", "pending", 5)],
        [fault("poll", "dead_link")],
        [fault("poll", "strange_sample", url="http://198.51.100.7/picture.png")],
        [fault("poll", "strange_sample", url="file:///etc/passwd")],
        *([fault("delivery", kind, 2)] for kind in ["400", "401", "403", "404", "429", "500", "503"]),
        *([fault("delivery", kind)] for kind in WIRE),
        [fault("delivery", "expired", repoll="fresh")],
        [fault("delivery", "truncated", 4)],
        [fault("delivery", "flipped", 2)],
        [fault("delivery", "not_an_image", 2)],
        [fault("delivery", "svg")],
        [fault("delivery", "picture_bomb")],
        [fault("delivery", "other_format")],
        [fault("credits", "500", FOR_EVER)],
        [fault("credits", "reset", FOR_EVER)],
        [fault("credits", "no_number", FOR_EVER)],
        [fault("poll", "503", 2), fault("delivery", "reset", 2), fault("delivery", "expired")],
    ],
    ids=lambda faults: "+".join(f"{entry['where']}-{entry['kind']}" for entry in faults),
)
def test_in_the_end_the_picture_is_there_and_paid_for_once(
    server: PracticeProcess, folders: Folders, faults: list[dict[str, Any]]
) -> None:
    server.set_faults(faults)
    with EngineRoom(folders, server.url, **patience(*(entry["kind"] for entry in faults))) as room:
        (generation_id,) = room.submit(output_format="png")
        room.wait_for_state(generation_id, State.DONE)
        picture = room.picture(generation_id)
    assert (folders.library / picture.path).stat().st_size == picture.bytes
    assert charges(server) == 1
    check_the_promise(server, State.DONE)


@pytest.mark.parametrize(
    ("faults", "state", "cause"),
    [
        ([fault("submit", "no_polling_url")], State.EXPIRED, Cause.TASK_UNKNOWN),
        ([fault("submit", "strange_polling_url")], State.EXPIRED, Cause.TASK_UNKNOWN),
        ([fault("poll", "task_not_found", FOR_EVER)], State.EXPIRED, Cause.TASK_UNKNOWN),
        ([fault("poll", "404", FOR_EVER)], State.EXPIRED, Cause.TASK_UNKNOWN),
        ([fault("poll", "dead_link", FOR_EVER, repoll="same")], State.EXPIRED, Cause.LINK_EXPIRED),
        ([fault("delivery", "expired", FOR_EVER)], State.EXPIRED, Cause.LINK_EXPIRED),
        ([fault("delivery", "expired", repoll="same")], State.EXPIRED, Cause.LINK_EXPIRED),
        ([fault("delivery", "expired", repoll="gone")], State.EXPIRED, Cause.TASK_UNKNOWN),
        ([fault("delivery", "truncated", FOR_EVER)], State.EXPIRED, Cause.DAMAGED_DOWNLOAD),
        ([fault("delivery", "flipped", FOR_EVER)], State.EXPIRED, Cause.DAMAGED_DOWNLOAD),
        ([fault("delivery", "svg", FOR_EVER)], State.EXPIRED, Cause.DAMAGED_DOWNLOAD),
        ([fault("delivery", "picture_bomb", FOR_EVER)], State.EXPIRED, Cause.DAMAGED_DOWNLOAD),
    ],
    ids=lambda value: value[0]["kind"] if isinstance(value, list) else str(value),
)
def test_what_cannot_be_mended_ends_in_a_tile_that_says_why(
    server: PracticeProcess, folders: Folders, faults: list[dict[str, Any]], state: State, cause: Cause
) -> None:
    server.set_faults(faults)
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit(output_format="png")
        assert room.wait_for_end([generation_id]) == [state]
        ended = room.generation(generation_id)
        assert ended.failure
        assert ended.failure.cause is cause
    assert folders.pictures() == []
    check_the_promise(server, state)


@pytest.mark.parametrize(
    ("kind", "state", "cause"),
    [
        ("error", State.FAILED, Cause.SERVICE_TROUBLE),
        ("failed", State.FAILED, Cause.SERVICE_TROUBLE),
        ("503_task", State.FAILED, Cause.SERVICE_TROUBLE),
        ("422_task", State.FAILED, Cause.SERVICE_TROUBLE),
        ("request_moderated", State.REFUSED, Cause.REQUEST_MODERATED),
        ("content_moderated", State.REFUSED, Cause.CONTENT_MODERATED),
    ],
)
def test_a_task_that_breaks_while_it_is_worked_on_has_failed_or_was_refused(
    slow_server: PracticeProcess, folders: Folders, kind: str, state: State, cause: Cause
) -> None:
    slow_server.set_faults([fault("poll", kind)])
    with EngineRoom(folders, slow_server.url) as room:
        (generation_id,) = room.submit(output_format="png")
        assert room.wait_for_end([generation_id]) == [state]
        ended = room.generation(generation_id)
        assert ended.failure
        assert ended.failure.cause is cause
    assert folders.pictures() == []
    assert slow_server.ledger()["leaks"] == []


def test_the_reasons_of_the_filter_are_passed_on(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit("a bloody battle")
        refused = room.wait_for_state(generation_id, State.REFUSED)
        assert refused.failure
        assert refused.failure.cause is Cause.CONTENT_MODERATED
        assert refused.failure.detail == "Violence, Safety Filter"


@pytest.mark.parametrize("kind", ["401", "403"])
def test_a_refused_key_pauses_everything_and_keeps_it(server: PracticeProcess, folders: Folders, kind: str) -> None:
    server.set_faults([fault("submit", kind, FOR_EVER)])
    with EngineRoom(folders, server.url) as room:
        ids = room.submit("a", "b", "c")
        room.wait_until(lambda: room.trouble.cause is Cause.KEY_REFUSED and room.trouble.held == 3)
        assert [room.state(generation_id) for generation_id in ids] == [State.QUEUED] * 3
        server.set_faults([])
        room.engine.try_again()
        assert room.wait_for_end(ids) == [State.DONE] * 3
        assert room.trouble.cause is None
    assert charges(server) == 3


def test_a_new_key_makes_it_go_on(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url, key="bfl_bad_key_of_old") as room:
        ids = room.submit("a", "b")
        room.wait_until(lambda: room.trouble.cause is Cause.KEY_REFUSED)
        assert room.server
        room.engine.use_server(room.server, "practice-key")
        assert room.wait_for_end(ids) == [State.DONE] * 2
        assert room.trouble.cause is None


def test_a_key_that_is_refused_while_pictures_are_made_loses_none_of_them(
    server: PracticeProcess, folders: Folders
) -> None:
    server.set_faults([fault("poll", "403", 2)])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_until(lambda: room.trouble.cause is Cause.KEY_REFUSED)
        assert room.state(generation_id) is State.RUNNING
        room.engine.try_again()
        room.wait_for_state(generation_id, State.DONE)
    assert charges(server) == 1


def test_without_credits_everything_waits_until_there_are_some(server: PracticeProcess, folders: Folders) -> None:
    server.set_credits(1.0)
    with EngineRoom(folders, server.url) as room:
        ids = room.submit("a", "b", "c")
        room.wait_until(lambda: room.trouble.cause is Cause.OUT_OF_CREDITS and room.trouble.held == 3)
        room.engine.refresh_balance()
        room.wait_until(lambda: room.balances[-1] == 100)
        assert [room.state(generation_id) for generation_id in ids] == [State.QUEUED] * 3
        server.set_credits(50.0)
        room.engine.refresh_balance()
        assert room.wait_for_end(ids) == [State.DONE] * 3
        assert room.trouble.cause is None
        room.wait_until(lambda: room.balances[-1] == 5000 - 3 * 140)
    assert charges(server) == 3


def refresh_and_wait(room: EngineRoom, number: int) -> None:
    before = len(room.balances)
    room.engine.refresh_balance()
    room.wait_until(lambda: len(room.balances) > before)


def test_a_refusal_for_lack_of_credits_is_not_repeated_by_the_program_itself(
    server: PracticeProcess, folders: Folders
) -> None:
    """BFL may hold back more than it shows: a balance that looks good enough is no reason to knock again and again."""
    server.set_faults([fault("submit", "402", FOR_EVER)])
    with EngineRoom(folders, server.url) as room:
        room.submit("a", "b")
        room.wait_until(lambda: room.trouble.cause is Cause.OUT_OF_CREDITS)
        for number in range(3):
            refresh_and_wait(room, number)
    assert 1 <= len(server.ledger()["faults"]) <= 4


def test_a_third_doubt_in_a_row_stops_the_queue(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([fault("submit", "502", FOR_EVER)])
    with EngineRoom(folders, server.url) as room:
        ids = room.submit(*"abcdef")
        room.wait_until(lambda: [room.state(generation_id) for generation_id in ids].count(State.UNCONFIRMED) == 3)
        room.wait_until(lambda: room.trouble.cause is Cause.SERVICE_TROUBLE and room.trouble.held == 3)
        assert [room.state(generation_id) for generation_id in ids].count(State.QUEUED) == 3
        server.set_faults([])
        room.engine.try_again()
        room.wait_for_quiet()
        states = [room.state(generation_id) for generation_id in ids]
        assert states.count(State.DONE) == 3
        assert room.trouble.cause is None


def test_rate_limits_slow_down_and_nothing_is_lost(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([fault("submit", "429", 12, probability=0.5)])
    with EngineRoom(folders, server.url) as room:
        ids = room.submit(*(f"picture {number}" for number in range(12)))
        assert room.wait_for_end(ids) == [State.DONE] * 12
        assert any(trouble.cause is Cause.RATE_LIMITED and trouble.retry_in_s for trouble in room.troubles)
    assert charges(server) == 12


def test_twenty_pictures_of_which_some_fail_in_every_way(slow_server: PracticeProcess, folders: Folders) -> None:
    server = slow_server
    server.set_faults(
        [
            fault("submit", "reset", match="number 3 ", accepted=True),
            fault("submit", "422", match="number 5 "),
            fault("poll", "error", match="number 7 "),
            fault("poll", "500", 4, match="number 9 "),
            fault("delivery", "truncated", 2, match="number 11 "),
            fault("delivery", "expired", match="number 13 ", repoll="gone"),
            fault("submit", "429", match="number 15 "),
        ]
    )
    with EngineRoom(folders, server.url) as room:
        prompts = [f"number {number} of twenty" for number in range(20)]
        prompts[17] = "moderate me"
        ids = room.submit(*prompts)
        room.wait_for_quiet()
        states = {number: room.state(generation_id) for number, generation_id in enumerate(ids)}
    odd = {
        3: State.UNCONFIRMED,
        5: State.FAILED,
        7: State.FAILED,
        13: State.EXPIRED,
        17: State.REFUSED,
    }
    assert states == {number: odd.get(number, State.DONE) for number in range(20)}
    assert len(folders.pictures()) == 15
    assert charges(server) == 17


def test_a_request_that_is_taken_after_all_ends_the_trouble_for_those_that_wait(
    server: PracticeProcess, folders: Folders
) -> None:
    """It was sent before the ones that put the service in doubt, and its answer comes after theirs."""
    server.set_faults(
        [fault("submit", "delay", seconds=1, match="slow"), fault("submit", "500", FOR_EVER, match="doubtful")]
    )
    with EngineRoom(folders, server.url) as room:
        room.engine.set_limit(4)
        room.wait_for_end(room.submit("the first"))
        doubtful = ["doubtful 1", "doubtful 2", "doubtful 3"]
        ids = room.submit("slow", *doubtful, "waiting 1", "waiting 2")
        assert room.wait_for_end(ids) == [State.DONE, *[State.UNCONFIRMED] * 3, State.DONE, State.DONE]
        assert room.trouble.cause is None
