"""Small shapes with smooth edges, laid onto a field of light."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from flux_desktop.practice.art.noise import AnyFloats, FloatArray

Point = tuple[float, float]

_OVERSAMPLING = 4


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of a picture, with the distance of each of its pixels from a point: ``x`` right, ``y`` down."""

    pixels: FloatArray  # a view: what is changed here changes the picture
    x: FloatArray  # (1, columns)
    y: FloatArray  # (rows, 1)
    left: int
    top: int

    def lay(self, cover: AnyFloats, light: AnyFloats) -> None:
        """Blend ``light`` (one colour, or one for each pixel) over the pixels."""
        self.pixels[:] += cover[:, :, None] * (light - self.pixels)

    def add(self, share: AnyFloats, light: AnyFloats) -> None:
        """Add ``light`` to the pixels."""
        self.pixels[:] += share[:, :, None] * light


def around(picture: FloatArray, at: Point, reach_x: float, reach_y: float | None = None) -> Patch | None:
    """The piece of ``picture`` within reach of a point, or None when that lies outside."""
    down = reach_x if reach_y is None else reach_y
    return between(picture, at, (at[0] - reach_x, at[1] - down, at[0] + reach_x, at[1] + down))


def between(picture: FloatArray, at: Point, bounds: tuple[float, float, float, float]) -> Patch | None:
    """The piece of ``picture`` within bounds (left, top, right, bottom), with distances from ``at``."""
    height, width = picture.shape[:2]
    left, top = max(0, int(np.floor(bounds[0])) - 1), max(0, int(np.floor(bounds[1])) - 1)
    right, bottom = min(width, int(np.ceil(bounds[2])) + 1), min(height, int(np.ceil(bounds[3])) + 1)
    if left >= right or top >= bottom:
        return None
    x = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - at[0])
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - at[1])
    return Patch(picture[top:bottom, left:right], x, y, left, top)


def polygon(picture: FloatArray, points: Sequence[Point], light: FloatArray, strength: float = 1.0) -> None:
    """Lay a filled polygon over ``picture``."""
    across, down = [x for x, _ in points], [y for _, y in points]
    patch = between(picture, (0, 0), (min(across), min(down), max(across), max(down)))
    if patch is None:
        return
    rows, columns = patch.pixels.shape[:2]
    scale = _OVERSAMPLING
    sheet = Image.new("L", (columns * scale, rows * scale), 0)
    corners = [((x - patch.left) * scale - 0.5, (y - patch.top) * scale - 0.5) for x, y in points]
    ImageDraw.Draw(sheet).polygon(corners, fill=255)
    small = sheet.resize((columns, rows), Image.Resampling.BOX)
    patch.lay(np.asarray(small, dtype=np.float32) * np.float32(strength / 255), light)


def box(picture: FloatArray, upper_left: Point, lower_right: Point, light: FloatArray) -> None:
    """Lay an upright rectangle over ``picture``."""
    (left, top), (right, bottom) = upper_left, lower_right
    polygon(picture, [(left, top), (right, top), (right, bottom), (left, bottom)], light)


def disc(picture: FloatArray, at: Point, radius: float, light: FloatArray) -> None:
    """Lay a filled circle over ``picture``."""
    patch = around(picture, at, radius)
    if patch is not None:
        patch.lay(np.clip(np.float32(radius) - np.hypot(patch.x, patch.y) + 0.5, 0, 1), light)


def spot(picture: FloatArray, at: Point, radius_px: float, light: FloatArray) -> None:
    """Add a round soft spot of light; one smaller than a pixel only becomes fainter."""
    drawn = max(radius_px, 0.6)
    patch = around(picture, at, drawn * 3)
    if patch is None:
        return
    faded = light * np.float32(min(1.0, (radius_px / drawn) ** 2))
    soft = np.float32(1 / drawn)
    patch.add(np.exp(-((patch.y * soft) ** 2)) * np.exp(-((patch.x * soft) ** 2)), faded)
