"""Pictures leave the library, as files that other programs open."""

import io
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from flux_desktop.domain.errors import DiskFullError, LibraryUnavailableError, WorkCancelledError
from flux_desktop.domain.export_choice import ExportChoice
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.exporting import Exported, Exporter
from flux_desktop.services.library import Library
from flux_desktop.services.progress import Progress
from flux_desktop.storage import atomic_files
from flux_desktop.storage.database import prepare
from flux_desktop.storage.embedded import embed, read_settings, stripped
from flux_desktop.storage.library_writer import LibraryWriter
from tests.storage.making import FIRST_ID, asked, picture_of, way_to

PROMPTS = ("A quiet fjord", "a/b: slashes?", "A quiet fjord")


class Room:
    """A library of real files: two PNG and a JPEG, of 120 × 80 pixels."""

    def __init__(self, root: Path) -> None:
        self.database, self.folder, self.out = root / "library.sqlite3", root / "library", root / "out"
        self.out.mkdir()
        prepare(self.database)
        self.library = Library(self.database, root / "thumbnails.sqlite3", self.folder)
        self.ids: list[ItemId] = []
        with closing(LibraryWriter(self.database)) as writer:
            for number, prompt in enumerate(PROMPTS):
                self._add(writer, FIRST_ID + number, prompt, "jpeg" if number == 1 else "png")

    def _add(self, writer: LibraryWriter, item_id: ItemId, prompt: str, file_format: str) -> None:
        buffer = io.BytesIO()
        Image.radial_gradient("L").resize((120, 80)).convert("RGB").save(buffer, file_format)
        data = embed(buffer.getvalue(), file_format, FileSettings(prompt=prompt, seed=42))
        request = GenerationRequest("flux-2-pro", prompt, {"width": 120, "height": 80, "seed": 42})
        steps = way_to(State.DONE, asked(item_id, request=request))
        writer.generations.add(steps[:1])
        path = f"2026/2026-11/{item_id}.{'jpg' if file_format == 'jpeg' else 'png'}"
        for before, after in pairwise(steps):
            if after.state is State.DONE:
                picture = picture_of(after, path, data, size=Size(120, 80), file_format=file_format)
                writer.generations.finish(before, after, picture)
            else:
                writer.generations.move(before, after)
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.ids.append(item_id)

    def file(self, item_id: ItemId) -> Path:
        return self.library.absolute(self.library.rows([item_id])[item_id].path or "")

    def export(self, choice: ExportChoice, place: Path | None = None, progress: Progress | None = None) -> Exported:
        exporter = Exporter(self.database, self.library, {"flux-2-pro": "FLUX.2 [pro]"}.__getitem__)
        return exporter.export(self.ids, choice, place or self.out, progress or Progress())

    def names(self) -> list[str]:
        return sorted(path.name for path in self.out.iterdir())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.library.close()


def test_as_they_are_the_files_are_the_same_to_the_byte(room: Room) -> None:
    exported = room.export(ExportChoice())
    assert (exported.count, exported.failed, exported.error) == (3, 0, None)
    assert [(room.out / room.file(i).name).read_bytes() for i in room.ids] == [
        room.file(i).read_bytes() for i in room.ids
    ]
    assert all(not (room.out / room.file(i).name).samefile(room.file(i)) for i in room.ids)


