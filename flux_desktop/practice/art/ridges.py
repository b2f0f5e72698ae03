"""Mountain ridges behind one another, with mist between them and a sun or moon above."""

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, curve
from flux_desktop.practice.art.palette import looked_up, mix, ramp


def paint(brief: Brief) -> FloatArray:
    """Light of a landscape of ridges."""
    palette = brief.palette
    height, width = brief.shape
    chance = brief.chance("layout")
    down = np.linspace(0, 1.6, height, dtype=np.float32)
    picture = np.repeat(looked_up(ramp(palette.sky), down)[:, None, :], width, axis=1)
    count = int(chance.integers(5, 9))
    rows = np.arange(height, dtype=np.float32)[:, None]
    for layer in range(count):
        share = layer / (count - 1)
        line = height * (0.38 + 0.5 * share) - height * 0.05 * curve(
            brief.chance(f"ridge {layer}"), width, 2.5 * brief.ratio
        )
        cover = np.clip(rows - line + 0.5, 0, 1)[:, :, None]
        depth = np.clip((rows - line) / (height * 0.3), 0, 1)[:, :, None]
        body = palette.depth(share)
        mist = mix(body, palette.haze, 0.45 * (1 - share))
        shade = body + (mist - body) * depth
        picture += cover * (shade - picture)
    return picture
