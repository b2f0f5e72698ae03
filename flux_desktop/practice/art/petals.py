"""One petal or leaf: cupped, lit from one side, veined, with a soft shadow on what lies below."""

import math
from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.noise import FloatArray, smoothstep
from flux_desktop.practice.art.shapes import Point, between


@dataclass(frozen=True, slots=True)
class Petal:
    """A petal from its root to its tip. Lengths are in pixels, angles in radians (0 points right, down is positive)."""

    root: Point
    angle: float
    length: float
    width: float  # half of it, at the widest
    deep: FloatArray  # its light at the root
    light: FloatArray  # towards the tip
    edge: FloatArray
    point: float = 0.5  # 0 for a round tip, 1 for a sharp one
    cup: float = 0.6  # how far the sides are raised
    crease: float = 0.25  # how dark the middle line is
    veins: float = 0.06
    shadow: float = 0.5


def paint_petal(picture: FloatArray, petal: Petal, light_angle: float) -> None:
    """Lay ``petal`` over ``picture``; the light comes from the direction ``light_angle``."""
    margin = petal.width * 0.32
    cosine, sine = math.cos(petal.angle), math.sin(petal.angle)
    patch = between(picture, petal.root, _bounds(petal, cosine, sine, margin))
    if patch is None:
        return
    x, y = patch.x, patch.y
    along = (x * np.float32(cosine) + y * np.float32(sine)) * np.float32(1 / petal.length)
    across = y * np.float32(cosine) - x * np.float32(sine)
    inside = np.clip(along, 0, 1)
    half = _half_width(petal, inside) * (1 + 0.03 * np.sin(inside * 9 + np.float32(petal.root[0])))
    beyond = np.maximum(np.abs(across) - half, np.maximum(-along, along - 1) * np.float32(petal.length))
    if petal.shadow:
        wide, long = petal.width + margin * 0.9, 0.5 + margin * 0.8 / petal.length
        oval = (across * np.float32(1 / wide)) ** 2 + ((along - np.float32(0.52)) * np.float32(1 / long)) ** 2
        soft = smoothstep(1.0, 0.5, oval) * smoothstep(-0.1, 0.5, along)
        patch.pixels[:] *= (1 - np.float32(petal.shadow) * soft)[:, :, None]
    cover = np.clip(0.5 - beyond, 0, 1)
    side = np.clip(across / np.maximum(half, 0.5), -1, 1)
    patch.lay(cover, _light(petal, inside, side, light_angle))


def _bounds(petal: Petal, cosine: float, sine: float, margin: float) -> tuple[float, float, float, float]:
    reach = petal.width + margin
    ends = (-0.05, 1.03 + 0.8 * margin / petal.length)
    across = [petal.root[0] + along * petal.length * cosine + off * reach * sine for along in ends for off in (-1, 1)]
    down = [petal.root[1] + along * petal.length * sine + off * reach * cosine for along in ends for off in (-1, 1)]
    return min(across), min(down), max(across), max(down)


def _half_width(petal: Petal, along: FloatArray) -> FloatArray:
    """Narrow at the root, widest past the middle, round or pointed at the tip."""
    rise = np.sqrt(np.clip(along * 1.25, 0, 1)) * (0.35 + 0.65 * smoothstep(0.0, 0.62, along))
    past = np.clip((along - 0.6) / 0.4, 0, 1)
    rounded = np.sqrt(np.maximum(1 - past * past, 0))
    pointed = 1 - past * np.sqrt(past)
    return np.asarray(petal.width * rise * (rounded + petal.point * (pointed - rounded)), dtype=np.float32)


def _light(petal: Petal, along: FloatArray, side: FloatArray, light_angle: float) -> FloatArray:
    """Light of the petal at places along and across it."""
    share = smoothstep(0.15, 1.0, along)[:, :, None]
    colour = petal.deep + share * (petal.light - petal.deep)
    square = side * side
    rim = (square * square * 0.6 + smoothstep(0.9, 1.0, along) * 0.35) * smoothstep(0.3, 0.8, along)
    colour += rim[:, :, None] * (petal.edge - colour)
    # The raised sides face each other; the tip bends away from the eye.
    towards_side = math.sin(light_angle - petal.angle)
    towards_tip = math.cos(light_angle - petal.angle)
    slope = side * np.float32(-petal.cup * towards_side) + (along - 0.55) * np.float32(0.5 * towards_tip)
    shade = 1 + 0.55 * slope - petal.crease * np.exp(square * np.float32(-40)) * (1 - 0.6 * along)
    if petal.veins:
        shade += petal.veins * np.sin(side * (9 + 5 * along) * 2.2) * along
    return np.asarray(colour * np.clip(shade, 0.25, 1.7)[:, :, None], dtype=np.float32)
