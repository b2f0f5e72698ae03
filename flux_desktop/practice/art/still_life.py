"""Still lifes: bottles, vases and fruit before a softly lit wall."""

import math
from collections.abc import Sequence

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.foliage import add_stems, leaf_shadows
from flux_desktop.practice.art.noise import FloatArray, resized_light, smoothstep
from flux_desktop.practice.art.palette import colour, lab, light, looked_up, mix, ramp, toned
from flux_desktop.practice.art.pottery import place
from flux_desktop.practice.art.studio import Studio, cast_shadow, texture
from flux_desktop.practice.art.turned import CLOSED, Finish, Turned, widest

_BOTTLES = ("wine bottle", "flask", "carafe")
_VASES = ("bulb vase", "amphora", "gourd", "bottle vase", "cylinder")
_COMPANIONS = ("ball", "egg", "pear", "bowl", "ball")


def paint(brief: Brief) -> FloatArray:
    """Light of a still life."""
    chance = brief.chance("still life")
    dark = _is_dark(brief)
    studio = _studio(brief, dark)
    table = _table_row(brief)
    things = _arrangement(brief, table)
    picture = _room(brief, studio, things, table, dark)
    for thing in things:
        if thing.profile in _VASES and thing is things[0] and chance.random() < 0.65:
            top = thing.foot - thing.height
            add_stems(picture, brief, (thing.x, top), min(thing.height, top))
        place(picture, thing, studio, brief.chance(f"glaze {thing.foot}"), mirror=0.3 if dark else 0.06)
        if thing.profile in _BOTTLES:
            _stopper(picture, brief, thing, studio)
    return picture


def _stopper(picture: FloatArray, brief: Brief, bottle: Turned, studio: Studio) -> None:
    """A cork, or a metal cap for what is sold."""
    capped = bottle.finish.label is not None
    mouth = max(2.0, float(bottle.radii()[-1]))
    height = mouth * (2.1 if capped else 1.5)
    metal = toned(brief.palette.near, lightness=0.1) if brief.chance("cap").random() < 0.6 else colour("c9a66b")
    finish = Finish(metal, gloss=0.8) if capped else Finish(colour("b98f62"), gloss=0.0, speckles=0.4)
    top = bottle.foot - bottle.height * math.sqrt(1 - studio.tilt**2)
    cork = Turned("cap" if capped else "cork", bottle.x, top + mouth * 0.25, height, finish)
    place(picture, cork, studio, brief.chance("cork"))


def _is_dark(brief: Brief) -> bool:
    if brief.mentions("dark", "slate", "night", "moody", "noir", "black", "amber", "shadow"):
        return True
    if brief.mentions("white", "bright", "light", "soft", "pastel"):
        return False
    return brief.chance("room light").random() < (0.45 if brief.palette.is_dark() else 0.12)


def _studio(brief: Brief, dark: bool) -> Studio:
    chance = brief.chance("studio")
    side = float(chance.choice([-1, 1]))
    lamp = mix(brief.palette.glow, colour("ffffff"), 0.6) * np.float32(0.95 if dark else 1.0)
    wall, _ = _wall_and_table(brief, dark)
    room = mix(wall, colour("ffffff"), 0.25) * np.float32(0.8 if dark else 0.9)
    return Studio(side, float(chance.uniform(0.13, 0.2)), lamp, room, behind=1.5 if dark else 0.55)


def _table_row(brief: Brief) -> float:
    """Where the table meets the wall."""
    return brief.height_px * float(brief.chance("table").uniform(0.62, 0.7))


def _wall_and_table(brief: Brief, dark: bool) -> tuple[FloatArray, FloatArray]:
    palette = brief.palette
    if dark:
        base = colour("3a4654") if brief.mentions("slate", "charcoal") else mix(palette.near, palette.middle, 0.35)
        wall = _at_lightness(base, 0.3)
        return wall, _at_lightness(wall, 0.235)
    wall = _at_lightness(mix(palette.haze, palette.sky[-1], 0.4), 0.84)
    return wall, _at_lightness(mix(wall, palette.far, 0.4), 0.76)


