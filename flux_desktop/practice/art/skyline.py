"""A city seen across a river or over its roofs, with lit windows."""

from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.buildings import Block, Look, raise_building
from flux_desktop.practice.art.noise import FloatArray, resized_light
from flux_desktop.practice.art.palette import lab, mix, toned
from flux_desktop.practice.art.sky import horizon_colour, sky, sun_for
from flux_desktop.practice.art.water import mirror


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of buildings."""

    share: float  # 0 for the farthest
    ground: int  # the row of pixels where they stand
    tallest: float  # in pixels
    narrowest: float
    widest: float


def paint(brief: Brief) -> FloatArray:
    """Light of a skyline."""
    chance = brief.chance("skyline")
    shore = float(chance.uniform(0.7, 0.8)) if _by_water(brief) else 1.0
    horizon = min(0.72, shore - 0.06)
    sun = sun_for(brief, horizon, high=brief.palette.is_dark())
    picture = sky(brief, horizon, sun, clouds=0.8)
    for row in _rows(brief, shore):
        _haze(picture, brief, row)
        _build(picture, brief, row)
    if shore < 1:
        mirror(picture, brief, int(shore * brief.height_px), roughness=1.5)
    _bloom(picture, brief)
    return picture


def _by_water(brief: Brief) -> bool:
    if brief.mentions("river", "harbour", "harbor", "bay", "reflection", "reflections", "water"):
        return True
    if brief.mentions("street", "rooftops", "roofs"):
        return False
    return brief.chance("river").random() < 0.5


def _rows(brief: Brief, shore: float) -> list[_Row]:
    """Rows of buildings, the farthest first; nearer ones are wider, and lower so that the others show."""
    chance = brief.chance("rows")
    unit = brief.short_px
    ground = int(shore * brief.height_px)
    tall = ground * float(chance.uniform(0.6, 0.72))
    heights = (0.72, 1.0, 0.78, 0.52) if shore == 1 else (0.7, 1.0, 0.66)
    rows = []
    for index, height in enumerate(heights):
        share = index / (len(heights) - 1)
        rows.append(_Row(share, ground, tall * height, unit * (0.03 + 0.02 * share), unit * (0.07 + 0.055 * share)))
    return rows


def _haze(picture: FloatArray, brief: Brief, row: _Row) -> None:
    """Air between this row and the one behind it, thickest near the ground."""
    if row.share == 0:
        return
    height = int(row.tallest)
    top = max(0, row.ground - height)
    rise = np.linspace(0, 1, row.ground - top, dtype=np.float32)[:, None, None]
    air = mix(horizon_colour(brief), brief.palette.depth(row.share * 0.6), 0.45)
    picture[top : row.ground] += (rise**1.5 * 0.5) * (air - picture[top : row.ground])


def _build(picture: FloatArray, brief: Brief, row: _Row) -> None:
    """Stand buildings side by side from the left edge to the right one."""
    chance = brief.chance(f"row {row.share}")
    middle = float(chance.uniform(0.3, 0.7)) * brief.width_px
    spread = brief.width_px * float(chance.uniform(0.22, 0.38))
    body = mix(horizon_colour(brief), brief.palette.depth(0.35 + 0.65 * row.share), 0.5 + 0.5 * row.share)
    night = _is_night(brief)
    x = -row.widest * float(chance.random())
    while x < brief.width_px:
        width = float(chance.uniform(row.narrowest, row.widest))
        centred = np.exp(-(((x - middle) / spread) ** 2))
        tall = row.tallest * (0.3 + 0.5 * centred) * float(chance.uniform(0.62, 1.25))
        if chance.random() < 0.07 + 0.1 * centred:
            tall *= 1.25
            width *= 0.85
        own = toned(body, lightness=float(chance.normal(0, 0.012)))
        block = Block(round(x), round(x + width), round(row.ground - tall), row.ground)
        raise_building(picture, brief, Look(row.share, own, night, brief.short_px), block, chance)
        x += width * float(chance.uniform(0.86, 0.98))  # they overlap: a bright slit between two would catch the eye


def _is_night(brief: Brief) -> bool:
    return brief.mentions("night", "dusk", "neon") or float(lab(brief.palette.sky[1])[0]) < 0.55


def _bloom(picture: FloatArray, brief: Brief) -> None:
    """Bright lights shine into the air around them."""
    step = max(2, brief.short_px // 110)
    height, width = picture.shape[0] // step * step, picture.shape[1] // step * step
    if not height or not width:
        return
    bright = np.maximum(picture[:height, :width] - 0.55, 0)
    small = bright.reshape(height // step, step, width // step, step, 3).mean(axis=(1, 3))
    rows, columns = small.shape[:2]
    wide = resized_light(resized_light(small, max(4, rows // 3), max(4, columns // 3)), rows, columns)
    picture += resized_light(0.4 * small + 0.8 * wide, *brief.shape) * np.float32(1.1)
