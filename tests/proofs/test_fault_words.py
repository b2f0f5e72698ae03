"""One table of everything that can go wrong: how it ends, and what a person reads.

The engine is real and so is the practice server; the words are made of what the engine told, by the functions that the
tiles and the banner use. ``tests/services/test_engine_faults.py`` looks closer at each way through the engine.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flux_desktop.domain import errors
from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.pricing import DEFAULT_SIZE
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.errors import notice_for, sentence_for
from flux_desktop.ui.job_words import words_for
from tests.support.clocks import FastClock
from tests.support.engines import IMPATIENT, EngineRoom, Folders
from tests.support.practice import PracticeProcess

FOR_EVER = None
DOUBT = "Sent, but no answer"
REFUSED_SETTINGS = "FLUX could not use these settings"
NOT_WHOLE = "The file did not arrive whole"
TOO_LATE = "Arrived too late to save"
NOT_FOUND = "Picture not found"
WENT_WRONG = "Something went wrong"


@dataclass(frozen=True)
class Fault:
    """``where`` is where the practice server plays ``kind``, so many ``times``."""

    where: str
    kind: str
    state: State
    words: str
    button: str = ""
    times: int | None = FOR_EVER
    more: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return "-".join([self.where, self.kind, *(str(value) for _, value in self.more)])

    @property
    def played(self) -> dict[str, Any]:
        return {"where": self.where, "kind": self.kind, "times": self.times, **dict(self.more)}


def submit(kind: str, state: State, words: str, button: str = "", **more: Any) -> Fault:
    return Fault("submit", kind, state, words, button, 1, tuple(more.items()))


def poll(kind: str, state: State, words: str, button: str = "", **more: Any) -> Fault:
    return Fault("poll", kind, state, words, button, FOR_EVER, tuple(more.items()))


def delivery(kind: str, state: State, words: str, button: str = "", **more: Any) -> Fault:
    return Fault("delivery", kind, state, words, button, FOR_EVER, tuple(more.items()))


SEND_AGAIN, MAKE_AGAIN, TRY_AGAIN = "Send again (may cost twice)", "Make again ($0.014)", "Try again ($0.014)"
CHECK_AGAIN = "Check again (free)"

ON_A_TILE = [
    *(submit(kind, State.FAILED, REFUSED_SETTINGS, "Fix settings") for kind in ("400", "404", "422")),
    *(
        submit(kind, State.UNCONFIRMED, DOUBT, SEND_AGAIN, accepted=accepted)
        for kind in ("500", "502", "503", "504", "drop", "reset", "garbage", "half", "broken_json", "html", "empty")
        for accepted in (True, False)
    ),
    *(submit(kind, State.UNCONFIRMED, DOUBT, SEND_AGAIN) for kind in ("hang", "endless", "gzip_bomb", "redirect")),
    submit("no_id", State.UNCONFIRMED, DOUBT, SEND_AGAIN),
    submit("no_polling_url", State.EXPIRED, NOT_FOUND, MAKE_AGAIN),
    submit("strange_polling_url", State.EXPIRED, NOT_FOUND, MAKE_AGAIN),
    poll("task_not_found", State.EXPIRED, NOT_FOUND, MAKE_AGAIN),
    poll("404", State.EXPIRED, NOT_FOUND, MAKE_AGAIN),
    poll("dead_link", State.EXPIRED, TOO_LATE, CHECK_AGAIN, repoll="same"),
    delivery("expired", State.EXPIRED, TOO_LATE, CHECK_AGAIN),
    *(
        delivery(kind, State.EXPIRED, NOT_WHOLE, "Download again")
        for kind in ("truncated", "flipped", "svg", "picture_bomb", "not_an_image")
    ),
]

AT_WORK = [
    poll("error", State.FAILED, WENT_WRONG, TRY_AGAIN),
    poll("failed", State.FAILED, WENT_WRONG, TRY_AGAIN),
    poll("request_moderated", State.REFUSED, "Blocked by the safety filter", "Edit prompt"),
    poll("content_moderated", State.REFUSED, "Picture withheld", TRY_AGAIN),
]

IN_THE_BANNER = [
    Fault("submit", "401", State.QUEUED, "BFL did not accept your key.", "Enter a new key…"),
    Fault("submit", "403", State.QUEUED, "BFL did not accept your key.", "Enter a new key…"),
    Fault("submit", "402", State.QUEUED, "You are out of credits.", "Add credits…"),
    Fault("submit", "429", State.QUEUED, "BFL asked us to slow down."),
    Fault("poll", "403", State.RUNNING, "BFL did not accept your key.", "Enter a new key…"),
    *(Fault("poll", kind, State.RUNNING, "BFL is having trouble.", "Try now") for kind in ("500", "html", "redirect")),
]


@pytest.fixture(scope="module")
def practice() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=0.2) as server:
        yield server


@pytest.fixture(scope="module")
def slow_practice() -> Iterator[PracticeProcess]:
    """Its pictures are never finished before they are asked for: only what is being worked on can break."""
    with PracticeProcess(seconds=30) as server:
        yield server


@pytest.fixture
def slow_server(slow_practice: PracticeProcess) -> PracticeProcess:
    slow_practice.reset()
    return slow_practice


def read_tile(room: EngineRoom, generation_id: int) -> tuple[str, str]:
    """The title of its tile, and its first button."""
    words = words_for(GalleryRow.of(room.generation(generation_id), None, DEFAULT_SIZE))
    return words.title, words.buttons[0].label if words.buttons else ""


def read_banner(room: EngineRoom) -> tuple[str, str]:
    """The banner's title and its first button, or nothing."""
    notice = notice_for(room.trouble, "/pictures")
    return (notice.title, notice.buttons[0][1] if notice.buttons else "") if notice else ("", "")


