"""Firs: outlines with drooping branches, planted along a line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from flux_desktop.practice.art.noise import FloatArray, curve

_SHEET = (132, 300)  # pixels of a drawn fir: width, height
_KINDS = 6


@dataclass(frozen=True, slots=True)
class Fir:
    """One tree: where it stands and how tall it is, in pixels, and which of the drawn outlines it has."""

    x: float
    foot: float
    height: float
    kind: int


def plant(ground: FloatArray, chance: np.random.Generator, tall_px: float, *, crowded: float = 0.5) -> list[Fir]:
    """Firs along a line of ground (a row for every column), in groves and singly; ``crowded`` from 0 to 1."""
    columns = len(ground)
    groves = curve(chance, columns, max(3.0, columns / tall_px / 7), octaves=4, gain=0.6)
    result = []
    place = -tall_px * 0.3
    while place < columns + tall_px * 0.3:
        place += tall_px * float(chance.uniform(0.06, 0.34)) * (1.25 - 0.6 * crowded)
        here = int(np.clip(place, 0, columns - 1))
        grove = float(groves[here])
        if grove > 0.6 - 2.2 * crowded + float(chance.normal(0, 0.35)):
            height = tall_px * float(chance.uniform(0.42, 1.12)) * float(np.clip(0.85 + 0.2 * grove, 0.55, 1.2))
            result.append(Fir(place, float(ground[here]) + height * 0.07, height, int(chance.integers(0, 2 * _KINDS))))
    return result


def outlines(chance: np.random.Generator) -> list[Image.Image]:
    """Drawn firs to choose from, each also turned left to right."""
    drawn = [_outline(chance) for _ in range(_KINDS)]
    return drawn + [each.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for each in drawn]


def stand(cover: FloatArray, top: int, firs: Sequence[Fir], drawn: Sequence[Image.Image]) -> None:
    """Add ``firs`` to a cover (0 to 1) whose first row is the picture's row ``top``."""
    rows, columns = cover.shape
    for fir in firs:
        height = max(2, round(fir.height))
        width = max(2, round(fir.height * _SHEET[0] / _SHEET[1]))
        left, upper = round(fir.x - width / 2), round(fir.foot - height) - top
        inner_left, inner_top = max(0, -left), max(0, -upper)
        right, lower = min(columns, left + width), min(rows, upper + height)
        if left + inner_left >= right or upper + inner_top >= lower:
            continue
        tree = drawn[fir.kind].resize(
            (width, height), Image.Resampling.BOX if height < 150 else Image.Resampling.BILINEAR
        )
        values = np.asarray(tree, dtype=np.float32)[inner_top : lower - upper, inner_left : right - left]
        patch = cover[upper + inner_top : lower, left + inner_left : right]
        np.maximum(patch, values * np.float32(1 / 255), out=patch)


def _outline(chance: np.random.Generator) -> Image.Image:
    """A fir in white on black: tiers of boughs that hang, ragged at their ends."""
    scale = 3
    width, height = _SHEET[0] * scale, _SHEET[1] * scale
    sheet = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(sheet)
    tiers = int(chance.integers(20, 30))
    slim = float(chance.uniform(0.62, 0.96))
    middle = width / 2
    for side in (-1, 1):
        points = [(middle, 0.0)]
        for tier in range(tiers):
            share = (tier + 1) / tiers
            reach = width * 0.5 * slim * share**0.8 * float(chance.uniform(0.55, 1.0))
            level = height * (0.02 + 0.95 * share)
            droop = height * 0.045 * share**0.5
            points.append((middle + side * reach * float(chance.uniform(0.3, 0.55)), level - droop * 1.1))
            points.append((middle + side * reach * 0.75, level - droop * 0.4))
            points.append((middle + side * reach, level + droop * float(chance.uniform(-0.1, 0.3))))
            points.append((middle + side * reach * 0.72, level - droop * 0.05))
        points.append((middle, height * 0.98))
        pen.polygon(points, fill=255)
    trunk = width * 0.025
    pen.rectangle((middle - trunk, height * 0.8, middle + trunk, height), fill=255)
    pen.polygon([(middle, 0), (middle - trunk * 0.5, height * 0.1), (middle + trunk * 0.5, height * 0.1)], fill=255)
    return sheet.resize(_SHEET, Image.Resampling.BOX)
