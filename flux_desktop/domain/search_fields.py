"""What the values of a search's fields mean. One that means nothing, or nothing yet, is ``None`` here."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from flux_desktop.domain.colours import Colour, colour_named
from flux_desktop.domain.date_words import is_date
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.search_query import Field, SearchQuery, Term

HUNDREDTHS_PER_DOLLAR: Hundredths = 10_000
LARGE_PIXELS = 1_500_000
"""``size:large``: larger than the usual megapixel, so what the compose panel calls Large and Extra large."""

RATIO_TOLERANCE = 0.02
"""How far a picture's sides may be from a shape and still have it: sides are multiples of 16 or 32 px, so 16:9 comes
as 1360 × 768, which is 0.4 % off, and small pictures are off by more. 5:4 and 9:7 are 3 % apart."""

_LARGEST_NUMBER = 10**15
_NUMBER = r"\$?\s*(\d{1,15}(?:[.,]\d{0,6})?|[.,]\d{1,6})"
_COMPARED = re.compile(rf"(>=|<=|>|<|=)?\s*{_NUMBER}\s*(\+)?", re.ASCII)
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:\.\.|-|–)\s*{_NUMBER}", re.ASCII)
_SIDES = re.compile(r"(\d{1,6})\s*[x×*]\s*(\d{1,6})", re.ASCII | re.IGNORECASE)
_RATIO = re.compile(r"(\d{1,4}):(\d{1,4})", re.ASCII)

_YES = frozenset({"", "yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "none", "0"})


class Range(NamedTuple):
    """Whole numbers, both ends included; ``None`` is without end."""

    least: int | None
    most: int | None


class Sides(NamedTuple):
    """These pixels and no others."""

    width_px: int
    height_px: int


class Ratios(NamedTuple):
    """Width through height, from ``least`` to ``most``; ``None`` is without end, and an end that is 1 is outside."""

    least: float | None
    most: float | None


class Area(NamedTuple):
    """At least so many pixels."""

    least_pixels: int


SizeTest = Sides | Ratios | Area

_SHAPES: dict[str, SizeTest] = {
    "large": Area(LARGE_PIXELS),
    "landscape": Ratios(1 + RATIO_TOLERANCE, None),
    "portrait": Ratios(None, 1 / (1 + RATIO_TOLERANCE)),
    "square": Ratios(1 / (1 + RATIO_TOLERANCE), 1 + RATIO_TOLERANCE),
}

IS_VALUES = ("practice", "missing", "imported")
COLOUR_VALUES = tuple(colour.word for colour in Colour)
IN_VALUES = ("prompt", "used")
SIZE_VALUES = (*_SHAPES, "1:1", "3:2", "16:9", "2:3", "9:16")


def flag(value: str) -> bool | None:
    """``fav:`` alone is a yes."""
    return True if value.lower() in _YES else False if value.lower() in _NO else None


def rating(value: str) -> Range | None:
    """``4`` is just that, ``>=3`` or ``3+`` at least, ``none`` without a rating."""
    return Range(0, 0) if value.lower() == "none" else _whole(value)


def cost(value: str) -> Range | None:
    """Dollars, as hundredths of a credit: ``>0.1``, ``0.045``, ``0.01..0.1``, ``free``."""
    return Range(0, 0) if value.lower() == "free" else _range(value, HUNDREDTHS_PER_DOLLAR)


def reference_count(value: str) -> Range | None:
    """``ref:`` and ``ref:yes``: made from one at least; ``ref:no``; ``ref:2``, ``ref:>2``."""
    if value.lower() in _YES - {"1"}:
        return Range(1, None)
    return Range(0, 0) if value.lower() in _NO else _whole(value)


def seed(value: str) -> int | None:
    digits = value.replace(" ", "").replace("_", "")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < len(str(_LARGEST_NUMBER)) else None


def size(value: str) -> SizeTest | None:
    """``1024x768``, ``16:9``, ``landscape``, ``portrait``, ``square``, ``large``."""
    if sides := _SIDES.fullmatch(value):
        return Sides(int(sides[1]), int(sides[2]))
    if (ratio := _RATIO.fullmatch(value)) and int(ratio[1]) and int(ratio[2]):
        exact = int(ratio[1]) / int(ratio[2])
        return Ratios(exact / (1 + RATIO_TOLERANCE), exact * (1 + RATIO_TOLERANCE))
    return _SHAPES.get(value.lower())


def one_of(value: str, values: tuple[str, ...]) -> str | None:
    return value.lower() if value.lower() in values else None


def is_understood(term: Term) -> bool:
    """Whether the term says something; a word always does."""
    if term.field is Field.DATE:
        return is_date(term.value)
    read = _READERS.get(term.field) if term.field else None
    return read(term.value) is not None if read else any(map(str.isalnum, term.value))


def narrows(query: SearchQuery) -> bool:
    """Whether the query leaves anything out: nothing in it need be finished yet. ``in:`` alone says nothing."""
    return any(is_understood(term) for term in query.terms if term.field is not Field.IN)


def range_term(first: date, last: date) -> Term:
    """The days a person has picked in the calendar, in any order."""
    first, last = min(first, last), max(first, last)
    return Term(first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}", Field.DATE)


def _whole(value: str) -> Range | None:
    return _range(value, 1)


def _range(value: str, unit: int) -> Range | None:
    """The whole multiples of ``1 / unit`` that are meant."""
    value = value.strip()
    if between := _BETWEEN.fullmatch(value):
        ends = sorted((_scaled(between[1], unit), _scaled(between[2], unit)))
        return Range(ceil(ends[0]), floor(ends[1]))
    found = _COMPARED.fullmatch(value)
    if found is None:
        return None
    sign, number = ">=" if found[3] else found[1], _scaled(found[2], unit)
    match sign:
        case ">":
            return Range(floor(number) + 1, None)
        case ">=":
            return Range(ceil(number), None)
        case "<":
            return Range(None, ceil(number) - 1)
        case "<=":
            return Range(None, floor(number))
        case _:
            return Range(ceil(number), floor(number))


def _scaled(digits: str, unit: int) -> Decimal:
    return Decimal(digits.replace(",", ".")) * unit


_READERS: Mapping[Field, Callable[[str], object]] = {
    Field.FAVOURITE: flag,
    Field.RATING: rating,
    Field.COST: cost,
    Field.REFERENCES: reference_count,
    Field.SEED: seed,
    Field.SIZE: size,
    Field.COLOUR: colour_named,
    Field.IS: lambda value: one_of(value, IS_VALUES),
    Field.IN: lambda value: one_of(value, IN_VALUES),
}
