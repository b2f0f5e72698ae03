"""The drive with the library is pulled while one looks, throws away and exports; and is not there at the next start."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.driven import DrivenProgram
from tests.support.drives import Drive
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}


@pytest.fixture
def drive(home: Home) -> Iterator[Drive]:
    with Drive.connected(home.library) as drive:
        if drive is None:
            pytest.skip("no drive can be mounted here")
        yield drive


def test_everything_goes_on_when_the_drive_is_back(
    home: Home, server: PracticeProcess, drive: Drive, tmp_path: Path
) -> None:
    prints = tmp_path / "prints"
    prints.mkdir()
    gone = f"Cannot write to “{home.library}”. Is the drive connected?"
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        (picture,) = home.pictures()
        data = (home.library / picture["path"]).read_bytes()
        program.call("galleryView", "setFocus")
        program.key("galleryView", "Home")
        drive.vanish()
        program.key("galleryView", "Return")
        wait_until(lambda: program.part("viewerPage")["visible"], "the viewer")
        program.key("viewerPage", "Escape")
        wait_until(lambda: program.part("galleryView")["visible"], "the gallery")
        program.key("galleryView", "Delete")
        program.wait_for_words(gone)
        program.key("mainWindow", "Ctrl+Z")
        program.wait_for_states("done")
        program.key("galleryView", "Ctrl+A")
        program.key("mainWindow", "Ctrl+Shift+E")
        program.press("Export 1 picture")
        program.pick(prints)
        program.wait_for_words("The folder with your pictures cannot be reached.")
        assert list(prints.iterdir()) == []
        assert list(drive.folder.iterdir()) == []
        drive.connect()
        program.press("Try again")
        program.wait_for_silence(gone)
        assert (home.library / picture["path"]).read_bytes() == data
        program.leave()


def test_a_folder_that_was_emptied_by_hand_is_used_again(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        empty(home.library)
        program.generate("an old lighthouse")
        program.wait_for_states("done", "done")
        program.leave()
    empty(home.library)
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a red door")
        program.wait_for_states("done", "done", "done")
        assert not program.shows("Is the drive connected?")
        program.leave()


def is_locked(library: Path) -> bool:
    with (library / ".flux-desktop" / "lock").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def test_a_start_without_the_drive_shows_the_pictures_and_says_what_is_wrong(
    home: Home, server: PracticeProcess, drive: Drive
) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        program.leave()
    drive.vanish()
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.wait_for_states("done")
        program.wait_for_words("Is the drive connected?")
        assert list(drive.folder.iterdir()) == []
        drive.connect()
        program.press("Try again")
        program.wait_for_silence("Is the drive connected?")
        program.generate("an old lighthouse")
        program.wait_for_states("done", "done")
        wait_until(lambda: is_locked(home.library), "the library is held for this program")
        program.leave()
    assert all((home.library / picture["path"]).exists() for picture in home.pictures())
