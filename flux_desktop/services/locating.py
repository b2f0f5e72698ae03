"""The file of one picture that is missing, as the person has chosen it."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import FoundFile, RefusedFile
from flux_desktop.services.import_reading import PictureFile, read_picture_file
from flux_desktop.services.workers import run_apart
from flux_desktop.storage.file_names import EXTENSIONS, picture_path
from flux_desktop.storage.image_files import PRIVATE_FOLDER, ImageFiles
from flux_desktop.storage.imports import ImportStore, KnownPicture, is_storable


class Located(Enum):
    """What came of it."""

    FOUND = auto()
    DIFFERS = auto()
    """The file has other bytes than the picture had; nothing was done."""
    TAKEN = auto()
    """The file is that of another picture; nothing was done."""
    NOT_MISSING = auto()
    """Its file is back already, or the gallery does not have the picture any more."""


class Locator:
    """For the engine's thread. ``files`` is where pictures go at that moment; ``on_edit`` hears of every change."""

    def __init__(self, store: ImportStore, files: Callable[[], ImageFiles], on_edit: Callable[[], None]) -> None:
        self._store, self._files, self._on_edit = store, files, on_edit

    async def locate(self, item_id: ItemId, file: Path, *, may_differ: bool) -> Located:
        """Take ``file`` for the picture's: where it lies when that is in the library or when the picture was left
        outside, else as a copy in the picture's old place.

        Raises:
            UnreadableImageError: it is no picture that can be kept here.
            LibraryError
        """
        read = await asyncio.wrap_future(run_apart("flux-locate", read_picture_file, FoundFile(str(file), 0, 0)))
        if isinstance(read, RefusedFile):
            raise UnreadableImageError(read.reason)
        known = self._store.picture(item_id)
        if known is None or not known.is_missing:
            return Located.NOT_MISSING
        if read.sha256 != known.sha256 and not may_differ:
            return Located.DIFFERS
        own_place = _own_place(file, self._files().library, is_outside=known.is_outside)
        there = self._store.at_path(own_place) if own_place else None
        if there and there.id != item_id:
            return Located.TAKEN
        path = own_place or await self._copy(known, read, file.stem)
        self._store.located(
            item_id,
            path,
            sha256=read.sha256,
            size_bytes=len(read.data),
            size=read.size,
            file_format=read.file_format,
            is_outside=Path(path).is_absolute(),
        )
        self._on_edit()
        return Located.FOUND

    async def _copy(self, known: KnownPicture, read: PictureFile, name: str) -> str:
        """Put the bytes where the picture was, or where new ones go if that was outside; the path there."""
        files = self._files()
        old = Path(picture_path(known.id, name, read.file_format) if known.is_outside else known.path)
        wanted = old.with_suffix(f".{EXTENSIONS[read.file_format]}").as_posix()
        published = await asyncio.wrap_future(run_apart("flux-locate", files.publish, wanted, read.data))
        return files.relative(published)


def _own_place(file: Path, library: Path, *, is_outside: bool) -> str | None:
    """The path of the row when the file stays where it is; ``None`` when it is to be copied."""
    if not is_storable(str(file)) or file.is_relative_to(library / PRIVATE_FOLDER):
        return None
    if file.is_relative_to(library):
        return file.relative_to(library).as_posix()
    return str(file) if is_outside else None
