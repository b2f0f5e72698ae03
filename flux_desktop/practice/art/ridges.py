"""Mountain ridges behind one another, with mist between them and a sun or moon above."""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.firs import Fir, outlines, plant, stand
from flux_desktop.practice.art.noise import FloatArray, curve, fbm, resized
from flux_desktop.practice.art.palette import mix
from flux_desktop.practice.art.scenery import add_birds, add_cabin, add_lighthouse
from flux_desktop.practice.art.sky import Sun, horizon_colour, sky, sun_for
from flux_desktop.practice.art.water import mirror

_FINER = 3
"""Outlines are computed for so many columns a pixel, so that steep edges are smooth."""


@dataclass(frozen=True, slots=True)
class _Ridge:
    """One silhouette."""

    share: float  # 0 for the farthest, 1 for the nearest
    valley_px: float  # the row down to which mist thickens
    line: FloatArray  # its outline: a row for every column, ``_FINER`` of them a pixel
    firs: tuple[Fir, ...] = ()

    @property
    def ground(self) -> FloatArray:
        """The outline with one row for every pixel's column."""
        return np.asarray(self.line.reshape(-1, _FINER).mean(axis=1), dtype=np.float32)

    @property
    def top_px(self) -> int:
        highest = min((fir.foot - fir.height for fir in self.firs), default=float(self.line.min()))
        return max(0, int(min(highest, float(self.line.min()))) - 1)


def paint(brief: Brief) -> FloatArray:
    """Light of a landscape of ridges."""
    horizon = float(brief.chance("horizon").uniform(0.4, 0.5))
    sun = sun_for(brief, horizon)
    picture = sky(brief, horizon * 1.1, sun)
    shore = _shore(brief, horizon)
    near = _near_ridges(brief, shore) if shore else []
    ridges = _far_ridges(brief, horizon, shore or 1.0)
    _paint_ridges(picture, brief, sun, ridges, far=True)
    if shore:
        _add_water(picture, brief, shore)
    _paint_ridges(picture, brief, sun, near, far=False)
    _add_life(picture, brief, sun, near or ridges, horizon)
    return picture


def _shore(brief: Brief, horizon: float) -> float:
    """Where water begins, as a share of the height; 0 for none."""
    chance = brief.chance("shore")
    wanted = brief.mentions("fjord", "lake", "water", "reflection", "reflections", "lighthouse", "shore", "bay")
    if not wanted and chance.random() > 0.28:
        return 0.0
    return horizon + float(chance.uniform(0.17, 0.25))


