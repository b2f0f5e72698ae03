"""Decoding thumbnails and making them. Only QImageReader is used: it lets other threads run meanwhile."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

STORED_HEIGHTS_PX = (216, 432, 864)
"""Thumbnails are kept in these heights, or in the picture's own when it is less; the last one only when needed.

The first is what rows of the usual height need, even those that are stretched most; the second is for them at twice the
density. Every pixel more would be decoded and thrown away whenever somebody jumps somewhere.
"""

_HEIGHTS_READ_PX = (256, 512, 1024)
"""Whole pictures are read this high for them: mostly a quarter or half of what they are, which decoders do best."""

_ALWAYS_STORED = STORED_HEIGHTS_PX[:2]
_JPEG_QUALITY = 80
_FASTEST = 0
_WIDEST = 4
_MOST_PIXELS = 120_000_000
_LONGEST_SIDE_PX = 32_768
_MOST_PIXELS_READ_WHOLE = 20_000_000
_MAGIC_BYTES = 16
_ENLARGED = 1.06

_MAGIC = ((b"\x89PNG\r\n\x1a\n", 0, b"png"), (b"\xff\xd8\xff", 0, b"jpeg"), (b"WEBP", 8, b"webp"), (b"GIF8", 0, b"gif"))


def stored_height_px(needed_px: int) -> int:
    """The smallest stored height that can be shown at ``needed_px`` device pixels."""
    return next((h for h in STORED_HEIGHTS_PX if h * _ENLARGED >= needed_px), STORED_HEIGHTS_PX[-1])


def heights_to_store(needed_px: int) -> tuple[int, ...]:
    """The heights to make at once when one of them is missing."""
    return tuple(h for h in STORED_HEIGHTS_PX if h in _ALWAYS_STORED or h <= stored_height_px(needed_px))


def height_to_read(stored_px: int) -> int:
    """How high to read a picture to make thumbnails of it, ``stored_px`` and lower ones."""
    return _HEIGHTS_READ_PX[STORED_HEIGHTS_PX.index(stored_px)]


def decode(jpeg: bytes, height_px: int) -> QImage | None:
    """A stored thumbnail as fast as can be: at its own height, or halved while that is still ``height_px`` or more.

    Other sizes cost the decoder more than scaling afterwards (see ``fitted``).
    """
    buffer = _open(jpeg)  # the reader does not keep it alive
    reader = QImageReader(buffer, b"jpeg")
    reader.setAutoTransform(False)
    reader.setQuality(_FASTEST)
    size = reader.size()
    if not _is_bearable(size):
        return None
    if size.height() >= 2 * height_px:
        reader.setScaledSize(QSize((size.width() + 1) // 2, (size.height() + 1) // 2))
    image = reader.read()
    return None if image.isNull() else image


def image_format(start: bytes) -> bytes | None:
    """The format a file's first bytes speak of, whatever its name says."""
    return next((name for magic, at, name in _MAGIC if start[at : at + len(magic)] == magic), None)


def read_picture(source: Path | bytes, height_px: int) -> QImage | None:
    """A whole picture, no higher than that, on white where it is transparent. ``None`` when it cannot be read."""
    try:
        kind = image_format(_start(source))
        if kind is None:
            return None
        device = _device(source, kind)
    except OSError:
        return None
    reader = QImageReader(device, kind)
    reader.setAutoTransform(True)
    size = reader.size()
    if not _is_bearable(size):
        return None
    from PySide6.QtGui import QImageIOHandler  # for whole pictures only

    is_turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    upright = size.transposed() if is_turned else size
    scaled = _within(upright, height_px)
    if scaled != upright and not _is_best_read_whole(kind, size):
        reader.setScaledSize(scaled.transposed() if is_turned else scaled)
    image = reader.read()
    if image.isNull():
        return None
    image = _opaque(image)
    return image if image.size() == scaled else shrunk(image, scaled)


def fitted(image: QImage, width_px: int, height_px: int) -> QImage:
    """The image at just this size, cut evenly where the shapes differ."""
    result = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(result.rect(), image, _covering_part(image.size(), result.size()))
    painter.end()
    return result


def shrunk(image: QImage, size: QSize) -> QImage:
    """The image at this smaller size, halved as often as it takes: so that every pixel counts."""
    while image.width() >= 2 * size.width() and image.height() >= 2 * size.height():
        image = fitted(image, image.width() // 2, image.height() // 2)
    return image if image.size() == size else fitted(image, size.width(), size.height())


def thumbnails_of(image: QImage, heights_px: Iterable[int]) -> list[tuple[int, bytes]]:
    """JPEGs of these heights of what ``read_picture`` gave, the smaller ones made from the larger."""
    made, current = [], image
    for height in sorted(heights_px, reverse=True):
        size = _within(current.size(), height)
        if size != current.size():
            current = fitted(current, size.width(), size.height())
        made.append((height, _encode(current)))
    return made


def _start(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:_MAGIC_BYTES]
    with source.open("rb") as file:
        return file.read(_MAGIC_BYTES)


def _device(source: Path | bytes, kind: bytes) -> QIODevice:
    """What to read a picture from. A reader does not keep it alive."""
    if kind == b"png":
        from flux_desktop.ui.png_inflating import open_png  # for whole pictures only

        return open_png(source)
    if isinstance(source, bytes):
        return _open(source)
    file = QFile(str(source))
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return file


def _open(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _is_bearable(size: QSize) -> bool:
    """Whether an image of this size may be decoded at all: a file can claim any."""
    if not size.isValid() or max(size.width(), size.height()) > _LONGEST_SIDE_PX:
        return False
    return size.width() * size.height() <= _MOST_PIXELS


def _is_best_read_whole(kind: bytes, size: QSize) -> bool:
    """Qt's reader of PNG shrinks while it decodes, which takes it 3 ms for a megapixel where a painter needs 0.6."""
    return kind == b"png" and size.width() * size.height() <= _MOST_PIXELS_READ_WHOLE


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
    if image.textKeys():  # of the file it was read from; the writer would write the prompt into the thumbnail
        image = fitted(image, image.width(), image.height())
    image.save(buffer, "JPEG", _JPEG_QUALITY)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
