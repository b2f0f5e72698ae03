"""Forests: slopes of firs in the mist, or tall trunks with the light falling between them; snow in winter."""

import math

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, curve, fbm, resized, smoothstep
from flux_desktop.practice.art.palette import colour, mix, toned
from flux_desktop.practice.art.scenery import with_firs
from flux_desktop.practice.art.sky import Sun, horizon_colour, sky, spot, sun_for

_FINER = 3


def paint(brief: Brief) -> FloatArray:
    """Light of a forest."""
    chance = brief.chance("forest")
    snowy = brief.mentions("snow", "snowy", "winter", "frost", "snowfall", "blizzard")
    if brief.mentions("trunk", "trunks", "path", "rays", "birch", "wood", "woods") or chance.random() < 0.35:
        picture = _between_trunks(brief, snowy=snowy)
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
    mist = resized(
        fbm(
            brief.chance("mist"),
            (max(8, brief.height_px // 3), max(8, brief.width_px // 3)),
            2.6,
            octaves=5,
            stretch=2.6,
        ),
        *brief.shape,
    )
    count = 11
    lean = float(chance.uniform(-0.16, 0.16))
    across = np.linspace(-0.5, 0.5, brief.width_px * _FINER, dtype=np.float32)
    for index in range(count):
        share = index / (count - 1)
        base = brief.height_px * (horizon + 0.06 + (1.02 - horizon) * share**1.25)
        fold = curve(
            brief.chance(f"fold {index}"), across.size, 1.5 * brief.width_px / brief.short_px, octaves=5, gain=0.42
        )
        side = lean * (1 if (index // 2) % 2 else -1) * brief.height_px * (1 - 0.5 * share)
        ground = (base - brief.short_px * (0.055 - 0.02 * share) * fold + side * across * 2).astype(np.float32)
        tree_px = brief.short_px * (0.028 + 0.15 * share**1.5)
        line = with_firs(ground, brief.chance(f"trees {index}"), tree_px, _FINER)
        _lay_row(picture, brief, sun, line, ground, share, tree_px, mist, snowy=snowy)
    return picture


def _lay_row(
    picture: FloatArray,
    brief: Brief,
    sun: Sun,
    line: FloatArray,
    ground: FloatArray,
    share: float,
    tree_px: float,
    mist: FloatArray,
    *,
    snowy: bool,
) -> None:
    """One row of trees and the slope below it, which sinks into mist."""
    height = brief.height_px
    top = max(0, int(line.min()) - 1)
    bottom = min(height, int(ground.max() + brief.short_px * 0.3) + 1)
    if top >= bottom:
        return
    rows = np.arange(top, bottom, dtype=np.float32)[:, None]
    fine = line.reshape(-1, _FINER)
    cover = sum(np.clip(rows + 0.5 - fine[None, :, each], 0, 1) for each in range(_FINER)) * np.float32(1 / _FINER)
    ground_line = ground.reshape(-1, _FINER).mean(axis=1)[None, :]
    fall = np.clip((rows - ground_line + tree_px) / (tree_px * 2.2), 0, 1)
    palette = brief.palette
    air = mix(horizon_colour(brief), palette.haze, 0.4)
    body = mix(air, palette.depth(share), 0.3 + 0.7 * share**0.8)
    away = (np.arange(brief.width_px, dtype=np.float32) / brief.width_px - sun.x) * np.float32(brief.ratio)
    warm = (np.exp(-((away / 0.5) ** 2)) * np.float32(0.4 * (1 - share) ** 1.4))[None, :, None]
    tone = body + warm * (palette.glow - body)
    if snowy:
        white = mix(palette.haze, colour("ffffff"), 0.4)
        dusting = smoothstep(tree_px * 0.22, 0.0, np.abs(rows - fine.mean(axis=1)[None, :] - tree_px * 0.03))
        tone = tone + (dusting * (0.16 + 0.4 * share))[:, :, None] * (white - tone)
    thick = np.clip(fall**1.2 * (0.62 + 0.32 * mist[top:bottom]) * (1.15 - 0.75 * share), 0, 0.93)[:, :, None]
    tone = tone + thick * (air - tone)
    band = picture[top:bottom]
    band += cover[:, :, None] * (tone - band)


def _between_trunks(brief: Brief, *, snowy: bool) -> FloatArray:
    """Trunks that fade into bright mist, with rays of light."""
    chance = brief.chance("trunks")
    palette = brief.palette
    height, width = brief.shape
    light_x = float(chance.uniform(0.3, 0.7))
    picture = _glowing_air(brief, light_x)
    floor = float(chance.uniform(0.7, 0.8))
    count = 6
    for index in range(count):
        share = index / (count - 1)
        _ground(picture, brief, floor + (1.04 - floor) * share**1.6, share, snowy=snowy)
        number = int((15 - 10 * share) * max(1.0, brief.ratio)) + 2
        for tree in range(number):
            own = brief.chance(f"trunk {index} {tree}")
            x = (tree + float(own.uniform(0.05, 0.95))) / number * width
            if share > 0.7 and abs(x / width - light_x) < 0.16:
                continue  # the view to the light stays open
            thick = brief.short_px * (0.007 + 0.04 * share**1.4) * float(own.uniform(0.7, 1.3))
            foot = height * (floor + (1.02 - floor) * share**1.6) + brief.short_px * 0.02
            _trunk(picture, brief, x, foot, thick, share, light_x * width, own)
    _rays(picture, brief, light_x)
    picture += np.float32(0.012) * palette.glow
    return picture


def _glowing_air(brief: Brief, light_x: float) -> FloatArray:
    """The light at the end of the wood."""
    palette = brief.palette
    height, width = brief.shape
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    away = ((x - light_x) * brief.ratio / 0.5) ** 2 + ((y - 0.42) / 0.42) ** 2
    glow = np.exp(-away)[:, :, None]
    edge = mix(palette.middle, palette.far, 0.35)
    middle = mix(palette.haze, palette.glow, 0.5)
    return np.asarray(edge + glow * (middle - edge), dtype=np.float32)


def _ground(picture: FloatArray, brief: Brief, level: float, share: float, *, snowy: bool) -> None:
    """Uneven ground with undergrowth along its edge."""
    height, width = brief.shape
    chance = brief.chance(f"ground {share}")
    rough = curve(chance, width, 4 * brief.ratio, octaves=9, gain=0.62)
    line = height * level - brief.short_px * (0.008 + 0.016 * share) * rough
    top = max(0, int(line.min()) - 1)
    if top >= height:
        return
    rows = np.arange(top, height, dtype=np.float32)[:, None]
    cover = np.clip(rows + 0.5 - line[None, :], 0, 1)[:, :, None]
    body = _tone(brief, share)
    if snowy:
        body = mix(body, mix(brief.palette.haze, colour("ffffff"), 0.3), 0.75 - 0.35 * share)
    picture[top:] += cover * (body - picture[top:])


def _tone(brief: Brief, share: float) -> FloatArray:
    palette = brief.palette
    air = mix(mix(palette.haze, palette.glow, 0.3), palette.far, 0.5)
    return mix(air, palette.depth(0.4 + 0.6 * share), 0.25 + 0.75 * share**0.9)


def _trunk(
    picture: FloatArray,
    brief: Brief,
    x: float,
    foot: float,
    thick: float,
    share: float,
    light_x: float,
    chance: np.random.Generator,
) -> None:
    """A trunk that tapers and leans a little, lit on the side of the light, with a few bare boughs."""
    height, width = picture.shape[:2]
    bottom = min(height, int(foot))
    lean = float(chance.normal(0, 0.02))
    rows = np.arange(0, bottom, dtype=np.float32)
    up = (foot - rows) / height
    middle = (
        x + lean * (foot - rows) + thick * 0.25 * np.sin(up * float(chance.uniform(3, 7)) + float(chance.uniform(0, 6)))
    )
    half = thick * (0.5 - 0.16 * up) * (1 + 1.1 * np.exp(-up * 26))
    left, right = max(0, int((middle - half).min()) - 2), min(width, int((middle + half).max()) + 3)
    if left >= right or bottom < 2:
        return
    across = np.arange(left, right, dtype=np.float32)[None, :] + 0.5 - middle[:, None]
    cover = np.clip(half[:, None] - np.abs(across) + 0.5, 0, 1)
    side = np.clip(across / half[:, None], -1, 1) * (1 if light_x > x else -1)
    bark = resized(fbm(chance, (160, 24), 9, octaves=4, gain=0.7, stretch=0.35), bottom, right - left)
    body = _tone(brief, share)
    shade = 1 + 0.12 * bark * share + 0.25 * side
    rim = smoothstep(0.35, 1.0, side) * np.exp(-(((x - light_x) / (0.35 * width)) ** 2)) * 0.4
    tone = body * shade[:, :, None] + rim[:, :, None] * brief.palette.glow * np.float32(0.5)
    patch = picture[:bottom, left:right]
    patch += cover[:, :, None] * (tone - patch)


def _rays(picture: FloatArray, brief: Brief, light_x: float) -> None:
    """Shafts of light that fan out from above."""
    rows, columns = max(8, brief.height_px // 3), max(8, brief.width_px // 3)
    chance = brief.chance("rays")
    source_x, source_y = light_x + float(chance.uniform(-0.12, 0.12)), -0.25
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(0, 1, columns, dtype=np.float32)[None, :]
    angle = np.arctan2((x - source_x) * brief.ratio, y - source_y)
    profile = curve(chance, 512, 26, octaves=4, gain=0.6)
    index = np.clip((angle / math.pi + 0.5) * 511, 0, 511).astype(np.int32)
    shafts = smoothstep(0.1, 1.6, profile.take(index))
    fade = np.exp(-(((x - light_x) * brief.ratio / 0.6) ** 2)) * smoothstep(1.05, 0.25, y)
    field = resized((shafts * fade).astype(np.float32), *brief.shape)
    picture += np.clip(field, 0, 1)[:, :, None] * mix(brief.palette.glow, brief.palette.haze, 0.3) * np.float32(0.24)


def _snowfall(picture: FloatArray, brief: Brief) -> None:
    """Flakes: many fine ones, a few near the lens and out of focus."""
    chance = brief.chance("snow")
    white = toned(brief.palette.glow, chroma=0.4)
    spread = max(brief.ratio, 1 / brief.ratio)
    for size, count, strength in ((0.0012, 420, 0.5), (0.0024, 130, 0.6), (0.007, 26, 0.22)):
        for _ in range(int(count * spread)):
            x, y = float(chance.random()) * brief.width_px, float(chance.random()) * brief.height_px
            spot(picture, x, y, brief.short_px * size * float(chance.uniform(0.6, 1.4)), white * np.float32(strength))
