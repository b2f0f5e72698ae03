"""Small drawn shapes with smooth edges, laid onto a field of light."""

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from flux_desktop.practice.art.noise import FloatArray

Point = tuple[float, float]

_OVERSAMPLING = 4


def lay(picture: FloatArray, box: tuple[int, int, int, int], cover: FloatArray, light: FloatArray) -> None:
    """Blend ``light`` (one colour or a patch) over the box (left, top, right, bottom), which lies inside."""
    left, top, right, bottom = box
    patch = picture[top:bottom, left:right]
    patch += cover[:, :, None] * (light - patch)


def drawn(
    picture: FloatArray,
    bounds: tuple[float, float, float, float],
    draw: Callable[[ImageDraw.ImageDraw, Callable[[Sequence[Point]], list[Point]]], None],
    light: FloatArray,
    strength: float = 1.0,
) -> None:
    """Lay a shape of one colour over ``picture``.

    ``draw`` gets a pen and the function that turns points of the picture into points of the pen's sheet.
    """
    box = clipped(bounds, picture)
    if box is None:
        return
    left, top, right, bottom = box
    scale = _OVERSAMPLING
    sheet = Image.new("L", ((right - left) * scale, (bottom - top) * scale), 0)

    def placed(points: Sequence[Point]) -> list[Point]:
        return [((x - left) * scale - 0.5, (y - top) * scale - 0.5) for x, y in points]

    draw(ImageDraw.Draw(sheet), placed)
    small = sheet.resize((right - left, bottom - top), Image.Resampling.BOX)
    lay(picture, box, np.asarray(small, dtype=np.float32) * np.float32(strength / 255), light)


def polygon(picture: FloatArray, points: Sequence[Point], light: FloatArray, strength: float = 1.0) -> None:
    """Lay a filled polygon over ``picture``."""
    across, down = [x for x, _ in points], [y for _, y in points]
    drawn(
        picture,
        (min(across), min(down), max(across), max(down)),
        lambda pen, placed: pen.polygon(placed(points), fill=255),
        light,
        strength,
    )


def disc(picture: FloatArray, x: float, y: float, radius: float, light: FloatArray, strength: float = 1.0) -> None:
    """Lay a filled circle over ``picture``."""
    box = clipped((x - radius, y - radius, x + radius, y + radius), picture)
    if box is None:
        return
    left, top, right, bottom = box
    down = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - y)
    across = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - x)
    cover = np.clip(np.float32(radius) - np.sqrt(down * down + across * across) + 0.5, 0, 1)
    lay(picture, box, cover * np.float32(strength), light)


def clipped(bounds: tuple[float, float, float, float], picture: FloatArray) -> tuple[int, int, int, int] | None:
    """The whole pixels that ``bounds`` touch inside of ``picture``, or None."""
    height, width = picture.shape[:2]
    left, top = max(0, int(np.floor(bounds[0])) - 1), max(0, int(np.floor(bounds[1])) - 1)
    right, bottom = min(width, int(np.ceil(bounds[2])) + 1), min(height, int(np.ceil(bounds[3])) + 1)
    return (left, top, right, bottom) if left < right and top < bottom else None
