"""Copies of pictures for the world outside: into a folder or one zip file, as they are or made anew.

It blocks, and is called in a thread of its own; the pictures are read and packed in a few more.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from flux_desktop.domain.errors import LibraryError, PicturesUnreachableError, UnreadableImageError, WorkCancelledError
from flux_desktop.domain.export_choice import FORMATS, ExportChoice
from flux_desktop.domain.export_names import filled, prompt_words
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.embedding import settings_of
from flux_desktop.services.library import Library
from flux_desktop.services.library_check import is_empty
from flux_desktop.services.pixels import packed, read_pixels, shrunk
from flux_desktop.services.progress import Progress
from flux_desktop.services.reference_import import read_image_file
from flux_desktop.services.workers import Workers
from flux_desktop.storage import atomic_files
from flux_desktop.storage.embedded import embed, read_settings, stripped
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.export_targets import ExportTarget, FolderTarget, ZipTarget
from flux_desktop.storage.file_names import EXTENSIONS
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.storage.library_reader import LibraryReader

WHAT = "Exporting"

_PAGE = 256
_MOST_THREADS = 4
_AHEAD_PER_THREAD = 2
_MOST_FAILURES_LISTED = 1_000


@dataclass(slots=True)
class Exported:
    """What came of it. ``failures`` names pictures and says why (at most a thousand; ``failed`` counts all);
    ``error`` is why it ended before the end, ``None`` when it did not."""

    place: Path
    count: int = 0
    failed: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    error: LibraryError | WorkCancelledError | None = None

    def add_failure(self, name: str, why: str) -> None:
        self.failed += 1
        if len(self.failures) < _MOST_FAILURES_LISTED:
            self.failures.append((name, why))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A picture as it goes out."""

    row: GalleryRow
    stem: str
    data: bytes
    file_format: str


