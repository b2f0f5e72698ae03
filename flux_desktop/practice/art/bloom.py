"""One bloom: petals in a spiral, and the heart of an open flower."""

import math
from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, smoothstep
from flux_desktop.practice.art.palette import colour, lab, mix, ramp, toned
from flux_desktop.practice.art.petals import Petal, paint_petal
from flux_desktop.practice.art.shapes import Point, around, disc, spot

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Kind:
    """How the petals of a flower are shaped and set."""

    petals: int
    length: float  # of the outer petals, as a share of the flower's radius
    inner_length: float
    width: float  # half of it, as a share of the length
    point: float
    cup: float
    open_centre: float = 0.0  # share of the radius taken by stamens
    turn: float = 0.0  # petals lean round the spiral


@dataclass(frozen=True, slots=True)
class Bloom:
    """A flower's place in a picture."""

    kind: Kind
    centre: Point
    radius: float
    name: str  # of its chance: two blooms of one picture differ


_KINDS = {
    "dahlia": Kind(210, 0.4, 0.16, 0.3, 0.75, 0.75),
    "ball dahlia": Kind(240, 0.31, 0.13, 0.44, 0.3, 0.9),
    "rose": Kind(84, 0.6, 0.09, 0.62, 0.08, 0.9, turn=0.5),
    "peony": Kind(120, 0.48, 0.09, 0.5, 0.0, 0.8, turn=0.25),
    "lotus": Kind(46, 0.62, 0.34, 0.27, 0.95, 0.7, open_centre=0.16),
    "daisy": Kind(42, 0.76, 0.7, 0.14, 0.35, 0.5, open_centre=0.27),
}

_CALLED = {"roses": "rose", "lily": "lotus", "sunflower": "daisy"}


def kind_for(brief: Brief) -> Kind:
    """The flower that the prompt names, else one by chance."""
    for word in (*_KINDS, *_CALLED):
        if brief.mentions(word):
            return _KINDS[_CALLED.get(word, word)]
    names = sorted(_KINDS)
    return _KINDS[names[int(brief.chance("kind").integers(0, len(names)))]]


def paint_bloom(picture: FloatArray, brief: Brief, bloom: Bloom, light_angle: float) -> None:
    """Lay petals from the rim inwards, each over those before it."""
    chance = brief.chance(f"bloom {bloom.name}")
    kind = bloom.kind
    tones = _tones(brief, chance)
    disc(picture, bloom.centre, bloom.radius * 0.55, toned(tones[0], lightness=-0.25))
    spin, lean = float(chance.uniform(0, 6.28)), kind.turn * float(chance.choice([-1, 1]))
    for index in range(kind.petals - 1, 0, -1):
        share = math.sqrt(index / kind.petals)
        angle = spin + index * _GOLDEN_ANGLE + float(chance.normal(0, 0.05))
        length = kind.inner_length + (kind.length - kind.inner_length) * share
        length *= bloom.radius * float(chance.uniform(0.93, 1.07))
        root = max(0.0, bloom.radius * (kind.open_centre + (1 - kind.open_centre) * share) - length * 0.96)
        tone = float(np.clip(share + chance.normal(0, 0.035), 0, 1))
        domed = np.float32(1 + 0.16 * share * math.cos(angle - light_angle))
        own = tones[int(tone * (len(tones) - 1))]
        petal = Petal(
            root=(bloom.centre[0] + root * math.cos(angle), bloom.centre[1] + root * math.sin(angle)),
            angle=angle + lean * (1 - 0.5 * share),
            length=length,
            width=length * kind.width * float(chance.uniform(0.92, 1.08)),
            deep=toned(own, lightness=-0.25) * domed,
            light=own * domed,
            edge=toned(own, lightness=0.09, chroma=0.9) * domed,
            point=kind.point,
            cup=kind.cup,
            shadow=0.42 + 0.2 * (1 - share),
        )
        paint_petal(picture, petal, light_angle)
    if kind.open_centre:
        _stamens(picture, brief, bloom.centre, bloom.radius * kind.open_centre, light_angle)


def paint_leaves(picture: FloatArray, brief: Brief, bloom: Bloom, light_angle: float) -> None:
    """Lay a few leaves that will look out from below a bloom."""
    chance = brief.chance(f"leaves {bloom.name}")
    grey = float(np.hypot(*lab(brief.palette.accent)[1:])) < 0.02
    green = toned(mix(colour("4c6b3f"), brief.palette.middle, 0.4), lightness=-0.03, chroma=0.0 if grey else 0.8)
    start = float(chance.uniform(0, 6.28))
    count = int(chance.integers(4, 8))
    for index in range(count):
        length = bloom.radius * float(chance.uniform(0.98, 1.2))
        petal = Petal(
            root=bloom.centre,
            angle=start + index * 6.28 / count + float(chance.normal(0, 0.2)),
            length=length,
            width=length * 0.22,
            deep=toned(green, lightness=-0.1),
            light=green,
            edge=toned(green, lightness=0.07),
            point=1.0,
            cup=0.8,
            crease=0.3,
            veins=0.05,
            shadow=0.35,
        )
        paint_petal(picture, petal, light_angle)


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


def _stamens(picture: FloatArray, brief: Brief, centre: Point, radius: float, light_angle: float) -> None:
    """The heart of an open flower: a dark cushion set with seeds in a spiral."""
    patch = around(picture, centre, radius * 1.4)
    if patch is None:
        return
    away = np.hypot(patch.x, patch.y) * np.float32(1 / radius)
    heart = mix(brief.palette.near, brief.palette.accent, 0.3)
    patch.pixels[:] *= (1 - 0.45 * smoothstep(1.35, 0.9, away))[:, :, None]
    patch.lay(np.clip((1 - away) * radius, 0, 1), heart)
    chance = brief.chance("stamens")
    gold = mix(brief.palette.glow, brief.palette.pop, 0.35)
    count = 170
    for index in range(count):
        share = math.sqrt((index + 0.5) / count)
        angle = index * _GOLDEN_ANGLE
        out = radius * share * 0.97
        lit = 0.35 + 0.45 * share + 0.25 * math.cos(angle - light_angle) * share
        tone = mix(heart, gold, min(1.0, share * 1.1)) * np.float32(lit)
        at = centre[0] + out * math.cos(angle), centre[1] + out * math.sin(angle)
        spot(picture, at, radius * float(chance.uniform(0.035, 0.05)), tone)
