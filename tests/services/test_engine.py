"""The engine with a real server, real files and a real database."""

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from flux_desktop.domain.errors import FluxDesktopError, KeyRefusedError, NotSentError, UnreadableImageError
from flux_desktop.domain.generation import State
from flux_desktop.domain.references import Frame
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.domain.sizes import Size
from flux_desktop.services.clock import Clock
from flux_desktop.services.engine_core import EngineCore
from flux_desktop.services.events import Event, GenerationChanged, PictureArrived
from tests.support.engines import FINAL, PRICE, EngineRoom, Folders
from tests.support.practice import KEY, PracticeProcess


@pytest.fixture(scope="module")
def slow_practice() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=1.0, spread=0) as server:
        yield server


def fresh(server: PracticeProcess) -> PracticeProcess:
    server.reset()
    server.set_faults([])
    return server


@pytest.fixture
def server(practice: PracticeProcess) -> PracticeProcess:
    return fresh(practice)


@pytest.fixture
def slow_server(slow_practice: PracticeProcess) -> PracticeProcess:
    """Its pictures take a second."""
    return fresh(slow_practice)


def test_a_prompt_becomes_a_picture_in_the_library(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit("a quiet fjord")
        done = room.wait_for_state(generation_id, State.DONE)
        assert room.states(generation_id) == [
            State.QUEUED,
            State.SUBMITTING,
            State.RUNNING,
            State.FETCHING,
            State.DONE,
        ]
        picture = room.picture(generation_id)
    file = folders.library / picture.path
    assert file.read_bytes() == room.arrived(generation_id)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == picture.sha256
    assert picture.sha256 == server.submits()[0]["picture_sha256"]
    assert picture.size == Size(64, 64)
    assert done.cost == done.settled_cost == PRICE
    assert folders.details(generation_id).picture == picture


def test_a_picture_is_told_before_it_is_on_disk(server: PracticeProcess, folders: Folders) -> None:
    files_then: list[list[Path]] = []

    class Watching(EngineRoom):
        def _take(self, event: Event) -> None:
            if isinstance(event, PictureArrived):
                files_then.append(folders.pictures())
            super()._take(event)

    with Watching(folders, server.url) as room:
        room.wait_for_end(room.submit())
    assert files_then == [[]]


def test_every_step_is_on_record_before_it_is_told(server: PracticeProcess, folders: Folders) -> None:
    told: list[tuple[State, State]] = []

    class Watching(EngineRoom):
        def _take(self, event: Event) -> None:
            super()._take(event)
            if isinstance(event, GenerationChanged):
                told.append((event.generation.state, folders.details(event.generation.id).row.state))

    with Watching(folders, server.url) as room:
        room.wait_for_end(room.submit("a", "b"))
    assert len(told) == 10
    assert all(said == recorded for said, recorded in told)


def test_the_first_request_goes_alone_and_the_others_together(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url) as room:
        ids = room.submit(*"abcdefgh")
        room.wait_for_end(ids)
        events = [event.generation for event in room.events if isinstance(event, GenerationChanged)]
    first = next(place for place, generation in enumerate(events) if generation.state is State.RUNNING)
    assert [generation.state for generation in events[:first]].count(State.SUBMITTING) == 1
    assert slow_server.ledger()["most_active"] == 8


def test_never_more_than_bfl_takes_and_all_of_them_arrive(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url) as room:
        room.engine.set_limit(500)
        ids = room.submit(*(f"number {number}" for number in range(40)))
        ids += room.submit(*(f"max {number}" for number in range(8)), model="flux-kontext-max", price=800)
        assert room.wait_for_end(ids) == [State.DONE] * 48
    ledger = slow_server.ledger()
    assert ledger["most_active"] == 24
    assert ledger["refused"] == []
    assert ledger["charged_total"] == 40 * 1.4 + 8 * 8


def test_a_single_picture_overtakes_a_batch_of_twelve(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url) as room:
        room.engine.set_limit(2)
        batch = room.submit(*(f"number {number}" for number in range(12)))
        room.wait_until(lambda: room.state(batch[1]) is State.RUNNING)
        (single,) = room.submit("a single one")
        room.wait_for_state(single, State.RUNNING)
        assert [room.state(generation_id) for generation_id in batch].count(State.QUEUED) >= 8
        room.engine.pause()


def test_a_person_can_pause_reorder_and_take_back(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url) as room:
        room.engine.pause()
        room.engine.set_limit(1)  # requests that are on their way together may overtake one another
        ids = room.submit(*"abcd")
        room.wait_until(lambda: room.queue is not None and room.queue.paused and room.queue.order == tuple(ids))
        assert room.queue
        assert (room.queue.waiting, room.queue.to_come) == (4, 4 * PRICE)
        room.engine.move_to_front(ids[3])
        assert room.engine.cancel(ids[0]).result(5) is True
        room.wait_until(lambda: room.queue is not None and room.queue.order == (ids[3], ids[1], ids[2]))
        room.engine.reorder([ids[2], ids[1]])
        room.wait_until(lambda: room.queue is not None and room.queue.order == (ids[2], ids[1], ids[3]))
        room.engine.resume()
        room.wait_for_quiet()
        assert room.state(ids[0]) is State.CANCELLED
    prompts = [submit["fields"]["prompt"] for submit in slow_server.submits()]
    assert prompts == ["c", "b", "d"]


def test_what_is_sent_cannot_be_taken_back_and_still_arrives(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.RUNNING)
        assert room.engine.cancel(generation_id).result(5) is False
        room.wait_for_state(generation_id, State.DONE)


def test_the_usual_time_is_learned(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url, clock=Clock()) as room:
        room.engine.set_limit(3)
        room.wait_until(lambda: room.balances[-1:] == [250_000])
        assert room.engine.usual_s("flux-2-klein-4b") == 2
        (generation_id,) = room.submit()
        room.wait_for_end([generation_id])
        room.wait_until(lambda: abs((room.engine.usual_s("flux-2-klein-4b") or 0) - 1.0) < 0.4)
        room.submit("once more")
        room.wait_until(lambda: room.queue is not None and (room.queue.usual_s or 2) < 1.4)
        room.wait_for_quiet()


def test_the_balance_is_told_at_the_start_and_after_a_batch(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        room.wait_until(lambda: room.balances[-1:] == [250_000])
        room.wait_for_end(room.submit("a", "b"))
        room.wait_until(lambda: room.balances[-1] == 250_000 - 2 * PRICE)


def test_a_key_is_checked_without_being_used(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, None) as room:
        here = Server.custom(server.url)
        assert room.engine.check_key(here, KEY).result(10) == 250_000
        with pytest.raises(KeyRefusedError):
            room.engine.check_key(here, "bfl_bad_key").result(10)
        with pytest.raises(NotSentError):
            room.engine.check_key(Server.custom("http://127.0.0.1:9"), KEY).result(10)
        with pytest.raises(KeyRefusedError):
            room.engine.submit([GenerationRequest("flux-2-pro", "a")], [None]).result(10)


def test_without_a_key_everything_waits_for_one(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url, key=None) as room:
        ids = room.submit("a", "b")
        room.wait_until(lambda: room.queue is not None and room.queue.waiting == 2)
        assert server.ledger()["requests"] == {}
        assert room.server
        room.engine.use_server(room.server, KEY)
        assert room.wait_for_end(ids) == [State.DONE] * 2


def test_a_refused_one_is_made_again_in_a_new_tile(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "submit", "kind": "422"}])
    with EngineRoom(folders, server.url) as room:
        (failed,) = room.submit()
        room.wait_for_state(failed, State.FAILED)
        again = room.engine.retry(failed).result(5)
        assert again.id > failed
        assert again.batch_id == failed
        assert room.wait_for_end([again.id]) == [State.DONE]
        assert room.state(failed) is State.CANCELLED
    assert len(server.submits()) == 1


