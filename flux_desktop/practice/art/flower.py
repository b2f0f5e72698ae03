"""Flowers built of overlapping petals in a spiral, on a soft ground."""

import math
from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, fbm, resized_light, smoothstep
from flux_desktop.practice.art.palette import colour, lab, looked_up, mix, ramp, toned
from flux_desktop.practice.art.petals import Petal, paint_petal
from flux_desktop.practice.art.shapes import disc
from flux_desktop.practice.art.sky import spot

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the petals of a flower are shaped and set."""

    petals: int
    length: float  # of the outer petals, as a share of the flower's radius
    inner_length: float
    width: float  # half of it, as a share of the length
    point: float
    cup: float
    open_centre: float = 0.0  # share of the radius taken by stamens
    turn: float = 0.0  # petals lean round the spiral


_KINDS = {
    "dahlia": _Kind(210, 0.4, 0.16, 0.3, 0.75, 0.75),
    "ball dahlia": _Kind(260, 0.26, 0.12, 0.42, 0.3, 0.9),
    "rose": _Kind(84, 0.6, 0.09, 0.62, 0.08, 0.9, turn=0.5),
    "peony": _Kind(120, 0.48, 0.09, 0.5, 0.0, 0.8, turn=0.25),
    "lotus": _Kind(46, 0.62, 0.34, 0.27, 0.95, 0.7, open_centre=0.16),
    "daisy": _Kind(42, 0.76, 0.7, 0.14, 0.35, 0.5, open_centre=0.27),
}


def paint(brief: Brief) -> FloatArray:
    """Light of a picture of one flower, or of a few."""
    if brief.chance("near").random() < 0.3:
        # So near that it fills the picture; large petals bear to be drawn smaller and enlarged.
        small = brief.sized(max(8, round(brief.width_px * 0.72)), max(8, round(brief.height_px * 0.72)))
        return resized_light(_close_up(small), *brief.shape)
    return _whole(brief)


def _close_up(brief: Brief) -> FloatArray:
    chance = brief.chance("close-up")
    light_angle = float(chance.uniform(-2.6, -0.5))
    picture = _ground(brief, _is_dark(brief), light_angle)
    radius = math.hypot(*brief.shape) * float(chance.uniform(0.44, 0.52))
    x = brief.width_px * float(chance.uniform(0.3, 0.7))
    y = brief.height_px * float(chance.uniform(0.35, 0.65))
    _bloom(picture, brief, _kind(brief), (x, y), radius, light_angle, "hero")
    return picture


def _whole(brief: Brief) -> FloatArray:
    chance = brief.chance("flower")
    dark = _is_dark(brief)
    light_angle = float(chance.uniform(-2.6, -1.9) if chance.random() < 0.5 else chance.uniform(-1.2, -0.5))
    picture = _ground(brief, dark, light_angle)
    kind = _kind(brief)
    radius = min(brief.short_px * float(chance.uniform(0.4, 0.5)), max(brief.shape) * 0.4)
    x = brief.width_px * float(chance.choice([0.5, 0.38, 0.62]) if brief.ratio > 1.2 else chance.uniform(0.46, 0.54))
    y = brief.height_px * float(chance.uniform(0.47, 0.53))
    if abs(x / brief.width_px - 0.5) > 0.1 or brief.ratio < 0.75:
        _companions(picture, brief, kind, (x, y), radius, light_angle)
    _leaves(picture, brief, (x, y), radius, light_angle)
    _bloom(picture, brief, kind, (x, y), radius, light_angle, "hero")
    return picture


def _companions(
    picture: FloatArray, brief: Brief, kind: _Kind, hero: tuple[float, float], radius: float, light_angle: float
) -> None:
    """Smaller blooms where the hero leaves room."""
    chance = brief.chance("companions")
    away = brief.width_px - hero[0], brief.height_px - hero[1]
    if brief.ratio > 1.2:
        beside = (brief.width_px - radius if hero[0] < away[0] else radius) / 2 + away[0] / 2
        outside = brief.width_px if hero[0] < away[0] else 0
        places = [(beside, brief.height_px * 0.24), ((beside + outside) / 2, brief.height_px * 0.84)]
    else:
        places = [(brief.width_px * 0.22, brief.height_px * 0.1), (brief.width_px * 0.8, brief.height_px * 0.92)]
    for index, (x, y) in enumerate(places):
        size = radius * float(chance.uniform(0.42, 0.58))
        _leaves(picture, brief, (x, y), size, light_angle)
        _bloom(picture, brief, kind, (x, y), size, light_angle, f"companion {index}")


def _is_dark(brief: Brief) -> bool:
    if brief.mentions("dark", "night", "black", "moody", "deep"):
        return True
    if brief.mentions("white", "bright", "light", "pastel", "soft"):
        return False
    return brief.chance("ground").random() < (0.75 if brief.palette.is_dark() else 0.3)


def _kind(brief: Brief) -> _Kind:
    for word, name in (
        ("rose", "rose"),
        ("roses", "rose"),
        ("peony", "peony"),
        ("lotus", "lotus"),
        ("lily", "lotus"),
        ("daisy", "daisy"),
        ("sunflower", "daisy"),
        ("dahlia", "dahlia"),
    ):
        if brief.mentions(word):
            return _KINDS[name]
    names = sorted(_KINDS)
    return _KINDS[names[int(brief.chance("kind").integers(0, len(names)))]]


def _ground(brief: Brief, dark: bool, light_angle: float) -> FloatArray:
    """A soft ground with a glow on the side of the light, and blurred blooms far behind."""
    rows, columns = max(8, brief.height_px // 4), max(8, brief.width_px // 4)
    small = brief.sized(columns, rows)
    palette = brief.palette
    if dark:
        colours = [toned(palette.near, lightness=-0.06, chroma=0.8), palette.near, toned(palette.near, lightness=0.1)]
    else:
        base = mix(palette.haze, palette.sky[-1], 0.4)
        colours = [toned(mix(base, palette.far, 0.5), lightness=-0.06), base, toned(base, lightness=0.07)]
    y = ((np.arange(rows, dtype=np.float32) + 0.5) / rows - 0.5)[:, None] * (rows / small.short_px)
    x = ((np.arange(columns, dtype=np.float32) + 0.5) / columns - 0.5)[None, :] * (columns / small.short_px)
    towards = x * math.cos(light_angle) + y * math.sin(light_angle)
    level = 0.45 + 0.42 * towards + 0.07 * fbm(brief.chance("ground cloud"), small.shape, 2, octaves=4)
    field = looked_up(ramp(colours), level)
    chance = brief.chance("blurred")
    for _ in range(int(6 * max(brief.ratio, 1))):
        tone = mix(palette.accent if chance.random() < 0.5 else palette.middle, colours[1], 0.55)
        spot(
            field,
            float(chance.uniform(0, columns)),
            float(chance.uniform(0, rows)),
            small.short_px * float(chance.uniform(0.06, 0.16)),
            (tone - colours[1]) * np.float32(0.35),
        )
    np.maximum(field, 0, out=field)
    return resized_light(field, *brief.shape)


def _leaves(picture: FloatArray, brief: Brief, centre: tuple[float, float], radius: float, light_angle: float) -> None:
    """A few leaves that look out from below."""
    chance = brief.chance("leaves")
    palette = brief.palette
    grey = float(np.hypot(*lab(palette.accent)[1:])) < 0.02
    green = toned(mix(colour("4c6b3f"), palette.middle, 0.4), lightness=-0.03, chroma=0.0 if grey else 0.8)
    start = float(chance.uniform(0, 6.28))
    count = int(chance.integers(4, 8))
    for index in range(count):
        angle = start + index * 6.28 / count + float(chance.normal(0, 0.2))
        length = radius * float(chance.uniform(0.98, 1.2))
        paint_petal(
            picture,
            Petal(centre[0], centre[1], angle, length, length * 0.22, toned(green, lightness=-0.1), green,
                  toned(green, lightness=0.07), point=1.0, cup=0.8, crease=0.3, veins=0.05, shadow=0.35),
            light_angle,
        )  # fmt: skip


def _tones(brief: Brief, chance: np.random.Generator) -> FloatArray:
    """Colours from the heart (0) to the rim (1) of a bloom."""
    palette = brief.palette
    others = (palette.accent, palette.pop, palette.signature)
    main = palette.signature if brief.coloured else others[int(chance.integers(0, 3))]
    if brief.mentions("dark", "deep"):
        main = toned(main, lightness=-0.1)
    deep = toned(main, lightness=-0.19, chroma=0.95)
    pale = mix(mix(main, palette.glow, 0.62), palette.accent, 0.1)
    if chance.random() < 0.65 or brief.mentions("dark", "deep"):
        return ramp((pale, mix(pale, main, 0.55), main, deep), at=(0, 0.22, 0.55, 1))
    return ramp((toned(deep, lightness=-0.02), main, mix(main, pale, 0.6), pale))


def _bloom(
    picture: FloatArray,
    brief: Brief,
    kind: _Kind,
    centre: tuple[float, float],
    radius: float,
    light_angle: float,
    purpose: str,
) -> None:
    """Petals from the rim inwards, each over those before it."""
    chance = brief.chance(f"bloom {purpose}")
    tones = _tones(brief, chance)
    disc(picture, *centre, radius * 0.55, toned(tones[0], lightness=-0.25))
    spin, lean = float(chance.uniform(0, 6.28)), kind.turn * float(chance.choice([-1, 1]))
    for index in range(kind.petals - 1, 0, -1):
        share = math.sqrt(index / kind.petals)
        reach = kind.open_centre + (1 - kind.open_centre) * share
        angle = spin + index * _GOLDEN_ANGLE + float(chance.normal(0, 0.05))
        length = (
            radius * (kind.inner_length + (kind.length - kind.inner_length) * share) * float(chance.uniform(0.93, 1.07))
        )
        root = max(0.0, radius * reach - length * 0.96)
        tone = float(np.clip(share + chance.normal(0, 0.035), 0, 1))
        own = tones[int(tone * (len(tones) - 1))]
        domed = 1 + 0.16 * share * math.cos(angle - light_angle)
        paint_petal(
            picture,
            Petal(
                centre[0] + root * math.cos(angle),
                centre[1] + root * math.sin(angle),
                angle + lean * (1 - 0.5 * share),
                length,
                length * kind.width * float(chance.uniform(0.92, 1.08)),
                toned(own, lightness=-0.25) * np.float32(domed),
                own * np.float32(domed),
                toned(own, lightness=0.09, chroma=0.9) * np.float32(domed),
                point=kind.point,
                cup=kind.cup,
                shadow=0.42 + 0.2 * (1 - share),
            ),
            light_angle,
        )
    if kind.open_centre:
        _stamens(picture, brief, centre, radius * kind.open_centre, light_angle)


def _stamens(picture: FloatArray, brief: Brief, centre: tuple[float, float], radius: float, light_angle: float) -> None:
    """The heart of an open flower: a dark cushion set with seeds in a spiral."""
    height, width = picture.shape[:2]
    left, top = max(0, int(centre[0] - radius * 1.4)), max(0, int(centre[1] - radius * 1.4))
    right, bottom = min(width, int(centre[0] + radius * 1.4)), min(height, int(centre[1] + radius * 1.4))
    if left >= right or top >= bottom:
        return
    x = np.arange(left, right, dtype=np.float32)[None, :] + 0.5 - centre[0]
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5 - centre[1]
    away = np.sqrt(x * x + y * y) / radius
    patch = picture[top:bottom, left:right]
    heart = mix(brief.palette.near, brief.palette.accent, 0.3)
    patch *= (1 - 0.45 * smoothstep(1.35, 0.9, away))[:, :, None]
    patch += np.clip((1 - away) * radius, 0, 1)[:, :, None] * (heart - patch)
    chance = brief.chance("stamens")
    gold = mix(brief.palette.glow, brief.palette.pop, 0.35)
    count = 170
    for index in range(count):
        share = math.sqrt((index + 0.5) / count)
        angle = index * _GOLDEN_ANGLE
        at = radius * share * 0.97
        lit = 0.35 + 0.45 * share + 0.25 * math.cos(angle - light_angle) * share
        tone = mix(heart, gold, float(np.clip(share * 1.1, 0, 1)))
        spot(
            picture,
            centre[0] + at * math.cos(angle),
            centre[1] + at * math.sin(angle),
            radius * float(chance.uniform(0.035, 0.05)),
            tone * np.float32(lit),
        )
