"""Sizes of pictures, shapes and size tiers."""

import math
from enum import Enum
from typing import NamedTuple

PIXELS_PER_MEGAPIXEL = 1_048_576
"""What BFL bills as one megapixel (pricing page, confirmed by replies such as 1920x1080 = 1.98)."""

MAX_BILLED_MEGAPIXELS = 4
"""No single image is billed as more (BFL's pricing formula, 2026-08)."""


class Size(NamedTuple):
    """Width and height in pixels."""

    width_px: int
    height_px: int

    @property
    def pixels(self) -> int:
        return self.width_px * self.height_px

    @property
    def ratio(self) -> float:
        return self.width_px / self.height_px

    @property
    def billed_megapixels(self) -> int:
        """Megapixels as they are charged: rounded up for each image, four at the most."""
        return min(MAX_BILLED_MEGAPIXELS, math.ceil(self.pixels / PIXELS_PER_MEGAPIXEL))

    def turned(self) -> "Size":
        return Size(self.height_px, self.width_px)

    def __str__(self) -> str:
        return f"{self.width_px} × {self.height_px}"


class Shape(Enum):
    """The shapes a person picks from; each value is width to height."""

    SQUARE = (1, 1)
    LANDSCAPE = (3, 2)
    WIDE = (16, 9)
    PORTRAIT = (2, 3)
    TALL = (9, 16)

    @property
    def label(self) -> str:
        return f"{self.value[0]}:{self.value[1]}"

    @property
    def ratio(self) -> float:
        return self.value[0] / self.value[1]


class Tier(Enum):
    """How large a picture is made, in megapixels of BFL's counting."""

    STANDARD = 1
    LARGE = 2
    EXTRA_LARGE = 4

    @property
    def pixels(self) -> int:
        return self.value * PIXELS_PER_MEGAPIXEL


def snap(value_px: int, multiple_of: int, minimum: int, maximum: int) -> int:
    """``value_px`` moved to the nearest legal side."""
    nearest = round(value_px / multiple_of) * multiple_of
    lowest = math.ceil(minimum / multiple_of) * multiple_of
    highest = maximum // multiple_of * multiple_of
    return max(lowest, min(highest, nearest))


def size_within(ratio: float, pixels: int, multiple_of: int, max_side_px: int | None = None) -> Size:
    """The largest size of about this ratio whose sides are multiples and whose area is at most ``pixels``."""
    width, height = math.sqrt(pixels * ratio), math.sqrt(pixels / ratio)
    shrink = min(1.0, max_side_px / max(width, height)) if max_side_px else 1.0
    return Size(
        max(multiple_of, int(width * shrink) // multiple_of * multiple_of),
        max(multiple_of, int(height * shrink) // multiple_of * multiple_of),
    )
