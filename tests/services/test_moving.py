"""The library moves to another folder, and at every moment every picture is found."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest

from flux_desktop.domain.errors import (
    DiskFullError,
    LibraryUnavailableError,
    PicturesUnreachableError,
    UnsuitableFolderError,
    WorkCancelledError,
)
from flux_desktop.services.engine import Engine
from flux_desktop.services.moving import LibraryMove, MoveState
from flux_desktop.services.progress import Progress
from flux_desktop.storage import atomic_files
from flux_desktop.storage.kept_files import kept_files
from tests.services.killing import killed_at
from tests.services.library_room import LibraryRoom, content, without_links
from tests.support.engines import EngineRoom, Folders
from tests.support.practice import PracticeProcess


class StillEngine:
    """It agrees to everything and does nothing."""

    def ask(self, _question: object) -> "Future[None]":
        answer: Future[None] = Future()
        answer.set_result(None)
        return answer


class Mover:
    """A move of this room's library; a file stands for the settings, which say what folder is in use."""

    def __init__(self, room: LibraryRoom, engine: Any = None) -> None:
        self.room = room
        self.target = room.root / "new"
        self.target.mkdir(exist_ok=True)
        self.settings = room.profile / "folder-in-use"
        self.files = content(room.library)
        state_file = room.profile / "move.json"
        self.service = LibraryMove(engine or cast("Engine", StillEngine()), room.database, state_file, self.use)

    def move(self, progress: Progress | None = None) -> None:
        self.service.move(self.room.library, self.target, progress or Progress())

    def use(self, folder: Path) -> None:
        self.settings.write_text(str(folder))

    def current(self) -> Path:
        """The folder that the next start would use."""
        if (state := self.service.pending()) and state.has_switched:
            return state.target
        return Path(self.settings.read_text()) if self.settings.exists() else self.room.library


@pytest.fixture(params=["one disk", "two disks"])
def mover(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mover]:
    with nullcontext() if request.param == "one disk" else without_links():
        yield Mover(LibraryRoom(tmp_path))


def assert_moved(mover: Mover) -> None:
    assert content(mover.target) == mover.files
    assert not mover.room.library.exists()
    assert mover.current() == mover.target
    assert mover.service.pending() is None


def test_everything_is_in_the_new_folder_and_nothing_in_the_old_one(mover: Mover) -> None:
    mover.room.bin(mover.room.ids[1])
    mover.files = content(mover.room.library)
    assert mover.service.size().pictures == 3
    mover.move()
    assert_moved(mover)


def test_what_is_no_picture_of_the_library_stays_where_it_is(mover: Mover) -> None:
    own = mover.room.library / "2026" / "holiday.txt"
    own.write_text("somebody's own")
    mover.move()
    assert own.read_text() == "somebody's own"
    assert content(mover.target) == mover.files


def test_pictures_outside_the_library_are_not_moved(mover: Mover) -> None:
    outside = mover.room.root / "beach.png"
    mover.room.file(mover.room.ids[0]).rename(outside)
    mover.room.change("UPDATE picture SET path = ?, is_outside = 1 WHERE id = ?", str(outside), mover.room.ids[0])
    mover.move()
    assert outside.exists()
    assert len(content(mover.target)) == 3