class Exporter:
    """``model_name`` words a model's id."""

    def __init__(self, database: Path, library: Library, model_name: Callable[[str], str]) -> None:
        self._database = database
        self._library = library
        self._model_name = model_name

    def export(self, ids: Sequence[ItemId], choice: ExportChoice, place: Path, progress: Progress) -> Exported:
        """Put copies of these pictures into the folder ``place``, or into the zip file of that name.

        In a folder nothing is ever overwritten: a name that is taken gets a number. Every file is whole or absent, and
        a zip file that did not come to its end is not there. What is no picture (any more) is passed over.
        """
        exported = Exported(place)
        target: ExportTarget = ZipTarget(place) if choice.as_zip else FolderTarget(place)
        try:
            with closing(target):
                self._export_to(target, ids, choice, exported, progress)
                target.finish()
        except (LibraryError, WorkCancelledError) as error:
            exported.error = error
            if choice.as_zip:
                exported.count = 0
        return exported

    def _export_to(
        self, target: ExportTarget, ids: Sequence[ItemId], choice: ExportChoice, exported: Exported, progress: Progress
    ) -> None:
        progress.at(WHAT, 0, len(ids))
        for seen, (row, ready) in enumerate(self._prepared(ids, choice), start=1):
            try:
                picture = ready.result()
            except (UnreadableImageError, OSError, ValueError) as error:
                self._make_sure_the_library_is_there()
                exported.add_failure(row.prompt or str(row.path), _reason(error))
            else:
                target.put(picture.stem, EXTENSIONS[picture.file_format], picture.data, row.created_at)
                exported.count += 1
            progress.at(WHAT, seen, len(ids))

    def _prepared(self, ids: Sequence[ItemId], choice: ExportChoice) -> Iterator[tuple[GalleryRow, "Future[_Ready]"]]:
        """Every picture in its order, a few of them being made at the same time."""
        count = max(1, min(_MOST_THREADS, (os.cpu_count() or 2) - 1))
        workers = Workers(count, "flux-export")
        waiting: deque[tuple[GalleryRow, Future[_Ready]]] = deque()
        try:
            for number, row in enumerate(self._rows(ids), start=1):
                waiting.append((row, workers.submit(self._prepare, row, number, choice)))
                if len(waiting) > count * _AHEAD_PER_THREAD:
                    yield waiting.popleft()
            yield from waiting
        finally:
            for _, ready in waiting:
                ready.cancel()
            workers.shutdown(wait=False)

    def _rows(self, ids: Sequence[ItemId]) -> Iterator[GalleryRow]:
        with closing(LibraryReader(self._database)) as reader:
            for start in range(0, len(ids), _PAGE):
                page = ids[start : start + _PAGE]
                rows = reader.rows(page)
                yield from (rows[item_id] for item_id in page if item_id in rows and rows[item_id].path)

    def _prepare(self, row: GalleryRow, number: int, choice: ExportChoice) -> _Ready:
        file = self._library.absolute(row.path or "")
        data, file_format = self._data_for(file, row, choice)
        return _Ready(row, filled(choice.pattern, self.facts(row, number)), data, file_format)

    def _data_for(self, file: Path, row: GalleryRow, choice: ExportChoice) -> tuple[bytes, str]:
        """The bytes of the exported file, and its format."""
        data, own_format = read_image_file(file), row.file_format or ""
        wanted = choice.file_format or (own_format if own_format in FORMATS else "png")
        if wanted == own_format and not _must_shrink(row, choice):
            return (data if choice.with_settings else stripped(data, own_format)), own_format
        picture = read_pixels(data, own_format)
        if choice.longest_side_px:
            picture = shrunk(picture, (choice.longest_side_px, choice.longest_side_px))
        made = packed(picture, wanted, choice.quality)
        settings = self._settings_of(file, row) if choice.with_settings else None
        return (embed(made, wanted, settings) if settings else made), wanted

    def _settings_of(self, file: Path, row: GalleryRow) -> FileSettings | None:
        """What the file says, or what is on record of a picture whose file says nothing."""
        if found := read_settings(file):
            return found
        with closing(LibraryReader(self._database)) as reader:
            details = reader.details(row.id)
        return settings_of(details.generation, row.size) if details and details.generation else None

    def name_for(self, row: GalleryRow, choice: ExportChoice) -> str:
        """What the first picture of an export would be called."""
        own_format = row.file_format if row.file_format in FORMATS else "png"
        return f"{filled(choice.pattern, self.facts(row, 1))}.{EXTENSIONS[choice.file_format or own_format or 'png']}"

    def facts(self, row: GalleryRow, number: int) -> Mapping[str, str]:
        """What the places of a name stand for. ``number`` counts the pictures of one export."""
        made = row.created_at.astimezone()
        return {
            "name": Path(row.path or "").stem,
            "date": f"{made:%Y-%m-%d}",
            "time": f"{made:%H-%M-%S}",
            "prompt": prompt_words(row.prompt),
            "model": self._model_name(row.model_id) if row.model_id else "",
            "seed": "" if row.seed is None else str(row.seed),
            "number": str(number),
            "id": str(row.id),
        }

    def _make_sure_the_library_is_there(self) -> None:
        """A drive that has gone is said once, and not of every picture."""
        if is_empty(self._library.folder):
            raise PicturesUnreachableError(f"{self._library.folder} is gone")


def save_copy(file: Path, place: Path) -> None:
    """Put the same bytes at ``place``, whole or not at all, in place of what may be there: somebody has chosen it.

    Raises:
        UnreadableImageError: there is no such picture any more.
        DiskFullError, LibraryUnavailableError: the copy cannot be written.
    """
    data = read_image_file(file)
    with library_errors():
        atomic_files.replace(place, [data], atomic_files.ORDINARY)


def _must_shrink(row: GalleryRow, choice: ExportChoice) -> bool:
    longest = max(row.size.width_px, row.size.height_px)
    return choice.longest_side_px is not None and longest > choice.longest_side_px


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) or "No such file" in str(error):
        return "The file was moved or deleted."
    if isinstance(error, UnreadableImageError):
        return str(error)
    if isinstance(error, OSError):
        return f"The file cannot be read: {error.strerror}."
    return "The file is damaged."
