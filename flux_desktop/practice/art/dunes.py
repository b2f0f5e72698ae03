"""Dunes in low sun: sharp crests, lit and shaded faces, wind ripples."""

import math
from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, smoothstep
from flux_desktop.practice.art.palette import looked_up, mix, ramp, toned
from flux_desktop.practice.art.sky import Sun, horizon_colour, sky, sun_for
from flux_desktop.practice.art.terrain import Camera, View, look


@dataclass(frozen=True, slots=True)
class _Wander:
    """A smooth field without end: a few sine waves of many directions."""

    across: FloatArray
    along: FloatArray
    offset: FloatArray
    weight: FloatArray

    def __call__(self, x: FloatArray, z: FloatArray) -> FloatArray:
        total = np.zeros_like(x)
        for across, along, offset, weight in zip(self.across, self.along, self.offset, self.weight, strict=True):
            total += weight * np.sin(across * x + along * z + offset)
        return total


def _wander(chance: np.random.Generator, shortest: float, longest: float, count: int = 5) -> _Wander:
    length = np.geomspace(longest, shortest, count) * chance.uniform(0.85, 1.15, count)
    angle = chance.uniform(0, math.pi) + np.arange(count) * 2.4  # the golden angle: no two alike
    turn = 2 * math.pi / length
    weight = length / np.sqrt(np.sum(length**2) / 2)
    values = (turn * np.cos(angle), turn * np.sin(angle), chance.uniform(0, 6.28, count), weight)
    return _Wander(*(each.astype(np.float32) for each in values))


@dataclass(frozen=True, slots=True)
class _Field:
    """The dunes themselves: rows of asymmetric waves that wander."""

    wander: _Wander
    swell: _Wander
    angle: float
    steepest: float  # where in a wave its crest lies, between 0 and 1
    height: float

    def __call__(self, x: FloatArray, z: FloatArray) -> FloatArray:
        drift = self.wander(x, z)
        along = x * math.sin(self.angle) + z * math.cos(self.angle) + 0.24 * drift
        size = 0.72 + 0.28 * self.swell(x, z)
        return np.asarray(self.height * self._wave(along, 0.01 + 0.0045 * z + 0.0012 * z * z) * size, dtype=np.float32)

    def _wave(self, along: FloatArray, blunt: FloatArray) -> FloatArray:
        """A gentle rise to a crest, then a short steep face; far crests are blunter, or they would flicker."""
        place = along - np.floor(along)
        rise = place / self.steepest
        fall = (1 - place) / (1 - self.steepest)
        windward = np.where(rise < 1, rise * rise * (1.6 - 0.6 * rise), 1.4 * rise - 0.4)
        lee = np.where(fall < 1, fall * fall * (1.8 - 0.8 * fall), 1.2 * fall - 0.2)
        gap = windward - lee
        return np.asarray(0.5 * (windward + lee - np.sqrt(gap * gap + blunt)) + 0.05, dtype=np.float32)


def paint(brief: Brief) -> FloatArray:
    """Light of a desert."""
    chance = brief.chance("dunes")
    horizon = float(chance.uniform(0.3, 0.44))
    sun = sun_for(brief, horizon)
    picture = sky(brief, horizon * 1.05, sun, clouds=0.6)
    camera = Camera(float(chance.uniform(0.5, 0.7)), horizon, 0.95, 0.32, 15, steps=820)
    field = _field(brief)
    view = look(brief, camera, field)
    colour = _sand(brief, sun, view, field)
    land = view.land[:, :, None]
    patch = picture[view.top :]
    np.copyto(patch, colour, where=land)
    view.smooth_edges(picture)
    return picture


def _field(brief: Brief) -> _Field:
    chance = brief.chance("dune field")
    return _Field(
        wander=_wander(brief.chance("wander"), 1.9, 5.0, 4),
        swell=_wander(brief.chance("swell"), 1.2, 5.0, 4),
        angle=float(chance.choice([-1, 1]) * chance.uniform(0.45, 1.1)),
        steepest=float(chance.uniform(0.54, 0.62)),
        height=float(chance.uniform(0.3, 0.42)),
    )


def _sand(brief: Brief, sun: Sun, view: View, field: _Field) -> FloatArray:
    """The colour of the sand in each pixel."""
    palette = brief.palette
    x, z = view.seen(view.x), view.seen(view.z)
    brightness = view.seen(_lit(brief, view, field, sun))
    brightness = _exposed(brightness) + _ripples(brief, x, z)
    shade = mix(palette.middle, palette.near, 0.35)
    half = toned(mix(palette.middle, palette.accent, 0.5), chroma=0.9)
    lit = mix(palette.far, palette.accent, 0.42)
    bright = mix(palette.sky[-1], palette.glow, 0.45)
    colour = looked_up(ramp((shade, half, lit, bright), at=(0, 0.35, 0.7, 1)), brightness)
    away = 1 - np.exp(-np.maximum(z - 2, 0) / 11)
    colour += away[:, :, None] * (horizon_colour(brief) - colour)
    return colour


def _exposed(brightness: FloatArray) -> FloatArray:
    """From deep shade to full light in every picture, whichever way its dunes face."""
    near = brightness[brightness.shape[0] // 5 :: 5, ::5]
    low, high = (float(each) for each in np.percentile(near, (4, 97)))
    share = (brightness - low) / max(high - low, 0.2)
    return np.asarray(np.clip(0.06 + 0.86 * share, 0, 1.05), dtype=np.float32)


def _lit(brief: Brief, view: View, field: _Field, sun: Sun) -> FloatArray:
    """How brightly each point of the grid is lit, from 0 to 1."""
    step = 0.0012 + 0.0025 * view.z
    slope_x = (field(view.x + step, view.z) - view.y) / step
    # Towards the eye: a crest takes the light of the face that is seen, not of the one behind it.
    slope_z = (view.y - field(view.x, view.z - step)) / step
    side = 1.0 if sun.x > 0.5 else -1.0
    chance = brief.chance("sunlight")
    light = np.array([side, float(chance.uniform(0.34, 0.52)), float(chance.uniform(-0.1, 0.4))])
    light /= np.linalg.norm(light)
    facing = (light[1] - light[0] * slope_x - light[2] * slope_z) / np.sqrt(1 + slope_x**2 + slope_z**2)
    lit = np.clip(0.1 + 1.05 * facing, 0.0, 1.0).astype(np.float32)
    # One step nearer: the very crest would shine in dots.
    return np.concatenate([lit[:1], lit[:-1]])


def _ripples(brief: Brief, x: FloatArray, z: FloatArray) -> FloatArray:
    """Fine waves in the sand. Nearer by they are finer, so that they stay about as wide to the eye."""
    bend = _wander(brief.chance("ripples"), 0.12, 0.9, 5)(x, z)
    # The width on the picture of a ripple one unit long, seen along the ground.
    unit_px = np.float32(brief.short_px * 0.55) / (z * z)
    octave = np.log2(np.maximum(unit_px / np.float32(brief.short_px * 0.014), 1))
    lower = np.floor(octave)
    total = np.zeros_like(x)
    for each, weight in ((lower, 1 - (octave - lower)), (lower + 1, octave - lower)):
        phase = (0.3 * x + z) * np.float32(2 * math.pi) * np.exp2(each) + bend * (0.7 + 0.25 * each)
        total += weight * np.sin(phase)
    return np.asarray(0.04 * total * smoothstep(0.5, 2.5, octave), dtype=np.float32)
