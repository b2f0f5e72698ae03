"""The rows that have been read lately, and all generations that are no pictures yet."""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.state import State
from flux_desktop.storage.gallery_row import GalleryRow

if TYPE_CHECKING:
    from flux_desktop.ui.gallery.library_access import RowSource

_ROWS_KEPT = 2048


class RowCache:
    """Reads rows when they are needed, and forgets those that nobody has asked for in a while."""

    def __init__(self, library: "RowSource", capacity: int = _ROWS_KEPT) -> None:
        self._library = library
        self._capacity = capacity
        self._rows: OrderedDict[ItemId, GalleryRow] = OrderedDict()
        self.jobs: dict[ItemId, GalleryRow] = {}

    def __contains__(self, item_id: ItemId) -> bool:
        return item_id in self._rows

    def get(self, item_id: ItemId) -> GalleryRow | None:
        return self._rows.get(item_id)

    def read(self, ids: Sequence[ItemId]) -> None:
        """Read those that are not here."""
        missing = [item_id for item_id in ids if item_id not in self._rows]
        for row in self._library.rows(missing).values():
            self.keep(row)

    def keep(self, row: GalleryRow) -> None:
        if row.state is State.DONE:
            self.jobs.pop(row.id, None)
        else:
            self.jobs[row.id] = row
        self._rows[row.id] = row
        self._rows.move_to_end(row.id)
        while len(self._rows) > self._capacity:
            self._rows.popitem(last=False)

    def forget(self, item_id: ItemId) -> None:
        self._rows.pop(item_id, None)
        self.jobs.pop(item_id, None)

    def forget_all(self, ids: Sequence[ItemId]) -> None:
        """``forget`` for each of these; the work grows with the rows that are here."""
        for item_id in self.those_among(ids):
            self.forget(item_id)

    def those_among(self, ids: Sequence[ItemId]) -> list[ItemId]:
        """Those of these ids whose rows are here."""
        if isinstance(ids, array):  # many, in ascending order
            here = self._rows.keys() | self.jobs.keys()
            return [item_id for item_id in here if _is_in(ids, item_id)]
        return [item_id for item_id in ids if item_id in self._rows or item_id in self.jobs]


def _is_in(ascending_ids: Sequence[ItemId], item_id: ItemId) -> bool:
    place = bisect_left(ascending_ids, item_id)
    return place < len(ascending_ids) and ascending_ids[place] == item_id
