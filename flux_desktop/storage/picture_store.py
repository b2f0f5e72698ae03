"""Pictures and whether their files are there. For the engine's thread. What people keep is in ``keeping_store``."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.picture import OutsidePath, Picture
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.database import reading, transaction

PICTURE_COLUMNS = (
    "id, generation_id, path, width, height, format, bytes, sha256, favourite, rating, binned_at IS NOT NULL,"
    " is_outside"
)

_SELECT = f"SELECT {PICTURE_COLUMNS} FROM picture WHERE id = ?"  # noqa: S608  names of columns only


class PictureStore:
    """Every call is one transaction, for any number of pictures. Ids that are unknown are passed over.

    All methods raise ``LibraryError`` when the disk or the database fails them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, picture_id: ItemId) -> Picture:
        """
        Raises:
            KeyError: there is none with this id.
        """
        with reading(self._connection):
            row = self._connection.execute(_SELECT, (picture_id,)).fetchone()
        if row is None:
            raise KeyError(picture_id)
        return picture_of(row)

    def set_missing(self, ids: Sequence[ItemId], *, missing: bool) -> None:
        """Note whether the files of these pictures are gone; their rows stay in any case."""
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE picture SET missing = ? WHERE id = ?", [(missing, picture_id) for picture_id in ids]
            )


def picture_of(row: Sequence[Any]) -> Picture:
    """The picture in a row of ``PICTURE_COLUMNS``."""
    item_id, generation_id, path, width, height, file_format, size, sha256, favourite, rating, binned, outside = row
    return Picture(
        item_id,
        generation_id,
        OutsidePath(path) if outside else path,
        Size(width, height),
        file_format,
        size,
        sha256,
        bool(favourite),
        rating,
        bool(binned),
    )
