"""What stands in a landscape: a cabin, a lighthouse, birds."""

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray
from flux_desktop.practice.art.palette import colour
from flux_desktop.practice.art.shapes import Point, between, box, polygon, spot


def add_cabin(picture: FloatArray, brief: Brief, foot: Point, size: float) -> None:
    """A small dark house with lit windows."""
    x, ground = foot
    eaves = ground - size * 0.55
    dark = brief.palette.near * np.float32(0.7)
    warm = colour("ffb257")
    box(picture, (x - size / 2, eaves), (x + size / 2, ground), dark)
    polygon(picture, [(x - size * 0.62, eaves), (x - size * 0.08, eaves - size * 0.5), (x + size * 0.62, eaves)], dark)
    for offset in (-0.26, 0.1):
        left, top = x + offset * size, ground - size * 0.43
        box(picture, (left, top), (left + size * 0.17, top + size * 0.23), warm * np.float32(1.6))
    middle = (x, ground - size * 0.28)
    spot(picture, middle, size * 1.5, warm * np.float32(0.16))
    spot(picture, middle, size * 0.6, warm * np.float32(0.3))


def add_lighthouse(picture: FloatArray, brief: Brief, foot: Point, size: float, towards: float) -> None:
    """A tower with a lit lamp and a beam to one side (``towards`` is -1 or 1)."""
    x, ground = foot
    dark = brief.palette.near * np.float32(0.55)
    warm = colour("ffdf9e")

    def at(right: float, up: float) -> Point:
        return x + right * size, ground - up * size

    _beam(picture, at(0, 0.9), size, towards, warm)
    polygon(picture, [at(-0.105, -0.1), at(-0.065, 0.8), at(0.065, 0.8), at(0.105, -0.1)], dark)
    for half, low, high in ((0.1, 0.78, 0.815), (0.045, 0.815, 0.95), (0.075, 0.95, 0.965)):
        box(picture, at(-half, high), at(half, low), dark)
    polygon(picture, [at(-0.065, 0.96), at(0, 1.06), at(0.065, 0.96)], dark)
    box(picture, at(-0.034, 0.934), at(0.034, 0.852), warm * np.float32(1.8))
    spot(picture, at(0, 0.9), size * 0.34, warm * np.float32(0.3))
    spot(picture, at(0, 0.9), size * 0.1, warm * np.float32(0.9))


def _beam(picture: FloatArray, lamp: Point, size: float, towards: float, warm: FloatArray) -> None:
    """Light that widens and fades."""
    length = size * 5.0
    first, last = sorted((lamp[0], lamp[0] + towards * length))
    patch = between(picture, lamp, (first + 1, lamp[1] - size, last - 1, lamp[1] + size))
    if patch is None:
        return
    along = np.clip(np.abs(patch.x), 0, length)
    half = size * 0.02 + along * 0.055
    off = (patch.y + along * 0.06) / half
    patch.add(np.exp(-(off**2)) * (1 - along / length) ** 1.6 * 0.34, warm)


def add_birds(picture: FloatArray, brief: Brief, middle: Point, spread: float, count: int) -> None:
    """A loose flock of far birds."""
    chance = brief.chance("birds")
    for _ in range(count):
        x = middle[0] + float(chance.normal(0, spread))
        y = middle[1] + float(chance.normal(0, spread * 0.4))
        wing, lift = spread * float(chance.uniform(0.1, 0.18)), float(chance.uniform(0.15, 0.5))
        outline = (
            (-1, -1.0),
            (-0.45, -0.98),
            (0, -0.1),
            (0.45, -0.98),
            (1, -1.0),
            (0.42, -0.6),
            (0, 0.45),
            (-0.42, -0.6),
        )
        points = [(x + right * wing, y + down * wing * lift) for right, down in outline]
        polygon(picture, points, brief.palette.near, 0.8)