def charges(server: PracticeProcess) -> int:
    return sum(submit["charged"] for submit in server.submits())


@pytest.mark.parametrize("fault", ON_A_TILE, ids=str)
def test_what_concerns_one_picture_stands_on_its_tile(server: PracticeProcess, folders: Folders, fault: Fault) -> None:
    server.set_faults([fault.played])
    options: dict[str, Any] = {"deadlines": IMPATIENT} if fault.kind == "hang" else {}
    with EngineRoom(folders, server.url, **options) as room:
        (generation_id,) = room.submit(output_format="png")
        room.wait_for_state(generation_id, fault.state)
        assert read_tile(room, generation_id) == (fault.words, fault.button)
    assert charges(server) <= 1
    assert server.ledger()["leaks"] == []


@pytest.mark.parametrize("fault", AT_WORK, ids=str)
def test_what_breaks_while_it_is_worked_on_says_so(
    slow_server: PracticeProcess, folders: Folders, fault: Fault
) -> None:
    test_what_concerns_one_picture_stands_on_its_tile(slow_server, folders, fault)


@pytest.mark.parametrize("fault", IN_THE_BANNER, ids=str)
def test_what_concerns_every_picture_stands_in_the_banner_and_loses_none(
    server: PracticeProcess, folders: Folders, fault: Fault
) -> None:
    server.set_faults([fault.played])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_until(lambda: read_banner(room) == (fault.words, fault.button))
        room.wait_for_state(generation_id, fault.state)
        server.set_faults([])
        room.engine.try_again()
        room.wait_for_state(generation_id, State.DONE)
        room.wait_until(lambda: read_banner(room) == ("", ""))
    assert charges(server) == 1


def test_a_server_that_cannot_be_reached(folders: Folders) -> None:
    with EngineRoom(folders, "http://127.0.0.1:9") as room:
        (generation_id,) = room.submit()
        room.wait_until(lambda: read_banner(room) == ("BFL cannot be reached.", "Try now"))
        room.wait_for_state(generation_id, State.QUEUED)


def test_a_server_that_dies_while_it_draws(folders: Folders, tmp_path: Path) -> None:
    with PracticeProcess(seconds=0.5, state=tmp_path / "state") as server, EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.RUNNING)
        server.kill()
        room.wait_until(lambda: read_banner(room) == ("BFL cannot be reached.", "Try now"))
        assert room.state(generation_id) is State.RUNNING
        server.start()
        room.wait_for_state(generation_id, State.DONE)


# The disk


