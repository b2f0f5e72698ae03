"""The words on a tile that is no picture (yet): what it is doing, or what went wrong and what one can do about it.

One table from states and causes to a title, a sentence and buttons. What concerns every picture is in ``ui/errors.py``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.money import dollars
from flux_desktop.storage.gallery_row import GalleryRow

NO_ANSWER_S = 300.0
"""After this long a person is told that the picture may not come."""

_SLOW = 2.0

Tone = Literal["plain", "busy", "warn", "err"]


class TileAction(StrEnum):
    """What a button on a tile does. All but ``make_again`` concern the tile's own generation."""

    CANCEL = "cancel"
    RETRY = "retry"
    MAKE_AGAIN = "make_again"
    EDIT_PROMPT = "edit_prompt"
    DISMISS = "dismiss"
    ADD_CREDITS = "add_credits"
    ENTER_KEY = "enter_key"


@dataclass(frozen=True, slots=True)
class TileButton:
    action: TileAction
    label: str


@dataclass(frozen=True, slots=True)
class TileWords:
    """``icon`` is the name of a drawing, or empty where a ring turns. The first button is the one to press."""

    icon: str
    tone: Tone
    title: str
    text: str = ""
    buttons: tuple[TileButton, ...] = ()


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What a tile says beside what is recorded: how long it has run, how long it usually takes, its place in line."""

    elapsed_s: float | None = None
    usual_s: float | None = None
    place: int | None = None
    paused: bool = False
    trouble: Cause | None = None


_NOTHING_KNOWN = JobFacts()
_CANCEL = TileButton(TileAction.CANCEL, "Cancel")
_EDIT = TileButton(TileAction.EDIT_PROMPT, "Edit prompt")
_DISMISS = TileButton(TileAction.DISMISS, "Remove")


def words_for(row: GalleryRow, facts: JobFacts = _NOTHING_KNOWN) -> TileWords:
    """The words for a generation that has no picture to show."""
    match row.state:
        case State.QUEUED:
            return _waiting(facts, is_practice=row.practice)
        case State.SUBMITTING:
            return TileWords("", "busy", "Sending", "Your words are on their way.")
        case State.RUNNING:
            return _running(row, facts)
        case State.FETCHING | State.DONE:
            return _saving(row)
        case State.UNCONFIRMED:
            again = TileButton(TileAction.RETRY, "Send again (may cost twice)")
            price = "" if row.practice or row.estimate is None else f" ({dollars(row.estimate)})"
            text = f"BFL may have made and charged it{price}."
            return TileWords("warning", "warn", "Sent, but no answer", text, (again, _DISMISS))
        case State.CANCELLED:
            return TileWords("close", "plain", "Cancelled", "", (_DISMISS,))
        case _:
            return _ended(row)


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def usual_words(usual_s: float | None) -> str:
    """``usually about 10 s``, or nothing when it is not known."""
    return f"usually about {max(1, round(usual_s))} s" if usual_s else ""


def clock_words(elapsed_s: float) -> str:
    """``6 s``, ``2 min 5 s``."""
    minutes, seconds = divmod(int(elapsed_s), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _waiting(facts: JobFacts, *, is_practice: bool) -> TileWords:
    place = f"{ordinal(facts.place)} in line" if facts.place else ""
    match facts.trouble:
        case Cause.OFFLINE | Cause.SERVICE_TROUBLE if is_practice:
            return TileWords("clock", "plain", "Waiting for practice mode", place, (_CANCEL,))
        case Cause.OUT_OF_CREDITS:
            add = TileButton(TileAction.ADD_CREDITS, "Add credits")
            return TileWords("card", "warn", "Out of credits", "Add credits, then resume.", (add, _CANCEL))
        case Cause.KEY_REFUSED:
            enter = TileButton(TileAction.ENTER_KEY, "Enter a key")
            return TileWords("key", "err", "Key not accepted", "It waits for a key that works.", (enter, _CANCEL))
        case Cause.OFFLINE:
            return TileWords("offline", "plain", "Waiting for a connection", place, (_CANCEL,))
        case Cause.SERVICE_TROUBLE:
            return TileWords("clock", "plain", "Waiting for BFL", place, (_CANCEL,))
        case Cause.DISK_FULL | Cause.LIBRARY_UNAVAILABLE:
            return TileWords("disk", "plain", "Waiting for space to save", place, (_CANCEL,))
        case _:
            return TileWords("clock", "plain", "Paused" if facts.paused else "Waiting", place, (_CANCEL,))


def _running(row: GalleryRow, facts: JobFacts) -> TileWords:
    if facts.elapsed_s is None:
        return TileWords("", "busy", "Making your picture", usual_words(facts.usual_s).capitalize(), (_CANCEL,))
    elapsed = clock_words(facts.elapsed_s)
    if facts.elapsed_s >= NO_ANSWER_S:
        text = f"{elapsed}. It may still arrive."
        return TileWords("clock", "warn", "No answer yet", text, (_make_again(row), _CANCEL))
    if facts.usual_s and facts.elapsed_s > _SLOW * facts.usual_s:
        elapsed = f"{elapsed}, longer than usual"
    elif facts.usual_s:
        elapsed = f"{elapsed}, {usual_words(facts.usual_s)}"
    return TileWords("", "busy", "Making your picture", elapsed, (_CANCEL,))


def _saving(row: GalleryRow) -> TileWords:
    save_again = TileButton(TileAction.RETRY, "Save again")
    match row.failure.cause if row.failure else None:
        case Cause.DISK_FULL:
            return TileWords("disk", "err", "No space to save", "Free some space, then save again.", (save_again,))
        case Cause.LIBRARY_UNAVAILABLE:
            text = "Is the drive with your pictures connected?"
            return TileWords("folder", "err", "Cannot save it here", text, (save_again,))
        case _:
            return TileWords("", "busy", "Saving to your gallery")


def _ended(row: GalleryRow) -> TileWords:
    """Refused, failed or expired."""
    cause, again = row.failure.cause if row.failure else None, _make_again(row)
    match cause:
        case Cause.REQUEST_MODERATED:
            return TileWords(
                "shield-x", "warn", "Blocked by the safety filter", "Try different wording.", (_EDIT, _DISMISS)
            )
        case Cause.CONTENT_MODERATED:
            text = "The finished picture was flagged, so BFL did not send it."
            return TileWords("shield-x", "warn", "Picture withheld", text, (_priced(row, "Try again"), _EDIT, _DISMISS))
        case Cause.REQUEST_REFUSED:
            fix = TileButton(TileAction.EDIT_PROMPT, "Fix settings")
            text = _field_words(row)
            return TileWords("sliders", "err", "FLUX could not use these settings", text, (fix, _DISMISS))
        case Cause.LINK_EXPIRED:
            check = TileButton(TileAction.RETRY, "Check again (free)")
            text = "The download link ran out."
            return TileWords("clock", "err", "Arrived too late to save", text, (check, again, _DISMISS))
        case Cause.DAMAGED_DOWNLOAD:
            fetch = TileButton(TileAction.RETRY, "Download again")
            text = "Part of it got lost on the way."
            return TileWords("warning", "err", "The file did not arrive whole", text, (fetch, again, _DISMISS))
        case Cause.TASK_UNKNOWN:
            text = "BFL has no record of it any more."
            return TileWords("warning", "err", "Picture not found", text, (again, _DISMISS))
        case Cause.KEY_REFUSED:
            enter = TileButton(TileAction.ENTER_KEY, "Enter a key")
            return TileWords("key", "err", "Key not accepted", "BFL did not take your key.", (enter, again, _DISMISS))
        case Cause.OUT_OF_CREDITS:
            add = TileButton(TileAction.ADD_CREDITS, "Add credits")
            text = "Add credits, then try again."
            return TileWords("card", "warn", "Out of credits", text, (add, _priced(row, "Try again"), _DISMISS))
        case _:
            retry = _priced(row, "Try again")
            return TileWords("warning", "err", "Something went wrong", "The service had a problem.", (retry, _DISMISS))


def _field_words(row: GalleryRow) -> str:
    field = row.failure.field if row.failure else None
    return f"BFL did not accept the {field.replace('_', ' ')}." if field else "BFL did not accept one of them."


def _make_again(row: GalleryRow) -> TileButton:
    return _priced(row, "Make again")


def _priced(row: GalleryRow, label: str) -> TileButton:
    """A button that makes the picture anew, with what that costs."""
    price = "" if row.practice or row.estimate is None else f" ({dollars(row.estimate)})"
    return TileButton(TileAction.MAKE_AGAIN, label + price)
