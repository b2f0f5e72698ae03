"""What the gallery asks of the library. ``services.library.Library`` fits."""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.storage.gallery_row import GalleryRow

if TYPE_CHECKING:
    from flux_desktop.domain.search_query import SearchQuery
    from flux_desktop.storage.found import Found
    from flux_desktop.storage.search_facts import MonthCount, SavedSearch


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

    @property
    def hides_practice(self) -> bool:
        """Whether the gallery goes without its practice pictures."""

    def practice_ids(self) -> "array[int]":
        """All of them, oldest first."""

    @property
    def searches(self) -> "Searches":
        """What searches ask, in the window's thread."""

    def search_reader(self) -> "WholeSearch":
        """For another thread."""

    def absolute(self, relative_path: str) -> Path:
        """Where a picture's file is."""


class Searches(Protocol):
    """``storage.search_reader.SearchReader``."""

    def newest(self, query: "SearchQuery", limit: int, within_s: float) -> "Found | None": ...

    def models(self) -> Sequence[str]: ...

    def tags(self) -> Mapping[int, str]: ...

    def albums(self) -> Mapping[int, str]: ...

    def saved_searches(self) -> "Sequence[SavedSearch]": ...

    def month_counts(self) -> "Sequence[MonthCount]": ...


class WholeSearch(Protocol):
    """The same, for what may take a while: ``interrupt`` is called in another thread."""

    def all(self, query: "SearchQuery") -> "Found | None": ...

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


class ThumbnailSource(Protocol):
    """Small pictures kept as JPEG. Asked in the loader's threads."""

    def thumbnail(self, item_id: ItemId, height_px: int) -> bytes | None: ...

    def store_thumbnail(self, item_id: ItemId, height_px: int, jpeg: bytes) -> None: ...

    def absolute(self, relative_path: str) -> Path: ...
