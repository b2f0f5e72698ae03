"""Every file that a database of the library knows of: pictures, those in the bin, those that were left outside."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.bin_files import bin_path
from flux_desktop.storage.database import connect_reader
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.file_names import path_inside
from flux_desktop.storage.image_files import PRIVATE_FOLDER

REFERENCES = f"{PRIVATE_FOLDER}/references"
_OUTSIDE = f"{PRIVATE_FOLDER}/outside"

_ROWS = """
    SELECT id, path, bytes, sha256, prompt, binned_at IS NOT NULL, is_outside FROM picture
    WHERE binned_at IS NOT 0 ORDER BY id
"""


class KeptFile(NamedTuple):
    """``path`` is that of the row. What the row says of the bytes may be older than the file: people edit pictures."""

    id: ItemId
    path: str
    bytes: int
    sha256: str
    prompt: str
    is_binned: bool
    is_outside: bool

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return self.prompt or PurePosixPath(self.path).name

    @property
    def places(self) -> tuple[str, ...]:
        """Where the file is, relative to the library: first where it belongs, then where it is on its way from."""
        if self.is_outside:
            return (self.outside_copy,)
        binned = bin_path(self.id, self.path)
        return (binned, self.path) if self.is_binned else (self.path, binned)

    @property
    def outside_copy(self) -> str:
        """Where a backup keeps a picture that is not in the library's folder."""
        return f"{_OUTSIDE}/{self.sha256}{PurePosixPath(self.path).suffix}"

    def in_library(self, library: Path) -> Path | None:
        """Its file, if it is there."""
        wanted = [Path(self.path)] if self.is_outside else [path_inside(library, place) for place in self.places]
        return _first_file(wanted)

    def in_backup(self, backup: Path) -> Path | None:
        """Its file in a backup, if it is there."""
        return _first_file([path_inside(backup, place) for place in self.places])


def kept_files(database: Path) -> list[KeptFile]:
    """All of them, oldest first, those that are being deleted for ever left out.

    Raises:
        LibraryError: the database cannot be read.
    """
    with library_errors(), closing(connect_reader(database)) as connection:
        return [
            KeptFile(item_id, path, size, sha256, prompt, binned == 1, outside == 1)
            for item_id, path, size, sha256, prompt, binned, outside in connection.execute(_ROWS)
        ]


def reference_files(library: Path) -> Iterator[str]:
    """The references that were sent, relative to the library."""
    folder = library / REFERENCES
    if folder.is_dir():
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        yield from (f"{REFERENCES}/{name}" for name in names)


def _first_file(paths: list[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)
