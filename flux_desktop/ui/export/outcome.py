"""What came of an export, in words."""

from pathlib import Path
from typing import NamedTuple

from flux_desktop.domain.errors import WorkCancelledError
from flux_desktop.services.exporting import Exported
from flux_desktop.ui.errors import pictures, sentence_for
from flux_desktop.ui.support.inline_message import Kind


class Outcome(NamedTuple):
    """``kind`` is that of the message. ``is_plain``: there is nothing to look at, a short word will do."""

    kind: Kind
    lead: str
    rest: str
    is_plain: bool


def outcome_of(exported: Exported, wanted: int) -> Outcome:
    """``wanted`` is how many were to be exported."""
    where = f"to “{name_of(exported.place)}”"
    of_them = f"{exported.count:,} of {pictures(wanted)}"
    are = "was" if exported.count == 1 else "were"
    if isinstance(exported.error, WorkCancelledError):
        lead = f"Stopped. {of_them} {are} exported {where}." if exported.count else "Stopped. Nothing was exported."
        return Outcome("info", lead, "", is_plain=True)
    if exported.error:
        lead = f"Only {of_them} {are} exported." if exported.count else "Nothing was exported."
        return Outcome("err", lead, f"{sentence_for(exported.error)} Your own pictures are untouched.", is_plain=False)
    if exported.failed:
        rest = f"{pictures(exported.failed)} could not be exported. Below it says why."
        return Outcome("warn", f"{of_them} {are} exported {where}.", rest, is_plain=False)
    return Outcome("ok", f"{pictures(exported.count)} exported {where}.", "", is_plain=True)


def name_of(place: Path) -> str:
    """A folder or file as people call it: the last part of its path."""
    return place.name or str(place)
