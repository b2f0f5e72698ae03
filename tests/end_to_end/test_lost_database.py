"""Somebody deletes or damages the database under the running program."""

from tests.services.test_engine_damage import overwrite_the_middle
from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}


def test_it_is_told_nothing_more_is_sent_and_the_next_start_shows_every_picture(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        for file in home.profile.glob("library.sqlite3*"):
            file.unlink()
        program.click("generateButton")
        program.wait_for_words("The gallery list was deleted, replaced or damaged.")
        program.leave()
    assert len(server.submits()) == 1
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.wait_for_states("done")
        program.generate("another fjord")
        program.wait_for_states("done", "done")
        program.leave()
    assert [picture["prompt"] for picture in home.pictures()] == ["a quiet fjord", "another fjord"]


def test_damage_is_told_at_once_nothing_more_is_sent_and_the_next_start_shows_every_picture(
    home: Home, server: PracticeProcess
) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY, complains=True) as program:
        for number, prompt in enumerate(("a quiet fjord", "a red door"), start=1):
            program.generate(prompt)
            program.wait_for_states(*["done"] * number)
        overwrite_the_middle(home.profile / "library.sqlite3")
        program.generate("nobody will see this")
        program.wait_for_words("The gallery list was deleted, replaced or damaged.")
        assert program.shows("Your pictures are safe, and nothing new is sent.")
        program.press_any("Close")
        program.leave()
    assert len(server.submits()) == 2
    with DrivenProgram(home, "--server", server.url, environ=KEY, first="buttons") as program:
        program.wait_for_words("The gallery list is damaged.")
        program.press("Rebuild")
        program.wait_for_page("workspace")
        program.wait_for_words("The list of your pictures is back.")
        program.press("Close")
        program.wait_for_states("done", "done")
        program.generate("another fjord")
        program.wait_for_states("done", "done", "done")
        program.leave()
    assert [picture["prompt"] for picture in home.pictures()] == ["a quiet fjord", "a red door", "another fjord"]
