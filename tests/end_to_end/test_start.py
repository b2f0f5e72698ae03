"""The start on a real screen: the pictures come first, and whoever types at once loses nothing."""

import json
from collections.abc import Iterator

import pytest

from tests.benchmarks.library_maker import make_library
from tests.support.program import Home, RunningProgram, wait_until
from tests.support.xserver import XServer

_WORDS = "a quiet fjord"


@pytest.fixture
def screen() -> Iterator[XServer]:
    with XServer() as server:
        yield server


@pytest.mark.xserver
def test_what_is_typed_before_the_prompt_is_there_is_in_it_afterwards(home: Home, screen: XServer) -> None:
    made = make_library(home.profile.parent / "made", 60, thumbnails=True)
    options = ["--practice", "--profile", str(made.profile), "--library", str(made.library)]
    with RunningProgram(home, *options, screen=screen) as program:
        screen.find_window("Flux Desktop")
        screen.type(_WORDS)
        program.wait_for_event("prompt.usable")
        draft = made.profile / "draft.json"
        wait_until(lambda: draft.exists() and json.loads(draft.read_text())["prompt"] == _WORDS, "the draft is kept")
        painted, usable = program.events("gallery.first_paint")[0], program.events("prompt.usable")[0]
        assert painted["ts"] < usable["ts"]
