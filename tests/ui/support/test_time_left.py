import pytest

from flux_desktop.ui.support.time_left import TimeLeft, left_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds left"),
        (31, "about 30 seconds left"),
        (60, "about a minute left"),
        (170, "about 3 minutes left"),
        (3_500, "about an hour left"),
        (7_000, "about 2 hours left"),
    ],
)
def test_the_rest_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert left_words(seconds) == words


def test_it_is_judged_by_what_has_been_done_so_far() -> None:
    now_s = 100.0
    left = TimeLeft(lambda: now_s)
    assert left.words("Copying", 0, 1000) == ""
    now_s = 101.0
    assert left.words("Copying", 500, 1000) == "", "too early to tell"
    now_s = 110.0
    assert left.words("Copying", 100, 1000) == "about 2 minutes left"
    assert left.words("Copying", 1000, 1000) == ""


def test_other_work_begins_anew() -> None:
    now_s = 0.0
    left = TimeLeft(lambda: now_s)
    left.words("Copying", 0, 100)
    now_s = 50.0
    assert left.words("Checking", 50, 100) == ""
    now_s = 60.0
    assert left.words("Checking", 60, 100) == "about 40 seconds left"
