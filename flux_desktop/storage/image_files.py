"""The picture files of the library, and those that wait in the profile because the library cannot be written."""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.domain.generation import Generation
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage import atomic_files
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.file_names import EXTENSIONS, path_inside, picture_path

PRIVATE_FOLDER = ".flux-desktop"

_MONTH = re.compile(r"\d{4}-\d{2}")
_YEAR = re.compile(r"\d{4}")
_PART = atomic_files.PART_SUFFIX
_MOST_TWINS = 100
_NO_DRIVE = -1


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A picture that was paid for and could not be put into the library."""

    generation_id: ItemId
    file_format: str
    path: Path


class ImageFiles:
    """Two folders, and the drive on which the library was last seen with something in it: any thread may use it.

    ``zone`` is that of the dates in names, the computer's own if unset. What writes raises ``DiskFullError`` or
    ``LibraryUnavailableError``, and never leaves a part of a file.
    """

    def __init__(self, library: Path, held: Path, zone: tzinfo | None = None) -> None:
        self.library = library
        self._held = held
        self._zone = zone
        self._drive: int | None = None

    def create_library(self) -> None:
        """Make the library folder, when someone has just chosen it. ``publish`` never does: the folder of a drive that
        is not connected must stay empty."""
        with library_errors():
            self.library.mkdir(mode=0o700, parents=True, exist_ok=True)

    def planned_path(self, generation: Generation, file_format: str) -> str:
        """Where this generation's picture belongs, relative to the library. The same at every call."""
        request = generation.request
        return picture_path(generation.id, request.prompt, file_format, practice=generation.practice, zone=self._zone)

    def publish(self, relative_path: str, data: bytes) -> Path:
        """Put a picture into the library, whole or not at all; never over another file.

        A file of that name with the same bytes is taken for this one, as after a crash. One with other bytes is left
        alone, and the picture gets a name with a number: use what is returned.
        """
        with library_errors():
            self.make_sure_it_is_there()
            wanted = self.absolute(relative_path)
            atomic_files.make_private_folder(wanted.parent, below=self.library)
            for path in _names_like(wanted):
                if _publish_or_adopt(path, data):
                    self._drive = self.library.stat().st_dev
                    return path
        raise LibraryUnavailableError(f"there are {_MOST_TWINS} other files named like {relative_path}")

    def absolute(self, relative_path: str) -> Path:
        """
        Raises:
            ValueError: the path leads out of the library.
        """
        return path_inside(self.library, relative_path)

    def relative(self, path: Path) -> str:
        """The opposite of ``absolute``."""
        return path.relative_to(self.library).as_posix()

    def holds(self, relative_path: str, sha256: str) -> bool:
        """Whether this file is there with these bytes: so a picture is found that a crash has left without its row."""
        try:
            return hashlib.sha256(self.absolute(relative_path).read_bytes()).hexdigest() == sha256
        except OSError:
            return False

    def make_sure_it_is_there(self) -> None:
        """Raise ``LibraryUnavailableError`` when the folder is gone, or is empty and on another drive than it was: then
        it is only the place for a drive that is not connected, and what is put there vanishes behind the drive."""
        with library_errors():
            drive = self.library.stat().st_dev
            with os.scandir(self.library) as entries:
                is_empty = next(entries, None) is None
            if is_empty and self._drive not in (None, drive):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.library))
        self._drive = self._drive if is_empty else drive

    def expect_it_filled(self) -> None:
        """The library is known to have something in it, on a drive that is not there."""
        self._drive = _NO_DRIVE

    def free_bytes(self) -> int:
        """Room on the library's disk."""
        with library_errors():
            return shutil.disk_usage(self.library).free

    def sweep_parts(self) -> int:
        """Remove what crashes have left half-written; how many files that was. Only while nothing is being written."""
        swept = 0
        with suppress(LibraryUnavailableError):
            self.make_sure_it_is_there()
        for folder in (*self._month_folders(), self.library / PRIVATE_FOLDER / "references", self._held):
            for part in _parts(folder):
                with suppress(OSError):
                    part.unlink()
                    swept += 1
        return swept

    def hold(self, generation_id: ItemId, data: bytes, file_format: str) -> Path:
        """Keep a picture in the profile until the library can be written again."""
        path = self._held / f"{generation_id}.{EXTENSIONS[file_format]}"
        with library_errors():
            self._held.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic_files.replace(path, [data])
        return path

    def held(self) -> list[HeldPicture]:
        """The pictures that wait, oldest first."""
        formats = {extension: file_format for file_format, extension in EXTENSIONS.items()}
        with library_errors():
            files = sorted(self._held.iterdir()) if self._held.is_dir() else []
        waiting = [
            HeldPicture(int(file.stem), formats[file.suffix[1:]], file)
            for file in files
            if file.stem.isascii() and file.stem.isdecimal() and file.suffix[1:] in formats
        ]
        return sorted(waiting, key=lambda picture: picture.generation_id)

    def drop_held(self, generation_id: ItemId) -> None:
        """Forget a picture that has found its place."""
        with library_errors():
            for extension in EXTENSIONS.values():
                (self._held / f"{generation_id}.{extension}").unlink(missing_ok=True)

    def _month_folders(self) -> Iterator[Path]:
        for year in _folders(self.library, _YEAR):
            yield from _folders(year, _MONTH)


def _publish_or_adopt(path: Path, data: bytes) -> bool:
    """``False`` when the name belongs to another file."""
    if not os.path.lexists(path) and atomic_files.publish(path, data):
        return True
    if atomic_files.is_reservation(path):
        atomic_files.replace(path, [data])
        return True
    if not _has_bytes(path, data):
        return False
    atomic_files.fsync_folder(path.parent)  # whoever made it may have crashed before this
    return True


def _has_bytes(path: Path, data: bytes) -> bool:
    return not path.is_symlink() and path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _names_like(path: Path) -> Iterator[Path]:
    yield path
    for number in range(2, _MOST_TWINS + 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _folders(parent: Path, name: re.Pattern[str]) -> list[Path]:
    try:
        return [Path(entry) for entry in os.scandir(parent) if name.fullmatch(entry.name) and entry.is_dir()]
    except OSError:
        return []


def _parts(folder: Path) -> list[Path]:
    try:
        return [file for file in folder.iterdir() if file.name.startswith(".") and file.name.endswith(_PART)]
    except OSError:
        return []
