"""Decoding the welcome page's pictures where the window does not wait for it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader


class PictureLoader(QObject):
    """``loaded`` brings the pictures of the last ``load``, in its order; files that are no pictures are left out."""

    loaded = Signal(list)
    _decoded = Signal(int, list)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._request = 0
        self._decoded.connect(self._deliver)

    def load(self, paths: Sequence[Path], width_px: int) -> None:
        """Decode the pictures at ``width_px`` device pixels; a ``load`` before this one is forgotten."""
        self._request += 1
        request, wanted = self._request, tuple(paths)
        self._pool.clear()
        self._pool.start(lambda: self._decode(request, wanted, width_px))

    def stop(self) -> None:
        """Returns when nothing is being decoded any more."""
        self._request += 1
        self._pool.clear()
        self._pool.waitForDone()

    def _decode(self, request: int, paths: Sequence[Path], width_px: int) -> None:
        """In the pool's thread."""
        images = []
        for path in paths:
            if request != self._request:
                return
            image = decoded(path, width_px)
            if not image.isNull():
                images.append(image)
        self._decoded.emit(request, images)

    def _deliver(self, request: int, images: list[QImage]) -> None:
        if request == self._request:
            self.loaded.emit(images)


def decoded(path: Path, width_px: int) -> QImage:
    """The JPEG at this width, decoded no larger than it has to be; a null image when it is none."""
    reader = QImageReader(str(path), b"jpeg")
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid():
        return QImage()
    reader.setScaledSize(QSize(width_px, max(1, round(size.height() * width_px / size.width()))))
    return reader.read()
