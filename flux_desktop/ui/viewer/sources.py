"""What the viewer asks of others: the order of the pictures, and their files and thumbnails."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow


class Order(Protocol):
    """Everything the gallery shows, newest first. The gallery's model fits. Asked in the window's thread only."""

    @property
    def jobs(self) -> Mapping[ItemId, GalleryRow]:
        """Those known to be no pictures yet."""

    def rowCount(self) -> int: ...

    def id_at(self, row: int, /) -> ItemId: ...

    def row_of(self, item_id: ItemId, /) -> int:
        """The row of an id, or -1."""

    def row(self, number: int, /) -> GalleryRow | None:
        """What there is to a row, read now if need be."""


class PictureSource(Protocol):
    """Files and thumbnails. ``services.library.Library`` fits. May be asked in any thread."""

    def thumbnail(self, item_id: ItemId, height_px: int, /) -> bytes | None: ...

    def absolute(self, relative_path: str, /) -> Path:
        """
        Raises:
            ValueError: the path leads out of the library.
        """


class Pictures:
    """The pictures of an order by their position, 0 for the newest; what is still being made is left out.

    Nothing is copied: there are few jobs, and positions are reckoned from their rows.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._job_rows: list[int] = []
        self.look_again()

    def __len__(self) -> int:
        return max(0, self._order.rowCount() - len(self._job_rows))

    def look_again(self) -> bool:
        """Something in the order has changed, or more of it is known; says whether positions have."""
        found = sorted(row for row in map(self._order.row_of, list(self._order.jobs)) if row >= 0)
        has_changed, self._job_rows = found != self._job_rows, found
        # How many pictures lie above each job.
        self._above = [row - number for number, row in enumerate(found)]
        return has_changed

    def id_at(self, position: int) -> ItemId:
        return self._order.id_at(self._row_at(position))

    def position_of(self, item_id: ItemId) -> int:
        """The position of a picture, or -1."""
        row = self._order.row_of(item_id)
        jobs_above = bisect_left(self._job_rows, row)
        is_job = jobs_above < len(self._job_rows) and self._job_rows[jobs_above] == row
        return -1 if row < 0 or is_job else row - jobs_above

    def picture(self, position: int) -> GalleryRow | None:
        """What there is to a picture; ``None`` when it is none after all: ``look_again`` then."""
        row = self._order.row(self._row_at(position))
        return row if row and row.state is State.DONE else None

    def _row_at(self, position: int) -> int:
        return position + bisect_right(self._above, position)


def file_of(library: PictureSource, row: GalleryRow) -> Path | None:
    """Where the picture's file is, or should be."""
    try:
        return library.absolute(row.path) if row.path else None
    except ValueError:
        return None