def test_without_settings_the_pixels_are_the_same_and_nothing_is_said(room: Room) -> None:
    room.export(ExportChoice(with_settings=False))
    for item_id in room.ids:
        out, own = room.out / room.file(item_id).name, room.file(item_id)
        assert b"fjord" not in out.read_bytes()
        assert read_settings(out) is None
        with Image.open(out) as after, Image.open(own) as before:
            assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("file_format", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("with_settings", [True, False])
def test_pictures_are_made_anew_in_another_format(room: Room, file_format: str, with_settings: bool) -> None:
    choice = ExportChoice(file_format, 80, 60, "{number}", with_settings=with_settings)
    assert room.export(choice).count == 3
    for file in room.out.iterdir():
        with Image.open(file) as image:
            assert (image.format, image.size) == (file_format.upper(), (60, 40))
        if not with_settings:
            assert b"fjord" not in file.read_bytes()
    said = read_settings(room.out / "1.png") if file_format == "png" else None
    assert file_format != "png" or (said.prompt if said else None) == ("A quiet fjord" if with_settings else None)


def test_a_picture_whose_file_says_nothing_gets_what_is_on_record(room: Room) -> None:
    for item_id in room.ids:
        file = room.file(item_id)
        file.write_bytes(stripped(file.read_bytes(), "jpeg" if file.suffix == ".jpg" else "png"))
    room.export(ExportChoice("png", pattern="{number}", longest_side_px=60))
    said = read_settings(room.out / "1.png")
    assert said
    assert (said.prompt, said.model, said.generation_id) == ("A quiet fjord", "flux-2-pro", room.ids[0])


def test_a_picture_is_never_made_larger(room: Room) -> None:
    room.export(ExportChoice(longest_side_px=4000))
    assert [(room.out / room.file(i).name).read_bytes() for i in room.ids] == [
        room.file(i).read_bytes() for i in room.ids
    ]


def test_names_follow_the_pattern_and_twins_are_numbered(room: Room) -> None:
    (room.out / "A quiet fjord FLUX.2 [pro] 4294967295.png").write_bytes(b"somebody's own")
    exported = room.export(ExportChoice(pattern="{prompt} {model} {seed}"))
    assert exported.count == 3
    assert room.names() == [
        "A quiet fjord FLUX.2 [pro] 4294967295-2.png",
        "A quiet fjord FLUX.2 [pro] 4294967295-3.png",
        "A quiet fjord FLUX.2 [pro] 4294967295.png",
        "a-b- slashes- FLUX.2 [pro] 4294967295.jpg",
    ]
    assert (room.out / "A quiet fjord FLUX.2 [pro] 4294967295.png").read_bytes() == b"somebody's own"


def test_exported_files_carry_the_date_of_their_picture_and_are_no_secret(room: Room) -> None:
    room.export(ExportChoice())
    file = room.out / room.file(room.ids[0]).name
    made = room.library.rows(room.ids)[room.ids[0]].created_at
    assert abs(file.stat().st_mtime - made.timestamp()) < 1
    umask = os.umask(0)
    os.umask(umask)
    assert file.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_zip_file_holds_them_all_under_names_of_their_own(room: Room, tmp_path: Path) -> None:
    place = tmp_path / "out" / "fjords.zip"
    place.write_bytes(b"an older one, to be replaced")
    exported = room.export(ExportChoice(pattern="{prompt}", as_zip=True), place)
    assert (exported.count, exported.error) == (3, None)
    with zipfile.ZipFile(place) as opened:
        assert opened.testzip() is None
        assert sorted(opened.namelist()) == ["A quiet fjord-2.png", "A quiet fjord.png", "a-b- slashes.jpg"]
        assert opened.read("A quiet fjord.png") == room.file(room.ids[0]).read_bytes()
    assert room.names() == ["fjords.zip"]


def test_what_cannot_be_read_is_listed_and_the_others_go_out(room: Room) -> None:
    room.file(room.ids[0]).unlink()
    room.file(room.ids[1]).write_bytes(b"no picture")
    exported = room.export(ExportChoice("png"))
    assert (exported.count, exported.failed) == (1, 2)
    assert exported.failures[0] == ("A quiet fjord", "The file was moved or deleted.")
    assert exported.failures[1][0] == "a/b: slashes?"
    assert exported.error is None


def test_a_library_that_is_gone_is_said_once(room: Room) -> None:
    room.folder.rename(room.folder.with_name("unplugged"))
    exported = room.export(ExportChoice())
    assert isinstance(exported.error, LibraryUnavailableError)
    assert exported.failures == []


@pytest.mark.parametrize("as_zip", [True, False])
def test_a_full_disk_ends_it_and_no_half_file_stays(room: Room, as_zip: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    place = room.out / "all.zip" if as_zip else room.out
    written = 0

    def write_all(file: int, data: bytes) -> None:
        nonlocal written
        written += 1
        os.write(file, data[:100])
        if written == 2:
            raise OSError(28, "No space left on device")
        os.write(file, data[100:])

    def writestr(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files, "write_all", write_all)
    monkeypatch.setattr(zipfile.ZipFile, "writestr", writestr)
    exported = room.export(ExportChoice(as_zip=as_zip), place)
    assert isinstance(exported.error, DiskFullError)
    assert exported.count == (0 if as_zip else 1)
    assert room.names() == ([] if as_zip else [room.file(room.ids[0]).name])


def test_a_folder_that_is_gone_is_not_made_anew(room: Room) -> None:
    exported = room.export(ExportChoice(), room.out / "unplugged")
    assert isinstance(exported.error, LibraryUnavailableError)
    assert not (room.out / "unplugged").exists()


@pytest.mark.parametrize("as_zip", [True, False])
def test_what_is_stopped_leaves_whole_files_or_none(room: Room, as_zip: bool) -> None:
    class StoppedAfterOne(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 1:
                self.cancel()
            super().at(what, done, total)

    exported = room.export(ExportChoice(as_zip=as_zip), room.out / "all.zip" if as_zip else None, StoppedAfterOne())
    assert isinstance(exported.error, WorkCancelledError)
    assert exported.count == len(room.names()) == (0 if as_zip else 1)


def test_a_running_export_can_be_stopped_from_another_thread(room: Room) -> None:
    under_way = threading.Event()

    class Watched(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 5:
                under_way.set()
            super().at(what, done, total)

    progress = Watched()
    room.ids *= 2_000
    results: list[Exported] = []
    thread = threading.Thread(target=lambda: results.append(room.export(ExportChoice(), progress=progress)))
    thread.start()
    assert under_way.wait(20)
    progress.cancel()
    thread.join(20)
    assert isinstance(results[0].error, WorkCancelledError)
    assert 5 <= results[0].count < 6_000
    assert all(not name.startswith(".") for name in room.names())
