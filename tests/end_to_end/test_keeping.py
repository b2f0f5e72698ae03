"""Thrown away, taken back, thrown away again, and the program left in between: a picture is where one expects it."""

from pathlib import Path

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}


def test_what_was_thrown_away_and_taken_back_is_still_there_after_a_restart(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        for count, prompt in enumerate(("a quiet fjord", "an old lighthouse"), 1):
            program.generate(prompt)
            program.wait_for_states(*["done"] * count)
        newest, other = _files(home)[::-1]
        program.call("galleryView", "setFocus")
        program.key("galleryView", "Home")
        program.key("galleryView", "Delete")
        program.wait_for_words("1 picture moved to the Bin.")
        assert [row["prompt"] for row in program.gallery()] == ["a quiet fjord"]
        wait_until(lambda: not newest.exists(), "the file is in the bin")
        program.press("Undo")
        program.wait_for_words("1 picture put back.")
        wait_until(newest.exists, "the file is back")
        program.key("galleryView", "End")
        program.key("galleryView", "5")
        program.wait_for_words("1 picture rated 5 stars.")
        program.key("galleryView", "Delete")
        program.wait_for_words("1 picture moved to the Bin.")
        program.leave()

    assert newest.exists()
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.wait_for_states("done")
        assert [row["prompt"] for row in program.gallery()] == ["an old lighthouse"]
        wait_until(lambda: not other.exists(), "the file is in the bin")
        program.choose("openBin")
        program.wait_for_words("They go for ever after 30 days.")
        assert [row["prompt"] for row in program.gallery()] == ["a quiet fjord"]
        program.key("galleryView", "Home")
        program.press("Put back")
        program.wait_for_states("done", "done")
        wait_until(other.exists, "the file is back")
        assert "5 stars" in program.gallery()[1]["read"]
        program.leave()


def _files(home: Home) -> list[Path]:
    """The picture files, the oldest first."""
    return [home.library / row["path"] for row in sorted(home.pictures(), key=lambda row: row["id"])]
