"""The open sea under a low sun, or a beach with the tide coming in."""

import math
from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, curve, fbm, repeated, smoothstep, tile
from flux_desktop.practice.art.palette import colour, mix, toned
from flux_desktop.practice.art.scenery import add_birds
from flux_desktop.practice.art.shapes import polygon
from flux_desktop.practice.art.sky import Sun, horizon_colour, sky, sun_for
from flux_desktop.practice.art.terrain import Camera, View, look


@dataclass(frozen=True, slots=True)
class _Waves:
    """Waves of many lengths that run about the same way."""

    across: FloatArray
    along: FloatArray
    offset: FloatArray
    height: FloatArray

    def __call__(self, x: FloatArray, z: FloatArray) -> FloatArray:
        total = np.zeros_like(x)
        for across, along, offset, height in zip(self.across, self.along, self.offset, self.height, strict=True):
            wave = np.sin(across * x + along * z + offset)
            total += height * (1 - np.sqrt(wave * wave + 0.02))  # narrow crests, wide troughs
        # Far waves are finer than a pixel: they would only flicker.
        return np.asarray(total / (1 + (0.05 * z) ** 2), dtype=np.float32)


def paint(brief: Brief) -> FloatArray:
    """Light of a seascape."""
    chance = brief.chance("sea")
    horizon = float(chance.uniform(0.4, 0.52))
    sun = sun_for(brief, horizon)
    picture = sky(brief, horizon * 1.02, sun, clouds=1.5)
    beach = _has_beach(brief)
    if not beach and (brief.mentions("boat", "boats", "sail", "ship", "sailing") or chance.random() < 0.4):
        _sail(picture, brief, sun, horizon)  # before the water, which then mirrors it
    camera = Camera(float(chance.uniform(0.75, 1.2)), horizon, 0.95, 0.7, 90, steps=560)
    view = look(brief, camera, _waves(brief))
    water = _water(brief, sun, view, picture)
    np.copyto(picture[view.top :], water, where=view.land[:, :, None])
    view.smooth_edges(picture)
    if beach:
        _beach(picture, brief, horizon)
    if chance.random() < 0.5:
        middle = (1 - sun.x) * brief.width_px, horizon * 0.6 * brief.height_px
        add_birds(picture, brief, middle, brief.short_px * 0.045, 6)
    return picture


def _waves(brief: Brief) -> _Waves:
    chance = brief.chance("waves")
    count = 9
    length = np.geomspace(3.6, 0.34, count) * chance.uniform(0.88, 1.12, count)
    angle = math.pi / 2 + float(chance.normal(0, 0.3)) + chance.normal(0, 0.55, count)
    turn = math.pi / length
    height = 0.03 * length**0.9 * float(chance.uniform(0.8, 1.5))
    values = (turn * np.cos(angle), turn * np.sin(angle), chance.uniform(0, 6.28, count), height)
    return _Waves(*(each.astype(np.float32) for each in values))


def _water(brief: Brief, sun: Sun, view: View, picture: FloatArray) -> FloatArray:
    """The sky mirrored where waves lie flat, the depth seen where they stand up, and the glitter of the sun."""
    palette = brief.palette
    slope = np.diff(view.y, axis=0, append=view.y[-1:]) / np.diff(view.z, axis=0, append=view.z[-1:] * 1.01)
    tilt = view.seen(np.clip(slope, -1.5, 1.5))
    x, z = view.seen(view.x), view.seen(view.z)
    fine = _ripples(brief, x, z)
    tilt = tilt + 0.11 * fine / (1 + 0.1 * z)
    flat = 1 / np.sqrt(1 + (1.1 / z) ** 2)  # towards 1 far away, where one looks along the water
    share = np.clip(0.08 + 0.8 * flat**5 + 0.85 * tilt, 0.03, 0.95)
    deep = mix(mix(palette.near, palette.signature, 0.22), palette.middle, 0.45)
    lit = mix(deep, palette.pop, 0.4)
    crest = smoothstep(0.02, 0.3, view.seen(view.y))
    colour_below = deep + crest[:, :, None] * (lit - deep) * np.float32(0.7)
    water = colour_below + share[:, :, None] * (_mirrored(picture, view, tilt) - colour_below)
    water += _glitter(brief, sun, view.top, tilt, fine)[:, :, None] * mix(palette.glow, palette.sky[-1], 0.2)
    away = (1 - np.exp(-np.maximum(z - 8, 0) / 45))[:, :, None]
    return np.asarray(water + 0.55 * away * (horizon_colour(brief) - water), dtype=np.float32)


def _ripples(brief: Brief, x: FloatArray, z: FloatArray) -> FloatArray:
    """Small ripples; at every distance those that are a few pixels wide."""
    sheet = tile(brief.chance("ripples"), 512, 56, octaves=4, gain=0.66)
    octave = np.log2(np.maximum(z, 0.5))
    lower = np.floor(octave)
    total = np.zeros_like(z)
    for each, weight in ((lower, 1 - (octave - lower)), (lower + 1, octave - lower)):
        scale = np.exp2(-each) * np.float32(300)
        total += weight * repeated(sheet, x * scale * np.float32(0.6) + each * 91, z * scale + each * 37)
    return total