def fail(number: int) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize(
    ("call", "number", "words"),
    [
        ("link", errno.ENOSPC, "No space left on this disk."),
        ("link", errno.EDQUOT, "No space left on this disk."),
        ("link", errno.EIO, "Cannot write to “/pictures”."),
        ("link", errno.EROFS, "Cannot write to “/pictures”."),
        ("fsync", errno.EIO, "Cannot write to “/pictures”."),
        ("fsync", errno.ENOSPC, "No space left on this disk."),
    ],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else str(value).split()[0],
)
def test_a_disk_that_fails_a_paid_picture_keeps_it_until_it_works_again(
    server: PracticeProcess, folders: Folders, call: str, number: int, words: str
) -> None:
    server.set_faults([{"where": "poll", "kind": "pending", "times": FOR_EVER}])
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_for_state(generation_id, State.RUNNING)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, call, fail(number))
            server.set_faults([])
            room.wait_until(lambda: read_banner(room)[0] == words)
            assert room.state(generation_id) in (State.RUNNING, State.FETCHING)
        room.engine.try_again()
        room.wait_for_state(generation_id, State.DONE)
        room.wait_until(lambda: read_banner(room) == ("", ""))
    assert len(folders.pictures()) == charges(server) == 1


def test_a_full_disk_stops_a_picture_before_it_costs_anything(
    server: PracticeProcess, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folders.library)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    with EngineRoom(folders, server.url, free_space_needed_bytes=200_000_000) as room:
        (generation_id,) = room.submit()
        room.wait_until(lambda: read_banner(room) == ("No space left on this disk.", "Choose folder…"))
        room.wait_for_state(generation_id, State.QUEUED)
        assert server.submits() == []
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
        room.engine.try_again()
        room.wait_for_state(generation_id, State.DONE)


def test_a_library_that_is_not_there(server: PracticeProcess, folders: Folders) -> None:
    folders.library.rmdir()
    with EngineRoom(folders, server.url) as room:
        (generation_id,) = room.submit()
        room.wait_until(lambda: read_banner(room) == ("Cannot write to “/pictures”.", "Choose folder…"))
        assert room.state(generation_id) is State.QUEUED
        folders.library.mkdir()
        room.wait_for_state(generation_id, State.DONE)


def test_a_database_that_is_deleted_while_it_is_open(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        room.wait_for_end(room.submit())
        for file in folders.profile.glob("library.sqlite3*"):
            file.unlink()
        with pytest.raises(errors.DatabaseLostError) as lost:
            room.submit("another")
        room.wait_until(lambda: read_banner(room) == ("The gallery list was deleted, replaced or damaged.", "Quit"))
    assert sentence_for(lost.value) == (
        "The gallery list was deleted or replaced. Quit Flux Desktop and start it again."
    )
    assert charges(server) == 1


# The clock


@pytest.mark.parametrize("days", [-3, 3, 4000], ids=["back", "forward", "far forward"])
def test_a_clock_that_jumps_while_a_picture_is_made_decides_nothing(
    server: PracticeProcess, folders: Folders, days: int
) -> None:
    now = [datetime.now(UTC)]
    server.set_faults([{"where": "poll", "kind": "pending", "times": 3}, {"where": "delivery", "kind": "500"}])
    with EngineRoom(folders, server.url, clock=FastClock(now=lambda: now[0])) as room:
        (first,) = room.submit("before")
        room.wait_for_state(first, State.RUNNING)
        now[0] += timedelta(days=days)
        (second,) = room.submit("after")
        assert room.wait_for_end([first, second]) == [State.DONE, State.DONE]
        assert second > first
        assert read_banner(room) == ("", "")
    with EngineRoom(folders, server.url) as room:
        (third,) = room.submit("at the next start")
        assert third > second
        assert room.wait_for_end([third]) == [State.DONE]
    assert charges(server) == 3


# The keychain


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            errors.KeychainMissingError,
            "This computer has no keychain service running, so the key cannot be stored safely.",
        ),
        (errors.KeychainLockedError, "Your keychain is locked. Unlock it so Flux Desktop can read your key."),
        (errors.KeychainSilentError, "Your keychain is not answering."),
        (errors.KeychainBrokenError, "Your keychain did not keep the key."),
    ],
)
def test_a_keychain_in_trouble_has_its_words(kind: type[errors.KeychainError], words: str) -> None:
    """Which trouble is which, on a real Secret Service: ``tests/settings/test_key_store.py``."""
    assert sentence_for(kind("what the log says")) == words


def test_the_table_is_long_enough() -> None:
    assert len({(fault.where, fault.kind) for fault in ON_A_TILE + AT_WORK + IN_THE_BANNER}) >= 40
    assert Cause.DATABASE_LOST in Cause
