"""Lights out of focus, perhaps seen through a window in the rain."""

import math

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized_light, smoothstep
from flux_desktop.practice.art.palette import colour, lab, looked_up, mix, ramp, toned
from flux_desktop.practice.art.shapes import clipped


def paint(brief: Brief) -> FloatArray:
    """Light of a night full of lights."""
    picture = _night(brief)
    chance = brief.chance("lights")
    rain = brief.mentions("rain", "rainy", "window", "drops", "wet") or chance.random() < 0.3
    band = float(chance.uniform(0.42, 0.6))
    _lights(picture, brief, band, rain=rain)
    if rain:
        _drops(picture, brief)
    return picture


def _tints(brief: Brief) -> list[FloatArray]:
    palette = brief.palette
    warm = mix(colour("ffb36b"), palette.accent, 0.35)
    return [palette.signature, palette.accent, palette.pop, mix(palette.glow, palette.accent, 0.3), warm]


def _night(brief: Brief) -> FloatArray:
    """The dark behind the lights, with large clouds of colour."""
    rows, columns = max(8, brief.height_px // 8), max(8, brief.width_px // 8)
    small = brief.sized(columns, rows)
    palette = brief.palette
    dark = toned(palette.near, lightness=0.14 - float(lab(palette.near)[0]))
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    level = 0.7 - 1.2 * np.abs(y - 0.55) + 0.16 * fbm(brief.chance("dusk"), small.shape, 1.6, octaves=3)
    field = looked_up(ramp((dark, toned(dark, lightness=0.04), mix(dark, palette.middle, 0.55))), level)
    for index, tint in enumerate(_tints(brief)):
        cloud = np.clip(fbm(brief.chance(f"cloud {index}"), small.shape, 1.8, octaves=2) - 0.5, 0, None)
        field += (cloud * np.exp(-(((y - 0.55) / 0.3) ** 2)) * 0.06)[:, :, None] * tint
    return resized_light(field, *brief.shape)


def _lights(picture: FloatArray, brief: Brief, band: float, *, rain: bool) -> None:
    """Many small discs along a street far away, some large ones near by, and their trails on wet ground."""
    chance = brief.chance("discs")
    tints = _tints(brief)
    unit = brief.short_px
    spread = max(brief.ratio, 1 / brief.ratio)
    for size, count, strength, height in ((0.016, 90, 0.6, 0.09), (0.042, 46, 0.34, 0.15), (0.085, 20, 0.22, 0.24)):
        for _ in range(int(count * spread)):
            x = float(chance.uniform(-0.05, 1.05)) * brief.width_px
            y = (band + float(chance.normal(0, height))) * brief.height_px
            radius = unit * size * float(chance.uniform(0.55, 1.3))
            light = tints[int(chance.integers(0, len(tints)))] * np.float32(strength * float(chance.uniform(0.4, 1.3)))
            _disc(picture, brief, x, y, radius, light)
            if chance.random() < (0.8 if rain else 0.35) and size < 0.05:
                _trail(picture, brief, x, 2 * band * brief.height_px - y + unit * 0.12, radius, light)


def _disc(picture: FloatArray, brief: Brief, x: float, y: float, radius: float, light: FloatArray) -> None:
    """A light spread to the shape of the lens; towards the corners the lens is seen from the side."""
    box = clipped((x - radius, y - radius, x + radius, y + radius), picture)
    if box is None:
        return
    left, top, right, bottom = box
    away_x, away_y = x / brief.width_px - 0.5, y / brief.height_px - 0.5
    off_axis = math.hypot(away_x, away_y)
    across = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - x)
    down = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - y)
    if off_axis > 0.05:
        outward = (across * away_x + down * away_y) / off_axis
        squeeze = 1 + 0.45 * min(off_axis, 0.7)
        distance = np.sqrt(across**2 + down**2 + (squeeze**2 - 1) * outward**2)
    else:
        distance = np.sqrt(across**2 + down**2)
    share = distance * np.float32(1 / radius)
    soft = max(1.2 / radius, 0.05)
    cover = smoothstep(1.0, 1.0 - 2 * soft, share) * (0.72 + 0.14 * share + 0.5 * smoothstep(0.8, 0.97, share))
    picture[top:bottom, left:right] += cover[:, :, None] * light


