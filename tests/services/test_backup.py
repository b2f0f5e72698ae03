"""A backup holds everything, is whole, and stays whole whatever happens while it is made."""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from flux_desktop.domain.backup_facts import BackupFacts, BackupReport
from flux_desktop.domain.errors import (
    DatabaseDamagedError,
    DiskFullError,
    LibraryUnavailableError,
    PicturesUnreachableError,
    UnsuitableFolderError,
    WorkCancelledError,
)
from flux_desktop.services.backup import Backup, backup_in, read_facts
from flux_desktop.services.personal_files import PersonalFiles, personal_in
from flux_desktop.services.progress import Progress
from flux_desktop.storage import atomic_files
from flux_desktop.storage.database import check
from flux_desktop.storage.kept_files import kept_files
from flux_desktop.storage.library_copy import copy_of
from tests.services.killing import killed_at
from tests.services.library_room import NOW, LibraryRoom, content, without_links


@pytest.fixture(params=["linked", "copied"])
def same_disk(request: pytest.FixtureRequest) -> Iterator[bool]:
    with nullcontext() if request.param == "linked" else without_links():
        yield request.param == "linked"


@pytest.fixture
def room(tmp_path: Path) -> LibraryRoom:
    return LibraryRoom(tmp_path)


def back_up(room: LibraryRoom, folder: Path | None = None, progress: Progress | None = None) -> BackupReport:
    backup = Backup(room.database, room.library, lambda: NOW)
    return backup.make(folder or room.root / "backup", progress or Progress())


def test_everything_is_in_it_and_it_is_whole(room: LibraryRoom, same_disk: bool) -> None:
    room.bin(room.ids[1])
    report = back_up(room)
    assert content(report.folder) == content(room.library)
    assert len(content(report.folder)) == 4
    assert check(copy_of(report.folder)) == []
    for kept in kept_files(copy_of(report.folder)):
        file = kept.in_backup(report.folder)
        assert file
        assert hashlib.sha256(file.read_bytes()).hexdigest() == kept.sha256
    assert report.problems == report.missing == report.changed == []
    assert (report.linked, report.copied) == ((3, 0) if same_disk else (0, 3))
    assert report.is_on_same_disk is same_disk


def test_it_says_of_itself_what_it_is(room: LibraryRoom) -> None:
    report = back_up(room)
    size = sum(kept.bytes for kept in kept_files(room.database))
    assert read_facts(report.folder) == BackupFacts(NOW, 3, size)
    assert backup_in(report.folder) == report.folder
    assert backup_in(room.root) == room.root / "Flux Desktop backup"
    assert read_facts(room.root) is None


def test_a_second_one_copies_only_what_is_new(room: LibraryRoom, same_disk: bool) -> None:
    back_up(room)
    room.ids.append(room.add(3))
    report = back_up(room)
    assert (report.linked + report.copied, report.unchanged) == (1, 3)
    assert content(report.folder) == content(room.library)


def test_a_picture_that_was_thrown_away_since_is_moved_and_not_copied_again(room: LibraryRoom, same_disk: bool) -> None:
    back_up(room)
    room.bin(room.ids[0])
    report = back_up(room)
    assert (report.linked + report.copied, report.unchanged) == (0, 3)
    assert content(report.folder) == content(room.library)


def test_a_picture_that_was_edited_since_is_copied_anew_and_named(room: LibraryRoom, same_disk: bool) -> None:
    back_up(room)
    file = room.file(room.ids[0])
    file.unlink()
    file.write_bytes(b"edited in another program")
    report = back_up(room)
    assert report.changed == ["prompt 0"]
    assert report.problems == []
    assert content(report.folder) == content(room.library)


def test_a_picture_outside_the_library_is_kept_under_its_content(room: LibraryRoom, same_disk: bool) -> None:
    outside = room.root / "holiday" / "beach.png"
    outside.parent.mkdir()
    room.file(room.ids[0]).rename(outside)
    room.change("UPDATE picture SET path = ?, is_outside = 1 WHERE id = ?", str(outside), room.ids[0])
    report = back_up(room)
    kept = room.kept(room.ids[0])
    assert (report.folder / f".flux-desktop/outside/{kept.sha256}.png").read_bytes() == outside.read_bytes()
    assert report.problems == report.missing == []


def test_a_file_that_is_gone_is_named_and_the_rest_is_backed_up(room: LibraryRoom) -> None:
    room.file(room.ids[0]).unlink()
    report = back_up(room)
    assert report.missing == ["prompt 0"]
    assert report.linked == 2
    assert report.problems == []


def test_a_file_that_is_gone_is_kept_in_the_backup_that_has_it(room: LibraryRoom) -> None:
    back_up(room)
    room.file(room.ids[0]).unlink()
    report = back_up(room)
    assert report.missing == report.problems == []
    assert len(content(report.folder)) == 4