def _far_ridges(brief: Brief, horizon: float, lowest: float) -> list[_Ridge]:
    """Silhouettes from far to near, down to the share ``lowest`` of the height."""
    chance = brief.chance("ridges")
    open_ground = lowest == 1.0
    count = int(chance.integers(6, 9)) - (0 if open_ground else 3) + (2 if brief.ratio < 0.8 else 0)
    jagged = float(chance.uniform(0.0, 0.75))
    hero = int(chance.integers(0, max(1, count // 2)))
    last = 0.95 if open_ground else lowest - 0.015
    height, unit = brief.height_px, min(brief.short_px, brief.height_px * 0.9)
    result = []
    for index in range(count):
        share = index / (count - 1)
        base = height * (horizon + 0.03 + (last - horizon - 0.03) * share**1.15)
        rise = unit * float(chance.uniform(0.05, 0.085)) * (2.0 if index == hero else 1.0)
        rise *= 1.0 if open_ground else 1.25 - 0.6 * share
        line = base - rise * _outline(brief, f"ridge {index}", jagged)
        line = line.astype(np.float32)
        valley = base + 0.5 * rise + height * (last - horizon) / count
        ridge = _Ridge(share if open_ground else share * 0.72, valley, line)
        if open_ground and index >= count - 3:
            tree_px = unit * (0.022, 0.042, 0.085)[index - count + 3]
            firs = plant(ridge.ground, brief.chance(f"firs {index}"), tree_px, crowded=0.45)
            ridge = replace(ridge, firs=tuple(firs))
        result.append(ridge)
    return result


def _near_ridges(brief: Brief, shore: float) -> list[_Ridge]:
    """Dark banks that come in from the sides of the water."""
    chance = brief.chance("banks")
    height, width, unit = brief.height_px, brief.width_px * _FINER, brief.short_px
    across = np.linspace(0, 1, width, dtype=np.float32)
    side = _lighthouse_side(brief)
    result = []
    for index, share in enumerate((0.86, 1.0)):
        left = (side < 0) == (index == 1)
        reach = float(chance.uniform(0.42, 0.62)) * (0.8 if index else 1.0)
        inward = (across if left else 1 - across) / reach
        bank = np.clip(1 - inward, -1, 1)
        cliff = np.tanh(bank * (5 if brief.mentions("cliff", "lighthouse") and index else 2.2))
        foot = shore + (1 - shore) * (0.5 + 0.42 * index)
        rough = curve(brief.chance(f"bank {index}"), width, 4 * brief.ratio, octaves=9, gain=0.5)
        line = height * foot - unit * (0.085 + 0.05 * index) * cliff - unit * 0.014 * rough
        ridge = _Ridge(share, height * 1.5, np.where(bank > -0.9, line, height * 2).astype(np.float32))
        if index == 0 or not brief.mentions("cliff", "lighthouse"):
            firs = plant(ridge.ground, brief.chance(f"bank firs {index}"), unit * (0.06 + 0.06 * index), crowded=0.6)
            ridge = replace(ridge, firs=tuple(firs))
        result.append(ridge)
    return result


def _lighthouse_side(brief: Brief) -> float:
    """The side of the nearest bank: 1 for the right."""
    return 1.0 if sun_for(brief, 0.45).x < 0.5 else -1.0


def _outline(brief: Brief, purpose: str, jagged: float) -> FloatArray:
    """Rolling hills mixed with sharp crests."""
    chance = brief.chance(purpose)
    cells = float(chance.uniform(1.1, 2.0)) * brief.width_px / brief.short_px
    columns = brief.width_px * _FINER
    rolling = curve(chance, columns, cells, octaves=9, gain=0.45)
    crests = 0.9 - 1.3 * np.abs(curve(chance, columns, cells * 0.9, octaves=9, gain=0.42))
    return np.asarray(rolling + jagged * (crests - rolling), dtype=np.float32)


def _mist(brief: Brief) -> FloatArray:
    """How thick the mist lies, from 0 to 1."""
    rows, columns = max(8, brief.height_px // 3), max(8, brief.width_px // 3)
    cloud = fbm(brief.chance("mist"), (rows, columns), 2.2, octaves=5, stretch=3.2)
    return np.clip(resized(0.55 + 0.25 * cloud, *brief.shape), 0, 1)


def _relief(brief: Brief, sun: Sun) -> FloatArray:
    """Light and shade of gullies, from -1 to 1."""
    rows, columns = max(8, brief.height_px // 2), max(8, brief.width_px // 2)
    gullies = np.abs(fbm(brief.chance("gullies"), (rows, columns), 6, octaves=6, gain=0.44, stretch=0.48))
    slope = np.gradient(gullies, axis=1) * np.float32(brief.short_px / 70)
    towards = 1.0 if sun.x > 0.5 else -1.0
    return resized(np.tanh(towards * slope).astype(np.float32), *brief.shape)


def _paint_ridges(picture: FloatArray, brief: Brief, sun: Sun, ridges: list[_Ridge], *, far: bool) -> None:
    """Lay ridges over one another, from the farthest to the nearest."""
    if not ridges:
        return
    air = _Air(sun, _mist(brief), _relief(brief, sun), outlines(brief.chance("outlines")))
    for index, ridge in enumerate(ridges):
        covered = brief.height_px
        if far and index + 1 < len(ridges):
            covered = min(covered, int(ridges[index + 1].line.max()) + 2)
        _paint_ridge(picture, brief, air, ridge, covered)


@dataclass(frozen=True, slots=True)
class _Air:
    """What all ridges of a picture share."""

    sun: Sun
    mist: FloatArray
    relief: FloatArray
    trees: list[Image.Image]


def _paint_ridge(picture: FloatArray, brief: Brief, air: _Air, ridge: _Ridge, covered: int) -> None:
    """Lay one ridge over what is behind it; below the row ``covered`` the next one hides it."""
    top = ridge.top_px
    if top >= covered:
        return
    rows = np.arange(top, covered, dtype=np.float32)[:, None]
    fine = ridge.line.reshape(-1, _FINER)
    cover = np.zeros((covered - top, brief.width_px), dtype=np.float32)
    for each in range(_FINER):
        cover += np.clip(rows + 0.5 - fine[None, :, each], 0, 1) * np.float32(1 / _FINER)
    stand(cover, top, ridge.firs, air.trees)
    line = ridge.ground[None, :]
    drop = max(1.0, ridge.valley_px - float(np.percentile(line, 20)))
    fall = np.clip((rows - np.minimum(line, ridge.valley_px)) / drop, 0, 1)
    colour = _body(brief, air.sun, ridge, fall, air.relief[top:covered])
    foggy = mix(horizon_colour(brief), brief.palette.haze, 0.5)
    thick = np.clip(fall**1.4 * air.mist[top:covered] * (1.2 * (1 - ridge.share) ** 0.6), 0, 0.88)
    colour += thick[:, :, None] * (foggy - colour)
    band = picture[top:covered]
    band += cover[:, :, None] * (colour - band)


def _body(brief: Brief, sun: Sun, ridge: _Ridge, fall: FloatArray, relief: FloatArray) -> FloatArray:
    """The colour of the slope itself: air, ground, gullies, and the warmth of a sun behind it."""
    palette = brief.palette
    share = ridge.share
    ground = palette.depth(share)
    body = mix(horizon_colour(brief), ground, 0.62 + 0.38 * share**0.6)
    away = (np.arange(brief.width_px, dtype=np.float32) / brief.width_px - sun.x) * np.float32(brief.ratio)
    warmth = np.exp(-((away / 0.45) ** 2)) * np.float32(0.42 * (1 - share) ** 1.5)
    lit = body[None, :] + warmth[:, None] * (palette.glow - body)[None, :]
    shade = 1 + relief * np.float32(0.1 + 0.6 * share * (1 - share)) * (1 - fall)
    return np.asarray(lit[None, :, :] * shade[:, :, None], dtype=np.float32)


def _add_water(picture: FloatArray, brief: Brief, shore: float) -> None:
    """Water from the shore down, with a cabin on the far side when it is asked for or by chance."""
    chance = brief.chance("water")
    shore_px = int(shore * brief.height_px)
    if brief.mentions("cabin", "hut", "house") or chance.random() < 0.25:
        x = float(chance.uniform(0.3, 0.7)) * brief.width_px
        add_cabin(picture, brief, (x, shore_px + 0.5), brief.short_px * 0.02)
    mirror(picture, brief, shore_px, roughness=float(chance.uniform(0.5, 1.2)))


def _add_life(picture: FloatArray, brief: Brief, sun: Sun, ridges: list[_Ridge], horizon: float) -> None:
    """A lighthouse on the nearest bank, or a few birds."""
    chance = brief.chance("life")
    nearest = ridges[-1].line
    if brief.mentions("lighthouse"):
        side = _lighthouse_side(brief)
        x = 0.5 + 0.33 * side
        ground = float(nearest[int(x * (len(nearest) - 1))])
        add_lighthouse(picture, brief, (x * brief.width_px, ground), brief.short_px * 0.3, -side)
    elif chance.random() < 0.45:
        x = (sun.x + float(chance.choice([-0.16, 0.16]))) * brief.width_px
        add_birds(
            picture, brief, (x, horizon * 0.72 * brief.height_px), brief.short_px * 0.05, int(chance.integers(5, 10))
        )