def _at_lightness(base: FloatArray, lightness: float) -> FloatArray:
    return toned(base, lightness=lightness - float(lab(base)[0]))


def _arrangement(brief: Brief, table: float) -> list[Turned]:
    """One to three things, the farthest first."""
    chance = brief.chance("arrangement")
    unit = min(brief.short_px, brief.height_px * 0.92)
    hero = _hero(brief, chance)
    single = brief.mentions("product", "perfume") or chance.random() < 0.3
    names = [hero] if single else [hero, *chance.choice(_COMPANIONS, int(chance.integers(1, 3)))]
    grown = 1.14 if single else 1.0
    heights = [_height_of(name, chance, first=index == 0) * unit * grown for index, name in enumerate(names)]
    order = list(range(len(names)))
    if len(names) == 3:
        order = [1, 0, 2]
    elif chance.random() < 0.5:
        order.reverse()
    halves = [widest(names[index]) * heights[index] for index in order]
    places = _side_by_side(halves, -unit * float(chance.uniform(0.0, 0.05)))
    middle = brief.width_px * (0.5 if single or brief.ratio < 1.2 else float(chance.choice([0.42, 0.5, 0.58])))
    room = brief.height_px - table
    things = []
    for index, x in zip(order, places, strict=True):
        nearer = 0.3 + 0.1 * (index == 0) if single else (0.26, 0.42, 0.52)[index]
        finish = _finish(brief, names[index], index)
        things.append(Turned(names[index], middle + x, table + room * nearer, heights[index], finish))
    return sorted(things, key=lambda each: each.foot)


def _side_by_side(widths: Sequence[float], gap: float) -> list[float]:
    """Where the axes of things of these half widths stand, so that they touch but for ``gap``; centred on 0."""
    places, edge = [], 0.0
    for half in widths:
        places.append(edge + half)
        edge += 2 * half + gap
    middle = (edge - gap) / 2
    return [each - middle for each in places]


def _hero(brief: Brief, chance: np.random.Generator) -> str:
    if brief.mentions("perfume", "product"):
        return "flask"
    if brief.mentions("wine"):
        return "wine bottle"
    if brief.mentions("bottle", "bottles", "glass", "oil"):
        return str(chance.choice(_BOTTLES))
    if brief.mentions("vase", "vases", "pottery", "ceramic"):
        return str(chance.choice(_VASES))
    return str(chance.choice(_BOTTLES + _VASES))


def _height_of(name: str, chance: np.random.Generator, *, first: bool) -> float:
    """As a share of the short side."""
    if name == "bowl":
        return float(chance.uniform(0.1, 0.14))
    if name in CLOSED:
        return float(chance.uniform(0.13, 0.2)) * (1.25 if name == "pear" else 1.0)
    return float(chance.uniform(0.5, 0.62)) if first else float(chance.uniform(0.3, 0.42))


def _finish(brief: Brief, name: str, index: int) -> Finish:
    """A material for the thing: glass for some bottles, glazes for the rest."""
    chance = brief.chance(f"finish {index}")
    palette = brief.palette
    first = palette.signature if brief.coloured else palette.accent
    choices = [first, palette.pop, mix(palette.middle, palette.far, 0.5), mix(palette.haze, palette.glow, 0.6)]
    base = choices[index % 2 if index < 2 else int(chance.integers(0, 4))]
    base = _at_lightness(base, float(np.clip(lab(base)[0], 0.5, 0.8)))
    if name in _BOTTLES and (brief.mentions("glass", "amber", "oil", "perfume", "wine") or chance.random() < 0.5):
        label = (
            colour("efe6d2") if brief.mentions("product", "label", "amber", "oil") or chance.random() < 0.3 else None
        )
        return Finish(_vivid(base), gloss=1.0, clear=0.92, label=label)
    if name in CLOSED:
        return Finish(base, gloss=float(chance.uniform(0.2, 0.55)), speckles=0.25 if name != "ball" else 0.0)
    dipped = chance.random() < 0.35
    clay = _at_lightness(mix(colour("b98a6a"), palette.far, 0.3), 0.6)
    return Finish(
        base,
        gloss=float(chance.uniform(0.3, 0.95)),
        second=clay if dipped else None,
        seam=float(chance.uniform(0.18, 0.4)),
        speckles=float(chance.choice([0.0, 0.35])),
    )


