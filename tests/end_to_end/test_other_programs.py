"""Pictures go to other programs: over the clipboard and with the pointer, on a real screen."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.driven import DrivenProgram
from tests.support.other_program import SIDE_PX
from tests.support.practice import PracticeProcess
from tests.support.program import REPOSITORY, Home, wait_until
from tests.support.xserver import XServer

pytestmark = pytest.mark.xserver

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
_X, _Y = 1400, 100


@pytest.fixture
def screen() -> Iterator[XServer]:
    with XServer(1700, 900) as running:
        yield running


@contextmanager
def other_program(screen: XServer, told: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.support.other_program", str(told), str(_X), str(_Y)]
    process = subprocess.Popen(command, env=screen.environment, cwd=REPOSITORY)
    try:
        wait_until(lambda: said(told, "ready"), "the other program")
        yield
    finally:
        process.kill()
        process.wait()


def said(told: Path, what: str) -> list[dict[str, Any]]:
    lines = told.read_text().splitlines() if told.exists() else []
    return [line for line in map(json.loads, lines) if line["what"] == what]


def test_a_picture_is_copied_and_dragged_into_another_program(
    home: Home, server: PracticeProcess, screen: XServer, tmp_path: Path
) -> None:
    told = tmp_path / "told.jsonl"
    with (
        other_program(screen, told),
        DrivenProgram(home, "--server", server.url, environ=KEY, screen=screen) as program,
    ):
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        file = home.picture_file()
        with Image.open(file) as image:
            colour = "#{:02x}{:02x}{:02x}".format(*image.convert("RGB").getpixel((3, 3)))  # type: ignore[misc]
        wanted = {"files": [str(file)], "text": "a quiet fjord", "pixels": [256, 256], "colour": colour}

        program.key("galleryView", "Home")
        program.choose("copyPicture")
        wait_until(lambda: [one for one in said(told, "clipboard") if one["files"]], "it on the clipboard")
        assert wanted.items() <= said(told, "clipboard")[-1].items()

        x, y = program.middle("galleryView", row=0)
        screen.drag((x, y), (_X + SIDE_PX // 2, _Y + SIDE_PX // 2))
        wait_until(lambda: said(told, "drop"), "the drop")
        (dropped,) = said(told, "drop")
        assert {**wanted, "action": "CopyAction"}.items() <= dropped.items()
        assert file.is_file()
