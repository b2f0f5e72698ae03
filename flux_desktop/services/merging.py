"""Rows of a backup, taken into the library by the engine: in small portions, so that it goes on meanwhile."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.library_merge import LibraryMerge

_ROWS_AT_ONCE = 500


class MergeDesk:
    """In the engine's thread. ``on_edit`` is called when something has changed, ``revisit`` with the pictures whose
    files may have to move into the bin or out of it."""

    def __init__(
        self, merge: LibraryMerge, on_edit: Callable[[], None], revisit: Callable[[Sequence[ItemId]], None]
    ) -> None:
        self._merge = merge
        self._on_edit = on_edit
        self._revisit = revisit

    async def take(
        self,
        backup: Path,
        items: Sequence[ItemId],
        *,
        set_back: Sequence[ItemId],
        found: Sequence[ItemId],
        tell: Callable[[int], None],
    ) -> None:
        """Take what only the backup has, set back what is in both, and note whose files are there again.

        ``tell`` gets how many have been dealt with, and ends it by raising.

        Raises:
            LibraryError: the disk or the database has failed; what was taken by then stays.
        """
        done = 0
        try:
            with self._merge.of(backup):
                for take, ids in ((self._merge.add, items), (self._merge.set_back, set_back)):
                    for start in range(0, len(ids), _ROWS_AT_ONCE):
                        tell(done)
                        take(ids[start : start + _ROWS_AT_ONCE])
                        done += len(ids[start : start + _ROWS_AT_ONCE])
                        await asyncio.sleep(0)  # pictures under way come first
                self._merge.add_searches()
                self._merge.note_found(found)
        finally:
            self._revisit([*items, *set_back])
            self._on_edit()
