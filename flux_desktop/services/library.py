"""The library as the window sees it: reading rows, finding files, keeping thumbnails. What changes it is the engine."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails
from flux_desktop.storage.library_reader import LibraryReader
from flux_desktop.storage.thumbnail_store import ThumbnailStore

if TYPE_CHECKING:
    from datetime import datetime

    from flux_desktop.domain.references import Reference
    from flux_desktop.storage.search_reader import SearchReader


class Library:
    """Rows are read in the window's thread; thumbnails and paths may be asked for in any.

    What reads raises ``LibraryError`` when the database cannot be read.
    """

    def __init__(self, database: Path, thumbnails: Path, folder: Path) -> None:
        self._database = database
        self._reader = LibraryReader(database)
        self._thumbnails = ThumbnailStore(thumbnails)
        self.folder = folder
        """Where the picture files are; set anew when the person chooses another folder."""

        self.thumbnail_kept: Callable[[ItemId, bytes], None] = lambda _item_id, _jpeg: None
        """Hears of every thumbnail, in the thread that keeps it."""

    def item_ids(self, limit: int | None = None) -> "array[int]":
        """The tiles, newest first, or only the ``limit`` newest."""
        return self._reader.item_ids(limit)

    def layout(self, limit: int | None = None) -> tuple["array[int]", "array[float]"]:
        """``item_ids`` and ``aspect_ratios`` in one reading."""
        return self._reader.layout(limit)

    def aspect_ratios(self, ids: Sequence[ItemId]) -> "array[float]":
        return self._reader.aspect_ratios(ids)

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]:
        return self._reader.rows(ids)

    def details(self, item_id: ItemId) -> GenerationDetails | None:
        return self._reader.details(item_id)

    @property
    def hides_practice(self) -> bool:
        """Whether the gallery goes without its practice pictures: its list, its sums, and what searches find unless
        they ask for them."""
        return self._reader.hides_practice

    @hides_practice.setter
    def hides_practice(self, hides: bool) -> None:
        self._reader.hides_practice = hides

    def practice_ids(self) -> "array[int]":
        """The practice pictures that are not in the bin, oldest first."""
        return self._reader.practice_ids()

    @cached_property
    def searches(self) -> "SearchReader":
        """For the window's thread; the first paint does without it."""
        return self.search_reader()

    def search_reader(self) -> "SearchReader":
        """One more, for a thread of its own."""
        from flux_desktop.storage.search_reader import SearchReader

        return SearchReader(self._database, hides_practice=lambda: self.hides_practice)

    def section_cost(self, first_id: ItemId, last_id: ItemId) -> tuple[int, Hundredths]:
        return self._reader.section_cost(first_id, last_id)

    def committed_since(self, moment: "datetime") -> Hundredths:
        """What was charged since ``moment`` (aware), what may have been, and what will be for all that is under way."""
        return self._reader.committed_since(moment)

    def job_ids(self) -> list[ItemId]:
        """Generations that are open or need attention, oldest first."""
        return self._reader.job_ids()

    def recent_durations_s(self, model_id: str, *, practice: bool = False) -> list[float]:
        return self._reader.recent_durations_s(model_id, practice=practice)

    def absolute(self, path: str) -> Path:
        """The file of a row's path.

        Raises:
            ValueError: the path leads out of the library, and is not that of a picture that was left outside.
        """
        from flux_desktop.storage.file_names import file_of  # thumbnails are painted without the files

        return file_of(self.folder, path)

    def reference_path(self, reference: "Reference") -> Path:
        from flux_desktop.storage.reference_files import ReferenceFiles  # hashes are not needed for the first paint

        return ReferenceFiles(self.folder).path(reference)

    def thumbnail(self, item_id: ItemId, height_px: int) -> bytes | None:
        return self._thumbnails.get(item_id, height_px)

    def store_thumbnail(self, item_id: ItemId, height_px: int, jpeg: bytes) -> None:
        self._thumbnails.put(item_id, height_px, jpeg)
        self.thumbnail_kept(item_id, jpeg)

    def store_thumbnails(self, thumbnails: Iterable[tuple[ItemId, int, bytes]]) -> None:
        """Many at once: id, height and JPEG of each."""
        thumbnails = list(thumbnails)
        self._thumbnails.put_all(thumbnails)
        for item_id, _height_px, jpeg in thumbnails:
            self.thumbnail_kept(item_id, jpeg)

    def forget_thumbnails(self, ids: Iterable[ItemId]) -> None:
        """They are made again from the files, or nothing is left of these pictures. In any thread."""
        self._thumbnails.forget(ids)

    def thumbnails_bytes(self) -> int:
        """How much room the thumbnails take on disk."""
        return self._thumbnails.size_bytes()

    def clear_thumbnails(self) -> None:
        """Forget all thumbnails; they are made again as they are needed."""
        self._thumbnails.clear()

    def close(self) -> None:
        if "searches" in vars(self):
            self.searches.close()
        self._reader.close()
        self._thumbnails.close()
