"""Decoding thumbnails and making them. Only QImageReader is used: it lets other threads run meanwhile."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageReader, QPainter

STORED_HEIGHTS_PX = (320, 640)
"""Thumbnails are kept in these heights, or in the picture's own when it is less."""

_JPEG_QUALITY = 80
_SMOOTH = 60
_WIDEST = 4
_MOST_PIXELS = 120_000_000
_LONGEST_SIDE_PX = 32_768
_ENLARGED = 1.06
_SAME_SHAPE = 0.02

_MAGIC = ((b"\x89PNG\r\n\x1a\n", 0, b"png"), (b"\xff\xd8\xff", 0, b"jpeg"), (b"WEBP", 8, b"webp"), (b"GIF8", 0, b"gif"))


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """What is kept of a picture: JPEGs by their nominal height."""

    by_height_px: dict[int, bytes]


def stored_height_px(needed_px: int) -> int:
    """The smallest stored height that can be shown at ``needed_px`` device pixels."""
    return next((h for h in STORED_HEIGHTS_PX if h * _ENLARGED >= needed_px), STORED_HEIGHTS_PX[-1])


def decode(jpeg: bytes, width_px: int, height_px: int) -> QImage | None:
    """A stored thumbnail at just this size; what does not fit the shape is cut off evenly."""
    buffer = _open(jpeg)
    reader = QImageReader(buffer, b"jpeg")
    reader.setAutoTransform(False)
    image = _read_covering(reader, QSize(width_px, height_px))
    return None if image.isNull() else image


def image_format(start: bytes) -> bytes | None:
    """The format a file's first bytes speak of, whatever its name says."""
    return next((name for magic, at, name in _MAGIC if start[at : at + len(magic)] == magic), None)


def read_picture(source: Path | bytes) -> QImage | None:
    """A whole picture, no higher than the largest thumbnail, on white where it is transparent. ``None``: unreadable."""
    if isinstance(source, bytes):
        buffer = _open(source)
        kind = image_format(source[:16])
        reader = QImageReader(buffer, kind or b"")
    else:
        try:
            with source.open("rb") as file:
                kind = image_format(file.read(16))
        except OSError:
            return None
        reader = QImageReader(str(source), kind or b"")
    if kind is None:
        return None
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    if max(size.width(), size.height()) > _LONGEST_SIDE_PX:
        return None
    is_turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    upright = size.transposed() if is_turned else size
    scaled = _within(upright, STORED_HEIGHTS_PX[-1])
    if scaled != upright:
        reader.setScaledSize(scaled.transposed() if is_turned else scaled)
    image = reader.read()
    return None if image.isNull() else _opaque(image)


def fitted(image: QImage, width_px: int, height_px: int) -> QImage:
    """The image at just this size, cut evenly where the shapes differ."""
    result = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(result.rect(), image, _covering_part(image.size(), result.size()))
    painter.end()
    return result


def thumbnails_of(image: QImage) -> Thumbnails:
    """The JPEGs to keep of what ``read_picture`` gave, each made from the next larger one."""
    made, current = {}, image
    for height in reversed(STORED_HEIGHTS_PX):
        size = _within(current.size(), height)
        if size != current.size():
            current = fitted(current, size.width(), size.height())
        made[height] = _encode(current)
    return Thumbnails(made)


def _open(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _read_covering(reader: QImageReader, target: QSize) -> QImage:
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    reader.setQuality(_SMOOTH)
    if size != target:
        cover = size.scaled(target, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if _nearly(cover, target):
            reader.setScaledSize(target)
        else:
            reader.setScaledSize(cover)
            reader.setScaledClipRect(_covering_part(cover, target))
    return reader.read()


def _nearly(cover: QSize, target: QSize) -> bool:
    """Whether stretching is not seen: tiles have whole pixels, and so are not exactly of the picture's shape."""
    wide = cover.width() - target.width() <= max(2, target.width() * _SAME_SHAPE)
    return wide and cover.height() - target.height() <= max(2, target.height() * _SAME_SHAPE)


def _covering_part(whole: QSize, target: QSize) -> QRect:
    """The middle of ``whole`` that has the shape of ``target``."""
    part = target.scaled(whole, Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(
        (whole.width() - part.width()) // 2, (whole.height() - part.height()) // 2, part.width(), part.height()
    )


def _within(size: QSize, height_px: int) -> QSize:
    """The size at this height at the most, and never wider than is of use."""
    bounds = QSize(height_px * _WIDEST, height_px)
    if size.width() <= bounds.width() and size.height() <= bounds.height():
        return size
    return size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _opaque(image: QImage) -> QImage:
    if image.format() == QImage.Format.Format_RGB32:
        return image
    result = QImage(image.size(), QImage.Format.Format_RGB32)
    result.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(result)
    painter.drawImage(0, 0, image)
    painter.end()
    return result


def _encode(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", _JPEG_QUALITY)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
