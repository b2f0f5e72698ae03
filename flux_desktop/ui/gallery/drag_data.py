"""What is carried out of the window with the pointer: files, words, and the pixels of a single picture."""

from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotReadyError
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage, QImageReader

from flux_desktop.services.workers import run_apart

_PIXELS = "application/x-qt-image"
_PATIENCE_S = 0.5
"""The window waits for the pixels when another program asks for them; a drive that is slow gets no more than this."""


class DragData(QMimeData):
    """The pixels are read in a thread of their own from the beginning of the drag, and handed out on demand."""

    def __init__(self, files: Sequence[str], words: str) -> None:
        super().__init__()
        self.setUrls([QUrl.fromLocalFile(file) for file in files])
        self.setText(words)
        self._image: Future[QImage] | None = None
        if len(files) == 1:
            self._image = run_apart("flux-drag", _read, Path(files[0]))

    def formats(self) -> list[str]:
        return [*super().formats(), *([_PIXELS] if self._image else [])]

    def hasFormat(self, mime_type: str) -> bool:
        return mime_type in self.formats()

    def retrieveData(self, mime_type: str, preferred_type: object) -> object:
        if mime_type == _PIXELS and self._image:
            try:
                return self._image.result(_PATIENCE_S)
            except NotReadyError:
                return None
        return super().retrieveData(mime_type, preferred_type)  # type: ignore[arg-type]


def _read(file: Path) -> QImage:
    return QImageReader(str(file)).read()
