"""The main colour of a picture, seen from its thumbnail."""

from array import array
from collections import Counter
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from flux_desktop.domain.colours import Colour, colour_of, main_colour

_SIDE_PX = 24
"""Enough to count: the decoder makes it so small by itself, in less than a millisecond."""


def colour_in(jpeg: bytes) -> Colour | None:
    """``None`` when it cannot be read. In any thread."""
    data = QByteArray(jpeg)
    buffer = QBuffer(data)  # the reader keeps neither alive
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"jpeg")
    if not reader.size().isValid():  # asked before read(), or two threads may wait for one another for ever
        return None
    reader.setScaledSize(QSize(_SIDE_PX, _SIDE_PX))
    image = reader.read()
    if image.isNull():
        return None
    # Four bits a colour, so that there are few different ones: no pixel is looked at twice.
    pixels = array("H", bytes(image.convertToFormat(QImage.Format.Format_RGB444).constBits()))
    counts: Counter[Colour] = Counter()
    for pixel, count in Counter(pixels).items():
        counts[_named(pixel & 0xFFF)] += count
    return main_colour(counts)


@cache
def _named(pixel: int) -> Colour:
    return colour_of((pixel >> 8) * 17, (pixel >> 4 & 15) * 17, (pixel & 15) * 17)
