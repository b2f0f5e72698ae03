"""The whole way of a person on a real screen, with a real keyboard, a real keychain and a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.support.practice import PracticeProcess
from tests.support.program import Home, RunningProgram, wait_until
from tests.support.secret_service import SecretService, running_secret_service
from tests.support.xserver import XServer

KEY = "bfl_0123456789abcdef0123456789abcdef7c2e"
PROMPT = "a quiet fjord at blue hour"
_JPEG_ERROR = 8
"""A thumbnail is a JPEG, and its colours are not quite those of the picture."""


@pytest.fixture
def screen() -> Iterator[XServer]:
    with XServer() as running:
        yield running


@pytest.fixture
def keychain(tmp_path: Path) -> Iterator[SecretService]:
    with running_secret_service(tmp_path / "bus") as service:
        yield service


@pytest.mark.xserver
@pytest.mark.keychain
def test_from_an_empty_profile_to_a_picture_that_is_still_there_the_next_day(
    home: Home, server: PracticeProcess, screen: XServer, keychain: SecretService
) -> None:
    bus = {"DBUS_SESSION_BUS_ADDRESS": keychain.environ["DBUS_SESSION_BUS_ADDRESS"]}

    with RunningProgram(home, "--server", server.url, screen=screen, environ=bus) as program:
        window = screen.find_window("Flux Desktop")
        screen.type(KEY)  # the field for the key has the keyboard
        screen.press("Return")
        wait_until(lambda: keychain.entries() == 1, "the key is in the keychain")
        wait_until((home.profile / "window.json").exists, "the first run is over")
        screen.type(PROMPT)  # the prompt has it now
        screen.press("ctrl+Return")
        program.wait_for_event("generation.stored")
        painted = program.wait_for_event("generation.painted")
        (row,) = home.pictures()
        colour = _whole_picture(home, row["path"], (row["width"], row["height"]))
        assert painted["args"]["id"] == row["id"]
        assert row["prompt"] == PROMPT
        wait_until(lambda: _area_px(screen, colour) > 10_000, "the picture is on the screen")
        screen.close_window(window)
        assert program.wait_for_exit() == 0

    with RunningProgram(home, "--server", server.url, screen=screen, environ=bus) as program:
        screen.find_window("Flux Desktop")
        program.wait_for_event("gallery.first_paint")
        wait_until(lambda: _area_px(screen, colour) > 10_000, "the picture is on the screen again")
        screen.press("ctrl+Return")  # the prompt is still there, and the key is found without asking
        program.wait_for_event("generation.stored")
        assert [picture["prompt"] for picture in home.pictures()] == [PROMPT] * 2
        program.terminate()

    ledger = server.ledger()
    assert [submit["fields"]["prompt"] for submit in ledger["submits"]] == [PROMPT] * 2
    assert ledger["leaks"] == []


@pytest.mark.xserver
def test_a_picture_arrives_while_another_one_is_dragged(home: Home, screen: XServer) -> None:
    """Dragging has a loop of its own inside the window's: nothing that costs money may wait for it."""
    with (
        PracticeProcess(seconds=2) as server,
        RunningProgram(home, "--server", server.url, screen=screen, environ={"BFL_API_KEY": KEY}) as program,
    ):
        screen.find_window("Flux Desktop")
        screen.type(PROMPT)
        screen.press("ctrl+Return")
        program.wait_for_event("generation.stored")
        (row,) = home.pictures()
        colour = _whole_picture(home, row["path"], (row["width"], row["height"]))
        wait_until(lambda: _area_px(screen, colour) > 10_000, "the picture is on the screen")
        screen.press("ctrl+Return")
        program.wait_for_event("generation.submitted", 2)
        screen.xdotool("mousemove", *_middle(screen, colour), "mousedown", "1")
        for _ in range(6):
            screen.xdotool("mousemove_relative", "12", "12")
        wait_until(screen.is_dragging, "the picture is being dragged")
        program.wait_for_event("generation.painted", 2)
        program.wait_for_event("generation.stored", 2)
        assert screen.is_dragging()
        screen.xdotool("mouseup", "1")
        program.terminate()


def _whole_picture(home: Home, path: str, size: tuple[int, int]) -> tuple[int, int, int]:
    """The colour of a picture that was made, after a look at every pixel of its file."""
    with Image.open(home.library / path) as picture:
        assert picture.size == size
        colours = picture.convert("RGB").getcolors()
    assert colours
    _, colour = max(colours)
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def _area_px(screen: XServer, colour: tuple[int, int, int]) -> int:
    """How much of the screen has this colour."""
    return _places(screen, colour).histogram()[255]


def _middle(screen: XServer, colour: tuple[int, int, int]) -> tuple[str, str]:
    """The middle of what has this colour."""
    box = _places(screen, colour).getbbox()
    assert box
    left, top, right, bottom = box
    return str((left + right) // 2), str((top + bottom) // 2)


def _places(screen: XServer, colour: tuple[int, int, int]) -> Image.Image:
    """White where the screen has this colour."""
    seen = screen.look()
    difference = ImageChops.difference(seen, Image.new("RGB", seen.size, colour))
    near = [band.point(lambda value: 255 if value <= _JPEG_ERROR else 0) for band in difference.split()]
    return ImageChops.darker(ImageChops.darker(near[0], near[1]), near[2])
