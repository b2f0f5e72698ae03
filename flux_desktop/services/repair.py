"""A sound list of pictures in the place of one that is damaged or was never there.

It is filled by the library's own copy and by the journal, then by what can still be read of the damaged list, which is
newer; what none of them has comes from the files themselves, when they are looked at.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self

from flux_desktop.domain.errors import LibraryError
from flux_desktop.storage.database import prepare
from flux_desktop.storage.library_copy import copy_of, forget_old_asides, move_aside, restore_from_copy
from flux_desktop.storage.salvage import salvage


class Repaired(NamedTuple):
    """``read`` pictures came from the damaged list, and ``remembered`` ones from the copy of ``copied_at`` (a moment in
    ISO 8601, empty without a copy) and the journal. ``aside`` is where the damaged list is kept, if there was one."""

    read: int
    is_whole: bool
    remembered: int
    copied_at: str
    aside: str

    def to_json(self) -> bytes:
        return json.dumps(self._asdict()).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Self | None:
        """``None`` when it is nothing of that kind."""
        try:
            return cls(**json.loads(data))
        except (ValueError, TypeError):
            return None


def repair(library: Path, database: Path) -> Repaired:
    """Put a sound list in the place of the damaged one, which is kept. No connection to it may be open.

    Raises:
        DiskFullError, LibraryUnavailableError: the profile cannot be written.
    """
    now = datetime.now(UTC)
    copied_at = _moment_of(copy_of(library))
    try:
        aside = restore_from_copy(library, database, now)
    except LibraryError:  # there is no copy, or it is of no use
        aside, copied_at = move_aside(database, now), ""
        prepare(database)
    found = salvage(aside, database)
    forget_old_asides(database)
    return Repaired(found.read, found.is_whole, found.others, copied_at, str(aside or ""))


def bring_back(library: Path, database: Path) -> None:
    """For a profile that has no list yet: the one that the library carries, if it does.

    Raises:
        DiskFullError, LibraryUnavailableError: the profile cannot be written.
    """
    if copy_of(library).is_file():
        repair(library, database)


def _moment_of(copy: Path) -> str:
    try:
        return datetime.fromtimestamp(copy.stat().st_mtime, UTC).isoformat()
    except OSError:
        return ""
