"""One running program a library."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from flux_desktop.domain.errors import LibraryInUseError, LibraryUnavailableError
from flux_desktop.storage.library_lock import LibraryLock

_HOLDER = """
import sys
from pathlib import Path
from flux_desktop.storage.library_lock import LibraryLock
lock = LibraryLock()
lock.acquire(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_the_second_one_is_told_and_comes_in_when_the_first_has_left(tmp_path: Path) -> None:
    first, second = LibraryLock(), LibraryLock()
    first.acquire(tmp_path)
    first.acquire(tmp_path)  # holding it already is as good
    with pytest.raises(LibraryInUseError) as told:
        second.acquire(tmp_path)
    assert told.value.computer == ""
    first.release()
    second.acquire(tmp_path)
    second.release()


def test_a_program_that_was_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LibraryInUseError):
            LibraryLock().acquire(tmp_path)
        holder.kill()
    lock = LibraryLock()
    lock.acquire(tmp_path)
    lock.release()


def test_another_computer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = LibraryLock()
    with monkeypatch.context() as patch:
        patch.setattr("socket.gethostname", lambda: "studio")
        first.acquire(tmp_path)
    with pytest.raises(LibraryInUseError) as told:
        LibraryLock().acquire(tmp_path)
    assert told.value.computer == "studio"
    first.release()


def test_moving_to_a_library_that_is_taken_keeps_the_one_before(tmp_path: Path) -> None:
    mine, taken = tmp_path / "mine", tmp_path / "taken"
    for folder in (mine, taken):
        folder.mkdir()
    other, lock = LibraryLock(), LibraryLock()
    other.acquire(taken)
    lock.acquire(mine)
    with pytest.raises(LibraryInUseError):
        lock.acquire(taken)
    with pytest.raises(LibraryInUseError):
        LibraryLock().acquire(mine)
    other.release()
    lock.acquire(taken)
    other.acquire(mine)
    for held in (lock, other):
        held.release()


def test_a_library_that_was_renamed_is_still_held(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    lock = LibraryLock()
    lock.acquire(before)
    before.rename(after)
    lock.acquire(after)
    with pytest.raises(LibraryInUseError):
        LibraryLock().acquire(after)
    lock.release()


def test_a_drive_without_locks_is_used_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int, _kind: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    locks = LibraryLock(), LibraryLock()
    for lock in locks:
        lock.acquire(tmp_path)
        lock.release()


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryUnavailableError):
        LibraryLock().acquire(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()
