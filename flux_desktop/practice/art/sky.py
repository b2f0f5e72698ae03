"""Skies: a gradient, the glow of a sun or moon, thin clouds, stars."""

from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized, resized_light, smoothstep
from flux_desktop.practice.art.palette import Palette, lab, looked_up, mix, ramp
from flux_desktop.practice.art.shapes import around, spot


@dataclass(frozen=True, slots=True)
class Sun:
    """The light in the sky: where it is and how large, in shares of the picture's width, height and short side."""

    x: float
    y: float
    radius: float  # 0 for a glow without a disc
    moon: bool = False

    def centre(self, brief: Brief) -> tuple[float, float]:
        return self.x * brief.width_px, self.y * brief.height_px


def sun_for(brief: Brief, horizon: float, *, high: bool | None = None) -> Sun:
    """A sun near the horizon by day, a moon higher up by night; words of the prompt decide, else chance."""
    chance = brief.chance("sun")
    x = float(chance.choice([chance.uniform(0.16, 0.4), chance.uniform(0.6, 0.84)]))
    if brief.mentions("right"):
        x = 0.72 + 0.12 * (x % 0.5)
    elif brief.mentions("left"):
        x = 0.16 + 0.12 * (x % 0.5)
    moon = brief.mentions("moon", "moonlight", "moonlit", "night") or (
        brief.palette.is_dark() and chance.random() < 0.4
    )
    raised = moon if high is None else high
    y = horizon * float(chance.uniform(0.28, 0.55) if raised else chance.uniform(0.78, 1.02))
    radius = float(chance.uniform(0.02, 0.034) if moon else chance.uniform(0.028, 0.05))
    return Sun(x, y, radius, moon)


def sky(brief: Brief, horizon: float, sun: Sun, *, clouds: float = 1.0) -> FloatArray:
    """Light of a whole picture of sky; its colours reach the horizon at that share of the height."""
    # Nothing in it is sharp, so it is made at half the resolution; stars and the disc come after.
    rows, columns = max(8, brief.height_px // 2), max(8, brief.width_px // 2)
    small = brief.sized(columns, rows)
    palette = brief.palette
    y, x = _places(small)
    lift = fbm(brief.chance("sky lift"), small.shape, 1.3, octaves=2, stretch=2.5)
    distance = _distance(small, sun, y, x)
    # Around the light the sky takes the colours that it has farther down: they stay within the palette.
    nearer = (0.3 if sun.moon else 0.5) * np.exp(-((distance / (0.3 if sun.moon else 0.45)) ** 2))
    field = looked_up(ramp(palette.sky), y / horizon + 0.03 * lift + nearer * (1 - 0.5 * y / horizon))
    _glow(field, palette, distance, sun)
    veil = _clouds(field, small, horizon, distance, clouds)
    picture = resized_light(field, *brief.shape)
    if palette.is_dark():
        stars(picture, brief, veil, down_to=horizon)
    if sun.radius > 0:
        _disc(picture, brief, sun)
    return picture


def horizon_colour(brief: Brief) -> FloatArray:
    """The colour of the air far away."""
    return mix(brief.palette.sky[-1], brief.palette.haze, 0.45)


def _places(small: Brief) -> tuple[FloatArray, FloatArray]:
    """The rows and columns of pixels, as shares of the picture's height and width."""
    rows, columns = small.shape
    y = (np.arange(rows, dtype=np.float32) + np.float32(0.5)) * np.float32(1 / rows)
    x = (np.arange(columns, dtype=np.float32) + np.float32(0.5)) * np.float32(1 / columns)
    return y[:, None], x[None, :]


def _distance(small: Brief, sun: Sun, y: FloatArray, x: FloatArray) -> FloatArray:
    """From the sun, in short sides; wide skies have wide glows."""
    across = (x - sun.x) * np.float32(small.width_px / small.short_px / max(1.0, small.ratio**0.4))
    down = (y - sun.y) * np.float32(small.height_px / small.short_px)
    return np.asarray(np.hypot(across, down), dtype=np.float32)


def _glow(field: FloatArray, palette: Palette, distance: FloatArray, sun: Sun) -> None:
    """The light's own colour, close around it."""
    tint = mix(palette.sky[-2], palette.glow, 0.6) if sun.moon else palette.glow
    share = 0.5 * np.exp(-distance / (0.075 if sun.moon else 0.1)) + 0.16 * np.exp(-((distance / 0.3) ** 2))
    field += share[:, :, None] * (tint - field)


def _clouds(field: FloatArray, small: Brief, horizon: float, distance: FloatArray, amount: float) -> FloatArray:
    """Thin streaks, lit near the sun, darker than the sky away from it; returns how far they hide the sky."""
    rows, columns = small.shape
    chance = small.chance("clouds")
    cover = fbm(chance, (rows, columns), float(chance.uniform(2.5, 4)), octaves=6, gain=0.56, stretch=4.5)
    wisps = fbm(chance, (rows, columns), 1.4, octaves=3, stretch=2)
    threshold = float(chance.uniform(0.1, 0.7))
    place = np.linspace(0, 1, rows, dtype=np.float32)[:, None] / horizon
    band = np.exp(-(((place - float(chance.uniform(0.5, 0.85))) / 0.34) ** 2))
    share = smoothstep(threshold, threshold + 2.2, cover + 0.7 * wisps) * band * (0.75 * amount)
    lit = np.exp(-distance / 0.5)[:, :, None]
    bright = mix(small.palette.glow, small.palette.sky[-1], 0.35)
    shaded = mix(small.palette.far, small.palette.sky[1], 0.5)
    field += share[:, :, None] * (shaded + lit * (bright - shaded) - field)
    return np.asarray(share, dtype=np.float32)


def stars(picture: FloatArray, brief: Brief, veil: FloatArray, *, down_to: float) -> None:
    """Scatter stars over the upper part of ``picture``; they fade towards ``down_to`` and behind the veil of clouds."""
    chance = brief.chance("stars")
    count = int(260 * max(brief.ratio, 1 / brief.ratio) * down_to)
    darkness = float(np.clip(1.25 - 2.6 * lab(brief.palette.sky[1])[0], 0, 1))
    for x, y, size in zip(chance.random(count), chance.random(count), chance.power(0.22, count), strict=True):
        hidden = float(veil[int(y * down_to * (veil.shape[0] - 1)), int(x * (veil.shape[1] - 1))])
        strength = (1 - y) * darkness * (0.25 + 0.75 * size) * max(0.0, 1 - 2.5 * hidden)
        radius = brief.short_px * (0.0007 + 0.0009 * size)
        at = x * brief.width_px, y * down_to * brief.height_px
        spot(picture, at, radius, brief.palette.glow * np.float32(strength))


def _disc(picture: FloatArray, brief: Brief, sun: Sun) -> None:
    """The sun, or a moon with its grey seas."""
    radius = sun.radius * brief.short_px
    patch = around(picture, sun.centre(brief), radius * 1.2 + 2)
    if patch is None:
        return
    distance = np.hypot(patch.x, patch.y)
    edge = max(1.0, radius * (0.035 if sun.moon else 0.07))
    brightness = np.full_like(distance, 1.1 if sun.moon else 1.35)
    if sun.moon:
        seas = resized(fbm(brief.chance("moon"), (64, 64), 3, octaves=4), *distance.shape)
        brightness *= 1 - 0.13 * smoothstep(-0.2, 1.4, seas)
    patch.lay(np.clip((radius - distance) / edge + 0.5, 0, 1), brightness[:, :, None] * brief.palette.glow)
