"""The engine with a real server, real files and a real database."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from flux_desktop.domain.generation import State
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import Event, GenerationChanged
from tests.support.engines import PRICE, EngineRoom, Folders
from tests.support.practice import PracticeProcess


@pytest.fixture
def server() -> Iterator[PracticeProcess]:
    with PracticeProcess(seconds=0) as server:
        yield server


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


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
