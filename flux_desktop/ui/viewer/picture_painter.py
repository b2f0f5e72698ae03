"""How the canvas draws a picture: from the best there is of it, only the part that is in the window."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from flux_desktop.ui.viewer.placement import Target


class Part(NamedTuple):
    """A part of an image, in its pixels, and where it goes."""

    source: QRectF
    target: QRectF


def visible_part(image_width: int, image_height: int, target: Target, window: QRect) -> Part | None:
    """What of an image that fills ``target`` can be seen in ``window``, rounded up to whole pixels of the image."""
    x, width = _visible_side(image_width, target.x, target.width, window.x(), window.width())
    y, height = _visible_side(image_height, target.y, target.height, window.y(), window.height())
    if width <= 0 or height <= 0:
        return None
    across, down = target.width / image_width, target.height / image_height
    to = QRectF(target.x + x * across, target.y + y * down, width * across, height * down)
    return Part(QRectF(x, y, width, height), to)


def paint_image(painter: QPainter, image: QImage, target: Target, window: QRect, *, smooth: bool) -> None:
    """Draw ``image`` over ``target``. The painter's unit is the device pixel.

    An image of just that size is copied. Others are scaled: smoothly, or with each pixel as a sharp square.
    """
    if (image.width(), image.height()) == (target.width, target.height):
        painter.drawImage(QPoint(target.x, target.y), image)
        return
    part = visible_part(image.width(), image.height(), target, window)
    if part:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(part.target, image, part.source)


def _visible_side(pixels: int, begin: int, length: int, window_begin: int, window_length: int) -> tuple[int, int]:
    scale = length / pixels
    first = max(0, math.floor((window_begin - begin) / scale))
    end = min(pixels, math.ceil((window_begin + window_length - begin) / scale))
    return first, end - first
