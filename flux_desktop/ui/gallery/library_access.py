"""What the gallery asks of the library. ``services.library.Library`` fits."""

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.storage.gallery_row import GalleryRow


class RowSource(Protocol):
    """Rows and sums. Asked in the window's thread only, so every answer must be quick."""

    def item_ids(self) -> "array[int]":
        """All that the gallery shows, newest first."""

    def aspect_ratios(self, ids: Sequence[ItemId]) -> "array[float]":
        """Width to height of each, in the same order."""

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]:
        """What there is to each of these; ids that are gone are left out."""

    def section_cost(self, first_id: ItemId, last_id: ItemId) -> tuple[int, Hundredths]:
        """How many pictures have ids from ``first_id`` to ``last_id``, both included, and what they cost."""

    def search(self, text: str, limit: int | None = None) -> "array[int]":
        """Pictures that have all these words, newest first."""

    def absolute(self, relative_path: str) -> Path:
        """Where a picture's file is."""


class ThumbnailSource(Protocol):
    """Small pictures kept as JPEG. Asked in the loader's threads."""

    def thumbnail(self, item_id: ItemId, height_px: int) -> bytes | None: ...

    def store_thumbnail(self, item_id: ItemId, height_px: int, jpeg: bytes) -> None: ...

    def absolute(self, relative_path: str) -> Path: ...
