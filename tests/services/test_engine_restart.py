"""What a new run does with what an earlier one has left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.server import Server
from flux_desktop.services.clock import Clock
from flux_desktop.storage.library_copy import copy_of
from tests.support.engines import PRICE, EngineRoom, Folders
from tests.support.practice import KEY, PracticeProcess


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=0.4, spread=0) as server:
        yield server


def test_what_was_running_is_collected_and_not_sent_again(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        ids = room.submit(*"abc")
        room.wait_until(lambda: all(room.state(generation_id) is State.RUNNING for generation_id in ids))
    with EngineRoom(folders, server.url) as room:
        assert room.wait_for_end(ids) == [State.DONE] * 3
        assert State.SUBMITTING not in room.states(ids[0])
    assert len(server.submits()) == 3


def test_what_was_ready_gets_a_new_link_when_the_old_one_is_dead(server: PracticeProcess, folders: Folders) -> None:
    server.set_faults([{"where": "delivery", "kind": "500", "times": None}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.FETCHING)
    server.set_faults([])
    server.expire_links()
    with EngineRoom(folders, server.url) as room:
        room.wait_for_state(generation_id, State.DONE)
    assert len(folders.pictures()) == 1


def test_what_only_waited_waits_for_a_person_while_new_pictures_go(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        room.engine.pause()
        old = room.submit(*"abc")
    with EngineRoom(folders, server.url) as room:
        room.wait_until(lambda: room.queue is not None and room.queue.from_earlier == 3)
        assert room.queue
        assert (room.queue.paused, room.queue.waiting, room.queue.to_come) == (True, 3, 3 * PRICE)
        (new,) = room.submit("new")
        room.wait_for_state(new, State.DONE)
        assert [submit["fields"]["prompt"] for submit in server.submits()] == ["new"]
        room.engine.resume()
        assert room.wait_for_end(old) == [State.DONE] * 3
        assert room.queue.paused is False or room.wait_until(lambda: room.queue and not room.queue.paused)


def test_what_waited_can_be_taken_back_after_a_restart(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        room.engine.pause()
        (generation_id,) = room.submit()
    with EngineRoom(folders, server.url) as room:
        assert room.engine.cancel(generation_id).result(5) is True
        room.wait_until(lambda: room.queue is not None and room.queue.waiting == 0 and not room.queue.paused)
    assert server.submits() == []


def test_without_a_key_what_runs_waits_until_there_is_one(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.RUNNING)
        here = room.server
    polls = server.submits()[0]["polls"]
    with EngineRoom(folders, None) as room:
        room.wait_until(lambda: room.queue is not None and room.queue.running == 1)
        assert server.submits()[0]["polls"] == polls
        assert here
        room.engine.use_server(here, KEY)
        room.wait_for_state(generation_id, State.DONE)


def test_a_practice_picture_under_way_starts_the_practice_server_by_itself(folders: Folders) -> None:
    play = Server("practice", "")
    with EngineRoom(folders, None, server=play, key=None, clock=Clock()) as room:
        (generation_id,) = room.submit("a quiet fjord")
        room.wait_for_state(generation_id, State.RUNNING)
    with EngineRoom(folders, None, clock=Clock()) as room:
        room.wait_for_state(generation_id, State.DONE)
        assert room.generation(generation_id).practice


def test_a_picture_found_in_the_library_without_its_row_is_adopted(server: PracticeProcess, folders: Folders) -> None:
    """As when the program is killed between the file and the row."""
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.DONE)
        picture = room.picture(generation_id)
    take_back_the_last_step(folders, generation_id)
    server.set_faults([{"where": "delivery", "kind": "500", "times": None}])
    with EngineRoom(folders, None) as room:
        room.wait_for_state(generation_id, State.DONE)
        assert room.picture(generation_id) == picture
    assert len(folders.pictures()) == 1


def take_back_the_last_step(folders: Folders, generation_id: int) -> None:
    import sqlite3

    with sqlite3.connect(folders.database) as connection:
        connection.execute("DROP TRIGGER generation_event_is_never_deleted")
        connection.execute(
            "DELETE FROM generation_event WHERE generation_id = ? AND to_state = 'done'", (generation_id,)
        )
        connection.execute("DELETE FROM picture WHERE id = ?", (generation_id,))
        connection.execute(
            "UPDATE generation SET state = 'fetching', finished_at = NULL WHERE id = ?", (generation_id,)
        )
    connection.close()
    journal = folders.database.with_name("journal.jsonl")
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(line for line in lines if '"to":"done"' not in line))


def test_what_was_being_sent_is_in_doubt_and_not_sent_again(folders: Folders) -> None:
    with PracticeProcess(seconds=0, faults=[{"where": "submit", "kind": "hang", "accepted": True}]) as server:
        with EngineRoom(folders, server.url) as room:
            (generation_id,) = room.submit()
            room.wait_for_state(generation_id, State.SUBMITTING)
            room.engine.stop(deadline_s=2.1).result(5)
        with EngineRoom(folders, server.url) as room:
            doubtful = room.wait_for_state(generation_id, State.UNCONFIRMED)
            assert doubtful.failure
            assert doubtful.failure.cause is Cause.OUTCOME_UNKNOWN
            room.engine.resume()
            (other,) = room.submit("another")
            room.wait_for_state(other, State.DONE)
            assert room.state(generation_id) is State.UNCONFIRMED


def test_the_library_carries_a_copy_of_the_database_after_closing(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_end([generation_id])
        room.wait_for_quiet()
    import sqlite3

    connection = sqlite3.connect(copy_of(folders.library))
    rows = connection.execute("SELECT id, state FROM generations_v1").fetchall()
    connection.close()
    assert rows == [(generation_id, "done")]


def test_the_database_is_one_file_after_closing(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        room.wait_for_end(room.submit())
    assert not folders.database.with_name("library.sqlite3-wal").exists()


def test_a_server_that_goes_away_and_comes_back_has_lost_nothing(folders: Folders, tmp_path: Path) -> None:
    with PracticeProcess(seconds=0.3, state=tmp_path / "state.json") as server, EngineRoom(folders, server.url) as room:
        ids = room.submit(*"abc")
        room.wait_until(lambda: all(room.state(generation_id) is State.RUNNING for generation_id in ids))
        server.kill()
        room.wait_until(lambda: room.trouble.cause is Cause.OFFLINE and bool(room.trouble.retry_in_s))
        (later,) = room.submit("later")
        room.wait_until(lambda: room.queue is not None and room.queue.waiting == 1 and room.trouble.held == 1)
        server.start()
        assert room.wait_for_end([*ids, later]) == [State.DONE] * 4
        assert room.trouble.cause is None
        assert len(server.submits()) == 4


def test_while_offline_the_waits_grow_and_a_person_can_cut_them_short(folders: Folders) -> None:
    with EngineRoom(folders, "http://127.0.0.1:9", clock=Clock()) as room:
        room.wait_until(lambda: room.trouble.cause is Cause.OFFLINE)
        assert 1.5 <= (room.trouble.retry_in_s or 0) <= 2
        for number in range(2, 4):
            room.engine.try_again()
            room.wait_until(lambda number=number: len(room.troubles) == number)  # type: ignore[misc]
        assert 6 <= (room.trouble.retry_in_s or 0) <= 8
        assert set(room.balances) == {None}
