"""Flowers on a soft ground: one from above, a few together, or one so near that it fills the picture."""

import math

import numpy as np

from flux_desktop.practice.art.bloom import Bloom, kind_for, paint_bloom, paint_leaves
from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized_light
from flux_desktop.practice.art.palette import looked_up, mix, ramp, toned
from flux_desktop.practice.art.shapes import Point, spot


def paint(brief: Brief) -> FloatArray:
    """Light of a picture of one flower, or of a few."""
    if brief.chance("near").random() < 0.3:
        # Large petals bear to be drawn smaller and enlarged.
        small = brief.sized(max(8, round(brief.width_px * 0.72)), max(8, round(brief.height_px * 0.72)))
        return resized_light(_close_up(small), *brief.shape)
    return _whole(brief)


def _close_up(brief: Brief) -> FloatArray:
    chance = brief.chance("close-up")
    light_angle = float(chance.uniform(-2.6, -0.5))
    picture = _ground(brief, light_angle)
    radius = math.hypot(*brief.shape) * float(chance.uniform(0.44, 0.52))
    centre = brief.width_px * float(chance.uniform(0.3, 0.7)), brief.height_px * float(chance.uniform(0.35, 0.65))
    paint_bloom(picture, brief, Bloom(kind_for(brief), centre, radius, "hero"), light_angle)
    return picture


def _whole(brief: Brief) -> FloatArray:
    chance = brief.chance("flower")
    light_angle = float(chance.uniform(-2.6, -1.9) if chance.random() < 0.5 else chance.uniform(-1.2, -0.5))
    picture = _ground(brief, light_angle)
    radius = min(brief.short_px * float(chance.uniform(0.4, 0.5)), max(brief.shape) * 0.4)
    x = brief.width_px * float(chance.choice([0.5, 0.38, 0.62]) if brief.ratio > 1.2 else chance.uniform(0.46, 0.54))
    y = brief.height_px * float(chance.uniform(0.47, 0.53))
    hero = Bloom(kind_for(brief), (x, y), radius, "hero")
    blooms = [hero]
    if abs(x / brief.width_px - 0.5) > 0.1 or brief.ratio < 0.75:
        blooms = [*_companions(brief, hero), hero]
    for bloom in blooms:
        paint_leaves(picture, brief, bloom, light_angle)
        paint_bloom(picture, brief, bloom, light_angle)
    return picture


def _companions(brief: Brief, hero: Bloom) -> list[Bloom]:
    """Smaller blooms where the hero leaves room."""
    chance = brief.chance("companions")
    sizes = [hero.radius * float(chance.uniform(0.42, 0.58)) for _ in range(2)]
    return [
        Bloom(hero.kind, place, size, f"companion {index}")
        for index, (place, size) in enumerate(zip(_free_places(brief, hero), sizes, strict=True))
    ]


def _free_places(brief: Brief, hero: Bloom) -> tuple[Point, Point]:
    width, height = brief.width_px, brief.height_px
    if brief.ratio <= 1.2:
        return (width * 0.22, height * 0.1), (width * 0.8, height * 0.92)
    across = width - hero.centre[0]
    hero_is_left = hero.centre[0] < across
    beside = (width - hero.radius if hero_is_left else hero.radius) / 2 + across / 2
    outside = width if hero_is_left else 0
    return (beside, height * 0.24), ((beside + outside) / 2, height * 0.84)


def _is_dark(brief: Brief) -> bool:
    if brief.mentions("dark", "night", "black", "moody", "deep"):
        return True
    if brief.mentions("white", "bright", "light", "pastel", "soft"):
        return False
    return brief.chance("ground").random() < (0.75 if brief.palette.is_dark() else 0.3)


def _ground_tones(brief: Brief) -> tuple[FloatArray, FloatArray, FloatArray]:
    palette = brief.palette
    if _is_dark(brief):
        return toned(palette.near, lightness=-0.06, chroma=0.8), palette.near, toned(palette.near, lightness=0.1)
    base = mix(palette.haze, palette.sky[-1], 0.4)
    return toned(mix(base, palette.far, 0.5), lightness=-0.06), base, toned(base, lightness=0.07)


def _ground(brief: Brief, light_angle: float) -> FloatArray:
    """A soft ground with a glow on the side of the light, and blurred blooms far behind."""
    rows, columns = max(8, brief.height_px // 4), max(8, brief.width_px // 4)
    small = brief.sized(columns, rows)
    palette = brief.palette
    tones = _ground_tones(brief)
    y = np.linspace(-0.5, 0.5, rows, dtype=np.float32)[:, None] * np.float32(rows / small.short_px)
    x = np.linspace(-0.5, 0.5, columns, dtype=np.float32)[None, :] * np.float32(columns / small.short_px)
    towards = x * math.cos(light_angle) + y * math.sin(light_angle)
    level = 0.45 + 0.42 * towards + 0.07 * fbm(brief.chance("ground cloud"), small.shape, 2, octaves=4)
    field = looked_up(ramp(tones), level)
    chance = brief.chance("blurred")
    for _ in range(int(6 * max(brief.ratio, 1))):
        tone = mix(palette.accent if chance.random() < 0.5 else palette.middle, tones[1], 0.55)
        at = float(chance.uniform(0, columns)), float(chance.uniform(0, rows))
        spot(field, at, small.short_px * float(chance.uniform(0.06, 0.16)), (tone - tones[1]) * np.float32(0.35))
    np.maximum(field, 0, out=field)
    return resized_light(field, *brief.shape)
