"""Words for everything that is expected to go wrong: plain ones, with a next step."""

import inspect
import re

import pytest

from flux_desktop.domain import errors
from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import TroubleChanged
from flux_desktop.ui.errors import Action, Notice, notice_for, pictures, sentence_for

LASTING = (
    *(Cause.DATABASE_LOST, Cause.DISK_FULL, Cause.LIBRARY_UNAVAILABLE, Cause.KEY_REFUSED, Cause.OUT_OF_CREDITS),
    *(Cause.OFFLINE, Cause.SERVICE_TROUBLE, Cause.RATE_LIMITED),
)
"""What ``TroubleChanged`` may carry; the other causes concern one picture and stand on its tile."""

GROUPS = {"FluxDesktopError", "ServiceError", "LibraryError", "KeychainError"}
"""Never raised themselves."""

JARGON = re.compile(
    r"\b(endpoints?|APIs?|JSON|HTTPS?|tokens?|null|invalid|exception|oops|4\d\d|5\d\d)\b", re.IGNORECASE
)


def _kinds() -> list[type[FluxDesktopError]]:
    found = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, FluxDesktopError)]
    return [kind for kind in found if kind.__name__ not in GROUPS]


def _notice(cause: Cause, held: int = 0) -> Notice:
    notice = notice_for(TroubleChanged(cause, "detail", held, 4.6), "/pictures")
    assert notice
    return notice


@pytest.mark.parametrize("kind", _kinds())
def test_every_error_has_a_sentence_of_its_own_in_plain_words(kind: type[FluxDesktopError]) -> None:
    text = "" if kind is errors.UnreadableImageError else "what the log says"  # whose text is for people
    sentence = sentence_for(kind.__new__(kind, text))
    assert sentence != "Something went wrong."
    assert sentence[0].isupper()
    assert sentence.endswith((".", "?"))
    assert not JARGON.search(sentence)
    assert "what the log says" not in sentence


def test_an_error_of_a_finer_kind_has_the_sentence_of_its_kind() -> None:
    class QuotaError(errors.DiskFullError):
        pass

    assert sentence_for(QuotaError()) == sentence_for(errors.DiskFullError())


def test_what_nobody_expected_has_words_too() -> None:
    assert sentence_for(ZeroDivisionError()) == "Something went wrong."


@pytest.mark.parametrize("cause", LASTING)
def test_every_lasting_trouble_has_a_banner_that_says_what_to_do(cause: Cause) -> None:
    notice = _notice(cause)
    assert notice.title.endswith(".")
    assert notice.text.endswith((".", "?"))
    assert notice.tone in ("info", "warn", "err")
    assert notice.buttons or cause is Cause.RATE_LIMITED  # that one ends by itself
    assert not JARGON.search(f"{notice.title} {notice.text}")


@pytest.mark.parametrize("cause", sorted(set(Cause) - set(LASTING)))
def test_what_concerns_one_picture_is_no_banner(cause: Cause) -> None:
    assert notice_for(TroubleChanged(cause), "/pictures") is None


def test_no_trouble_is_no_banner() -> None:
    assert notice_for(TroubleChanged(None), "/pictures") is None


@pytest.mark.parametrize("cause", [Cause.DISK_FULL, Cause.LIBRARY_UNAVAILABLE, Cause.OUT_OF_CREDITS])
def test_pictures_that_wait_are_counted(cause: Cause) -> None:
    assert "picture" not in _notice(cause).text
    assert "1 picture is" in _notice(cause, 1).text
    assert "6 pictures are" in _notice(cause, 6).text


def test_the_folder_that_cannot_be_written_is_named() -> None:
    assert "/pictures" in _notice(Cause.LIBRARY_UNAVAILABLE).title


def test_how_long_it_goes_on_is_said_when_it_is_known() -> None:
    assert "5 s" in _notice(Cause.RATE_LIMITED).text
    unknown = notice_for(TroubleChanged(Cause.RATE_LIMITED), "/pictures")
    assert unknown
    assert unknown.text == "Continuing shortly."


def test_a_practice_server_that_is_not_there_is_not_blamed_on_bfl() -> None:
    notice = notice_for(TroubleChanged(Cause.OFFLINE), "/pictures", practice=True)
    assert notice
    assert "BFL" not in notice.title + notice.text
    assert notice.buttons == ((Action.TRY_AGAIN, "Try again"),)


@pytest.mark.parametrize(("count", "words"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures")])
def test_one_picture_is_one(count: int, words: str) -> None:
    assert pictures(count) == words


def test_what_is_wrong_with_a_file_is_said_in_its_own_words() -> None:
    assert sentence_for(errors.UnreadableImageError("The file is empty.")) == "The file is empty."
    assert "could not be read" in sentence_for(errors.UnreadableImageError())
