"""The words for what goes wrong: one table from causes and errors to sentences a person can act on.

Each says what happened, what it means for the pictures or the money, and what to do. A new error is one class in
``domain/errors.py`` and one row here.
"""

from dataclasses import dataclass
from enum import StrEnum

from flux_desktop.domain import errors
from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import TroubleChanged


class Action(StrEnum):
    """What a button under a message does."""

    ADD_CREDITS = "add_credits"
    CHOOSE_FOLDER = "choose_folder"
    ENTER_KEY = "enter_key"
    OPEN_DASHBOARD = "open_dashboard"
    RESUME = "resume"
    QUIT = "quit"
    TRY_AGAIN = "try_again"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Notice:
    """A lasting message for the banner. ``tone`` is ``info``, ``warn`` or ``err``."""

    icon: str
    tone: str
    title: str
    text: str
    buttons: tuple[tuple[Action, str], ...] = ()


_TRY_AGAIN = (Action.TRY_AGAIN, "Try again")
_CHOOSE_FOLDER = (Action.CHOOSE_FOLDER, "Choose folder…")


def notice_for(trouble: TroubleChanged, library: str, *, practice: bool = False) -> Notice | None:
    """The banner for what troubles the engine, or ``None`` when nothing does."""
    held = pictures(trouble.held)
    match trouble.cause:
        case Cause.OFFLINE if practice:
            text = "It draws its pictures on this computer, and something keeps it from starting. Nothing was lost."
            return Notice("warning", "warn", "Practice mode did not start.", text, (_TRY_AGAIN,))
        case Cause.DATABASE_LOST:
            text = (
                "Your pictures are safe, and nothing new is sent. Quit and start again to put the list back together."
            )
            title = "The gallery list was deleted, replaced or damaged."
            return Notice("warning", "err", title, text, ((Action.QUIT, "Quit"),))
        case Cause.DISK_FULL:
            waiting = (
                f"{held} {'is' if trouble.held == 1 else 'are'} kept safe and will be saved. " if trouble.held else ""
            )
            text = f"{waiting}Free some space, or choose another folder."
            return Notice("disk", "err", "No space left on this disk.", text, (_CHOOSE_FOLDER, _TRY_AGAIN))
        case Cause.LIBRARY_UNAVAILABLE:
            kept = f" {held} {'is' if trouble.held == 1 else 'are'} kept safe meanwhile." if trouble.held else ""
            title = f"Cannot write to “{library}”."
            return Notice("folder", "err", title, f"Is the drive connected?{kept}", (_CHOOSE_FOLDER, _TRY_AGAIN))
        case Cause.KEY_REFUSED:
            text = "It may have been deleted or mistyped. Your pictures are safe."
            buttons = ((Action.ENTER_KEY, "Enter a new key…"), (Action.OPEN_DASHBOARD, "Open BFL dashboard"))
            return Notice("key", "err", "BFL did not accept your key.", text, buttons)
        case Cause.OUT_OF_CREDITS:
            waiting = (
                f"{held} {'is' if trouble.held == 1 else 'are'} waiting and nothing was lost. " if trouble.held else ""
            )
            text = f"{waiting}Add credits on the BFL site, then resume."
            buttons = ((Action.ADD_CREDITS, "Add credits…"), (Action.RESUME, "Resume queue"))
            return Notice("card", "warn", "You are out of credits.", text, buttons)
        case Cause.OFFLINE:
            text = "Pictures already sent will be collected when you are back. New ones wait in the queue."
            return Notice("offline", "warn", "BFL cannot be reached.", text, ((Action.TRY_AGAIN, "Try now"),))
        case Cause.SERVICE_TROUBLE:
            text = "Pictures already sent will be collected as soon as it answers again."
            return Notice("warning", "warn", "BFL is having trouble.", text, ((Action.TRY_AGAIN, "Try now"),))
        case Cause.RATE_LIMITED:
            seconds = f"Continuing in {round(trouble.retry_in_s)} s." if trouble.retry_in_s else "Continuing shortly."
            return Notice("clock", "info", "BFL asked us to slow down.", seconds)
        case _:
            return None


_SENTENCES: dict[type[errors.FluxDesktopError], str] = {
    errors.NotSentError: "BFL cannot be reached. Check your connection and try again.",
    errors.OutcomeUnknownError: "The answer did not arrive. The picture may have been charged.",
    errors.KeyRefusedError: "BFL did not accept this key. It may have been deleted or mistyped.",
    errors.KeyMissingError: "Add your BFL key in Settings to make pictures.",
    errors.OutOfCreditsError: "You are out of credits. Add credits on the BFL site, then try again.",
    errors.RateLimitedError: "BFL asked us to slow down. Try again in a moment.",
    errors.RequestRefusedError: "FLUX could not use these settings.",
    errors.ServiceTroubleError: "BFL is having trouble. Try again in a moment.",
    errors.UntrustedAddressError: "The server named an address your key must not go to, so nothing was sent there.",
    errors.LinkExpiredError: "The download link ran out.",
    errors.DamagedDownloadError: "The file did not arrive whole.",
    errors.DiskFullError: "No space is left on this disk.",
    errors.LibraryUnavailableError: "This folder cannot be written to. Is the drive connected?",
    errors.PicturesUnreachableError: "The folder with your pictures cannot be reached. Is the drive connected?",
    errors.DatabaseLostError: "The gallery list was deleted or replaced. Quit Flux Desktop and start it again.",
    errors.LibraryInUseError: "Another Flux Desktop has this library open. Close it there first.",
    errors.DatabaseDamagedError: "The gallery list is damaged. Your picture files are fine.",
    errors.DatabaseTooNewError: "These pictures were last opened by a newer Flux Desktop. Please update this one.",
    errors.KeychainMissingError: "This computer has no keychain service running, so the key cannot be stored safely.",
    errors.KeychainLockedError: "Your keychain is locked. Unlock it so Flux Desktop can read your key.",
    errors.KeychainSilentError: "Your keychain is not answering.",
    errors.KeychainBrokenError: "Your keychain did not keep the key.",
    errors.InvalidKeyError: "That does not look like a BFL key. Keys start with bfl_ and have no spaces.",
    errors.ProfileUnavailableError: "Flux Desktop cannot keep its settings there.",
    errors.NameTakenError: "Another album has this name already. Choose another one.",
    errors.SpendingLimitError: "This would pass the limit that you have set, so nothing was sent.",
    errors.UnreadableImageError: "This file could not be read. Try a PNG, JPEG or WebP.",
    errors.PracticeServerError: "Practice mode did not start. Try again.",
    errors.UnsuitableFolderError: "This folder cannot be used for that. Choose another one.",
    errors.WorkCancelledError: "It was stopped.",
}


def sentence_for(error: BaseException) -> str:
    """One sentence for an expected failure: its own where it is written for people, else by its most telling class."""
    if isinstance(error, errors.UnreadableImageError) and str(error):
        return str(error)
    for kind in type(error).__mro__:
        if issubclass(kind, errors.FluxDesktopError) and kind in _SENTENCES:
            return _SENTENCES[kind]
    return "Something went wrong."


def pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
