"""Inside a wood: tall trunks with the light falling between them."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.firs import outlines, plant, stand
from flux_desktop.practice.art.noise import FloatArray, curve, fbm, resized, smoothstep
from flux_desktop.practice.art.palette import colour, mix


def between_trunks(brief: Brief, *, snowy: bool) -> FloatArray:
    """Trunks that fade into bright mist, with rays of light."""
    chance = brief.chance("trunks")
    palette = brief.palette
    height, width = brief.shape
    light_x = float(chance.uniform(0.3, 0.7))
    picture = _glowing_air(brief, light_x)
    floor = float(chance.uniform(0.68, 0.78))
    trees = outlines(brief.chance("outlines"))
    count = 6
    for index in range(count):
        share = index / (count - 1)
        number = int((15 - 10 * share) * max(1.0, brief.ratio)) + 2
        for tree in range(number):
            own = brief.chance(f"trunk {index} {tree}")
            x = (tree + float(own.uniform(0.05, 0.95))) / number * width
            if share > 0.7 and abs(x / width - light_x) < 0.16:
                continue  # the view to the light stays open
            thick = brief.short_px * (0.007 + 0.04 * share**1.4) * float(own.uniform(0.7, 1.3))
            foot = height * (floor + (1.02 - floor) * share**1.6) + brief.short_px * float(own.uniform(0.015, 0.04))
            _trunk(picture, brief, _Trunk(x, foot, thick, share), light_x * width, own)
        _ground(picture, brief, floor + (1.02 - floor) * share**1.6, share, trees, snowy=snowy)
        if index == 3:
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


@dataclass(frozen=True, slots=True)
class _Trunk:
    """One trunk: its foot, how thick it is there, and how near."""

    x: float
    foot: float
    thick: float
    share: float


def _ground(
    picture: FloatArray, brief: Brief, level: float, share: float, trees: list[Image.Image], *, snowy: bool
) -> None:
    """Uneven ground with undergrowth along its edge, and a few young firs."""
    height, width = brief.shape
    chance = brief.chance(f"ground {share}")
    rough = curve(chance, width, 4 * brief.ratio, octaves=9, gain=0.62)
    line = height * level - brief.short_px * (0.008 + 0.016 * share) * rough
    tall = brief.short_px * (0.05 + 0.11 * share)
    top = max(0, int(line.min() - tall * 1.3) - 1)
    if top >= height:
        return
    rows = np.arange(top, height, dtype=np.float32)[:, None]
    cover = np.clip(rows + 0.5 - line[None, :], 0, 1)
    stand(cover, top, plant(line, brief.chance(f"young firs {share}"), tall, crowded=0.12), trees)
    cover = cover[:, :, None]
    body = _tone(brief, share)
    if snowy:
        body = mix(body, mix(brief.palette.haze, colour("ffffff"), 0.3), 0.75 - 0.35 * share)
    picture[top:] += cover * (body - picture[top:])


def _tone(brief: Brief, share: float) -> FloatArray:
    palette = brief.palette
    air = mix(mix(palette.haze, palette.glow, 0.3), palette.far, 0.5)
    return mix(air, palette.depth(0.4 + 0.6 * share), 0.25 + 0.75 * share**0.9)


def _trunk(picture: FloatArray, brief: Brief, trunk: _Trunk, light_x: float, chance: np.random.Generator) -> None:
    """A trunk that tapers and leans a little, lit on the side of the light."""
    height, width = picture.shape[:2]
    x, foot, thick, share = trunk.x, trunk.foot, trunk.thick, trunk.share
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
    profile = curve(chance, 4096, 22, octaves=3, gain=0.5)
    index = np.clip((angle / math.pi + 0.5) * 4095, 0, 4095).astype(np.int32)
    shafts = smoothstep(-0.2, 1.9, profile.take(index))
    fade = np.exp(-(((x - light_x) * brief.ratio / 0.6) ** 2)) * smoothstep(1.05, 0.25, y)
    field = resized((shafts * fade).astype(np.float32), *brief.shape)
    picture += np.clip(field, 0, 1)[:, :, None] * mix(brief.palette.glow, brief.palette.haze, 0.3) * np.float32(0.26)
