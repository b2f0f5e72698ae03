"""No place for a picture: a full disk, a folder that cannot be written. What was paid for arrives all the same."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
DISK_BYTES = 4 << 20
LARGEST_FILE_BYTES = 600_000
"""The database stays below it, a large picture does not."""
NEVER_READY = [{"where": "poll", "kind": "pending", "times": None}]

Cure = Callable[[], object]


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of its own under ``folder``; ``False`` where nobody may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Cure:
    """Take the last byte of the disk; the answer frees it again."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (1 << 16, 1 << 10, 1):
            try:
                while True:
                    file.write(b"x" * piece)
            except OSError:
                continue
    return filler.unlink


def fill_for(program: DrivenProgram) -> Cure:
    """Where no disk can be mounted: as full as one, for this program."""
    program.limit_file_size(LARGEST_FILE_BYTES)
    return lambda: program.limit_file_size(None)


def make_read_only(library: Path, *, mounted: bool) -> Cure:
    """Nothing can be written there, not even by an administrator; the answer mends it."""
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro", str(library)], check=True)
        return lambda: subprocess.run(["mount", "-o", "remount,rw", str(library)], check=True)
    if os.geteuid():
        library.chmod(0o500)
        return lambda: library.chmod(0o700)
    aside = library.rename(library.with_name("aside"))
    library.write_text("")

    def mend() -> None:
        library.unlink()
        aside.rename(library)

    return mend


@pytest.fixture
def mounted(home: Home) -> Iterator[bool]:
    with small_disk(home.library) as is_mounted:
        yield is_mounted


@pytest.fixture
def drawing() -> Iterator[PracticeProcess]:
    """Its pictures have more bytes than flat colours."""
    with PracticeProcess(seconds=0, plain=False) as server:
        yield server


def test_a_picture_that_finds_the_disk_full_arrives_when_there_is_room(
    home: Home, drawing: PracticeProcess, mounted: bool
) -> None:
    drawing.set_faults(NEVER_READY)
    with DrivenProgram(home, "--server", drawing.url, environ=KEY) as program:
        program.generate("marble", side_px=1024)
        program.wait_for_event("generation.submitted")
        cure = fill(home.library) if mounted else fill_for(program)
        drawing.set_faults([])
        program.wait_for_words("No space left on this disk. 1 picture is kept safe and will be saved.")
        assert home.pictures() == []
        program.generate("too much")
        program.wait_for_states("queued", "fetching")
        cure()
        program.press("Try again")
        program.wait_for_states("done", "done")
        program.wait_for_silence("No space left on this disk.")
    assert [picture["prompt"] for picture in home.pictures()] == ["marble", "too much"]
    assert all((home.library / picture["path"]).stat().st_size for picture in home.pictures())
    assert [submit["fields"]["prompt"] for submit in drawing.submits()] == ["marble", "too much"]


def test_a_full_disk_outlives_a_kill_with_the_picture(home: Home, drawing: PracticeProcess, mounted: bool) -> None:
    drawing.set_faults(NEVER_READY)
    with DrivenProgram(home, "--server", drawing.url, environ=KEY) as program:
        program.generate("marble", side_px=512)
        program.wait_for_event("generation.submitted")
        cure = fill(home.library) if mounted else make_read_only(home.library, mounted=False)
        drawing.set_faults([])
        wait_until(lambda: list((home.profile / "held").iterdir()), "the picture is held in the profile")
        program.wait_for_words("1 picture is kept safe")
        program.kill()
    drawing.expire_links()
    cure()
    with DrivenProgram(home, "--server", drawing.url, environ=KEY) as program:
        program.wait_for_states("done")
    assert home.picture_file().exists()
    assert len(drawing.submits()) == 1


def test_a_library_that_cannot_be_written_sends_nothing_until_it_can(
    home: Home, server: PracticeProcess, mounted: bool
) -> None:
    mend = make_read_only(home.library, mounted=mounted)
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_words(f"Cannot write to “{home.library}”.")
        program.wait_for_states("queued")
        assert server.submits() == []
        mend()
        program.press("Try again")
        program.wait_for_states("done")
        program.wait_for_silence("Cannot write to")
    assert home.picture_file().exists()


def test_a_file_in_the_place_of_the_library_is_told_and_left_alone(home: Home, server: PracticeProcess) -> None:
    home.library.write_text("my notes")
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_words(f"Cannot write to “{home.library}”.")
        assert home.library.read_text() == "my notes"
        home.library.rename(home.root / "notes")
        home.library.mkdir()
        program.press("Try again")
        program.wait_for_states("done")
    assert home.picture_file().exists()
