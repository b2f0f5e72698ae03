"""A search as SQL: one SELECT of ids and costs, newest first, that the indexes of the library can answer.

Words go to the full-text index, fields to conditions on the picture. Where there are no words, conditions that few
pictures meet come as lists of ids out of small indexes, and all others are tested in ``picture_facts``, which holds
what they ask for. Nothing that a person has typed becomes SQL or the syntax of the full-text index.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from flux_desktop.domain import search_fields
from flux_desktop.domain.colours import colour_named
from flux_desktop.domain.date_words import date_span
from flux_desktop.domain.local_days import ids_of
from flux_desktop.domain.search_fields import Area, Range, Sides
from flux_desktop.domain.search_hits import scope_of
from flux_desktop.domain.search_query import Field, SearchQuery, Term, parse, plain_date

Value = str | int | float

COST = "iif(p.practice, 0, coalesce(p.cost, 0))"
"""Practice is free. Nothing is known of what an imported picture cost."""

_RATINGS = range(6)
_COLUMNS = {Field.PROMPT: "prompt", Field.USED: "prompt_used", Field.FILE: "file_name"}
_FROM_WORDS = "picture_words AS w CROSS JOIN picture AS p ON p.id = w.rowid"
_FROM_WORDS_AND_FACTS = "picture_words AS w CROSS JOIN picture AS p INDEXED BY picture_facts ON p.id = w.rowid"
_FROM_PICTURES = "picture AS p"
_FROM_FACTS = "picture AS p INDEXED BY picture_facts"
_ROW_COLUMN = re.compile(r"p\.(?:favourite|rating|seed|generation_id)\b")
"""What ``picture_facts`` does not hold. Its rows are a tenth of the pictures' own, which hold all their words."""


class Statement(NamedTuple):
    """SQL, and the values for its question marks."""

    sql: str
    values: tuple[Value, ...] = ()


class Names(NamedTuple):
    """What the names in a query can mean in this library: its models, its tags and albums by their number.

    ``today`` and ``zone`` (the local time zone when left out) are what words for dates are relative to.
    """

    today: date
    models: tuple[str, ...] = ()
    tags: Mapping[int, str] = MappingProxyType({})
    albums: Mapping[int, str] = MappingProxyType({})
    zone: tzinfo | None = None
    hides_practice: bool = False
    """Unless the query asks for them."""


class _Condition(NamedTuple):
    """``is_list``: few pictures meet it, and it names them."""

    sql: str
    values: tuple[Value, ...] = ()
    is_list: bool = False

    def of_words(self) -> "_Condition":
        """The same where words are looked for: tested before the row of the picture is.

        The plus keeps SQLite from asking the index of words once for each picture of a list.
        """
        sql = self.sql.replace("p.id IN", "+w.rowid IN").replace("p.id", "w.rowid")
        return _Condition(sql, self.values, self.is_list)

    def negated(self) -> "_Condition":
        return _Condition(f"NOT ({self.sql})", self.values)


_NOTHING = _Condition("p.id < 0", is_list=True)
"""An empty list instead would leave SQLite without a use for an index that it is told to use, which is an error."""


def pictures_found(query: SearchQuery, names: Names) -> Statement:
    """``SELECT id, cost``, newest first, of all pictures that the query leaves in."""
    branches = [_select(meant, names) for meant in _meanings(query)]
    sql = " UNION ".join(branch.sql for branch in branches)
    return Statement(f"{sql} ORDER BY id DESC", tuple(value for branch in branches for value in branch.values))


def match_expression(text: str) -> str | None:
    """What the full-text index is asked for these words; ``None`` when there are none."""
    query = parse(text)
    return _expression(query, query.words)


def _meanings(query: SearchQuery) -> list[SearchQuery]:
    """The query as it is, and once more with words that are a date taken for one: see ``plain_date``."""
    found = plain_date(query)
    if found is None:
        return [query]
    as_date = Term(found.words, Field.DATE)
    return [query, SearchQuery((*query.terms[: found.first], *query.terms[found.end :], as_date))]


