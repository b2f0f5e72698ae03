"""Lights out of focus, perhaps seen through a window in the rain."""

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized_light, smoothstep
from flux_desktop.practice.art.palette import colour, lab, looked_up, mix, ramp, toned
from flux_desktop.practice.art.raindrops import add_drops
from flux_desktop.practice.art.shapes import Point, around


def paint(brief: Brief) -> FloatArray:
    """Light of a night full of lights."""
    picture = _night(brief)
    chance = brief.chance("lights")
    rain = brief.mentions("rain", "rainy", "window", "drops", "wet") or chance.random() < 0.3
    _lights(picture, brief, float(chance.uniform(0.42, 0.6)), rain=rain)
    if rain:
        add_drops(picture, brief)
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
    # Along a level street, along one that climbs, or all over.
    slope, scatter = ((0.0, 1.0), (float(chance.uniform(-0.5, 0.5)), 0.8), (0.0, 2.4))[int(chance.integers(0, 3))]
    for size, count, strength, height in ((0.016, 90, 0.6, 0.09), (0.042, 46, 0.34, 0.15), (0.085, 20, 0.22, 0.24)):
        for _ in range(int(count * spread)):
            place = float(chance.uniform(-0.05, 1.05))
            x = place * brief.width_px
            y = (band + slope * (place - 0.5) + scatter * float(chance.normal(0, height))) * brief.height_px
            radius = unit * size * float(chance.uniform(0.55, 1.3))
            light = tints[int(chance.integers(0, len(tints)))] * np.float32(strength * float(chance.uniform(0.4, 1.3)))
            _out_of_focus(picture, (x, y), radius, light)
            if chance.random() < (0.8 if rain else 0.35) and size < 0.05:
                _trail(picture, (x, 2 * band * brief.height_px - y + unit * 0.12), radius, light)


def _out_of_focus(picture: FloatArray, at: Point, radius: float, light: FloatArray) -> None:
    """A light spread to the shape of the lens; towards the corners the lens is seen from the side."""
    patch = around(picture, at, radius)
    if patch is None:
        return
    height, width = picture.shape[:2]
    away_x, away_y = at[0] / width - 0.5, at[1] / height - 0.5
    off_axis = max(float(np.hypot(away_x, away_y)), 1e-3)
    outward = (patch.x * np.float32(away_x) + patch.y * np.float32(away_y)) * np.float32(1 / off_axis)
    squeeze = 1 + 0.45 * min(off_axis, 0.7) * min(1.0, off_axis / 0.1)
    distance = np.sqrt(patch.x**2 + patch.y**2 + np.float32(squeeze**2 - 1) * outward**2)
    share = distance * np.float32(1 / radius)
    soft = max(1.2 / radius, 0.05)
    body = 0.72 + 0.14 * share + 0.5 * smoothstep(0.8, 0.97, share)
    patch.add(smoothstep(1.0, 1.0 - 2 * soft, share) * body, light)


def _trail(picture: FloatArray, at: Point, radius: float, light: FloatArray) -> None:
    """The light drawn out downwards on a wet street."""
    tall = radius * 5.5
    patch = around(picture, at, radius * 1.6, tall)
    if patch is not None:
        across, down = patch.x * np.float32(1 / radius), patch.y * np.float32(1 / tall)
        patch.add(np.exp(-(across**2) * 1.5) * np.exp(-(down**2) * 3.5), light * np.float32(0.3))
