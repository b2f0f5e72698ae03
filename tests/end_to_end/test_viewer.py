"""A picture opens in the place of the gallery, and everything leads back."""

from tests.support.driven import DrivenProgram
from tests.support.practice import PracticeProcess
from tests.support.program import Home, wait_until

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}


def test_return_opens_a_picture_and_escape_leads_back_to_it(home: Home, server: PracticeProcess) -> None:
    with DrivenProgram(home, "--server", server.url, environ=KEY) as program:
        program.generate("a quiet fjord")
        program.wait_for_states("done")
        program.generate("an old lighthouse")
        program.wait_for_states("done", "done")
        program.key("galleryView", "Home")
        program.key("galleryView", "Return")
        wait_until(lambda: program.part("viewerPage")["visible"], "the viewer")
        program.wait_for_words("1 of 2")
        assert not program.part("galleryView")["visible"]
        program.key("viewerPage", "Right")
        program.wait_for_words("2 of 2")
        program.key("viewerPage", "Escape")
        wait_until(lambda: program.part("galleryView")["visible"], "the gallery")
