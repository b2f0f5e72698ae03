"""The main colours of pictures, as far as they have been looked at. For the engine's thread."""

import sqlite3
from collections.abc import Sequence

from flux_desktop.domain.colours import Colour
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.database import transaction
from flux_desktop.storage.error_translation import library_errors

_UNKNOWN = """
    SELECT id FROM picture INDEXED BY picture_facts
    WHERE binned_at IS NULL AND colour IS NULL AND id < ? ORDER BY id DESC LIMIT ?
"""


class ColourStore:
    """All methods raise ``LibraryError`` when the disk or the database fails them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def unknown(self, before: ItemId, limit: int) -> list[ItemId]:
        """The newest pictures older than ``before`` whose colour nobody has looked at."""
        with library_errors():
            return [item_id for (item_id,) in self._connection.execute(_UNKNOWN, (before, limit))]

    def keep(self, colours: Sequence[tuple[ItemId, Colour]]) -> None:
        """One transaction, for any number of pictures; ids that are unknown are passed over."""
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE picture SET colour = ? WHERE id = ?", [(int(colour), item_id) for item_id, colour in colours]
            )
