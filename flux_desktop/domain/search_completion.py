"""How a field of a search can go on that is being typed: the names of fields, and the values they can have."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flux_desktop.domain.search_fields import COLOUR_VALUES, IN_VALUES, IS_VALUES, SIZE_VALUES
from flux_desktop.domain.search_query import Field

_SHORTEST_NAME = 3
"""So many letters of a field's name have to be there before it is proposed: who types words is not to be disturbed."""

_MOST = 12
_LAST_WORD = re.compile(r'(?:^|(?<=\s))-?(?:(?P<field>[a-z]+):)?(?P<value>"[^"]*|[^\s":]*)\Z', re.IGNORECASE)

_VALUES: dict[Field, Sequence[str]] = {
    Field.FAVOURITE: ("yes", "no"),
    Field.RATING: (">=1", ">=2", ">=3", ">=4", "5", "none"),
    Field.REFERENCES: ("yes", "no"),
    Field.SIZE: SIZE_VALUES,
    Field.COST: (">0.1", "<0.05", "free"),
    Field.DATE: ("today", "yesterday", "last 7 days", "this month", "last month", "this year"),
    Field.COLOUR: COLOUR_VALUES,
    Field.IS: IS_VALUES,
    Field.IN: IN_VALUES,
}

Names = Callable[[], Iterable[str]]


class Completion(NamedTuple):
    """``words`` can take the place of what was typed from ``start`` on."""

    start: int
    words: Sequence[str]


def completion(typed: str, *, models: Names, tags: Names, albums: Names) -> Completion | None:
    """What the end of ``typed`` can become; ``None`` when there is nothing to propose.

    The names that the library knows are asked for only when there is a use for them.
    """
    found = _LAST_WORD.search(typed)
    if found is None:
        return None
    value = found["value"].strip('"').casefold()
    if found["field"] is None:
        return _complete(found.start("value"), value, _field_names(value, is_quoted=found["value"].startswith('"')))
    named = {Field.MODEL: models, Field.TAG: tags, Field.ALBUM: albums}
    try:
        field = Field(found["field"].lower())
    except ValueError:
        return None
    names = named[field]() if field in named else _VALUES.get(field, ())
    return _complete(found.start("value"), value, [in_quotes(name) if " " in name else name for name in names])


def in_quotes(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _field_names(typed: str, *, is_quoted: bool) -> list[str]:
    return [] if is_quoted or len(typed) < _SHORTEST_NAME else [f"{field}:" for field in Field]


def _complete(start: int, typed: str, words: Iterable[str]) -> Completion | None:
    """Those that begin so, then those that have it inside; none when the only one is there already."""
    bare = {word: word.strip('"').casefold() for word in words}
    first = [word for word, plain in bare.items() if plain.startswith(typed)]
    inside = [word for word, plain in bare.items() if typed in plain and not plain.startswith(typed)]
    fitting = first if typed and any(word.endswith(":") for word in bare) else first + inside
    if not fitting or [bare[word] for word in fitting] == [typed]:
        return None
    return Completion(start, fitting[:_MOST])
