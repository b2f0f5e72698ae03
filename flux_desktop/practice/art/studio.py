"""The studio of the still lifes: lamp and room, cast shadows, the wall."""

from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.noise import FloatArray, fbm, resized, smoothstep
from flux_desktop.practice.art.turned import STEPS, Turned


@dataclass(frozen=True, slots=True)
class Studio:
    """The light: where the large soft lamp stands, how steeply the camera looks down, the colour of the room."""

    side: float  # -1 for a lamp on the left
    tilt: float  # sine of the angle of view from above
    lamp: FloatArray
    room: FloatArray  # what shines back from all sides
    behind: float = 0.55  # light from behind, which makes glass glow


_REACH, _SLANT = 1.1, 0.16
"""How long a shadow is, and how far it falls towards the eye, in heights of the thing that casts it."""


def cast_shadow(shade: FloatArray, thing: Turned, studio: Studio, scale: float) -> None:
    """Darken ``shade`` (1 for full light, at ``scale`` of the picture's size) where ``thing`` stands in the light."""
    rows, columns = shade.shape
    pixel = np.float32(1 / scale)
    x = (np.arange(columns, dtype=np.float32)[None, :] + np.float32(0.5)) * pixel - np.float32(thing.x)
    y = (np.arange(rows, dtype=np.float32)[:, None] + np.float32(0.5)) * pixel - np.float32(thing.foot)
    radii = thing.radii()
    flat = max(studio.tilt, 0.14)
    foot = max(float(radii[: STEPS // 16].max()), thing.widest * 0.45)
    near = np.hypot(x / foot, (y - 1) / (foot * flat)) / 1.15
    contact = np.exp(-(near**4)) * 0.75
    ambient = np.exp(-np.hypot(x / foot, y / (foot * flat * 1.6)) * 1.1) * 0.35
    clear = 1 - 0.45 * thing.finish.clear
    shade *= (
        (1 - _long_shadow(x * np.float32(-studio.side), y, thing, radii, flat) * clear) * (1 - contact) * (1 - ambient)
    )


def _long_shadow(away: FloatArray, y: FloatArray, thing: Turned, radii: FloatArray, flat: float) -> FloatArray:
    """The outline of the thing laid along the table, softer the farther it falls."""
    share = away * np.float32(1 / (_REACH * thing.height))
    index = np.clip(share * (STEPS - 1), 0, STEPS - 1).astype(np.int32)
    half = radii.take(index) * np.float32(flat * 1.15)
    off = np.abs(y + share * np.float32(_SLANT * thing.height)) - half
    soft = np.float32(thing.height) * (0.012 + 0.075 * np.clip(share, 0, 1.2))
    ends = smoothstep(1.05, 0.75, share) * smoothstep(-0.06, 0.02, share)
    return np.asarray(smoothstep(1.0, -1.0, off / soft) * ends * (0.62 - 0.34 * np.clip(share, 0, 1)), dtype=np.float32)


def texture(chance: np.random.Generator, shape: tuple[int, int]) -> FloatArray:
    """The unevenness of plaster, of mean 1."""
    small = fbm(chance, (max(8, shape[0] // 2), max(8, shape[1] // 2)), 9, octaves=6, gain=0.6)
    return np.asarray(1 + 0.012 * resized(small, *shape), dtype=np.float32)
