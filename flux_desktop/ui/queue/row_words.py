"""What a row of the queue says, and the buttons it has."""

from dataclasses import dataclass
from enum import StrEnum

from flux_desktop.domain.generation import State
from flux_desktop.domain.money import dollars
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.job_words import JobFacts, TileAction, TileButton, Tone, clock_words, ordinal, words_for
from flux_desktop.ui.queue.jobs import Section, section_of


class RowAction(StrEnum):
    """What a row's buttons, its menu and the keys do. Those of the tiles in the gallery have the same names there."""

    OPEN = "open"
    MOVE_TO_FRONT = "move_to_front"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    CANCEL = "cancel"
    RETRY = "retry"
    MAKE_AGAIN = "make_again"
    EDIT_PROMPT = "edit_prompt"
    DISMISS = "dismiss"
    ADD_CREDITS = "add_credits"
    ENTER_KEY = "enter_key"


@dataclass(frozen=True, slots=True)
class RowButton:
    """A button with an icon or with a short ``label``; ``name`` says in full what it does, and what it costs."""

    action: RowAction
    name: str
    icon: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class RowWords:
    """``icon`` is empty where the picture itself is shown. ``buttons`` are at the end of the row; ``menu`` has all that
    can be done."""

    icon: str
    tone: Tone
    title: str
    detail: str
    buttons: tuple[RowButton, ...]
    menu: tuple[RowButton, ...]

    @property
    def main(self) -> RowButton | None:
        """What Return does; nothing where the buttons only take the row away or move it."""
        return next((button for button in self.buttons if button.action not in _NOT_BY_RETURN), None)


_NOT_BY_RETURN = (RowAction.CANCEL, RowAction.MOVE_UP)

_FRONT = RowButton(RowAction.MOVE_TO_FRONT, "Move to front")
_UP = RowButton(RowAction.MOVE_UP, "Move up (Alt+Up)", "chevron-up")
_DOWN = RowButton(RowAction.MOVE_DOWN, "Move down (Alt+Down)")
_CANCEL = RowButton(RowAction.CANCEL, "Cancel (Delete)", "close")
_STOP = RowButton(RowAction.CANCEL, "Stop waiting for it (Delete)", "close")
_OPEN = RowButton(RowAction.OPEN, "Open (Return)", "chevron-right")
_USE_PROMPT = RowButton(RowAction.EDIT_PROMPT, "Use this prompt")

_SHORT = {
    RowAction.EDIT_PROMPT: "Edit",
    RowAction.MAKE_AGAIN: "Retry",
    RowAction.ADD_CREDITS: "Add credits",
    RowAction.ENTER_KEY: "Enter key",
}


def words_of(row: GalleryRow, facts: JobFacts) -> RowWords:
    """The words for a generation at this moment."""
    match section_of(row):
        case Section.NEEDS_YOU:
            return _needs_you(row, facts)
        case Section.WAITING:
            return _waiting(row, facts)
        case Section.FINISHED:
            detail = _joined(_seconds(row), _price(row))
            return RowWords("", "plain", _prompt(row), detail, (_OPEN,), (_OPEN, _USE_PROMPT))
        case _:
            return _running(row, facts)


def retry_button(row: GalleryRow) -> RowButton | None:
    """What "Retry all" does with one that needs a person: ``None`` where the words must be changed first, and where
    nobody but the person may decide, because it may cost twice."""
    if section_of(row) is not Section.NEEDS_YOU or row.state is State.UNCONFIRMED:
        return None
    again = (RowAction.RETRY, RowAction.MAKE_AGAIN)
    return next((button for button in _buttons_of(row, JobFacts()) if button.action in again), None)


def _needs_you(row: GalleryRow, facts: JobFacts) -> RowWords:
    words, menu = words_for(row, facts), _buttons_of(row, facts)
    if not any(button.action is RowAction.EDIT_PROMPT for button in menu):
        menu = (*menu, _USE_PROMPT)
    return RowWords(words.icon or "warning", words.tone, words.title, _prompt(row), menu[:1], menu)


def _running(row: GalleryRow, facts: JobFacts) -> RowWords:
    words = words_for(row, facts)
    detail = words.text if row.state is State.RUNNING and words.text else words.title
    stop = (_STOP,) if row.state is State.RUNNING else ()
    again = tuple(button for button in _buttons_of(row, facts) if button.action is RowAction.MAKE_AGAIN)
    return RowWords(words.icon or "spark", words.tone, _prompt(row), detail, stop, (*stop, *again, _USE_PROMPT))


def _waiting(row: GalleryRow, facts: JobFacts) -> RowWords:
    words = words_for(row, facts)
    place = f"{ordinal(facts.place)} in line" if facts.place else words.title
    up = (_UP,) if facts.place and facts.place > 1 else ()
    menu = (_FRONT, *up, _DOWN, _CANCEL, _USE_PROMPT) if facts.place else (_CANCEL, _USE_PROMPT)
    icon, tone = (words.icon, words.tone) if facts.trouble else ("clock", "plain")
    return RowWords(icon, tone, _prompt(row), _joined(place, _price(row)), (*up, _CANCEL), menu)


def _buttons_of(row: GalleryRow, facts: JobFacts) -> tuple[RowButton, ...]:
    """The buttons of the tile in the gallery, with words that fit in a row."""
    return tuple(_row_button(row, button) for button in words_for(row, facts).buttons)


def _row_button(row: GalleryRow, button: TileButton) -> RowButton:
    action = RowAction(button.action.value)
    if button.action is TileAction.RETRY:
        short = {State.UNCONFIRMED: "Send again", State.EXPIRED: "Check"}.get(row.state, "Retry")
    else:
        short = _SHORT.get(action, button.label)
    price = f", {_price(row)}" if row.state is State.UNCONFIRMED and button.action is TileAction.RETRY else ""
    return RowButton(action, f"{button.label}{price}", label=short)


def _prompt(row: GalleryRow) -> str:
    return " ".join(row.prompt.split()) or "Picture without words"


def _price(row: GalleryRow) -> str:
    if row.practice:
        return "free"
    return "" if row.cost is None else dollars(row.cost)


def _seconds(row: GalleryRow) -> str:
    if row.submitted_at is None or row.finished_at is None:
        return ""
    return clock_words(max(1.0, (row.finished_at - row.submitted_at).total_seconds()))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
