"""The engine when there is no place for a picture."""

import asyncio
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flux_desktop.domain.errors import LibraryError, LibraryUnavailableError
from flux_desktop.domain.generation import Cause, State
from flux_desktop.services.clock import Clock
from flux_desktop.services.picture_keeper import is_room
from flux_desktop.storage.database import prepare
from tests.support.engines import EngineRoom, Folders
from tests.support.practice import PracticeProcess

LIMIT_BYTES = 600_000


@pytest.fixture(scope="module")
def drawing() -> Iterator[PracticeProcess]:
    """Its pictures have more bytes than flat colours."""
    with PracticeProcess(seconds=0, plain=False) as server:
        yield server


@contextmanager
def no_large_files() -> Iterator[None]:
    """What a quota does: files cannot grow beyond a size. The database stays below it, a picture does not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_picture_that_finds_no_room_is_kept_and_nothing_more_is_sent(
    drawing: PracticeProcess, folders: Folders
) -> None:
    with EngineRoom(folders, drawing.url) as room:
        with no_large_files():
            (large,) = room.submit("marble", width=1024, height=1024, output_format="png")
            room.wait_until(lambda: room.trouble.cause is Cause.DISK_FULL)
            assert room.trouble.held == 1
            assert len(room.arrived(large)) > LIMIT_BYTES
            (later,) = room.submit("too much")
            room.engine.try_again()
            room.wait_until(lambda: room.queue is not None and room.queue.waiting == 1)
            assert folders.pictures() == []
        room.wait_for_state(large, State.DONE)
        room.wait_for_state(later, State.DONE)
        assert room.trouble.cause is None
        assert (folders.library / room.picture(large).path).read_bytes() == room.arrived(large)
    submits = drawing.submits()
    assert [submit["fields"]["prompt"] for submit in submits] == ["marble", "too much"]
    assert list(folders.held.glob("*")) == []


def test_a_drive_that_goes_away_is_waited_for(server: PracticeProcess, folders: Folders, tmp_path: Path) -> None:
    server.set_faults([{"where": "delivery", "kind": "500", "times": 3}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.FETCHING)
        folders.library.rename(tmp_path / "unplugged")
        room.wait_until(lambda: room.trouble.cause is Cause.LIBRARY_UNAVAILABLE and room.trouble.held == 1)
        assert len(list(folders.held.iterdir())) == 1
        assert not folders.library.exists()
        (tmp_path / "unplugged").rename(folders.library)
        room.wait_for_state(generation_id, State.DONE)
        assert room.trouble.cause is None
    assert list(folders.held.iterdir()) == []
    assert len(folders.pictures()) == 1


def test_another_folder_takes_what_the_first_one_could_not(
    server: PracticeProcess, folders: Folders, tmp_path: Path
) -> None:
    server.set_faults([{"where": "delivery", "kind": "500", "times": 3}])
    other = tmp_path / "another" / "place"
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.FETCHING)
        folders.library.rename(tmp_path / "unplugged")
        room.wait_until(lambda: room.trouble.cause is Cause.LIBRARY_UNAVAILABLE)
        room.engine.use_library(other)
        room.wait_for_state(generation_id, State.DONE)
        path = room.picture(generation_id).path
    assert (other / path).read_bytes() == room.arrived(generation_id)


def test_a_picture_that_was_held_is_stored_at_the_next_start_without_any_server(
    folders: Folders, tmp_path: Path
) -> None:
    with PracticeProcess(seconds=0) as server, EngineRoom(folders, server.url) as room:
        server.set_faults([{"where": "delivery", "kind": "500", "times": 3}])
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.FETCHING)
        folders.library.rename(tmp_path / "unplugged")
        room.wait_until(lambda: room.trouble.cause is Cause.LIBRARY_UNAVAILABLE and room.trouble.held == 1)
        data = room.arrived(generation_id)
    (tmp_path / "unplugged").rename(folders.library)
    with EngineRoom(folders, None) as room:
        room.wait_for_state(generation_id, State.DONE)
        assert (folders.library / room.picture(generation_id).path).read_bytes() == data
    assert list(folders.held.iterdir()) == []


def test_nothing_is_sent_while_there_is_no_library(server: PracticeProcess, folders: Folders) -> None:
    folders.library.rmdir()
    with EngineRoom(folders, server.url) as room:
        ids = room.submit("a", "b")
        room.wait_until(lambda: room.trouble.cause is Cause.LIBRARY_UNAVAILABLE)
        assert [room.state(generation_id) for generation_id in ids] == [State.QUEUED] * 2
        assert server.submits() == []
        folders.library.mkdir()
        assert room.wait_for_end(ids) == [State.DONE] * 2
        assert room.trouble.cause is None


def test_a_file_in_the_place_of_the_library_is_no_library(server: PracticeProcess, folders: Folders) -> None:
    folders.library.rmdir()
    folders.library.write_text("not a folder")
    with EngineRoom(folders, server.url) as room:
        room.submit()
        room.wait_until(lambda: room.trouble.cause is Cause.LIBRARY_UNAVAILABLE)
        with pytest.raises(LibraryUnavailableError):
            room.engine.add_reference(PICTURE, "a.gif").result(10)
        room.engine.use_library(folders.library)
        room.engine.try_again()
        assert room.trouble.cause is Cause.LIBRARY_UNAVAILABLE
    assert folders.library.read_text() == "not a folder"
    assert server.submits() == []


PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
"""The smallest GIF."""


@pytest.mark.parametrize(
    ("free", "total", "enough"),
    [
        (300, 10_000, True),
        (200, 10_000, True),
        (199, 10_000, False),
        (90, 600, True),  # a small disk: a tenth of it
        (59, 600, False),
        (0, 0, True),  # a drive that does not tell
    ],
)
def test_two_hundred_megabytes_or_a_tenth_of_a_small_disk_have_to_be_free(free: int, total: int, enough: bool) -> None:
    assert is_room(free * 1_000_000, total * 1_000_000, 200_000_000) is enough


def test_a_reference_that_lies_in_the_old_library_is_still_found(
    server: PracticeProcess, folders: Folders, tmp_path: Path
) -> None:
    from flux_desktop.domain.request import GenerationRequest

    with EngineRoom(folders, server.url) as room:
        reference = room.engine.add_reference(PICTURE, "dot.gif").result(10)
        room.engine.use_library(tmp_path / "new")
        request = GenerationRequest("flux-2-klein-4b", "like this", {"width": 64, "height": 64}, (reference,))
        (queued,) = room.engine.submit([request], [140]).result(5)
        assert room.wait_for_end([queued.id]) == [State.DONE]
        assert (tmp_path / "new" / room.picture(queued.id).path).exists()


def test_a_drive_that_hangs_is_given_up_and_the_engine_still_ends(server: PracticeProcess, folders: Folders) -> None:
    answers = threading.Event()
    with EngineRoom(folders, server.url) as room:
        room.wait_for_end(room.submit())
        core = room.engine._core
        assert core
        hanging = core._keeper._in_library(0.05, answers.wait, 60)
        with pytest.raises(LibraryUnavailableError, match="does not answer"):
            asyncio.run_coroutine_threadsafe(hanging, core._loop).result(5)
        began = Clock().now()
        room.engine.stop().result(10)
        assert (Clock().now() - began).total_seconds() < 2
    answers.set()


@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_a_database_that_is_lost_while_a_picture_is_made_is_told_and_costs_nothing(
    server: PracticeProcess, folders: Folders, what: str
) -> None:
    """No more is sent; what is under way goes on in the journal, and the next start puts all of it together."""
    server.set_faults([{"where": "poll", "kind": "pending", "times": None}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit("a quiet fjord")
        room.wait_for_state(generation_id, State.RUNNING)
        for file in folders.profile.glob("library.sqlite3*"):
            file.unlink()
        if what == "replaced":
            prepare(folders.database)
        server.set_faults([])
        room.wait_until(lambda: room.trouble.cause is Cause.DATABASE_LOST)
        with pytest.raises(LibraryError):
            room.submit("another")
    prepare(folders.database)
    with EngineRoom(folders, server.url) as room:
        room.wait_for_state(generation_id, State.DONE)
        assert room.trouble.cause is None
    assert [submit["fields"]["prompt"] for submit in server.submits()] == ["a quiet fjord"]
    assert len(folders.pictures()) == 1
