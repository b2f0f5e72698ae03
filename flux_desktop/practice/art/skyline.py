"""A city seen across a river or over its roofs, with lit windows."""

from dataclasses import dataclass

import numpy as np

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, resized_light
from flux_desktop.practice.art.palette import colour, lab, mix, toned
from flux_desktop.practice.art.shapes import polygon
from flux_desktop.practice.art.sky import horizon_colour, sky, spot, sun_for
from flux_desktop.practice.art.water import mirror


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of buildings."""

    share: float  # 0 for the farthest
    ground: int  # the row of pixels where they stand
    tallest: float  # in pixels
    narrowest: float
    widest: float


@dataclass(frozen=True, slots=True)
class _House:
    """One building: a box, perhaps with narrower boxes on top."""

    left: int
    right: int
    top: int
    ground: int


def paint(brief: Brief) -> FloatArray:
    """Light of a skyline."""
    chance = brief.chance("skyline")
    shore = float(chance.uniform(0.7, 0.8)) if _by_water(brief) else 1.0
    horizon = min(0.72, shore - 0.06)
    sun = sun_for(brief, horizon, high=brief.palette.is_dark())
    picture = sky(brief, horizon, sun, clouds=0.8)
    for row in _rows(brief, shore):
        _haze(picture, brief, row)
        _build(picture, brief, row)
    if shore < 1:
        mirror(picture, brief, int(shore * brief.height_px), roughness=1.5)
    _bloom(picture, brief)
    return picture


def _by_water(brief: Brief) -> bool:
    if brief.mentions("river", "harbour", "harbor", "bay", "reflection", "reflections", "water"):
        return True
    if brief.mentions("street", "rooftops", "roofs"):
        return False
    return brief.chance("river").random() < 0.5


def _rows(brief: Brief, shore: float) -> list[_Row]:
    """Rows of buildings, the farthest first; nearer ones are wider, and lower so that the others show."""
    chance = brief.chance("rows")
    unit = brief.short_px
    ground = int(shore * brief.height_px)
    tall = ground * float(chance.uniform(0.6, 0.72))
    heights = (0.72, 1.0, 0.78, 0.52) if shore == 1 else (0.7, 1.0, 0.66)
    rows = []
    for index, height in enumerate(heights):
        share = index / (len(heights) - 1)
        rows.append(_Row(share, ground, tall * height, unit * (0.03 + 0.02 * share), unit * (0.07 + 0.055 * share)))
    return rows


def _haze(picture: FloatArray, brief: Brief, row: _Row) -> None:
    """Air between this row and the one behind it, thickest near the ground."""
    if row.share == 0:
        return
    height = int(row.tallest)
    top = max(0, row.ground - height)
    rise = np.linspace(0, 1, row.ground - top, dtype=np.float32)[:, None, None]
    air = mix(horizon_colour(brief), brief.palette.depth(row.share * 0.6), 0.45)
    picture[top : row.ground] += (rise**1.5 * 0.5) * (air - picture[top : row.ground])


def _build(picture: FloatArray, brief: Brief, row: _Row) -> None:
    """Stand buildings side by side from the left edge to the right one."""
    chance = brief.chance(f"row {row.share}")
    middle = float(chance.uniform(0.3, 0.7)) * brief.width_px
    spread = brief.width_px * float(chance.uniform(0.22, 0.38))
    x = -row.widest * float(chance.random())
    while x < brief.width_px:
        width = float(chance.uniform(row.narrowest, row.widest))
        centred = np.exp(-(((x - middle) / spread) ** 2))
        tall = row.tallest * (0.3 + 0.5 * centred) * float(chance.uniform(0.62, 1.25))
        if chance.random() < 0.07 + 0.1 * centred:
            tall *= 1.25
            width *= 0.85
        _house(picture, brief, row, _House(round(x), round(x + width), round(row.ground - tall), row.ground), chance)
        x += width * float(chance.uniform(0.86, 0.98))  # they overlap: a bright slit between two would catch the eye


def _house(picture: FloatArray, brief: Brief, row: _Row, house: _House, chance: np.random.Generator) -> None:
    """One building with its roof, faces and windows."""
    body = mix(horizon_colour(brief), brief.palette.depth(0.35 + 0.65 * row.share), 0.5 + 0.5 * row.share)
    body = toned(body, lightness=float(chance.normal(0, 0.012)))
    parts = [house]
    width, tall = house.right - house.left, house.ground - house.top
    style = chance.random()
    if style < 0.35:
        for _ in range(int(chance.integers(1, 3))):
            last = parts[-1]
            inset = max(1, round((last.right - last.left) * float(chance.uniform(0.1, 0.2))))
            parts.append(
                _House(
                    last.left + inset,
                    last.right - inset,
                    last.top - round(tall * float(chance.uniform(0.04, 0.1))),
                    last.top,
                )
            )
    elif style < 0.5:
        slope = width * float(chance.uniform(0.25, 0.6)) * float(chance.choice([-1, 1]))
        corners = [
            (house.left, house.top + 1.0),
            (house.left, house.top - max(0.0, -slope)),
            (house.right, house.top - max(0.0, slope)),
            (house.right, house.top + 1.0),
        ]
        polygon(picture, corners, body)
    top = parts[-1]
    if chance.random() < 0.3:
        _mast(picture, brief, row, (top.left + top.right) / 2, top.top, tall * float(chance.uniform(0.08, 0.2)), body)
    lit = float(chance.uniform(0.15, 0.5)) * (1.0 if _is_night(brief) else 0.3)
    seam = float(chance.choice([0.0, 0.3, 0.7]))
    for part in parts:
        _faces(picture, part, body, seam)
        if row.share > 0.2:
            _windows(picture, brief, row, part, lit, chance)


def _is_night(brief: Brief) -> bool:
    return brief.mentions("night", "dusk", "neon") or float(lab(brief.palette.sky[1])[0]) < 0.55


def _faces(picture: FloatArray, part: _House, body: FloatArray, seam: float) -> None:
    """Two faces that catch the light differently; the foot fades into the glow of the streets."""
    height, width = picture.shape[:2]
    top, bottom = max(0, part.top), min(height, part.ground)
    left, right = max(0, part.left), min(width, part.right)
    if top >= bottom or left >= right:
        return
    rise = np.linspace(1.1, 0.86, bottom - top, dtype=np.float32)[:, None]
    shade = np.broadcast_to(rise, (bottom - top, right - left)).copy()
    if seam:
        edge = np.clip(part.left + (part.right - part.left) * seam, left, right) - left
        shade[:, int(edge) :] *= 0.8
    picture[top:bottom, left:right] = shade[:, :, None] * body


def _mast(picture: FloatArray, brief: Brief, row: _Row, x: float, top: float, tall: float, body: FloatArray) -> None:
    half = max(0.5, brief.short_px * 0.0011)
    polygon(
        picture,
        [
            (x - half * 1.6, top + 1),
            (x - half * 0.6, top - tall),
            (x + half * 0.6, top - tall),
            (x + half * 1.6, top + 1),
        ],
        body,
    )
    if _is_night(brief) and row.share > 0.2:
        spot(picture, x, top - tall, brief.short_px * 0.003, colour("ff4a3a") * np.float32(1.2))
        spot(picture, x, top - tall, brief.short_px * 0.008, colour("ff4a3a") * np.float32(0.22))


def _windows(
    picture: FloatArray, brief: Brief, row: _Row, part: _House, lit: float, chance: np.random.Generator
) -> None:
    """A grid of windows, some of them lit; whole floors are lit or dark together now and then."""
    cell_x = max(3, round(brief.short_px * (0.0065 + 0.005 * row.share) * float(chance.choice([1.0, 1.25]))))
    cell_y = max(3, round(cell_x * float(chance.choice([1.15, 1.5, 1.8]))))
    columns, floors = (part.right - part.left - 2) // cell_x, (part.ground - part.top - 2) // cell_y
    if columns < 1 or floors < 1:
        return
    grid = chance.random((floors, columns))
    grid += 0.16 * chance.standard_normal((floors, 1))  # people leave an office floor by floor
    on = grid < lit
    warm, cool = colour("ffc987"), mix(brief.palette.pop, brief.palette.glow, 0.55)
    tint = chance.random((floors, columns, 1)) < 0.78
    glow = np.where(tint, warm, cool) * chance.uniform(0.3, 1.05, (floors, columns, 1))
    dark = toned(
        picture[min(max(part.top + 2, 0), picture.shape[0] - 1), min(max(part.left, 0), picture.shape[1] - 1)],
        lightness=-0.03,
    )
    light = np.where(on[:, :, None], glow * (0.35 + 0.65 * row.share), dark).astype(np.float32)
    opening = _opening(cell_x, cell_y, floors, columns)
    wide = np.repeat(np.repeat(light, cell_y, axis=0), cell_x, axis=1)
    left = part.left + (part.right - part.left - columns * cell_x) // 2
    _lay_inside(
        picture,
        wide,
        opening * np.repeat(np.repeat(np.where(on, 1.0, 0.35), cell_y, axis=0), cell_x, axis=1),
        left,
        part.top + max(2, cell_y // 2),
    )


def _opening(cell_x: int, cell_y: int, floors: int, columns: int) -> FloatArray:
    """1 in the glass, 0 on the wall between."""
    across = np.zeros(cell_x, dtype=np.float32)
    across[: max(1, round(cell_x * 0.6))] = 1
    down = np.zeros(cell_y, dtype=np.float32)
    down[: max(1, round(cell_y * 0.6))] = 1
    return np.asarray(np.tile(down, floors)[:, None] * np.tile(across, columns)[None, :])


def _lay_inside(picture: FloatArray, light: FloatArray, cover: FloatArray, left: int, top: int) -> None:
    """Lay a patch whose corner may lie outside."""
    height, width = picture.shape[:2]
    cut_x, cut_y = max(0, -left), max(0, -top)
    right, bottom = min(width, left + light.shape[1]), min(height, top + light.shape[0])
    if left + cut_x >= right or top + cut_y >= bottom:
        return
    patch = picture[top + cut_y : bottom, left + cut_x : right]
    inner = (slice(cut_y, bottom - top), slice(cut_x, right - left))
    patch += cover[inner][:, :, None].astype(np.float32) * (light[inner] - patch)


def _bloom(picture: FloatArray, brief: Brief) -> None:
    """Bright lights shine into the air around them."""
    step = max(2, brief.short_px // 110)
    height, width = picture.shape[0] // step * step, picture.shape[1] // step * step
    if not height or not width:
        return
    bright = np.maximum(picture[:height, :width] - 0.55, 0)
    small = bright.reshape(height // step, step, width // step, step, 3).mean(axis=(1, 3))
    rows, columns = small.shape[:2]
    wide = resized_light(resized_light(small, max(4, rows // 3), max(4, columns // 3)), rows, columns)
    picture += resized_light(0.4 * small + 0.8 * wide, *brief.shape) * np.float32(1.1)
