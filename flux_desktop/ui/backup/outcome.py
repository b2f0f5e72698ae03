"""What came of a backup, of restoring and of moving, in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flux_desktop.domain.backup_facts import BackupReport
from flux_desktop.domain.errors import FluxDesktopError, UnsuitableFolderError, WorkCancelledError
from flux_desktop.services.restoring import RestoreReport
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.support.inline_message import Kind


class Outcome(NamedTuple):
    """As ``WorkDialog.show_end`` takes it."""

    kind: Kind
    lead: str
    rest: str
    failures: Sequence[tuple[str, str]] = ()


_SAME_DISK = (
    "The backup is on the same disk as your pictures: it helps when something is deleted, not when the disk breaks."
)


def outcome_of_backup(result: BackupReport | FluxDesktopError) -> Outcome:
    if isinstance(result, FluxDesktopError):
        return _failed("The backup was not made.", "The backup was stopped. What it has so far is kept.", result)
    if result.problems:
        rest = "Back up once more, or choose another disk."
        return Outcome("err", "The backup is not whole.", rest, [(problem, "") for problem in result.problems])
    new = result.linked + result.copied
    kept = _pictures(result.facts.pictures - len(result.missing))
    rest = f"{kept} in “{result.folder.name}”, {new:,} of them new. All were checked."
    if result.changed:
        rest += f" {_pictures(len(result.changed))} had been changed by another program, and are there as they are now."
    if result.is_on_same_disk:
        rest += f" {_SAME_DISK}"
    if result.missing:
        lead = "Your library is backed up, but some files are gone."
        return Outcome("warn", lead, rest, [(name, "The file was moved or deleted.") for name in result.missing])
    return Outcome("ok", "Your library is backed up.", rest)


def outcome_of_restore(result: RestoreReport | FluxDesktopError) -> Outcome:
    if isinstance(result, FluxDesktopError):
        stopped = "Restoring was stopped. What has come back stays; you can restore again."
        return _failed("Nothing was overwritten, but not everything came back.", stopped, result)
    found = [_pictures(result.pictures)] * bool(result.pictures) + [_files(result.files)] * bool(result.files)
    back = f"{' and '.join(found)} came back." if found else "Nothing was missing."
    if result.set_back:
        back += f" {_pictures(result.set_back)} have their favourites, ratings, tags, albums and notes of then."
    aside = f"The list as it was before is kept as “{result.aside.name}” beside the settings." if result.aside else ""
    kind: Kind = "warn" if result.failed else "ok"
    lead = "Restored, but some pictures could not come back." if result.failed else "Restored."
    return Outcome(kind, lead, f"{back} {aside}".strip(), result.failed)


def outcome_of_move(error: FluxDesktopError, folder: str, *, has_switched: bool) -> Outcome:
    """Only failures have one: what went well is a word in passing."""
    if isinstance(error, WorkCancelledError):
        return Outcome("info", "Moving was stopped.", "Your pictures are where they were.")
    if has_switched:
        lead = f"Your pictures are in “{folder}”, but the old folder could not be cleared."
        return Outcome("warn", lead, "Is its drive connected? Nothing is lost.")
    return Outcome("err", "Your pictures were not moved.", f"{words_of(error)} They are all where they were.")


def words_of(error: FluxDesktopError) -> str:
    return error.words if isinstance(error, UnsuitableFolderError) else sentence_for(error)


def day(moment: datetime) -> str:
    """``3 March 2026``, in this computer's time."""
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y}"


def _failed(lead: str, stopped: str, error: FluxDesktopError) -> Outcome:
    if isinstance(error, WorkCancelledError):
        return Outcome("info", stopped, "")
    return Outcome("err", lead, f"{words_of(error)} Your pictures are untouched.")


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
