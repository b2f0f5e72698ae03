"""What a filter says, in words: on its chip, and on the buttons that it was picked with."""

from collections.abc import Callable, Mapping
from datetime import date

from flux_desktop.domain import search_fields
from flux_desktop.domain.colours import colour_named
from flux_desktop.domain.date_words import date_span, month_span
from flux_desktop.domain.local_days import MONTHS
from flux_desktop.domain.money import Hundredths, dollars
from flux_desktop.domain.search_fields import Range
from flux_desktop.domain.search_query import Field, Term

ModelName = Callable[[str], str]

SHAPES = {"landscape": "Landscape", "portrait": "Portrait", "square": "Square", "large": "Large"}

_IS = {"practice": "Practice", "missing": "Missing files", "imported": "Imported"}
_IN = {"prompt": "Words I wrote", "used": "Words as FLUX used them"}


def words_of(term: Term, today: date, model_name: ModelName) -> str:
    """``Favourites``, ``Rating 3 or more``, ``August 2026``, ``Not: Practice``."""
    words = _words(term, today, model_name)
    if words is None:
        return f"{term.text} is not understood"
    return f"Not: {words}" if term.is_left_out else words


def date_words(words: str, today: date) -> str:
    """A month or a day by its name, else the words with a capital: ``last month`` is a month, but not its name."""
    span = date_span(words, today)
    if span is None or span.first is None or span.last is None or words.lower().startswith(("this", "last", "past")):
        return words[:1].upper() + words[1:]
    if span == month_span(span.first.year, span.first.month):
        return f"{MONTHS[span.first.month - 1]} {span.first.year}"
    if ".." in words:
        return f"{day_words(span.first)} to {day_words(span.last)}"
    if span.first == span.last and words[0].isdigit():
        return day_words(span.first)
    return words[:1].upper() + words[1:]


def day_words(day: date) -> str:
    """``3 August 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _words(term: Term, today: date, model_name: ModelName) -> str | None:
    if not search_fields.is_understood(term):
        return None
    match term.field:
        case Field.MODEL:
            return f"Model: {model_name(term.value)}"
        case Field.DATE:
            return date_words(term.value, today)
        case None:
            return term.value
        case field:
            words = _WORDS.get(field)
            return words(term.value) if words else f"{field.capitalize()}: {term.value}"


def _favourite(value: str) -> str:
    return "Favourites" if search_fields.flag(value) else "Not favourites"


def _size(value: str) -> str:
    return SHAPES.get(value.lower(), f"Shape {value}" if ":" in value else f"Size {value}")


def _rating(value: str) -> str | None:
    match search_fields.rating(value):
        case None:
            return None
        case Range(0, 0):
            return "Without a rating"
        case Range(5, _):
            return "Rating 5"
        case Range(least, None):
            return f"Rating {least} or more"
        case Range(None, most):
            return f"Rating {most} or less"
        case Range(least, most):
            return f"Rating {least}" if least == most else f"Rating {least} to {most}"


def _cost(value: str) -> str | None:
    match search_fields.cost(value):
        case None:
            return None
        case Range(0, 0):
            return "Free"
        case Range(least, None):
            return f"Cost {_amount(least)} or more"
        case Range(None, most):
            return f"Cost {_amount(most)} or less"
        case Range(least, most):
            return f"Cost {_amount(least)}" if least == most else f"Cost {_amount(least)} to {_amount(most)}"


def _amount(amount: Hundredths | None) -> str:
    """To the last digit: more than ten cents begins with a hundredth of a cent more."""
    exact = f"${(amount or 0) / search_fields.HUNDREDTHS_PER_DOLLAR:.4f}".rstrip("0")
    return dollars(amount or 0) if (amount or 0) % 10 == 0 else exact


def _references(value: str) -> str | None:
    match search_fields.reference_count(value):
        case None:
            return None
        case Range(0, 0):
            return "Made without references"
        case Range(1, None):
            return "Made from references"
        case Range(least, None):
            return f"{least} references or more"
        case Range(None, most):
            return f"{most} references or fewer"
        case Range(least, most):
            return f"{least} references" if least == most else f"{least} to {most} references"


def _colour(value: str) -> str | None:
    colour = colour_named(value)
    return f"Mainly {colour.word}" if colour else None


_WORDS: Mapping[Field, Callable[[str], str | None]] = {
    Field.FAVOURITE: _favourite,
    Field.RATING: _rating,
    Field.COST: _cost,
    Field.REFERENCES: _references,
    Field.SIZE: _size,
    Field.COLOUR: _colour,
    Field.IS: lambda value: _IS[value.lower()],
    Field.IN: lambda value: _IN[value.lower()],
}
