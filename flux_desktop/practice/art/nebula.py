"""Deep space: glowing gas behind dark dust, stars, sometimes a planet."""

import math

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized, resized_light, sample, smoothstep
from flux_desktop.practice.art.palette import colour, lab, light, mix, toned
from flux_desktop.practice.art.shapes import Patch, Point, around, spot


def paint(brief: Brief) -> FloatArray:
    """Light of a piece of deep space."""
    chance = brief.chance("space")
    spiral = brief.mentions("galaxy", "spiral") or (not brief.mentions("nebula") and chance.random() < 0.25)
    small = brief.sized(max(8, round(brief.width_px / 1.6)), max(8, round(brief.height_px / 1.6)))
    picture = resized_light(_galaxy(small) if spiral else _gas(small), *brief.shape)
    _stars(picture, brief)
    if brief.mentions("planet", "planets", "moon", "world") or (not spiral and chance.random() < 0.3):
        _planet(picture, brief)
    return picture


def _tints(brief: Brief) -> list[FloatArray]:
    """Three vivid colours; gas glows, whatever the palette."""
    palette = brief.palette
    result = []
    for base in (palette.signature, palette.pop, palette.accent):
        value = lab(base)
        chroma = float(np.hypot(value[1], value[2]))
        lift = max(1.0, 0.13 / chroma) if chroma > 0.03 else 1.0
        result.append(light(np.array([0.62, value[1] * lift, value[2] * lift], dtype=np.float32)))
    return result


def _void(brief: Brief) -> FloatArray:
    return toned(brief.palette.near, lightness=0.09 - float(lab(brief.palette.near)[0]))


def _warped(brief: Brief, purpose: str, cells: float, strength: float, octaves: int = 7) -> FloatArray:
    """Cloudy noise that is drawn out by currents."""
    rows, columns = brief.shape
    y, x = np.arange(rows, dtype=np.float32)[:, None], np.arange(columns, dtype=np.float32)[None, :]
    push = np.float32(strength * brief.short_px)
    east = fbm(brief.chance(f"{purpose} east"), brief.shape, cells * 0.8, octaves=4)
    south = fbm(brief.chance(f"{purpose} south"), brief.shape, cells * 0.8, octaves=4)
    base = fbm(brief.chance(purpose), brief.shape, cells, octaves=octaves, gain=0.55)
    return sample(base, x + push * east, y + push * south)


def _gas(brief: Brief) -> FloatArray:
    """Clouds of three colours and lanes of dust."""
    chance = brief.chance("gas")
    rows, columns = brief.shape
    turn = float(chance.uniform(0, math.pi))
    x = (np.arange(columns, dtype=np.float32)[None, :] - columns * float(chance.uniform(0.4, 0.6))) / brief.short_px
    y = (np.arange(rows, dtype=np.float32)[:, None] - rows * float(chance.uniform(0.4, 0.6))) / brief.short_px
    off = x * math.sin(turn) - y * math.cos(turn)
    band = np.exp(-((off / float(chance.uniform(0.28, 0.42))) ** 2))
    cloud = _warped(brief, "cloud", 2.2, 0.09)
    body = np.clip(0.5 + 0.36 * cloud, 0, None) * (0.14 + 0.86 * band)
    ridges = np.exp(-np.abs(_warped(brief, "filaments", 2.6, 0.1)) * 4.5)
    picture = np.broadcast_to(_void(brief), (rows, columns, 3)).copy()
    first, second, third = _tints(brief)
    split = smoothstep(-0.7, 0.7, _warped(brief, "split", 1.3, 0.06, octaves=4))
    gas = first + split[:, :, None] * (second - first)
    picture += (body * body * 1.1 + 0.05 * band)[:, :, None] * gas
    core = np.clip(body - 0.45, 0, None) * (0.4 + ridges)
    picture += core[:, :, None] * mix(third, brief.palette.glow, 0.5) * np.float32(1.1)
    picture += (ridges * body * 0.5)[:, :, None] * mix(third, second, 0.5)
    dust = smoothstep(0.35, 1.7, _warped(brief, "dust", 2.8, 0.08)) * (0.3 + 0.7 * band)
    picture *= (1 - 0.85 * dust)[:, :, None]
    return picture


