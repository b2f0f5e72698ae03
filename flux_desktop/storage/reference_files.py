"""The references that were sent, kept in the library under the hash of their bytes."""

import hashlib
from pathlib import Path

from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size
from flux_desktop.storage import atomic_files
from flux_desktop.storage.error_translation import library_errors


class ReferenceFiles:
    """No state but a folder: any thread may use it."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._folder = library / ".flux-desktop" / "references"

    def add(self, data: bytes, name: str, file_format: str, size: Size) -> Reference:
        """Keep the bytes of an image that has been read and measured; the same bytes are kept once.

        Raises:
            DiskFullError, LibraryUnavailableError: they could not be written.
        """
        reference = Reference(hashlib.sha256(data).hexdigest(), file_format, size, len(data), name)
        path = self.path(reference)
        with library_errors():
            if not self.is_whole(reference):
                atomic_files.make_private_folder(self._folder, below=self._library)
                atomic_files.replace(path, [data])
        return reference

    def path(self, reference: Reference) -> Path:
        return self._folder / reference.file_name

    def is_whole(self, reference: Reference) -> bool:
        """Whether the file is there with the bytes it was stored with."""
        try:
            return hashlib.sha256(self.path(reference).read_bytes()).hexdigest() == reference.sha256
        except OSError:
            return False