def test_only_a_person_sends_a_doubtful_one_again(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "submit", "kind": "reset", "accepted": True}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.UNCONFIRMED)
        assert room.engine.retry(generation_id).result(5).id == generation_id
        room.wait_for_state(generation_id, State.DONE)
    assert len(server.submits()) == 2


def test_what_went_wrong_can_be_dismissed_and_what_runs_cannot(slow_server: PracticeProcess, folders: Folders) -> None:
    slow_server.set_faults([{"where": "submit", "kind": "422", "match": "bad"}])
    with EngineRoom(folders, slow_server.url) as room:
        bad, good = room.submit("bad", "good")
        room.wait_for_state(bad, State.FAILED)
        room.engine.dismiss(bad).result(5)
        room.wait_for_state(bad, State.CANCELLED)
        room.wait_for_state(good, State.RUNNING)
        room.engine.dismiss(good).result(5)
        room.wait_for_state(good, State.DONE)


def test_an_expired_picture_is_asked_for_once_more_free_of_charge(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "delivery", "kind": "expired", "times": 6}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.EXPIRED)
        room.engine.check_again(generation_id).result(5)
        room.wait_for_state(generation_id, State.DONE)
    assert len(server.submits()) == 1


def test_a_picture_that_bfl_has_forgotten_expires_again_at_the_first_word(
    server: PracticeProcess, folders: Folders
) -> None:
    server.set_faults([{"where": "poll", "kind": "404", "times": None}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.EXPIRED)
        polls = len(server.ledger()["faults"])
        room.engine.check_again(generation_id).result(5)
        room.wait_until(lambda: room.states(generation_id)[-2:] == [State.RUNNING, State.EXPIRED])
    assert len(server.ledger()["faults"]) == polls + 1


def png(size: tuple[int, int] = (80, 60)) -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_a_reference_is_stored_and_sent(server: PracticeProcess, folders: Folders, tmp_path: Path) -> None:
    file = tmp_path / "holiday.png"
    file.write_bytes(png())
    with EngineRoom(folders, server.url) as room:
        reference = room.engine.add_reference(file, "holiday.png").result(10)
        assert (folders.library / ".flux-desktop" / "references" / reference.file_name).stat().st_mode & 0o77 == 0
        request = GenerationRequest("flux-2-klein-4b", "like this", {"width": 64, "height": 64}, (reference,))
        (queued,) = room.engine.submit([request], [PRICE]).result(5)
        assert room.wait_for_end([queued.id]) == [State.DONE]
    assert [image["sha256"] for image in server.submits()[0]["images"]] == [reference.sha256]


def test_a_part_of_a_large_reference_is_cut_out_of_the_file(
    server: PracticeProcess, folders: Folders, tmp_path: Path
) -> None:
    file = tmp_path / "holiday.png"
    Image.new("RGB", (3000, 3000), (90, 120, 200)).save(file, compress_level=1)
    with EngineRoom(folders, server.url) as room:
        whole = room.engine.add_reference(file, "holiday.png").result(30)
        assert (whole.size, whole.original_size) == (Size(2048, 2048), Size(3000, 3000))
        frame = Frame(100, 100, 1200, 900)
        part = room.engine.ask(lambda core: core.shaper.cropped(whole, frame)).result(30)
    assert part.size == Size(1200, 900)


def test_a_reference_that_has_been_deleted_fails_before_anything_is_sent(
    server: PracticeProcess, folders: Folders
) -> None:
    with EngineRoom(folders, server.url) as room:
        reference = room.engine.add_reference(png(), "holiday.png").result(10)
        (folders.library / ".flux-desktop" / "references" / reference.file_name).unlink()
        request = GenerationRequest("flux-2-klein-4b", "like this", {}, (reference,))
        (queued,) = room.engine.submit([request], [PRICE]).result(5)
        failed = room.wait_for_state(queued.id, State.FAILED)
        assert failed.failure
        assert "holiday.png" in failed.failure.detail
    assert server.submits() == []


def test_a_file_that_is_no_picture_is_refused(folders: Folders) -> None:
    with EngineRoom(folders, None) as room, pytest.raises(UnreadableImageError):
        room.engine.add_reference(b"not a picture", "notes.png").result(10)


def test_the_engine_starts_practice_when_it_is_chosen_and_ends_it(folders: Folders) -> None:
    before = child_processes()
    with EngineRoom(folders, None, server=Server("practice", ""), key=None, clock=Clock()) as room:
        ids = room.submit("a practice picture", "another")
        assert room.wait_for_end(ids) == [State.DONE] * 2
        assert all(room.generation(generation_id).practice for generation_id in ids)
        assert Path(room.picture(ids[0]).path).name.startswith("practice-")
        assert len(child_processes() - before) == 1
    assert child_processes() == before


def child_processes() -> set[str]:
    return {child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()}


def test_practice_pictures_never_go_to_the_real_server(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, None, server=Server("practice", ""), key=None, clock=Clock()) as room:
        room.engine.pause()
        (play,) = room.submit("only play")
        room.engine.use_server(Server.custom(server.url), KEY)
        (real,) = room.submit("for real")
        room.engine.resume()
        assert room.wait_for_end([play, real]) == [State.DONE] * 2
    assert [submit["fields"]["prompt"] for submit in server.submits()] == ["for real"]


def test_what_runs_is_finished_with_the_key_it_was_sent_with(slow_server: PracticeProcess, folders: Folders) -> None:
    with PracticeProcess(seconds=0) as other, EngineRoom(folders, slow_server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.RUNNING)
        room.engine.use_server(Server.custom(other.url), "another-key-entirely")
        room.wait_for_state(generation_id, State.DONE)
        seen = {sighting["key"] for sighting in slow_server.ledger()["key_sightings"]}
        assert len(seen) == 1
        assert not seen & {sighting["key"] for sighting in other.ledger()["key_sightings"]}


def test_the_engine_can_be_spoken_to_before_it_starts_and_after_it_ended(
    server: PracticeProcess, folders: Folders
) -> None:
    room = EngineRoom(folders, server.url)
    early: Future[bool] = room.engine.ask(_yes)
    with room:
        assert early.result(5) is True
    late = room.engine.submit([GenerationRequest("flux-2-pro", "a")], [None])
    assert late.cancelled()
    room.engine.pause()
    assert room.engine.stop().result(1) is None


def test_an_engine_that_was_never_started_stops_at_once(folders: Folders) -> None:
    engine = EngineRoom(folders, None).engine
    waiting = engine.submit([GenerationRequest("flux-2-pro", "a")], [None])
    assert engine.stop().result(1) is None
    assert waiting.cancelled()


def test_stopping_with_nothing_on_its_way_takes_no_time(slow_server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, slow_server.url) as room:
        ids = room.submit(*"abcd")
        room.wait_until(lambda: all(room.state(generation_id) is State.RUNNING for generation_id in ids))
        before_s = Clock().now()
        room.engine.stop().result(5)
        assert (Clock().now() - before_s).total_seconds() < 1


def test_a_request_on_its_way_is_waited_for_when_the_program_closes(folders: Folders) -> None:
    with PracticeProcess(seconds=0, faults=[{"where": "submit", "kind": "delay", "seconds": 0.6}]) as server:
        with EngineRoom(folders, server.url) as room:
            one, other = room.submit("on its way", "not yet sent")
            room.wait_for_state(one, State.SUBMITTING)
            stopped = room.engine.stop()
            late = room.engine.submit([GenerationRequest("flux-2-pro", "too late")], [None])
            assert isinstance(late.exception(5), FluxDesktopError)
            stopped.result(10)
        assert room.state(one) is State.RUNNING
        assert folders.details(one).row.state is State.RUNNING
        assert folders.details(other).row.state is State.QUEUED
        assert len(server.submits()) == 1


def test_a_request_that_never_ends_is_given_up_and_stays_in_doubt(folders: Folders) -> None:
    with PracticeProcess(seconds=0, faults=[{"where": "submit", "kind": "hang"}]) as server:
        with EngineRoom(folders, server.url, deadlines=None) as room:
            (generation_id,) = room.submit()
            room.wait_for_state(generation_id, State.SUBMITTING)
            room.engine.stop(deadline_s=2.3).result(5)
        assert folders.details(generation_id).row.state is State.SUBMITTING
        with EngineRoom(folders, server.url) as room:
            room.wait_for_state(generation_id, State.UNCONFIRMED)


def test_nothing_is_left_open_after_many_engines(server: PracticeProcess, folders: Folders) -> None:
    counts = []
    for number in range(4):
        with EngineRoom(folders, server.url) as room:
            room.wait_for_end(room.submit(f"number {number}"))
        counts.append((len(list(Path("/proc/self/fd").iterdir())), threading.active_count()))
    assert counts[-1] == counts[0]


def test_a_bug_of_ours_is_reported_without_the_key_and_loses_nothing(
    server: PracticeProcess, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flux_desktop.services import waiter

    def broken(*_: object) -> None:
        raise ZeroDivisionError(f"with {KEY} in its words")

    with EngineRoom(folders, server.url) as room:
        room.expects_bugs = True
        with monkeypatch.context() as patch:
            patch.setattr(waiter, "_poll", broken)
            (generation_id,) = room.submit()
            room.wait_until(lambda: len(room.bugs) == 1)
        assert "ZeroDivisionError" in room.bugs[0]
        assert KEY not in room.bugs[0]
        assert room.state(generation_id) is State.RUNNING
        room.engine.try_again()
        room.wait_for_state(generation_id, State.DONE)
    assert len(server.submits()) == 1


def test_a_bug_while_sending_leaves_a_doubt_and_not_a_tile_that_waits_for_ever(
    server: PracticeProcess, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flux_desktop.bfl import client

    def broken(*_: object) -> None:
        raise ZeroDivisionError("after the request was sent")

    with EngineRoom(folders, server.url) as room:
        room.expects_bugs = True
        monkeypatch.setattr(client, "read_submission", broken)
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.UNCONFIRMED)
    assert len(room.bugs) == 1


def test_a_database_of_a_newer_program_is_reported(folders: Folders) -> None:
    with EngineRoom(folders, None):
        pass
    set_schema_version(folders.database, 9999)
    with EngineRoom(folders, None) as room:
        room.expects_bugs = True
        room.wait_until(lambda: len(room.bugs) == 1)
    assert "DatabaseTooNewError" in room.bugs[0]
    assert room.engine.cancel(1).cancelled()


def set_schema_version(database: Path, version: int) -> None:
    import sqlite3

    connection = sqlite3.connect(database)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_every_final_state_is_one_or_needs_a_person() -> None:
    assert all(state.needs_attention or state in (State.DONE, State.CANCELLED) for state in FINAL)


async def _yes(_core: EngineCore) -> bool:
    return True
