"""Forests: slopes of firs in the mist; snow in winter."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.firs import Fir, outlines, plant, stand
from flux_desktop.practice.art.noise import FloatArray, curve, fbm, resized
from flux_desktop.practice.art.palette import colour, mix, toned
from flux_desktop.practice.art.shapes import spot
from flux_desktop.practice.art.sky import Sun, horizon_colour, sky, sun_for
from flux_desktop.practice.art.woods import between_trunks


def paint(brief: Brief) -> FloatArray:
    """Light of a forest."""
    chance = brief.chance("forest")
    snowy = brief.mentions("snow", "snowy", "winter", "frost", "snowfall", "blizzard")
    if brief.mentions("trunk", "trunks", "path", "rays", "birch", "wood", "woods") or chance.random() < 0.35:
        picture = between_trunks(brief, snowy=snowy)
    else:
        picture = _slopes(brief, snowy=snowy)
    if snowy:
        _snowfall(picture, brief)
    return picture


def _slopes(brief: Brief, *, snowy: bool) -> FloatArray:
    """Row upon row of firs that come out of the mist."""
    chance = brief.chance("slopes")
    horizon = float(chance.uniform(0.26, 0.38))
    sun = sun_for(brief, horizon)
    picture = sky(brief, horizon * 1.3, sun)
    coarse = (max(8, brief.height_px // 3), max(8, brief.width_px // 3))
    mist = resized(fbm(brief.chance("mist"), coarse, 2.6, octaves=5, stretch=2.6), *brief.shape)
    air = _Air(sun, mist, outlines(brief.chance("outlines")), snowy)
    count = 12
    lean = float(chance.uniform(-0.14, 0.14))
    across = np.linspace(-0.5, 0.5, brief.width_px, dtype=np.float32)
    for index in range(count):
        share = index / (count - 1)
        base = brief.height_px * (horizon + 0.06 + (1.0 - horizon) * share**1.3)
        fold = curve(
            brief.chance(f"fold {index}"), across.size, 1.3 * brief.width_px / brief.short_px, octaves=5, gain=0.42
        )
        side = lean * (1 if (index // 2) % 2 else -1) * brief.height_px * (1 - 0.5 * share)
        ground = (base - brief.short_px * (0.06 - 0.025 * share) * fold + side * across * 2).astype(np.float32)
        firs = plant(ground, brief.chance(f"trees {index}"), brief.short_px * (0.03 + 0.2 * share**1.6), crowded=0.85)
        _lay_row(picture, brief, air, _Stand(share, ground, firs))
    return picture


@dataclass(frozen=True, slots=True)
class _Stand:
    """One row of trees."""

    share: float  # 0 for the farthest, 1 for the nearest
    ground: FloatArray
    firs: list[Fir]


@dataclass(frozen=True, slots=True)
class _Air:
    """What all rows of a picture share."""

    sun: Sun
    mist: FloatArray
    trees: list[Image.Image]
    snowy: bool


def _lay_row(picture: FloatArray, brief: Brief, air: _Air, row: _Stand) -> None:
    """Trees and the slope below them, which sinks into mist."""
    share = row.share
    tallest = max((fir.height for fir in row.firs), default=1.0)
    top = max(0, int(float(row.ground.min()) - tallest) - 1)
    bottom = min(brief.height_px, int(row.ground.max() + brief.short_px * 0.3) + 1)
    if top >= bottom:
        return
    rows = np.arange(top, bottom, dtype=np.float32)[:, None]
    cover = np.clip(rows + 0.5 - row.ground[None, :], 0, 1)
    stand(cover, top, row.firs, air.trees)
    tone = _tone(brief, air.sun, share)
    if air.snowy:
        white = mix(brief.palette.haze, colour("ffffff"), 0.4)
        tone = tone + _dusting(cover, row)[:, :, None] * (white - tone)
    fall = np.clip((rows - row.ground[None, :] + tallest * 0.8) / (tallest * 1.7), 0, 1)
    thick = np.clip(fall**1.6 * (0.62 + 0.32 * air.mist[top:bottom]) * (1.1 - 0.8 * share), 0, 0.92)[:, :, None]
    tone = tone + thick * (_haze(brief) - tone)
    band = picture[top:bottom]
    band += cover[:, :, None] * (tone - band)


def _haze(brief: Brief) -> FloatArray:
    return mix(horizon_colour(brief), brief.palette.haze, 0.4)


def _tone(brief: Brief, sun: Sun, share: float) -> FloatArray:
    """The colour of a row of trees for every column: far rows are warm below the sun."""
    palette = brief.palette
    body = mix(_haze(brief), palette.depth(share), 0.34 + 0.66 * share**0.6)
    away = (np.arange(brief.width_px, dtype=np.float32) / brief.width_px - sun.x) * np.float32(brief.ratio)
    warm = (np.exp(-((away / 0.5) ** 2)) * np.float32(0.4 * (1 - share) ** 1.4))[None, :, None]
    return np.asarray(body + warm * (palette.glow - body), dtype=np.float32)


def _dusting(cover: FloatArray, row: _Stand) -> FloatArray:
    """Snow lies where a bough has sky above it."""
    deep = max(1, round(4 + 10 * row.share))
    above = np.zeros_like(cover)
    above[deep:] = cover[:-deep]
    return np.asarray(np.clip(cover - above, 0, 1) * (0.25 + 0.4 * row.share), dtype=np.float32)


def _snowfall(picture: FloatArray, brief: Brief) -> None:
    """Flakes: many fine ones, a few near the lens and out of focus."""
    chance = brief.chance("snow")
    white = toned(brief.palette.glow, chroma=0.4)
    spread = max(brief.ratio, 1 / brief.ratio)
    for size, count, strength in ((0.0012, 420, 0.5), (0.0024, 130, 0.6), (0.007, 26, 0.22)):
        for _ in range(int(count * spread)):
            at = float(chance.random()) * brief.width_px, float(chance.random()) * brief.height_px
            spot(picture, at, brief.short_px * size * float(chance.uniform(0.6, 1.4)), white * np.float32(strength))
