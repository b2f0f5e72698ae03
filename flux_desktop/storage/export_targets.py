"""Where exported pictures go: a folder, or one zip file."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.storage import atomic_files
from flux_desktop.storage.error_translation import library_errors

_MOST_TWINS = 1_000_000
_ZIP_EPOCH = 1980


class ExportTarget(Protocol):
    """All methods raise ``DiskFullError`` or ``LibraryUnavailableError`` when the target cannot be written."""

    def put(self, stem: str, extension: str, data: bytes, made_at: datetime) -> str:
        """Add a file; the name that it got, with a number when the wanted one was taken."""

    def finish(self) -> None:
        """Everything is in it."""

    def close(self) -> None:
        """After ``finish`` or in place of it: then nothing that is half is left."""


class FolderTarget:
    """A folder that is there. Files are readable for whoever may read what the person makes elsewhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = _Names()

    def put(self, stem: str, extension: str, data: bytes, made_at: datetime) -> str:
        with library_errors():
            if not self._folder.is_dir():
                raise LibraryUnavailableError(f"{self._folder} is not there")
            for name in self._names.like(stem, extension):
                path = self._folder / name
                if not os.path.lexists(path) and _publish(path, data):
                    stamp_s = made_at.timestamp()
                    os.utime(path, (stamp_s, stamp_s))
                    return name
        raise LibraryUnavailableError(f"there are {_MOST_TWINS} other files named like {stem}")

    def finish(self) -> None:
        with library_errors():
            atomic_files.fsync_folder(self._folder)

    def close(self) -> None:
        """There is nothing open."""


def _publish(path: Path, data: bytes) -> bool:
    return atomic_files.publish(path, data, atomic_files.ORDINARY, syncs_folder=False)


class ZipTarget:
    """A zip file that takes the place of one with the same name when it is whole. Nothing in it is compressed:
    pictures are as small as they get."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._part = atomic_files.part_of(file)
        self._zip: zipfile.ZipFile | None = None
        self._names = _Names()

    def put(self, stem: str, extension: str, data: bytes, made_at: datetime) -> str:
        with library_errors():
            name = next(self._names.like(stem, extension))
            made = made_at.astimezone()
            about = zipfile.ZipInfo(name, (max(made.year, _ZIP_EPOCH), *made.timetuple()[1:6]))
            about.external_attr = 0o644 << 16
            self._open().writestr(about, data)
            return name

    def finish(self) -> None:
        with library_errors():
            self._open().close()
            self._zip = None
            with self._part.open("rb") as file:
                os.fsync(file.fileno())
            self._part.replace(self._file)
            atomic_files.fsync_folder(self._file.parent)

    def close(self) -> None:
        opened, self._zip = self._zip, None
        if opened:
            with suppress(OSError, ValueError):
                opened.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _open(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._part.unlink(missing_ok=True)
            self._zip = zipfile.ZipFile(self._part, "x", zipfile.ZIP_STORED)
        return self._zip


class _Names:
    """Names that were not given yet, for systems too that do not tell large letters from small ones."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def like(self, stem: str, extension: str) -> Iterator[str]:
        """``boat.png``, ``boat-2.png``, and so on, from where the last one ended."""
        wanted = f"{stem}.{extension}".casefold()
        for number in range(self._given.get(wanted, 0) + 1, _MOST_TWINS):
            self._given[wanted] = number
            name = f"{stem}.{extension}" if number == 1 else f"{stem}-{number}.{extension}"
            if number == 1 or name.casefold() not in self._given:
                self._given.setdefault(name.casefold(), 1)
                yield name
