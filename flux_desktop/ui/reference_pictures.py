"""Small pictures of references, read from the library in a worker thread."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from flux_desktop.domain.references import Reference
from flux_desktop.services.library import Library

_SLOT_PX = 192
"""Just large enough for a slot on a screen of double density."""

_CROP_PX = 1600


class ReferencePictures:
    """Asks the disk, and never the thread of the window."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def path(self, reference: Reference) -> Path:
        return self._library.reference_path(reference)

    async def for_slot(self, reference: Reference) -> QImage:
        """It fills a slot. A null image when the file is gone or damaged."""
        return await self._read(reference, _SLOT_PX, Qt.AspectRatioMode.KeepAspectRatioByExpanding)

    async def for_crop(self, reference: Reference) -> QImage:
        """The whole of it, as large as a dialog shows it."""
        return await self._read(reference, _CROP_PX, Qt.AspectRatioMode.KeepAspectRatio)

    async def _read(self, reference: Reference, side_px: int, mode: Qt.AspectRatioMode) -> QImage:
        import asyncio

        return await asyncio.to_thread(_read, self.path(reference), reference.file_format, side_px, mode)


def _read(path: Path, file_format: str, side_px: int, mode: Qt.AspectRatioMode) -> QImage:
    reader = QImageReader(str(path), file_format.encode())
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    scaled = size.scaled(QSize(side_px, side_px), mode)
    if scaled.width() < size.width():
        reader.setScaledSize(scaled)
    return reader.read()
