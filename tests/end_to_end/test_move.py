"""The library moves to another folder, in the real window; and the program is killed in the middle of it."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
_COUNT = 4
_SLOW = "link,linkat,rename,renameat,renameat2,unlink,unlinkat"


class PlainProgram(DrivenProgram):
    """Started without a word about the library: the settings say where it is."""

    def _command(self) -> Sequence[str]:
        command = list(super()._command())
        place = command.index("--library")
        return command[:place] + command[place + 2 :]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("2*/**/*.png"))


def begin_to_move(program: DrivenProgram, target: Path) -> None:
    program.choose("settings")
    program.call("preferencesDialog", "show_page", "Pictures")
    program.press("Move…")
    program.pick(target)
    program.wait_for_words("Move your pictures?")
    program.press("Move them")


@pytest.fixture
def target(home: Home, tmp_path: Path) -> Path:
    target = tmp_path / "big disk"
    target.mkdir()
    home.profile.mkdir()
    (home.profile / "settings.json").write_text(json.dumps({"library": str(home.library)}))
    return target


@pytest.fixture
def program(home: Home, server: PracticeProcess, target: Path) -> PlainProgram:
    with PlainProgram(home, "--server", server.url, environ=KEY) as first:
        for number in range(_COUNT):
            first.generate(f"picture {number}")
            first.wait_for_states(*["done"] * (number + 1))
    return PlainProgram(home, "--server", server.url, environ=KEY)


def test_all_pictures_come_along_and_new_ones_follow(home: Home, program: PlainProgram, target: Path) -> None:
    before = files(home.library)
    with program:
        begin_to_move(program, target)
        program.wait_for_words("Your pictures are in “big disk” now.")
        assert files(target) == before
        assert not home.library.exists()
        program.generate("afterwards")
        program.wait_for_states(*["done"] * (_COUNT + 1))
    assert len(files(target)) == _COUNT + 1
    assert json.loads((home.profile / "settings.json").read_text())["library"] == str(target)


@pytest.mark.parametrize(
    "moment",
    [lambda source, target: files(target), lambda source, target: len(files(source)) < _COUNT],
    ids=["while files are brought", "while the old folder is cleared"],
)
def test_a_crash_in_the_middle_loses_nothing_and_the_next_start_goes_on(
    home: Home,
    server: PracticeProcess,
    program: PlainProgram,
    target: Path,
    moment: Callable[[Path, Path], object],
) -> None:
    before = files(home.library)
    with program:
        slow = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={_SLOW}", "-e", f"inject={_SLOW}:delay_enter=150000"]
        tracer = subprocess.Popen([*slow, "-p", str(program.pid)], stderr=subprocess.PIPE, text=True)
        assert tracer.stderr
        assert "attached" in tracer.stderr.readline()
        begin_to_move(program, target)
        wait_until(lambda: moment(home.library, target), "the middle")
        program.kill()
        tracer.wait()
        tracer.stderr.close()
    assert (home.profile / "move.json").exists()
    with PlainProgram(home, "--server", server.url, environ=KEY) as again:
        again.wait_for_states(*["done"] * _COUNT)
        wait_until(lambda: not (home.profile / "move.json").exists(), "the end of the move")
        wait_until(lambda: not home.library.exists(), "the old folder gone")
        assert files(target) == before
        wait_until(lambda: all(Path(row["filePath"]).is_file() for row in again.gallery()), "every file")
