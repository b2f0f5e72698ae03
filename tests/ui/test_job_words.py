import itertools

import pytest

from flux_desktop.domain.generation import Cause, Failure, State
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.job_words import JobFacts, TileAction, ordinal, words_for

OPEN_TILES = [state for state in State if state is not State.DONE]
JARGON = ("endpoint", "api", "json", "402", "429", "http", "poll", "null", "none")


def row(state: State, cause: Cause | None = None, *, practice: bool = False, field: str | None = None) -> GalleryRow:
    failure = Failure(cause, "the service's own words", field) if cause else None
    return GalleryRow(1, state, "A fjord", "flux-2-pro", Size(3, 2), estimate=450, practice=practice, failure=failure)


EVERYTHING = [(state, cause) for state, cause in itertools.product(OPEN_TILES, [None, *Cause])]


def test_every_state_and_cause_has_words_that_a_person_understands() -> None:
    for state, cause in EVERYTHING:
        words = words_for(row(state, cause))
        text = f"{words.title} {words.text} {' '.join(button.label for button in words.buttons)}".lower()
        assert words.title
        assert not any(word in text.split() for word in JARGON), (state, cause)
        assert "the service's own words" not in text


def test_what_needs_a_person_offers_a_way_on() -> None:
    for state, cause in EVERYTHING:
        actions = [button.action for button in words_for(row(state, cause)).buttons]
        if state.needs_attention:
            assert len(actions) > 1
            assert actions[-1] is TileAction.DISMISS
            assert actions[0] is not TileAction.DISMISS


def test_a_button_that_costs_says_what() -> None:
    for state, cause in EVERYTHING:
        for button in words_for(row(state, cause)).buttons:
            if button.action is TileAction.MAKE_AGAIN:
                assert "($0.045)" in button.label
        assert not any("$" in button.label for button in words_for(row(state, cause, practice=True)).buttons)


def test_sending_again_warns_that_it_may_cost_twice() -> None:
    button = words_for(row(State.UNCONFIRMED, Cause.OUTCOME_UNKNOWN)).buttons[0]
    assert button.action is TileAction.RETRY
    assert "twice" in button.label


def test_checking_an_expired_picture_is_free_and_comes_before_paying_again() -> None:
    first, second, *_ = words_for(row(State.EXPIRED, Cause.LINK_EXPIRED)).buttons
    assert (first.action, first.label) == (TileAction.RETRY, "Check again (free)")
    assert second.action is TileAction.MAKE_AGAIN


@pytest.mark.parametrize(
    ("elapsed_s", "usual_s", "title", "text"),
    [
        (None, None, "Making your picture", ""),
        (None, 10, "Making your picture", "Usually about 10 s"),
        (6, None, "Making your picture", "6 s"),
        (6, 10.4, "Making your picture", "6 s, usually about 10 s"),
        (31, 10, "Making your picture", "31 s, longer than usual"),
        (400, 10, "No answer yet", "6 min 40 s. It may still arrive."),
    ],
)
def test_a_running_job_says_how_it_goes(elapsed_s: float | None, usual_s: float | None, title: str, text: str) -> None:
    words = words_for(row(State.RUNNING), JobFacts(elapsed_s, usual_s))
    assert (words.title, words.text) == (title, text)


@pytest.mark.parametrize(
    ("trouble", "title"),
    [
        (None, "Waiting"),
        (Cause.OUT_OF_CREDITS, "Out of credits"),
        (Cause.KEY_REFUSED, "Key not accepted"),
        (Cause.OFFLINE, "Waiting for a connection"),
        (Cause.SERVICE_TROUBLE, "Waiting for BFL"),
        (Cause.DISK_FULL, "Waiting for space to save"),
        (Cause.RATE_LIMITED, "Waiting"),
    ],
)
def test_a_waiting_job_says_what_it_waits_for_and_can_be_cancelled(trouble: Cause | None, title: str) -> None:
    words = words_for(row(State.QUEUED), JobFacts(place=2, trouble=trouble))
    assert words.title == title
    assert words.buttons[-1].action is TileAction.CANCEL


@pytest.mark.parametrize("trouble", [Cause.OFFLINE, Cause.SERVICE_TROUBLE])
def test_practice_waits_for_no_connection(trouble: Cause) -> None:
    words = words_for(row(State.QUEUED, practice=True), JobFacts(place=2, trouble=trouble))
    assert (words.title, words.text) == ("Waiting for practice mode", "2nd in line")


def test_a_paused_job_says_so() -> None:
    words = words_for(row(State.QUEUED), JobFacts(place=1, paused=True))
    assert (words.title, words.text) == ("Paused", "1st in line")


def test_a_setting_that_was_refused_is_named() -> None:
    words = words_for(row(State.FAILED, Cause.REQUEST_REFUSED, field="output_format"))
    assert words.text == "BFL did not accept the output format."
    assert words.buttons[0].action is TileAction.EDIT_PROMPT


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (113, "113th")],
)
def test_places_are_counted_as_people_do(number: int, words: str) -> None:
    assert ordinal(number) == words