def test_at_every_step_every_picture_is_where_the_program_looks(mover: Mover) -> None:
    looked = 0

    class Watched(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            nonlocal looked
            looked += 1
            current = mover.current()
            assert all(kept.in_library(current) for kept in kept_files(mover.room.database)), (what, done)
            super().note(what, done, total)

    mover.move(Watched())
    assert looked > 9
    assert_moved(mover)


def test_what_happens_meanwhile_is_moved_too(mover: Mover) -> None:
    room = mover.room

    class Busy(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 1 and what == "Moving" and len(room.ids) < 5:
                room.ids.append(room.add(len(room.ids)))
            if done == 2 and not room.kept(room.ids[0]).is_binned:
                room.bin(room.ids[0])
            super().note(what, done, total)

    mover.move(Busy())
    assert len(room.ids) == 5
    assert all(kept.in_library(mover.target) for kept in kept_files(room.database))
    assert not room.library.exists()


def test_a_picture_that_is_edited_meanwhile_keeps_the_edit(mover: Mover) -> None:
    file = mover.room.file(mover.room.ids[0])

    class Editing(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 2 and what == "Moving" and file.read_bytes() != b"edited":
                file.unlink()
                file.write_bytes(b"edited")
            super().note(what, done, total)

    mover.move(Editing())
    assert (mover.target / mover.room.kept(mover.room.ids[0]).path).read_bytes() == b"edited"


def test_what_is_deleted_for_ever_meanwhile_does_not_come_along(mover: Mover) -> None:
    room, gone = mover.room, mover.room.ids[0]
    file = room.file(gone)

    class Deleting(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 2 and what == "Moving" and file.exists():
                file.unlink()
                room.change("DELETE FROM picture WHERE id = ?", gone)
            super().note(what, done, total)

    mover.move(Deleting())
    assert len(content(mover.target)) == 3


def test_a_move_that_is_stopped_leaves_everything_as_it_was(mover: Mover) -> None:
    class Stopped(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            if done == 2:
                self.cancel()
            super().note(what, done, total)

    with pytest.raises(WorkCancelledError):
        mover.move(Stopped())
    assert content(mover.room.library) == mover.files
    assert list(mover.target.rglob("*")) == []
    assert mover.current() == mover.room.library
    assert mover.service.pending() is None


def test_once_the_new_folder_is_in_use_it_goes_on_to_the_end(mover: Mover) -> None:
    class TooLate(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            if what.startswith("Clearing"):
                self.cancel()
            super().note(what, done, total)

    mover.move(TooLate())
    assert_moved(mover)


def test_a_disk_that_is_full_keeps_the_old_folder_in_use_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with without_links():
        mover = Mover(LibraryRoom(tmp_path))
        usual = atomic_files.write_all
        monkeypatch.setattr("flux_desktop.storage.file_transfer.atomic_files.write_all", full)
        with pytest.raises(DiskFullError):
            mover.service._bring_everything(MoveState(mover.room.library, mover.target), Quiet())
        assert content(mover.room.library) == mover.files
        monkeypatch.setattr("flux_desktop.storage.file_transfer.atomic_files.write_all", usual)
        mover.service._keep(MoveState(mover.room.library, mover.target))
        mover.move()
        assert_moved(mover)


class Quiet(Progress):
    pass


def test_too_little_room_is_known_before_anything_is_moved(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 100))
    real = os.stat

    class OtherDisk:
        def __init__(self, path: Path) -> None:
            self._stat = real(path)
            self.st_dev = self._stat.st_dev + 1

        def __getattr__(self, name: str) -> Any:
            return getattr(self._stat, name)

    usual = Path.stat
    monkeypatch.setattr(
        Path, "stat", lambda path, **more: OtherDisk(path) if path == mover.target else usual(path, **more)
    )
    with pytest.raises(DiskFullError, match="are needed"):
        mover.move()
    assert content(mover.target) == {}


def test_files_in_the_way_refuse_the_folder_and_stay(mover: Mover) -> None:
    path = mover.room.kept(mover.room.ids[1]).path
    other = mover.target / path
    other.parent.mkdir(parents=True)
    other.write_bytes(b"somebody's own")
    with pytest.raises(UnsuitableFolderError, match="names of 1 of your pictures"):
        mover.move()
    assert content(mover.target) == {path: b"somebody's own"}
    assert content(mover.room.library) == mover.files
    assert mover.service.pending() is None


@pytest.mark.parametrize("place", [".", "library", "library/inside", "nowhere"])
def test_a_folder_that_cannot_be_is_refused(tmp_path: Path, place: str) -> None:
    mover = Mover(LibraryRoom(tmp_path))
    mover.target = tmp_path / place
    with pytest.raises((UnsuitableFolderError, LibraryUnavailableError)):
        mover.move()
    assert content(mover.room.library) == mover.files
    assert mover.service.pending() is None


def test_a_library_that_is_not_there_is_not_moved_as_empty(mover: Mover) -> None:
    mover.room.library.rename(mover.room.root / "unplugged")
    mover.room.library.mkdir()
    with pytest.raises(PicturesUnreachableError):
        mover.move()
    assert mover.current() == mover.room.library


def test_an_old_drive_that_went_in_the_middle_is_cleared_when_it_is_back(mover: Mover) -> None:
    away = mover.room.root / "unplugged"

    class Unplugged(Progress):
        def note(self, what: str, done: int = 0, total: int = 0) -> None:
            if what.startswith("Clearing") and done == 1 and not away.exists():
                mover.room.library.rename(away)
            super().note(what, done, total)

    with pytest.raises(LibraryUnavailableError):
        mover.move(Unplugged())
    assert content(mover.target) == mover.files
    away.rename(mover.room.library)
    mover.move()
    assert_moved(mover)


def test_generations_go_on_and_arrive_in_the_new_folder(tmp_path: Path) -> None:
    room = LibraryRoom(tmp_path, count=40)
    with PracticeProcess() as server, EngineRoom(Folders(tmp_path), server.url) as engines:
        mover = Mover(room, engines.engine)
        ids = engines.submit(*(f"while moving {number}" for number in range(6)))
        mover.move()
        engines.wait_for_end(ids)
        later = engines.submit("afterwards")
        engines.wait_for_end(later)
    found = kept_files(room.database)
    assert len(found) == 47
    assert all(kept.in_library(mover.target) for kept in found)
    assert not [path for path in room.library.rglob("*") if path.is_file()]


# Killed


@pytest.mark.parametrize("is_linked", [True, False])
def test_killed_at_any_point_it_goes_on_and_nothing_is_lost(is_linked: bool) -> None:
    with (
        nullcontext() if is_linked else without_links(),
        tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder,
    ):
        template = LibraryRoom(Path(folder, "template"))
        template.bin(template.ids[2])
        point = 0
        while True:
            root = Path(folder, str(point))
            shutil.copytree(template.root, root, copy_function=shutil.copy2)
            room = LibraryRoom(root, count=0)
            mover = Mover(room)
            if not killed_at(point, mover.move):
                break
            again = Mover(room)
            assert all(kept.in_library(again.current()) for kept in kept_files(room.database)), point
            again.files = mover.files
            if again.service.pending() or content(room.library):
                again.move()
                assert_moved(again)
            assert content(again.target) == mover.files, point
            shutil.rmtree(root)
            point += 1
        assert point > 40
