"""Marbled colour: ink drawn out by currents, lit from one side."""

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, sample
from flux_desktop.practice.art.palette import looked_up, ramp


def paint(brief: Brief) -> FloatArray:
    """Light of a marbled sheet."""
    palette = brief.palette
    field = _flow(brief)
    colours = ramp((palette.near, palette.middle, palette.accent, palette.far, palette.haze, palette.glow))
    value = 0.5 + 0.24 * field
    picture = looked_up(colours, value)
    down, across = np.gradient(field * np.float32(brief.short_px / 60))
    relief = np.clip(1 + 0.16 * (across - down), 0.55, 1.6)
    picture *= relief[:, :, None]
    return picture


def _flow(brief: Brief) -> FloatArray:
    """A cloudy field whose places are moved by others, twice."""
    shape = brief.shape
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    push = np.float32(brief.short_px * 0.16)
    first = fbm(brief.chance("east"), shape, 2.2, octaves=4)
    second = fbm(brief.chance("south"), shape, 2.2, octaves=4)
    third = sample(first, x + push * second, y + push * first)
    base = fbm(brief.chance("ink"), shape, 2.6, octaves=5)
    return sample(base, x + push * 2 * third, y + push * 2 * second)