def _galaxy(brief: Brief) -> FloatArray:
    """A spiral seen at a slant."""
    chance = brief.chance("galaxy")
    rows, columns = brief.shape
    slant, turn = float(chance.uniform(0.35, 0.8)), float(chance.uniform(0, math.pi))
    size = min(max(rows, columns) * 0.45, min(rows, columns) * 0.62)
    x = (np.arange(columns, dtype=np.float32)[None, :] - columns * 0.5) / size
    y = (np.arange(rows, dtype=np.float32)[:, None] - rows * 0.5) / size
    u = x * math.cos(turn) + y * math.sin(turn)
    v = (y * math.cos(turn) - x * math.sin(turn)) / slant
    away = np.sqrt(u * u + v * v) + 1e-4
    wind = float(chance.uniform(2.6, 4.0)) * float(chance.choice([-1, 1]))
    phase = np.arctan2(v, u) * 2 - wind * 2 * np.log(away + 0.06)
    cloud = _warped(brief, "arms", 6, 0.03)
    arms = np.clip(0.5 + 0.5 * np.cos(phase + 0.55 * cloud), 0, 1) ** 1.6
    disc = np.exp(-((away / 0.55) ** 2) * 1.1) + 0.25 * np.exp(-(away**2))
    first, second, third = _tints(brief)
    picture = np.broadcast_to(_void(brief), (rows, columns, 3)).copy()
    picture += (
        (disc * (0.1 + arms * np.clip(0.7 + 0.35 * cloud, 0.1, None)))[:, :, None]
        * mix(first, brief.palette.glow, 0.25)
        * np.float32(0.9)
    )
    knots = smoothstep(1.0, 2.4, cloud) * arms * disc
    picture += knots[:, :, None] * second * np.float32(1.6)
    dust = np.clip(0.5 + 0.5 * np.cos(phase + 1.1 + 0.5 * cloud), 0, 1) ** 4 * smoothstep(0.05, 0.3, away) * disc
    picture *= (1 - 0.7 * np.clip(dust * (0.8 + 0.4 * cloud), 0, 1))[:, :, None]
    core = np.exp(-((away / 0.1) ** 2)) * 1.4 + 0.5 * np.exp(-away / 0.16)
    picture += core[:, :, None] * mix(third, brief.palette.glow, 0.75)
    return picture


def _stars(picture: FloatArray, brief: Brief) -> None:
    """Countless faint stars, some bright ones, a few with the cross that a telescope draws."""
    chance = brief.chance("stars")
    spread = max(brief.ratio, 1 / brief.ratio)
    cool, warm = colour("cfe0ff"), colour("ffe3c4")
    for size, count, strength in ((0.0009, 900, 0.45), (0.0014, 170, 0.9), (0.0024, 15, 1.5)):
        for _ in range(int(count * spread)):
            at = float(chance.random()) * brief.width_px, float(chance.random()) * brief.height_px
            tint = mix(cool, warm, float(chance.random()))
            bright = strength * float(chance.power(0.5)) + 0.08
            spot(picture, at, brief.short_px * size, tint * np.float32(bright))
            if size > 0.002:
                spot(picture, at, brief.short_px * 0.013, tint * np.float32(0.12 * bright))
                _cross(
                    picture, at, brief.short_px * float(chance.uniform(0.012, 0.03)), tint * np.float32(0.5 * bright)
                )


def _cross(picture: FloatArray, at: Point, reach: float, tint: FloatArray) -> None:
    """Four thin spikes."""
    patch = around(picture, at, reach)
    if patch is None:
        return
    across, down = np.abs(patch.x), np.abs(patch.y)
    thin = max(0.7, reach * 0.035)
    fade_x, fade_y = np.clip(1 - across / reach, 0, 1) ** 2, np.clip(1 - down / reach, 0, 1) ** 2
    patch.add(fade_x * np.exp(-((down / thin) ** 2)) + fade_y * np.exp(-((across / thin) ** 2)), tint)


def _planet(picture: FloatArray, brief: Brief) -> None:
    """A world with bands of cloud, lit from one side."""
    chance = brief.chance("planet")
    radius = brief.short_px * float(chance.uniform(0.13, 0.26))
    at = brief.width_px * float(chance.choice([0.24, 0.76])), brief.height_px * float(chance.uniform(0.3, 0.7))
    patch = around(picture, at, radius * 1.2)
    if patch is None:
        return
    across, down = patch.x * np.float32(1 / radius), patch.y * np.float32(1 / radius)
    away = np.hypot(across, down)
    angle = float(chance.uniform(0, 2 * math.pi))
    towards = across * math.cos(angle) + down * math.sin(angle)
    facing = towards * 0.85 + np.sqrt(np.maximum(1 - away**2, 0)) * 0.5
    first, _, third = _tints(brief)
    body = _bands(chance, patch, radius, (toned(first, lightness=-0.12), mix(third, brief.palette.haze, 0.5)))
    body *= (smoothstep(-0.12, 0.95, facing) * 1.1 + 0.012)[:, :, None]
    rim = smoothstep(0.55, 1.0, away) * smoothstep(-0.2, 0.8, facing) * 0.5
    body += rim[:, :, None] * mix(first, brief.palette.glow, 0.4)
    halo = np.exp(-np.maximum(away - 1, 0) / 0.05) * smoothstep(-0.3, 0.9, towards) * 0.35
    patch.add(halo * (away > 1), first)
    patch.lay(np.clip((1 - away) * radius + 0.5, 0, 1), body)


def _bands(
    chance: np.random.Generator, patch: Patch, radius: float, tones: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """Clouds drawn out along the turning of a world."""
    tilt = float(chance.uniform(-0.5, 0.5))
    latitude = (patch.y * math.cos(tilt) + patch.x * math.sin(tilt)) * np.float32(1 / radius)
    swirl = resized(fbm(chance, (160, 160), 7, octaves=5, stretch=3.5), *patch.pixels.shape[:2])
    share = 0.5 + 0.5 * np.sin(latitude * float(chance.uniform(9, 16)) + swirl * 0.55)
    return np.asarray(tones[0] + share[:, :, None] * (tones[1] - tones[0]), dtype=np.float32)