def _select(query: SearchQuery, names: Names) -> Statement:
    conditions = list(_conditions(query, names))
    expression = _expression(query, query.words)
    if expression is None:
        conditions += _without(query)
        source, item_id = _FROM_PICTURES if any(one.is_list for one in conditions) else _FROM_FACTS, "p.id"
    else:
        # The same number, but the index of words is in the order of its own, and the other would be sorted by.
        are_facts = all(_ROW_COLUMN.search(one.sql) is None for one in conditions)
        source, item_id = _FROM_WORDS_AND_FACTS if are_facts else _FROM_WORDS, "w.rowid"
        conditions = [_Condition("w.picture_words MATCH ?", (expression,)), *(one.of_words() for one in conditions)]
    if names.hides_practice and not _asks_for_practice(query):
        conditions.append(_Condition("p.practice = 0"))
    where = " AND ".join([*(condition.sql for condition in conditions), "p.binned_at IS NULL"])
    values = tuple(value for condition in conditions for value in condition.values)
    return Statement(f"SELECT {item_id} AS id, {COST} AS cost FROM {source} WHERE {where}", values)  # noqa: S608


def _expression(query: SearchQuery, words: Iterable[Term]) -> str | None:
    """For the full-text index: all words that are wanted, and none of those that are to be left out."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for term in words:
        (unwanted if term.is_left_out else wanted).append(_phrase(query, term))
    if not wanted:
        return None
    return " NOT ".join([f"({' '.join(wanted)})", *unwanted])


def _phrase(query: SearchQuery, term: Term) -> str:
    plain = term.value.replace("\0", " ").encode("utf-8", "replace").decode("utf-8").replace('"', '""')
    scope = scope_of(query, term)
    return f'{f"{_COLUMNS[scope]} : " if scope else ""}"{plain}"{"" if term.is_exact else "*"}'


def _without(query: SearchQuery) -> list[_Condition]:
    """Words to leave out, when there are none to look for: the index alone knows no "all but"."""
    sql = "p.id NOT IN (SELECT rowid FROM picture_words WHERE picture_words MATCH ?)"
    return [_Condition(sql, (_phrase(query, term),)) for term in query.words]


def _conditions(query: SearchQuery, names: Names) -> Iterable[_Condition]:
    for term in query.filters:
        read = _READERS.get(term.field)
        condition = read(term, names) if read else None
        if condition:
            yield condition.negated() if term.is_left_out else condition


def _made_on(term: Term, names: Names) -> _Condition | None:
    span = date_span(term.value, names.today)
    return _Condition("p.id >= ? AND p.id < ?", ids_of(span, names.zone)) if span else None


def _favourite(term: Term, _names: Names) -> _Condition | None:
    match search_fields.flag(term.value):
        case None:
            return None
        case True:
            # Named, as SQLite takes any index for as good as this one.
            return _listed(
                "SELECT id FROM picture INDEXED BY picture_favourite WHERE favourite = 1 AND binned_at IS NULL"
            )
        case _:
            return _Condition("p.favourite = 0")


def _rating(term: Term, _names: Names) -> _Condition | None:
    wanted = search_fields.rating(term.value)
    if wanted is None:
        return None
    numbers = [number for number in _RATINGS if _is_in(number, wanted)]
    listed = ", ".join(map(str, numbers))
    if 0 in numbers:
        return _Condition(f"p.rating IN ({listed})")
    return _listed(f"SELECT id FROM picture WHERE rating IN ({listed}) AND rating > 0 AND binned_at IS NULL")  # noqa: S608


def _is_in(number: int, wanted: Range) -> bool:
    least, most = wanted
    return (least is None or number >= least) and (most is None or number <= most)


def _cost(term: Term, _names: Names) -> _Condition | None:
    wanted = search_fields.cost(term.value)
    return _in_range("iif(p.practice, 0, coalesce(p.cost, -1))", wanted) if wanted else None


def _references(term: Term, _names: Names) -> _Condition | None:
    wanted = search_fields.reference_count(term.value)
    return _in_range("p.reference_count", wanted) if wanted else None


def _in_range(column: str, wanted: Range) -> _Condition:
    """Numbers that are not known, which are negative here, are in no range."""
    least = max(0, wanted.least or 0)
    if wanted.most is None:
        return _Condition(f"{column} >= ?", (least,))
    return _Condition(f"{column} BETWEEN ? AND ?", (least, wanted.most))


def _seed(term: Term, _names: Names) -> _Condition | None:
    number = search_fields.seed(term.value)
    return None if number is None else _Condition("p.seed IS ?", (number,), is_list=True)


def _size(term: Term, _names: Names) -> _Condition | None:
    wanted = search_fields.size(term.value)
    match wanted:
        case None:
            return None
        case Sides(width, height):
            return _Condition("p.width = ? AND p.height = ?", (width, height))
        case Area(least_pixels):
            return _Condition("p.width * p.height >= ?", (least_pixels,))
        case _:
            limits = [("p.width >= ? * p.height", wanted.least), ("p.width <= ? * p.height", wanted.most)]
            kept = [(sql, limit) for sql, limit in limits if limit is not None]
            return _Condition(" AND ".join(sql for sql, _ in kept), tuple(limit for _, limit in kept))


def _model(term: Term, names: Names) -> _Condition | None:
    """``pro`` is every model with that in its name, ``"flux-2-pro"`` that one alone; signs do not matter."""
    wanted = _bare(term.value)
    if not wanted:
        return None
    exact = [model for model in names.models if _bare(model) == wanted]
    found = exact if exact or term.is_exact else [model for model in names.models if wanted in _bare(model)]
    if not found:
        return _NOTHING
    condition = _one_of("p.model", found)
    return condition._replace(is_list=len(found) <= 1)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _tag(term: Term, names: Names) -> _Condition | None:
    return _with_name(term, names.tags, "SELECT picture_id FROM picture_tag WHERE")


def _album(term: Term, names: Names) -> _Condition | None:
    return _with_name(term, names.albums, "SELECT picture_id FROM picture_album WHERE")


def _with_name(term: Term, known: Mapping[int, str], select: str) -> _Condition | None:
    wanted = term.value.casefold()
    if not any(map(str.isalnum, wanted)):
        return None
    same = [number for number, name in known.items() if name.casefold() == wanted]
    found = (
        same if same or term.is_exact else [key for key, name in known.items() if name.casefold().startswith(wanted)]
    )
    column = "tag_id" if "picture_tag" in select else "album_id"
    return _listed(f"{select} {_one_of(column, found).sql}", tuple(found))


def _colour(term: Term, _names: Names) -> _Condition | None:
    wanted = colour_named(term.value)
    return _Condition("p.colour IS ?", (int(wanted),)) if wanted else None


def _is(term: Term, _names: Names) -> _Condition | None:
    match search_fields.one_of(term.value, search_fields.IS_VALUES):
        case "practice":
            return _Condition("p.practice = 1")
        case "missing":
            return _Condition("p.missing = 1")
        case "imported":
            return _Condition("p.generation_id IS NULL")
        case _:
            return None


def _asks_for_practice(query: SearchQuery) -> bool:
    return any(search_fields.one_of(term.value, ("practice",)) for term in query.of(Field.IS))


def _listed(select: str, values: tuple[Value, ...] = ()) -> _Condition:
    return _Condition(f"p.id IN ({select})", values, is_list=True)


def _one_of(column: str, values: list[str] | list[int]) -> _Condition:
    return _Condition(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


_READERS: Mapping[Field | None, Callable[[Term, Names], _Condition | None]] = {
    Field.DATE: _made_on,
    Field.FAVOURITE: _favourite,
    Field.RATING: _rating,
    Field.COST: _cost,
    Field.REFERENCES: _references,
    Field.SEED: _seed,
    Field.SIZE: _size,
    Field.MODEL: _model,
    Field.TAG: _tag,
    Field.ALBUM: _album,
    Field.COLOUR: _colour,
    Field.IS: _is,
}
