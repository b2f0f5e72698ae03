"""Somebody deletes the database under the running program."""

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
