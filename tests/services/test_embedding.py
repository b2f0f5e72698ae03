"""Pictures whose files say how they were made."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from flux_desktop import __version__
from flux_desktop.bfl.download import Download
from flux_desktop.domain.generation import Cause, Generation, State
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services import embedding
from flux_desktop.storage.embedded import read_settings
from tests.services.test_engine_restart import take_back_the_last_step
from tests.support.engines import PRICE, EngineRoom, Folders
from tests.support.practice import KEY, PracticeProcess


def make(room: EngineRoom, prompt: str, **settings: Any) -> tuple[Generation, Path]:
    """One picture, and the file of it."""
    (generation_id,) = room.submit(prompt, **settings)
    done = room.wait_for_state(generation_id, State.DONE)
    return done, room.folders.library / room.picture(generation_id).path


def pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data)) as image:
        return image.tobytes()


@pytest.mark.parametrize("file_format", ["png", "jpeg", "webp"])
def test_a_file_says_how_its_picture_was_made(server: PracticeProcess, folders: Folders, file_format: str) -> None:
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        done, file = make(room, "a quiet fjord", output_format=file_format, seed=42)
        picture, arrived = room.picture(done.id), room.arrived(done.id)
    data = file.read_bytes()
    assert (picture.sha256, picture.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert data != arrived
    assert pixels(data) == pixels(arrived)
    settings = read_settings(file)
    assert settings
    assert settings.request == done.request
    assert (settings.prompt, settings.model, settings.seed) == ("a quiet fjord", "flux-2-klein-4b", 42)
    assert (settings.size, settings.cost, settings.generation_id) == (Size(64, 64), PRICE, done.id)
    assert (settings.made_at, settings.tool) == (done.created_at, f"Flux Desktop {__version__}")
    assert settings.parameters == {"width": "64", "height": "64", "output_format": file_format, "seed": "42"}


def test_a_file_says_nothing_of_the_account_or_the_computer(
    server: PracticeProcess, folders: Folders, tmp_path: Path
) -> None:
    out = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(out, "PNG")
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        reference = room.engine.add_reference(out.getvalue(), "holiday with Ann.png").result(20)
        request = GenerationRequest("flux-2-klein-4b", "a fjord", {"width": 64, "height": 64}, (reference,))
        (queued,) = room.engine.submit([request], [PRICE]).result(20)
        done = room.wait_for_state(queued.id, State.DONE)
        file = folders.library / room.picture(queued.id).path
    data = file.read_bytes()
    assert reference.sha256.encode() in data
    secrets = [KEY, "holiday", "Ann", str(tmp_path), Path.home().name, done.task_id, done.polling_url, server.url]
    assert not [secret for secret in secrets if secret and secret.encode() in data]


def test_a_file_is_as_bfl_sent_it_when_it_should_say_nothing(server: PracticeProcess, folders: Folders) -> None:
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        room.engine.write_settings_into_files(False)
        done, file = make(room, "a quiet fjord")
        assert file.read_bytes() == room.arrived(done.id)
        room.engine.write_settings_into_files(True)
        _, file = make(room, "another fjord")
        assert read_settings(file)


@pytest.mark.parametrize("failure", embedding._FAILURES)
def test_a_picture_is_not_lost_for_its_settings(
    server: PracticeProcess, folders: Folders, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bytes:
        raise failure("no room")

    monkeypatch.setattr(embedding, "embed", fails)
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        done, file = make(room, "a quiet fjord")
        assert file.read_bytes() == room.arrived(done.id)
        assert room.picture(done.id).sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_picture_that_comes_out_damaged_is_stored_as_it_came(
    server: PracticeProcess, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "embed", lambda data, *_: data[:-20])
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        done, file = make(room, "a quiet fjord")
        assert file.read_bytes() == room.arrived(done.id)


def test_a_file_with_settings_that_a_crash_has_left_without_its_row_is_adopted(
    server: PracticeProcess, folders: Folders
) -> None:
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        done, file = make(room, "a quiet fjord")
        picture = room.picture(done.id)
    take_back_the_last_step(folders, done.id)
    with EngineRoom(folders, None) as room:
        room.engine.write_settings_into_files(True)
        room.wait_for_state(done.id, State.DONE)
        assert room.picture(done.id) == picture
    assert folders.pictures() == [file]


def test_the_same_generation_gives_the_same_bytes(server: PracticeProcess, folders: Folders) -> None:
    """Else a file without its row would not be known again, and the picture would be there twice."""
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        done, file = make(room, "a quiet fjord", output_format="png")
        download = Download(room.arrived(done.id), "png", Size(64, 64))
        fetching = next(each for each in room.changes(done.id) if each.state is State.FETCHING)
    assert embedding.with_settings(fetching, download).data == file.read_bytes()


def test_a_picture_that_was_held_gets_its_settings_when_it_finds_a_place(
    server: PracticeProcess, folders: Folders
) -> None:
    folders.library.rmdir()
    folders.library.write_bytes(b"in the way")
    with EngineRoom(folders, server.url) as room:
        room.engine.write_settings_into_files(True)
        (queued,) = room.submit("a quiet fjord")
        room.wait_until(lambda: room.trouble.cause is Cause.LIBRARY_UNAVAILABLE)
        folders.library.unlink()
        folders.library.mkdir()
        room.engine.try_again()
        room.wait_for_state(queued, State.DONE)
        settings = read_settings(folders.library / room.picture(queued).path)
    assert settings
    assert settings.generation_id == queued
