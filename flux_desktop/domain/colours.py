"""The twelve colours that a picture can mainly have, told apart as people name them."""

from collections.abc import Mapping
from colorsys import rgb_to_hsv
from enum import IntEnum


class Colour(IntEnum):
    """The numbers are in libraries and do not change."""

    RED = 1
    ORANGE = 2
    YELLOW = 3
    GREEN = 4
    TEAL = 5
    BLUE = 6
    PURPLE = 7
    PINK = 8
    BROWN = 9
    BLACK = 10
    GREY = 11
    WHITE = 12

    @property
    def word(self) -> str:
        """``red``: what is typed, and with a capital what is shown."""
        return self.name.lower()

    @property
    def swatch(self) -> str:
        """``#D64545``: the colour as menus show it, in both themes."""
        return _SWATCHES[self]


_SWATCHES = {
    Colour.RED: "#D64545",
    Colour.ORANGE: "#E8832E",
    Colour.YELLOW: "#E6C229",
    Colour.GREEN: "#4C9F50",
    Colour.TEAL: "#2A9D9D",
    Colour.BLUE: "#3F6FD8",
    Colour.PURPLE: "#8554C7",
    Colour.PINK: "#E26FA5",
    Colour.BROWN: "#8B5E3C",
    Colour.BLACK: "#1A1A1A",
    Colour.GREY: "#8C8C8C",
    Colour.WHITE: "#F5F5F5",
}
_NEUTRAL = frozenset({Colour.BLACK, Colour.GREY, Colour.WHITE})
_WEIGHT_OF_NEUTRAL = 0.6
"""A red flower before black is a red picture, though there is more black in it."""

_BY_HUE = (
    (14, Colour.RED),
    (42, Colour.ORANGE),
    (66, Colour.YELLOW),
    (162, Colour.GREEN),
    (196, Colour.TEAL),
    (258, Colour.BLUE),
    (306, Colour.PURPLE),
    (342, Colour.PINK),
    (361, Colour.RED),
)
"""Up to so many degrees."""


def colour_of(red: int, green: int, blue: int) -> Colour:
    """The name of one colour; each part is 0 to 255."""
    hue, saturation, value = rgb_to_hsv(red / 255, green / 255, blue / 255)
    if value < 0.17:
        return Colour.BLACK
    if saturation < 0.14:
        return Colour.WHITE if value > 0.86 else Colour.GREY if value > 0.27 else Colour.BLACK
    degrees = hue * 360
    if 14 <= degrees < 50 and (value < 0.62 or saturation < 0.42):
        return Colour.BROWN
    named = next(colour for below, colour in _BY_HUE if degrees < below)
    is_pale = saturation < 0.55 and value > 0.72
    return Colour.PINK if named is Colour.RED and is_pale else named


def main_colour(counts: Mapping[Colour, int]) -> Colour:
    """The colour of a picture with so many pixels of each."""
    return max(counts, key=lambda colour: counts[colour] * (_WEIGHT_OF_NEUTRAL if colour in _NEUTRAL else 1))


def colour_named(word: str) -> Colour | None:
    """``Red``, ``gray``; ``None`` for what is none of the twelve."""
    name = {"gray": "grey", "violet": "purple"}.get(word.lower(), word.lower())
    return next((colour for colour in Colour if colour.word == name), None)