def _vivid(base: FloatArray) -> FloatArray:
    value = lab(base)
    chroma = max(float(np.hypot(value[1], value[2])), 1e-3)
    return light(
        np.array([0.66, *(value[1:] * max(1.0, 0.15 / chroma) if chroma > 0.03 else value[1:])], dtype=np.float32)
    )


def _room(brief: Brief, studio: Studio, things: list[Turned], table: float, dark: bool) -> FloatArray:
    """Wall and table with the pool of light, the pattern that falls in from outside, and the shadows."""
    scale = 0.5
    rows, columns = max(8, int(brief.height_px * scale)), max(8, int(brief.width_px * scale))
    small = brief.sized(columns, rows)
    wall, board = _wall_and_table(brief, dark)
    y = ((np.arange(rows, dtype=np.float32) + 0.5) / rows)[:, None]
    x = ((np.arange(columns, dtype=np.float32) + 0.5) / columns)[None, :]
    edge = table / brief.height_px
    soft = 0.006 + 0.05 * float(brief.chance("sweep").random() < 0.4)
    front = smoothstep(edge - soft, edge + soft, y)
    pool = np.exp(-(((x - 0.5 - 0.2 * studio.side) * brief.ratio / 0.75) ** 2 + ((y - 0.3) / 0.6) ** 2))
    level = np.clip(0.12 + 0.75 * pool + front * (0.32 * (y - edge) / (1 - edge) - 0.12), 0, 1)
    wall_colours = ramp((toned(wall, lightness=-0.14), wall, toned(wall, lightness=0.17 if dark else 0.08)))
    board_colours = ramp((toned(board, lightness=-0.12), board, toned(board, lightness=0.08)))
    field = looked_up(wall_colours, level)
    field += front[:, :, None] * (looked_up(board_colours, level) - field)
    shade = np.ones((rows, columns), dtype=np.float32)
    for thing in things:
        cast_shadow(shade, thing, studio, scale)
    wall_part = 1 - front
    shade = 1 - (1 - shade) * (1 - wall_part * 0.9)
    field *= (shade + (1 - shade) * 0.12)[:, :, None]
    field *= _pattern(small, studio, dark)[:, :, None]
    field *= texture(brief.chance("plaster"), (rows, columns))[:, :, None]
    return resized_light(field, *brief.shape)


def _pattern(small: Brief, studio: Studio, dark: bool) -> FloatArray:
    """Light that falls through a window, past leaves, or as one slanting beam."""
    chance = small.chance("pattern")
    rows, columns = small.shape
    kind = int(chance.integers(0, 4))
    strength = 0.2 if dark else 0.15
    if kind == 3 or small.mentions("leaves", "shadow", "window"):
        return 1 + strength * 1.2 * (leaf_shadows(small, studio.side) - 0.6)
    unit = small.short_px
    x = np.arange(columns, dtype=np.float32)[None, :] / unit - columns / unit / 2
    y = np.arange(rows, dtype=np.float32)[:, None] / unit
    slant = x * np.float32(studio.side) + y * np.float32(math.tan(0.5))
    if kind == 0:
        beam = smoothstep(-0.1, 0.12, slant) * smoothstep(0.75, 0.45, slant)
        return np.asarray(1 + strength * (beam - 0.4), dtype=np.float32)
    if kind == 1:
        low = smoothstep(0.05, 0.09, slant) * smoothstep(0.55, 0.5, slant)
        bars = smoothstep(0.012, 0.03, np.abs(slant - 0.3)) * smoothstep(0.012, 0.03, np.abs(y - 0.33 + 0.2 * x))
        return np.asarray(1 + strength * 1.3 * (low * bars - 0.3), dtype=np.float32)
    return np.ones(small.shape, dtype=np.float32)
