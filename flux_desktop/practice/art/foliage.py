"""Twigs and leaves: in a vase, or as shadows on a wall."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray
from flux_desktop.practice.art.palette import mix, toned
from flux_desktop.practice.art.shapes import Point, polygon


def leaf(x: float, y: float, angle: float, length: float, width: float) -> list[Point]:
    """The outline of a leaf from its stalk at (x, y)."""
    along = np.linspace(0, 1, 14)
    half = width * np.sin(np.pi * along**0.8) ** 0.9
    cosine, sine = math.cos(angle), math.sin(angle)
    upper = [
        (x + cosine * a * length - sine * h, y + sine * a * length + cosine * h)
        for a, h in zip(along, half, strict=True)
    ]
    lower = [
        (x + cosine * a * length + sine * h, y + sine * a * length - cosine * h)
        for a, h in zip(along, half, strict=True)
    ]
    return upper + lower[::-1]


def stems(picture: FloatArray, brief: Brief, x: float, y: float, height: float, side: float) -> None:
    """A few leafy twigs that rise out of the mouth of a vase at (x, y)."""
    chance = brief.chance("stems")
    palette = brief.palette
    greens = [toned(mix(palette.middle, palette.pop, 0.35), lightness=each) for each in (-0.1, 0.0, 0.08)]
    count = int(chance.integers(3, 6))
    for index in range(count):
        lean = (index - (count - 1) / 2) * 0.9 / count + float(chance.uniform(-0.12, 0.12)) + 0.1 * side
        length = height * float(chance.uniform(0.5, 0.92))
        _twig(picture, brief.chance(f"twig {index}"), (x, y + height * 0.06), lean, length, greens)


def _twig(
    picture: FloatArray, chance: np.random.Generator, root: Point, lean: float, length: float, greens: list[FloatArray]
) -> None:
    bend = lean + float(chance.uniform(0.1, 0.5)) * (1 if lean > 0 else -1)
    points = []
    x, y = root
    count = 26
    for index in range(count):
        angle = lean + (bend - lean) * index / count - math.pi / 2
        points.append((x, y, angle))
        x += math.cos(angle) * length / count
        y += math.sin(angle) * length / count
    thick = max(0.8, length * 0.011)
    outline = [(px - thick, py) for px, py, _ in points] + [(px + thick, py) for px, py, _ in reversed(points)]
    polygon(picture, outline, greens[0])
    for index in range(6, count, 2):
        px, py, angle = points[index]
        size = length * 0.17 * (1.15 - 0.6 * index / count) * float(chance.uniform(0.8, 1.15))
        for turn in (-1, 1):
            turned = angle + turn * float(chance.uniform(0.6, 1.05))
            tone = greens[int(chance.integers(0, 3))]
            polygon(picture, leaf(px, py, turned, size, size * 0.24), tone)
            polygon(picture, leaf(px, py, turned, size * 0.97, size * 0.012), toned(tone, lightness=0.12), 0.6)


def leaf_shadows(small: Brief, side: float) -> FloatArray:
    """Light between the shadows of palm leaves: 1 in light, 0 in shadow."""
    chance = small.chance("leaf shadows")
    rows, columns = small.shape
    sheet = Image.new("L", (columns, rows), 255)
    pen = ImageDraw.Draw(sheet)
    unit = small.short_px
    for _ in range(int(chance.integers(3, 5))):
        x = columns / 2 + side * unit * float(chance.uniform(0.25, 0.9))
        y = rows * float(chance.uniform(-0.1, 0.5))
        angle = math.pi / 2 + side * float(chance.uniform(0.3, 1.2))
        length = unit * float(chance.uniform(0.5, 0.8))
        for index in range(22):
            along = index / 22
            at_x = x + math.cos(angle) * length * along
            at_y = y + math.sin(angle) * length * along
            size = length * 0.42 * math.sin(math.pi * (0.12 + 0.8 * along))
            for turn in (-1, 1):
                spread = angle + turn * (0.95 - 0.4 * along)
                pen.polygon(leaf(at_x, at_y, spread, size, size * 0.055), fill=40)
    blurred = sheet.filter(ImageFilter.GaussianBlur(unit * 0.012))
    return np.asarray(blurred, dtype=np.float32) / np.float32(255)
