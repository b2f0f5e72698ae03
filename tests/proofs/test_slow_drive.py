"""A drive that is slow, or has gone, cannot freeze the window: its thread never asks for a file of the library.

``strace`` without ``-f`` sees the calls of one thread, the window's.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}


class WatchedProgram(DrivenProgram):
    """The calls of its window's thread that name a file are written down."""

    def __init__(self, home: Home, *options: str, **more: Any) -> None:
        super().__init__(home, *options, **more)
        self.log = home.words / "calls.txt"

    def calls(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()

    def _command(self) -> Sequence[str]:
        # -D: the program stays our child, and strace is its own.
        return ["strace", "-D", "-y", "-e", "trace=%file,getdents64", "-o", str(self.log), *super()._command()]


def test_the_windows_thread_never_asks_for_a_file_of_the_library(tmp_path: Path) -> None:
    home = Home(tmp_path / "person")
    out, drive = tmp_path / "prints", tmp_path / "drive"
    out.mkdir()
    drive.mkdir()
    with PracticeProcess(seconds=0) as server:
        with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
            for number in range(3):
                program.generate(f"picture {number}")
                program.wait_for_states(*["done"] * (number + 1))
        with WatchedProgram(home, "--server", server.url, environ=KEY) as program:
            program.wait_for_event("gallery.first_paint")
            _look_around(program)
            _let_out(program, out, drive)
            program.generate("one more")
            program.wait_for_states(*["done"] * 4)
            calls = program.calls()
    assert len(calls) > 500, "it was watched"
    assert [call for call in calls if str(home.library) in call and not _is_option(call)] == []


def _look_around(program: DrivenProgram) -> None:
    program.key("galleryView", "Home")
    program.choose("copyPicture")
    program.wait_for_words("1 picture copied.")
    program.choose("useAsReference")
    program.key("galleryView", "Return")
    wait_until(lambda: program.part("viewerPage")["visible"], "the viewer")
    program.key("viewerPage", "Right")
    program.wait_for_words("2 of 3")
    program.key("viewerPage", "Escape")
    wait_until(lambda: program.part("galleryView")["visible"], "the gallery")
    program.choose("details")
    program.wait_for_words("Show in folder")
    program.choose("showInFolder")
    program.choose("details")


def _let_out(program: DrivenProgram, out: Path, drive: Path) -> None:
    program.key("galleryView", "Ctrl+A")
    program.choose("export")
    program.press("Export 3 pictures")
    program.pick(out)
    program.wait_for_words("3 pictures exported")
    program.choose("backUp")
    program.pick(drive)
    program.wait_for_words("Your library is backed up.")
    program.press("Close")


def _is_option(call: str) -> bool:
    """The start of the program names the folder on the command line."""
    return call.startswith("execve(")
