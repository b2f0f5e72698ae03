"""Twigs and leaves: in a vase, or as shadows on a wall."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray
from flux_desktop.practice.art.palette import mix, toned
from flux_desktop.practice.art.shapes import Point, polygon


def leaf(stalk: Point, angle: float, length: float, width: float) -> list[Point]:
    """The outline of a leaf from its stalk."""
    along = np.linspace(0, 1, 14)
    half = width * np.sin(np.pi * along**0.8) ** 0.9
    forth = np.concatenate([along, along[::-1]]) * length
    aside = np.concatenate([half, -half[::-1]])
    cosine, sine = math.cos(angle), math.sin(angle)
    x, y = stalk[0] + cosine * forth - sine * aside, stalk[1] + sine * forth + cosine * aside
    return list(zip(x.tolist(), y.tolist(), strict=True))


def add_stems(picture: FloatArray, brief: Brief, mouth: Point, height: float) -> None:
    """A few leafy twigs that rise out of the mouth of a vase."""
    chance = brief.chance("stems")
    palette = brief.palette
    greens = [toned(mix(palette.middle, palette.pop, 0.35), lightness=each) for each in (-0.1, 0.0, 0.08)]
    count = int(chance.integers(3, 6))
    root = (mouth[0], mouth[1] + height * 0.06)
    for index in range(count):
        lean = (index - (count - 1) / 2) * 0.9 / count + float(chance.uniform(-0.12, 0.12))
        length = height * float(chance.uniform(0.5, 0.92))
        own = brief.chance(f"twig {index}")
        stem = _bent(root, lean, lean + math.copysign(float(own.uniform(0.1, 0.5)), lean), length)
        _leafy(picture, own, stem, length, greens)


def _bent(root: Point, lean: float, end_lean: float, length: float) -> list[tuple[float, float, float]]:
    """Points along a twig that bends outwards, each with its direction."""
    count = 26
    x, y = root
    points = []
    for index in range(count):
        angle = lean + (end_lean - lean) * index / count - math.pi / 2
        points.append((x, y, angle))
        x += math.cos(angle) * length / count
        y += math.sin(angle) * length / count
    return points


def _leafy(
    picture: FloatArray,
    chance: np.random.Generator,
    stem: list[tuple[float, float, float]],
    length: float,
    greens: list[FloatArray],
) -> None:
    """Draw a twig with pairs of leaves."""
    thick = max(0.8, length * 0.011)
    outline = [(x - thick, y) for x, y, _ in stem] + [(x + thick, y) for x, y, _ in reversed(stem)]
    polygon(picture, outline, greens[0])
    for index in range(6, len(stem), 2):
        x, y, angle = stem[index]
        size = length * 0.17 * (1.15 - 0.6 * index / len(stem)) * float(chance.uniform(0.8, 1.15))
        for turn in (-1, 1):
            turned = angle + turn * float(chance.uniform(0.6, 1.05))
            tone = greens[int(chance.integers(0, 3))]
            polygon(picture, leaf((x, y), turned, size, size * 0.24), tone)
            polygon(picture, leaf((x, y), turned, size * 0.97, size * 0.012), toned(tone, lightness=0.12), 0.6)


def leaf_shadows(small: Brief, side: float) -> FloatArray:
    """Light between the shadows of palm leaves: 1 in light, 0 in shadow."""
    chance = small.chance("leaf shadows")
    rows, columns = small.shape
    sheet = Image.new("L", (columns, rows), 255)
    pen = ImageDraw.Draw(sheet)
    unit = small.short_px
    for _ in range(int(chance.integers(3, 5))):
        stalk = columns / 2 + side * unit * float(chance.uniform(0.25, 0.9)), rows * float(chance.uniform(-0.1, 0.5))
        angle = math.pi / 2 + side * float(chance.uniform(0.3, 1.2))
        _palm_leaf(pen, stalk, angle, unit * float(chance.uniform(0.5, 0.8)))
    blurred = sheet.filter(ImageFilter.GaussianBlur(unit * 0.012))
    return np.asarray(blurred, dtype=np.float32) / np.float32(255)


def _palm_leaf(pen: ImageDraw.ImageDraw, stalk: Point, angle: float, length: float) -> None:
    """One frond: narrow leaflets on both sides."""
    for index in range(22):
        along = index / 22
        root = stalk[0] + math.cos(angle) * length * along, stalk[1] + math.sin(angle) * length * along
        size = length * 0.42 * math.sin(math.pi * (0.12 + 0.8 * along))
        for turn in (-1, 1):
            pen.polygon(leaf(root, angle + turn * (0.95 - 0.4 * along), size, size * 0.055), fill=40)
