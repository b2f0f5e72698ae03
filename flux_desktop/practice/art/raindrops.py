"""Drops of rain on a window pane."""

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, smoothstep
from flux_desktop.practice.art.palette import mix
from flux_desktop.practice.art.shapes import Point, around

_COARSER = 4
"""Drops are small: they show the view at a quarter of its resolution."""


def add_drops(picture: FloatArray, brief: Brief) -> None:
    """Mist on the pane, and drops: each shows the view upside down."""
    chance = brief.chance("drops")
    unit = brief.short_px
    picture *= 0.86
    picture += mix(brief.palette.middle, brief.palette.near, 0.3) * np.float32(0.035)
    view = picture[::_COARSER, ::_COARSER].copy()
    spread = max(brief.ratio, 1 / brief.ratio)
    fine = chance.uniform(0.0022, 0.005, int(700 * spread))
    large = chance.uniform(0.006, 0.018, int(110 * spread))
    for size in np.concatenate([fine, large]):
        at = float(chance.random()) * brief.width_px, float(chance.random()) * brief.height_px
        _drop(picture, view, at, unit * float(size), chance)
    for _ in range(int(7 * spread)):
        _run(picture, view, unit, chance)


def _run(picture: FloatArray, view: FloatArray, unit: float, chance: np.random.Generator) -> None:
    """A drop that has run down, with the beads that it left."""
    height, width = picture.shape[:2]
    x, y = float(chance.random()) * width, float(chance.uniform(-0.1, 0.5)) * height
    end = y + unit * float(chance.uniform(0.25, 0.6))
    while y < end:
        y += unit * float(chance.uniform(0.008, 0.03))
        x += unit * float(chance.normal(0, 0.0012))
        _drop(picture, view, (x, y), unit * float(chance.uniform(0.0025, 0.0065)), chance)
    _drop(picture, view, (x, end + unit * 0.02), unit * 0.017, chance)


def _drop(picture: FloatArray, view: FloatArray, at: Point, radius: float, chance: np.random.Generator) -> None:
    """One drop: a lens with a dark rim above, a bright one below and a glint."""
    wide, tall = radius * float(chance.uniform(0.85, 1.05)), radius * float(chance.uniform(1.0, 1.3))
    lean, dent = float(chance.uniform(0, 6.28)), float(chance.uniform(0.0, 0.14))
    patch = around(picture, at, wide * 1.2, tall * 1.2)
    if patch is None:
        return
    across, down = patch.x * np.float32(1 / wide), patch.y * np.float32(1 / tall)
    share = np.hypot(across, down) * (1 + dent * np.sin(2 * np.arctan2(down, across) + lean))
    bend = np.minimum(share, 1) ** 2 * np.float32(radius * 9) + np.float32(radius)
    rows = np.clip((at[1] - down * bend) / _COARSER, 0, view.shape[0] - 1).astype(np.int32)
    columns = np.clip((at[0] - across * bend) / _COARSER, 0, view.shape[1] - 1).astype(np.int32)
    light = view[rows, columns] * (1.1 + 0.75 * down)[:, :, None]
    light *= (1 - 0.5 * smoothstep(0.72, 1.0, share))[:, :, None]
    glint = smoothstep(0.3, 0.0, np.hypot(across + 0.35, down + 0.42)) * 0.45
    light += (glint * float(np.clip(light.mean() * 4, 0.1, 1)))[:, :, None]
    patch.lay(np.clip((1 - share) * np.float32(radius) + 0.5, 0, 1), light)
