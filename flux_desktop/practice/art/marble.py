"""Marbled colour: silk in folds, poured paint, or cut stone with veins of gold."""

import math

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized, sample, smoothstep
from flux_desktop.practice.art.palette import colour, looked_up, mix, ramp, toned


def paint(brief: Brief) -> FloatArray:
    """Light of a marbled sheet."""
    chance = brief.chance("marble")
    if brief.mentions("silk", "satin", "fabric", "velvet", "smoke", "wave", "waves"):
        return _silk(brief)
    if brief.mentions("stone", "marble", "agate", "geode", "gold"):
        return _stone(brief) if chance.random() < 0.6 else _poured(brief)
    if brief.mentions("ink", "paint", "acrylic", "fluid", "liquid"):
        return _poured(brief)
    return (_silk, _poured, _stone)[int(chance.integers(0, 3))](brief)


def _flow(
    brief: Brief, purpose: str, cells: float, push: float, *, stretch: float = 1.0, octaves: int = 5
) -> FloatArray:
    """A cloudy field whose places are moved by others, and those by others again."""
    rows, columns = brief.shape
    x, y = np.arange(columns, dtype=np.float32)[None, :], np.arange(rows, dtype=np.float32)[:, None]
    step = np.float32(brief.short_px * push)
    # The currents are broad: half the resolution is more than they need.
    half = (max(8, rows // 2), max(8, columns // 2))
    first = fbm(brief.chance(f"{purpose} east"), half, cells, octaves=3, gain=0.45, stretch=stretch)
    second = fbm(brief.chance(f"{purpose} south"), half, cells, octaves=3, gain=0.45, stretch=stretch)
    small_x, small_y = np.arange(half[1], dtype=np.float32)[None, :], np.arange(half[0], dtype=np.float32)[:, None]
    third = sample(first, small_x + step / 2 * second, small_y + step / 2 * first)
    base = fbm(brief.chance(purpose), brief.shape, cells * 1.15, octaves=octaves, gain=0.5, stretch=stretch)
    return sample(base, x + step * 1.9 * resized(third, rows, columns), y + step * 1.9 * resized(second, rows, columns))


def _lit(field: FloatArray, brief: Brief, strength: float, angle: float) -> tuple[FloatArray, FloatArray]:
    """Shade and gloss of a sheet whose height is ``field``, lit from ``angle``."""
    down, across = np.gradient(field * np.float32(brief.short_px * strength))
    length = 1 / np.sqrt(1 + down * down + across * across)
    light = (math.cos(angle) * 0.62, math.sin(angle) * 0.62, 0.78)
    facing = (-across * light[0] - down * light[1] + light[2]) * length
    half = (light[0] * 0.53, light[1] * 0.53, (light[2] + 1) * 0.53)
    gloss = np.clip((-across * half[0] - down * half[1] + half[2]) * length, 0, 1)
    for _ in range(5):
        gloss = gloss * gloss
    return np.clip(facing / 0.78, 0, 1.5).astype(np.float32), gloss.astype(np.float32)


def _silk(brief: Brief) -> FloatArray:
    """Long folds with a sheen."""
    palette = brief.palette
    chance = brief.chance("silk")
    field = _flow(brief, "fold", 1.5, 0.15, stretch=2.4, octaves=5)
    shade, gloss = _lit(field, brief, 0.02, float(chance.uniform(-2.4, -0.7)))
    main = palette.signature if brief.coloured else palette.accent
    dark = mix(palette.near, main, 0.15)
    steps = (dark, mix(palette.middle, main, 0.35), main, mix(main, palette.haze, 0.55), palette.glow)
    value = 0.44 + 0.2 * field + 0.42 * (shade - 0.9)
    picture = looked_up(ramp(steps, at=(0, 0.3, 0.56, 0.8, 1)), value)
    second = smoothstep(-0.6, 1.5, fbm(brief.chance("second dye"), brief.shape, 1.1, octaves=2))
    tint = mix(palette.pop, palette.middle, 0.2)
    picture += (second * 0.5)[:, :, None] * (tint * (0.3 + value)[:, :, None] - picture)
    picture *= (0.55 + 0.5 * shade)[:, :, None]
    picture += (gloss * 0.3)[:, :, None] * palette.glow
    return np.maximum(picture, 0)


def _poured(brief: Brief) -> FloatArray:
    """Paints poured into one another: cells and bands with crisp seams."""
    palette = brief.palette
    chance = brief.chance("poured")
    field = _flow(brief, "pour", 1.7, 0.15, stretch=float(chance.uniform(0.8, 1.6)))
    main, other = (palette.signature, palette.accent) if brief.coloured else (palette.accent, palette.pop)
    white = mix(palette.glow, palette.haze, 0.35)
    steps = [
        palette.near,
        main,
        toned(palette.haze, lightness=0.03),
        other,
        palette.middle,
        white,
        palette.near,
        mix(main, palette.far, 0.5),
        white,
    ]
    table = ramp(steps)
    place = 0.5 + 0.21 * field + 0.06 * fbm(brief.chance("drift"), brief.shape, 1.0, octaves=2)
    # Seams: bands that keep their colour for a while and change quickly.
    bands = place * np.float32(7)
    whole = np.floor(bands)
    place = (whole + smoothstep(0.25, 0.75, bands - whole)) / 7
    picture = looked_up(table, place)
    shade, gloss = _lit(field, brief, 0.012, -2.2)
    picture *= (0.35 + 0.68 * shade)[:, :, None]
    picture += (gloss * 0.16)[:, :, None] * colour("ffffff")
    return picture


def _stone(brief: Brief) -> FloatArray:
    """Polished stone: clouds of colour, fine bands, and veins of gold."""
    palette = brief.palette
    field = _flow(brief, "stone", 1.4, 0.17, octaves=6)
    main = palette.signature if brief.coloured else palette.accent
    dark = toned(mix(palette.near, main, 0.25), lightness=0.02)
    steps = (
        dark,
        mix(palette.middle, main, 0.5),
        mix(main, palette.far, 0.35),
        palette.haze,
        mix(palette.haze, palette.glow, 0.7),
    )
    picture = looked_up(
        ramp(steps), 0.47 + 0.2 * field + 0.035 * fbm(brief.chance("mottle"), brief.shape, 9, octaves=5)
    )
    lines = 0.5 + 0.5 * np.sin(field * np.float32(17) + 2 * fbm(brief.chance("bands"), brief.shape, 2, octaves=3))
    picture *= (1 - 0.2 * lines * smoothstep(0.1, 1.1, np.abs(field)))[:, :, None]
    veins = _flow(brief, "veins", 1.0, 0.075)
    width = 0.026 + 0.06 * smoothstep(0.2, 1.6, fbm(brief.chance("vein width"), brief.shape, 2.2, octaves=2))
    gold = smoothstep(1.0, 0.35, np.abs(veins - 0.15) / width)
    grain = fbm(brief.chance("gold"), brief.shape, 46, octaves=3, gain=0.7)
    leaf = mix(colour("d6a64f"), palette.glow, 0.15) * (0.75 + 0.32 * grain)[:, :, None]
    shadow = smoothstep(3.2, 0.8, np.abs(veins - 0.15) / width)
    picture *= (1 - 0.3 * shadow)[:, :, None]
    picture += gold[:, :, None] * (np.maximum(leaf, 0.02) - picture)
    return picture