def test_a_picture_that_moves_while_it_is_backed_up_is_found_again(room: LibraryRoom) -> None:
    class Restless(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 1 and room.kept(room.ids[2]).is_binned is False:
                room.bin(room.ids[2])
            super().at(what, done, total)

    report = back_up(room, progress=Restless())
    assert report.missing == report.problems == []
    assert all(kept.in_backup(report.folder) for kept in kept_files(copy_of(report.folder)))


def test_pictures_made_meanwhile_are_in_it_or_not_but_never_half(room: LibraryRoom) -> None:
    class Busy(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            if total:
                room.ids.append(room.add(len(room.ids)))
            super().at(what, done, total)

    report = back_up(room, progress=Busy())
    assert report.problems == report.missing == []
    assert all(kept.in_backup(report.folder) for kept in kept_files(copy_of(report.folder)))
    assert len(room.ids) > 5


def test_what_goes_wrong_on_the_disk_is_found_by_reading_it_back(
    room: LibraryRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = atomic_files.write_all
    monkeypatch.setattr(atomic_files, "write_all", lambda file, data: usual(file, data.replace(b"IHDR", b"IHDX")))
    with without_links(), pytest.raises(LibraryUnavailableError, match="reads back"):
        back_up(room)
    assert all(b"IHDX" not in data for data in content(room.root / "backup").values())


def test_a_damaged_database_is_no_backup(room: LibraryRoom) -> None:
    first = back_up(room)
    before = copy_of(first.folder).read_bytes()
    with closing(sqlite3.connect(room.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(room.database.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xaa" * 4096 * 6
    room.database.write_bytes(data)
    with pytest.raises(DatabaseDamagedError):
        back_up(room)
    assert copy_of(first.folder).read_bytes() == before


@pytest.mark.parametrize("place", ["library", "library/backup", "."])
def test_a_folder_that_cannot_be_is_refused_in_words(room: LibraryRoom, place: str) -> None:
    with pytest.raises(UnsuitableFolderError, match="inside"):
        back_up(room, room.root / place)


def test_a_library_that_is_not_there_is_not_backed_up_as_empty(room: LibraryRoom) -> None:
    back_up(room)
    room.library.rename(room.root / "unplugged")
    with pytest.raises(PicturesUnreachableError):
        back_up(room)
    room.library.mkdir()
    with pytest.raises(PicturesUnreachableError):
        back_up(room)
    assert len(content(room.root / "backup")) == 4


def test_a_full_disk_leaves_the_last_backup_as_it_was(room: LibraryRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with without_links():
        first = back_up(room)
        before = copy_of(first.folder).read_bytes()
        room.add(3)
        monkeypatch.setattr(atomic_files, "write_all", full)
        with pytest.raises(DiskFullError):
            back_up(room)
    assert copy_of(first.folder).read_bytes() == before
    assert not list(first.folder.rglob("*.part"))


def test_it_can_be_stopped_and_goes_on_next_time(room: LibraryRoom, same_disk: bool) -> None:
    class StoppedAtTheSecond(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 2:
                self.cancel()
            super().at(what, done, total)

    with pytest.raises(WorkCancelledError):
        back_up(room, progress=StoppedAtTheSecond())
    assert read_facts(room.root / "backup") is None
    report = back_up(room)
    assert report.unchanged == 2
    assert report.problems == []


def test_it_tells_how_far_it_is(room: LibraryRoom) -> None:
    stages: list[tuple[str, int, int]] = []

    class Watched(Progress):
        def at(self, what: str, done: int = 0, total: int = 0) -> None:
            stages.append((what, done, total))

    back_up(room, progress=Watched())
    assert ("Copying", 2, 3) in stages
    assert stages[-1] == ("Checking", 2, 3)


def test_no_key_and_nothing_of_the_profile_but_the_list_is_in_it(room: LibraryRoom) -> None:
    (room.profile / "settings.json").write_text("{}")
    (room.profile / "journal.jsonl").write_text("{}")
    report = back_up(room)
    names = {path.name for path in report.folder.rglob("*") if path.is_file()} - {
        Path(name).name for name in content(room.library)
    }
    assert names == {"library-copy.sqlite3", "backup.json"}


@pytest.mark.parametrize("is_linked", [True, False])
def test_killed_at_any_point_the_next_one_is_whole_and_what_is_there_is_too(is_linked: bool) -> None:
    memory = Path("/dev/shm")
    with (
        nullcontext() if is_linked else without_links(),
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
    ):
        room = LibraryRoom(Path(folder), count=2)
        wanted = content(room.library)
        point = 0
        while killed_at(point, lambda: back_up(room)):
            backup = room.root / "backup"
            there = content(backup) if backup.exists() else {}
            finished = {path: data for path, data in there.items() if not path.endswith(".part")}
            assert finished.items() <= wanted.items(), point
            if copy_of(backup).exists():
                assert check(copy_of(backup)) == []
            report = back_up(room)
            assert report.problems == []
            assert content(backup) == wanted, point
            shutil.rmtree(backup)
            point += 1
        assert point > 40


def test_what_the_person_has_beside_the_library_is_in_it_and_follows(room: LibraryRoom) -> None:
    kept: dict[str, dict[str, Any]] = {
        "prompts.json": {"prompts": []},
        "templates.json": {"templates": []},
        "settings.json": {"bin_days": 9},
    }
    for name, content_of_file in kept.items():
        (room.profile / name).write_text(json.dumps(content_of_file))
    (room.profile / "window.json").write_text("{}")
    folder = back_up(room).folder
    assert personal_in(folder) == PersonalFiles(*kept.values())
    assert len(list((folder / ".flux-desktop" / "personal").iterdir())) == 3
    (room.profile / "prompts.json").unlink()
    (room.profile / "templates.json").write_text("damaged")
    back_up(room)
    assert personal_in(folder) == PersonalFiles({}, kept["templates.json"], kept["settings.json"])