def _trail(picture: FloatArray, brief: Brief, x: float, y: float, radius: float, light: FloatArray) -> None:
    """The light drawn out downwards on a wet street."""
    tall = radius * 5.5
    box = clipped((x - radius * 1.6, y - tall, x + radius * 1.6, y + tall), picture)
    if box is None:
        return
    left, top, right, bottom = box
    across = (np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - x)) * np.float32(1 / radius)
    down = (np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - y)) * np.float32(1 / tall)
    glow = np.exp(-(across**2) * 1.5 - (down**2) * 3.5)
    picture[top:bottom, left:right] += glow[:, :, None] * (light * np.float32(0.3))


def _drops(picture: FloatArray, brief: Brief) -> None:
    """Drops on the pane: each shows the view upside down, dark above and bright below."""
    chance = brief.chance("drops")
    unit = brief.short_px
    haze = mix(brief.palette.middle, brief.palette.near, 0.3)
    picture *= 0.86
    picture += haze * np.float32(0.035)
    view = picture[::4, ::4].copy()
    spread = max(brief.ratio, 1 / brief.ratio)
    sizes = np.concatenate(
        [chance.uniform(0.0022, 0.005, int(700 * spread)), chance.uniform(0.006, 0.018, int(110 * spread))]
    )
    for size in sizes:
        x, y = float(chance.random()) * brief.width_px, float(chance.random()) * brief.height_px
        _drop(picture, view, x, y, unit * float(size), chance)
    for _ in range(int(7 * spread)):
        _run(picture, view, brief, chance)


def _run(picture: FloatArray, view: FloatArray, brief: Brief, chance: np.random.Generator) -> None:
    """A drop that has run down, with the beads that it left."""
    unit = brief.short_px
    x, y = float(chance.random()) * brief.width_px, float(chance.uniform(-0.1, 0.5)) * brief.height_px
    end = y + unit * float(chance.uniform(0.25, 0.6))
    while y < end:
        y += unit * float(chance.uniform(0.008, 0.03))
        x += unit * float(chance.normal(0, 0.0012))
        _drop(picture, view, x, y, unit * float(chance.uniform(0.0025, 0.0065)), chance)
    _drop(picture, view, x, end + unit * 0.02, unit * 0.017, chance)


def _drop(
    picture: FloatArray, view: FloatArray, x: float, y: float, radius: float, chance: np.random.Generator
) -> None:
    wide, tall = radius * float(chance.uniform(0.85, 1.05)), radius * float(chance.uniform(1.0, 1.3))
    lean, dent = float(chance.uniform(0, 6.28)), float(chance.uniform(0.0, 0.14))
    box = clipped((x - wide * 1.2, y - tall * 1.2, x + wide * 1.2, y + tall * 1.2), picture)
    if box is None:
        return
    left, top, right, bottom = box
    across = (np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - x)) * np.float32(1 / wide)
    down = (np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - y)) * np.float32(1 / tall)
    share = np.sqrt(across**2 + down**2) * (1 + dent * np.sin(2 * np.arctan2(down, across) + lean))
    cover = np.clip((1 - share) * np.float32(radius) + 0.5, 0, 1)
    bend = np.minimum(share, 1) ** 2 * np.float32(radius * 9) + np.float32(radius)
    rows = np.clip((y - down * bend) / 4, 0, view.shape[0] - 1).astype(np.int32)
    columns = np.clip((x - across * bend) / 4, 0, view.shape[1] - 1).astype(np.int32)
    light = view[rows, columns] * (1.1 + 0.75 * down)[:, :, None]
    light *= (1 - 0.5 * smoothstep(0.72, 1.0, share))[:, :, None]
    glint = smoothstep(0.3, 0.0, np.sqrt((across + 0.35) ** 2 + (down + 0.42) ** 2)) * 0.45
    light += (glint * float(np.clip(light.mean() * 4, 0.1, 1)))[:, :, None]
    patch = picture[top:bottom, left:right]
    patch += cover[:, :, None] * (light - patch)
