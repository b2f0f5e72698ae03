"""What stands in a landscape: firs along a ridge, a cabin, a lighthouse, birds."""

import numpy as np
from PIL import ImageDraw

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray, curve
from flux_desktop.practice.art.palette import colour
from flux_desktop.practice.art.shapes import drawn, polygon
from flux_desktop.practice.art.sky import spot


def with_firs(line: FloatArray, chance: np.random.Generator, tree_px: float, finer: int) -> FloatArray:
    """A ridge line with the tops of firs on it; the line has ``finer`` columns for each pixel."""
    result = line.copy()
    columns = len(line)
    spread = tree_px * finer
    where = curve(chance, columns, max(3.0, columns / spread / 9), octaves=4, gain=0.6)
    place = -spread
    while place < columns + spread:
        place += spread * float(chance.uniform(0.06, 0.3))
        here = int(np.clip(place, 0, columns - 1))
        if where[here] > -0.35 + float(chance.normal(0, 0.35)):
            height = tree_px * float(chance.uniform(0.4, 1.15)) * float(np.clip(0.8 + 0.25 * where[here], 0.5, 1.2))
            _plant(result, line, place, height, finer, chance)
    return result


def _plant(
    result: FloatArray, ground: FloatArray, place: float, height: float, finer: int, chance: np.random.Generator
) -> None:
    """Raise the line to the outline of one fir: branches get shorter upwards and hang in tiers."""
    half = max(1.5, height * finer * float(chance.uniform(0.15, 0.24)))
    up = np.linspace(0, 1, 48)
    tiers = 0.72 + 0.28 * (1 - np.mod(up * float(chance.uniform(6, 10)) + chance.random(), 1.0))
    reach = half * (1 - up) ** 0.9 * tiers * chance.uniform(0.85, 1.15, up.size)
    first, last = max(0, int(place - half * 1.2)), min(len(result), int(place + half * 1.2) + 2)
    if first >= last:
        return
    away = np.abs(np.arange(first, last) + 0.5 - place)
    tall = np.where(reach[None, :] >= away[:, None], up[None, :], 0).max(axis=1) * height
    foot = ground[int(np.clip(place, 0, len(ground) - 1))] + height * 0.04
    result[first:last] = np.minimum(result[first:last], np.where(tall > 0, foot - tall, np.inf))


def add_cabin(picture: FloatArray, brief: Brief, x: float, ground: float, size: float) -> None:
    """A small dark house with a lit window."""
    wall, roof = size * 0.55, size * 0.5
    dark = brief.palette.near * np.float32(0.7)
    warm = colour("ffb257")
    polygon(
        picture,
        [
            (x - size / 2, ground),
            (x - size / 2, ground - wall),
            (x - size * 0.62, ground - wall),
            (x - size * 0.08, ground - wall - roof),
            (x + size * 0.62, ground - wall),
            (x + size / 2, ground - wall),
            (x + size / 2, ground),
        ],
        dark,
    )
    for offset in (-0.26, 0.1):
        left, top = x + offset * size, ground - wall * 0.78
        right, bottom = left + size * 0.17, top + wall * 0.42
        polygon(picture, [(left, top), (right, top), (right, bottom), (left, bottom)], warm * np.float32(1.6))
    spot(picture, x, ground - wall * 0.5, size * 1.5, warm * np.float32(0.16))
    spot(picture, x, ground - wall * 0.5, size * 0.6, warm * np.float32(0.3))


def add_lighthouse(picture: FloatArray, brief: Brief, x: float, ground: float, size: float, towards: float) -> None:
    """A tower with a lit lamp and a beam to one side (``towards`` is -1 or 1)."""
    dark = brief.palette.near * np.float32(0.55)
    warm = colour("ffdf9e")
    foot, top = size * 0.105, size * 0.065
    lamp = ground - size * 0.9
    _beam(picture, x, lamp, size, towards, warm)
    polygon(
        picture,
        [
            (x - foot, ground + size * 0.1),
            (x - top, ground - size * 0.8),
            (x + top, ground - size * 0.8),
            (x + foot, ground + size * 0.1),
        ],
        dark,
    )
    for width, low, high in ((0.1, 0.78, 0.815), (0.045, 0.815, 0.95), (0.075, 0.95, 0.965)):
        half = width * size
        polygon(
            picture,
            [
                (x - half, ground - low * size),
                (x + half, ground - low * size),
                (x + half, ground - high * size),
                (x - half, ground - high * size),
            ],
            dark,
        )
    polygon(
        picture,
        [(x - size * 0.065, ground - size * 0.96), (x, ground - size * 1.06), (x + size * 0.065, ground - size * 0.96)],
        dark,
    )
    pane = size * 0.034
    polygon(
        picture,
        [
            (x - pane, lamp + pane * 1.4),
            (x + pane, lamp + pane * 1.4),
            (x + pane, lamp - pane),
            (x - pane, lamp - pane),
        ],
        warm * np.float32(1.8),
    )
    spot(picture, x, lamp, size * 0.34, warm * np.float32(0.3))
    spot(picture, x, lamp, size * 0.1, warm * np.float32(0.9))


def _beam(picture: FloatArray, x: float, lamp: float, size: float, towards: float, warm: FloatArray) -> None:
    """Light that widens and fades."""
    height, width = picture.shape[:2]
    length = size * 5.0
    first, last = sorted((x, x + towards * length))
    left, right = max(0, int(first)), min(width, int(last))
    top, bottom = max(0, int(lamp - size)), min(height, int(lamp + size))
    if left >= right or top >= bottom:
        return
    along = np.abs(np.arange(left, right, dtype=np.float32) + 0.5 - x)[None, :]
    off = (np.arange(top, bottom, dtype=np.float32) + 0.5 - lamp)[:, None] + along * 0.06
    half = size * 0.02 + along * 0.055
    share = np.exp(-((off / half) ** 2)) * (1 - along / length) ** 1.6 * 0.34
    picture[top:bottom, left:right] += share[:, :, None] * warm


def add_birds(picture: FloatArray, brief: Brief, x: float, y: float, spread: float, count: int) -> None:
    """A loose flock of far birds."""
    chance = brief.chance("birds")
    ink = brief.palette.near
    for _ in range(count):
        at_x, at_y = x + float(chance.normal(0, spread)), y + float(chance.normal(0, spread * 0.4))
        wing, lift = spread * float(chance.uniform(0.1, 0.17)), float(chance.uniform(0.15, 0.5))
        points = [
            (at_x - wing, at_y - wing * lift),
            (at_x - wing * 0.4, at_y - wing * lift * 0.8),
            (at_x, at_y),
            (at_x + wing * 0.4, at_y - wing * lift * 0.8),
            (at_x + wing, at_y - wing * lift),
        ]
        thick = max(2, round(wing * 0.5))

        def stroke(pen: ImageDraw.ImageDraw, placed, points=points, thick=thick) -> None:  # type: ignore[no-untyped-def]
            pen.line(placed(points), fill=255, width=thick, joint="curve")

        drawn(picture, (at_x - wing - 2, at_y - wing - 2, at_x + wing + 2, at_y + wing + 2), stroke, ink, 0.75)
