"""A sound list of pictures in the place of one that is damaged or was never there: from the library's own copy of it.

What the copy does not have comes from the journal, when the engine starts, and from the files themselves, when they are
looked at.
"""

from datetime import UTC, datetime
from pathlib import Path

from flux_desktop.domain.errors import LibraryError
from flux_desktop.storage.database import prepare
from flux_desktop.storage.library_copy import copy_of, move_aside, restore_from_copy


def repair(library: Path, database: Path) -> Path | None:
    """Where the old list is kept, if there was one; it is never deleted. No connection to it may be open.

    Raises:
        DiskFullError, LibraryUnavailableError: the profile cannot be written.
    """
    now = datetime.now(UTC)
    try:
        return restore_from_copy(library, database, now)
    except LibraryError:  # there is no copy, or it is of no use
        aside = move_aside(database, now)
        prepare(database)
        return aside


def bring_back(library: Path, database: Path) -> None:
    """For a profile that has no list yet: the one that the library carries, if it does.

    Raises:
        DiskFullError, LibraryUnavailableError: the profile cannot be written.
    """
    if copy_of(library).is_file():
        repair(library, database)