def _mirrored(picture: FloatArray, view: View, tilt: FloatArray) -> FloatArray:
    """The sky that a sloping bit of water shows: the steeper, the higher up."""
    rows = np.arange(view.top, picture.shape[0], dtype=np.float32)[:, None]
    horizon = np.float32(view.top + 1)
    source = horizon - (rows - horizon) * (0.75 + 1.0 * tilt) - np.abs(tilt) * np.float32(picture.shape[0] * 0.05)
    index = np.clip(source, 0, max(0, view.top - 1)).astype(np.int32)
    columns = np.arange(picture.shape[1], dtype=np.int32)[None, :]
    return picture[index, columns]


def _glitter(brief: Brief, sun: Sun, top: int, tilt: FloatArray, fine: FloatArray) -> FloatArray:
    """The path of light below the sun, broken up by the ripples."""
    height, width = brief.shape
    rows = np.arange(top, height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    down = (rows - top) / max(1, height - top)
    spread = brief.short_px * (0.035 + 0.17 * down)
    path = np.exp(-(((columns - sun.x * width) / spread) ** 2))
    sparkle = smoothstep(0.55, 1.5, fine + 1.2 * tilt + 0.5 * (1 - down))
    return np.asarray(path * (sparkle * (1.25 - 0.55 * down) + 0.1), dtype=np.float32)


def _has_beach(brief: Brief) -> bool:
    if brief.mentions("beach", "shore", "coast", "sand"):
        return True
    return brief.chance("beach").random() < 0.25 and not brief.mentions("boat", "boats", "sail", "ship")


def _beach(picture: FloatArray, brief: Brief, horizon: float) -> None:
    """Sand in the foreground, wet along the water, with lacy foam where a wave runs out."""
    chance = brief.chance("beach shape")
    height, width = brief.shape
    palette = brief.palette
    lean = float(chance.uniform(0.08, 0.22)) * float(chance.choice([-1, 1]))
    along = np.linspace(-0.5, 0.5, width, dtype=np.float32)
    edge = (
        float(chance.uniform(0.72, 0.8))
        + lean * along
        + 0.018 * curve(chance, width, 3.2 * brief.ratio, octaves=5, gain=0.4)
    )
    edge_px = np.clip(edge, horizon + 0.12, 1.2) * height
    top = max(0, int(edge_px.min() - 0.06 * brief.short_px))
    rows = np.arange(top, height, dtype=np.float32)[:, None]
    away = (rows - edge_px[None, :]) / np.float32(brief.short_px)
    patch = picture[top:]
    dry = mix(mix(palette.haze, palette.far, 0.5), colour("d9b88f"), 0.3)
    wet = toned(mix(dry, palette.middle, 0.4), lightness=-0.08)
    grain = fbm(brief.chance("sand"), away.shape, 60, octaves=5, gain=0.8)
    soil = wet + smoothstep(0.03, 0.16, away)[:, :, None] * (dry - wet)
    soil *= (1 + 0.03 * grain)[:, :, None]
    shine = (smoothstep(0.12, 0.0, away) * 0.55)[:, :, None]
    mirror_row = np.clip(2 * int(horizon * height) - rows, 0, horizon * height - 1).astype(np.int32)
    soil += shine * (picture[mirror_row, np.arange(width, dtype=np.int32)[None, :]] - soil)
    patch += smoothstep(0.0, 0.006, away)[:, :, None] * (soil - patch)
    lace = fbm(brief.chance("foam"), away.shape, 17, octaves=5, gain=0.5, stretch=1.5)
    patches = fbm(brief.chance("foam patches"), away.shape, 9, octaves=3)
    veins = smoothstep(0.75, 0.0, np.abs(lace)) * smoothstep(-1.0, 0.9, patches)
    near = np.exp(-(((away + 0.022) / 0.03) ** 2))
    front = np.exp(-(((away - 0.0015) / 0.0045) ** 2))
    second = np.exp(-(((away + 0.085 + 0.012 * lace) / 0.012) ** 2)) * 0.6
    foam = np.clip(near * veins * 0.85 + front * 0.95 + second * veins, 0, 0.95)
    white = mix(palette.haze, colour("ffffff"), 0.55)
    patch *= (1 - 0.35 * np.exp(-(((away - 0.012) / 0.008) ** 2)))[:, :, None]
    patch += foam[:, :, None] * (white - patch)


def _sail(picture: FloatArray, brief: Brief, sun: Sun, horizon: float) -> None:
    """A small sailing boat near the path of the sun."""
    chance = brief.chance("sail")
    side = 1 if sun.x < 0.5 else -1
    x = (sun.x + side * float(chance.uniform(0.06, 0.2))) * brief.width_px
    size = brief.short_px * float(chance.uniform(0.05, 0.085))
    y = horizon * brief.height_px + size * 0.03
    dark = mix(brief.palette.near, brief.palette.middle, 0.15)
    polygon(
        picture,
        [
            (x - size * 0.4, y - size * 0.1),
            (x + size * 0.46, y - size * 0.12),
            (x + size * 0.3, y),
            (x - size * 0.32, y),
        ],
        dark,
    )
    polygon(
        picture,
        [(x - size * 0.02, y - size * 0.14), (x, y - size * 1.15), (x - size * 0.42 * side, y - size * 0.18)],
        dark,
    )
    polygon(
        picture,
        [
            (x + size * 0.04 * side, y - size * 0.16),
            (x + size * 0.02 * side, y - size * 0.98),
            (x + size * 0.34 * side, y - size * 0.17),
        ],
        mix(dark, brief.palette.far, 0.25),
    )
