"""Decoding and scaling for the viewer's threads.

Only ``QImageReader`` decodes: it lets other threads run meanwhile. Drawing does not, so it goes in short bands.
"""

import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QImageIOHandler, QImageReader, QPainter

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.png_inflating import open_png

BYTES_PER_PIXEL = 4
MOST_DECODED_PIXELS = 48_000_000
"""A larger picture is shown from a smaller copy, which is as good up to about 100 % on any screen."""

_FORMATS = frozenset({"png", "jpeg", "webp", "gif"})
_MOST_PIXELS = 120_000_000
_LONGEST_SIDE_PX = 32_768
_BAND_PIXELS = 250_000
_FAST = 0

_Hint = QPainter.RenderHint


class Trouble(Enum):
    """Why a picture cannot be shown."""

    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture in memory; ``size`` is the picture's own, ``image`` can be smaller when that is enormous."""

    image: QImage
    size: Size


def read_picture(path: Path, file_format: str) -> Decoded | Trouble:
    """The picture in a file, upright, on white where it is transparent."""
    if not _is_file(path):
        return Trouble.MISSING
    device = _device(path, file_format)
    reader = _reader(device, file_format) if device else None
    size = _upright_size(reader) if reader else None
    if reader is None or size is None:
        return Trouble.DAMAGED
    if size.pixels > MOST_DECODED_PIXELS:
        reader.setScaledSize(reader.size() * (MOST_DECODED_PIXELS / size.pixels) ** 0.5)
    image = reader.read()
    return Trouble.DAMAGED if image.isNull() else Decoded(_opaque(image), size)


def read_small(path: Path, file_format: str, height_px: int) -> QImage | None:
    """A picture file no larger than is of use for a thumbnail of this height."""
    device = _device(path, file_format) if _is_file(path) else None
    reader = _reader(device, file_format) if device else None
    size = _upright_size(reader) if reader else None
    if reader is None or size is None:
        return None
    if min(size.width_px, size.height_px) > 2 * height_px:
        reader.setScaledSize(reader.size() * (2 * height_px / min(size.width_px, size.height_px)))
    image = reader.read()
    return None if image.isNull() else _opaque(image)


def read_thumbnail(jpeg: bytes) -> QImage | None:
    """A stored thumbnail, as fast as can be."""
    buffer = QBuffer()  # the reader does not keep it alive
    buffer.setData(QByteArray(jpeg))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"jpeg")
    reader.setQuality(_FAST)
    image = reader.read() if _is_bearable(reader.size()) else QImage()
    return None if image.isNull() else image


def scaled(image: QImage, width_px: int, height_px: int) -> QImage:
    """The image at just this size, smooth: halved as long as it is more than twice as large, then the rest."""
    while image.width() >= 2 * width_px and image.height() >= 2 * height_px:
        half = QSize((image.width() + 1) // 2, (image.height() + 1) // 2)
        if half == image.size():
            break
        image = _drawn(image, half)
    size = QSize(width_px, height_px)
    return image if image.size() == size else _drawn(image, size)


def rounded_thumbnail(image: QImage, width_px: int, height_px: int, radius_px: float) -> QImage:
    """The middle of the image at just this size, with its corners rounded off."""
    cover = image.size().scaled(width_px, height_px, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    small = scaled(image, max(width_px, cover.width()), max(height_px, cover.height()))
    result = QImage(width_px, height_px, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(_Hint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    left, top = (small.width() - width_px) // 2, (small.height() - height_px) // 2
    painter.translate(-left, -top)
    painter.setBrush(QBrush(small))
    painter.drawRoundedRect(QRectF(left, top, width_px, height_px), radius_px, radius_px)
    painter.end()
    return result


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a drive that has gone, a folder that may not be entered
        return False


def _device(path: Path, file_format: str) -> QIODevice | None:
    """What to read a picture from, which a reader does not keep alive; ``None`` for formats that are not shown."""
    if file_format not in _FORMATS:
        return None
    if file_format == "png":
        try:
            return open_png(path)
        except OSError:
            return None
    file = QFile(str(path))
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return file


def _reader(device: QIODevice, file_format: str) -> QImageReader:
    """A reader of just this format: what else a file claims to be is not tried."""
    reader = QImageReader(device, file_format.encode())
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    return reader


def _upright_size(reader: QImageReader) -> Size | None:
    """The size as it will be seen, or ``None`` when it is no picture, or one that nobody can decode."""
    size = reader.size()
    if not _is_bearable(size):
        return None
    is_turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    return Size(size.height(), size.width()) if is_turned else Size(size.width(), size.height())


def _is_bearable(size: QSize) -> bool:
    """Whether an image of this size may be decoded at all: a file can claim any."""
    if size.isEmpty() or max(size.width(), size.height()) > _LONGEST_SIDE_PX:
        return False
    return size.width() * size.height() <= _MOST_PIXELS


def _opaque(image: QImage) -> QImage:
    """In the one format that is drawn fastest."""
    if image.format() == QImage.Format.Format_RGB32:
        return image
    if not image.hasAlphaChannel():
        return image.convertToFormat(QImage.Format.Format_RGB32)
    return _drawn(image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied), image.size())


def _drawn(image: QImage, size: QSize) -> QImage:
    """The image drawn on white at another size, in bands, so that the window's thread never waits for long."""
    result = QImage(size, QImage.Format.Format_RGB32)
    if image.hasAlphaChannel():
        result.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(result)
    painter.setRenderHint(_Hint.SmoothPixmapTransform)
    if not image.hasAlphaChannel():
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    step = max(1, _BAND_PIXELS // size.width())
    for top in range(0, size.height(), step):
        painter.setClipRect(QRect(0, top, size.width(), step))
        painter.drawImage(result.rect(), image)
        time.sleep(0)  # the window's thread may go on now
    painter.end()
    return result
