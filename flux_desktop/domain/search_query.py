"""Searches: what a person types and picks, as one frozen value, and that value as text again.

    quiet fjord            both words, each from its beginning
    "red door"             these words, one after the other; a quotation mark inside is written twice
    -fog                   without this word
    model:pro -fav:yes     fields, in any place and number
    prompt:fog used:fog    words in the prompt as it was written, or as FLUX rewrote it
    file:img_2041          words in the name that an imported file had

Reading a text never fails: there is an answer for every half of a word. A name before a colon that is no field makes an
ordinary word. What a field's value means is said in ``search_fields``; one that means nothing (yet) leaves nothing out.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from flux_desktop.domain.date_words import is_date

_MOST_WORDS_OF_A_DATE = 4


class Field(StrEnum):
    """What stands before the colon."""

    MODEL = "model"
    SEED = "seed"
    SIZE = "size"
    FAVOURITE = "fav"
    RATING = "rating"
    TAG = "tag"
    ALBUM = "album"
    COST = "cost"
    REFERENCES = "ref"
    DATE = "date"
    COLOUR = "colour"
    IS = "is"
    PROMPT = "prompt"
    USED = "used"
    FILE = "file"
    IN = "in"


OF_WORDS = frozenset({None, Field.PROMPT, Field.USED, Field.FILE})
"""Where a term is a word or a phrase to look for in prompts and names of files."""

MANY = frozenset({*OF_WORDS, Field.TAG, Field.ALBUM, Field.IS})
"""Fields of which a picture can have several values at once; of the others the last one picked wins."""

_OTHER_NAMES = {
    "favourite": Field.FAVOURITE,
    "favorite": Field.FAVOURITE,
    "favourites": Field.FAVOURITE,
    "favorites": Field.FAVOURITE,
    "reference": Field.REFERENCES,
    "references": Field.REFERENCES,
    "refs": Field.REFERENCES,
    "color": Field.COLOUR,
    "shape": Field.SIZE,
    "price": Field.COST,
    "filename": Field.FILE,
    "made": Field.DATE,
}
_FIELDS = {**{field.value: field for field in Field}, **_OTHER_NAMES}

_TOKEN = re.compile(
    rf"""
    (?P<minus>-(?!-))?
    (?:(?P<field>(?ai:{"|".join(sorted(_FIELDS, key=len, reverse=True))})):)?
    (?:"(?P<quoted>(?:[^"]|"")*)(?P<end>"\*?|\Z) | (?P<bare>[^\s"]*))
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")


class Term(NamedTuple):
    """A word, or a field and its value. ``is_exact``: it stood in quotes, so nothing may follow what was typed."""

    value: str
    field: Field | None = None
    is_exact: bool = False
    is_left_out: bool = False

    @property
    def is_word(self) -> bool:
        return self.field in OF_WORDS

    @property
    def text(self) -> str:
        """As a person can type it; ``parse`` makes the same term of it."""
        before = "-" * self.is_left_out + (f"{self.field}:" if self.field else "")
        in_quotes = '"' + self.value.replace('"', '""') + '"'
        if self.is_exact or self.field is Field.DATE:
            return before + in_quotes
        plain = before + self.value
        return plain if parse(plain).terms == (self,) else f"{before}{in_quotes}*"


class SearchQuery(NamedTuple):
    """All terms have to be true of a picture."""

    terms: tuple[Term, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(term.text for term in self.terms)

    @property
    def words(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_word)

    @property
    def filters(self) -> tuple[Term, ...]:
        """The terms that are no words."""
        return tuple(term for term in self.terms if not term.is_word)

    def of(self, field: Field) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.field is field)

    def with_term(self, term: Term) -> "SearchQuery":
        """This and that one too; where a field can have but one value it takes the place of the former one."""
        others = self.without(term).terms if term.field in MANY else self.without_field(term.field).terms
        return SearchQuery((*others, term))

    def with_terms(self, terms: Iterable[Term]) -> "SearchQuery":
        """Those that are not there yet, after these."""
        return SearchQuery((*self.terms, *(term for term in terms if term not in self.terms)))

    def without(self, term: Term) -> "SearchQuery":
        return SearchQuery(tuple(other for other in self.terms if other != term))

    def without_field(self, field: Field | None) -> "SearchQuery":
        return SearchQuery(tuple(term for term in self.terms if term.field is not field))


def parse(text: str) -> SearchQuery:
    """Never fails, whatever the text is."""
    tokens = list(_tokens(text))
    terms: list[Term] = []
    place = 0
    while place < len(tokens):
        taken, term = _date_of(tokens, place) or (1, tokens[place].term())
        place += taken
        if term and term not in terms:
            terms.append(term)
    return SearchQuery(tuple(terms))


class PlainDate(NamedTuple):
    """Ordinary words of a query that are a date as well: its terms from ``first`` up to ``end``."""

    first: int
    end: int
    words: str


def plain_date(query: SearchQuery) -> PlainDate | None:
    """The first of the words that may be meant as a date: ``august``, ``last month``.

    They stay words too. A prompt may have "august" in it, and whoever looks for it must not lose that picture because
    the program took a word for a date; nor has one to learn ``date:`` to see the pictures of last month. So both are
    found, the pictures with these words and those made then, and ``date:`` or quotation marks choose between them.
    """
    for first in range(len(query.terms)):
        for count in range(_MOST_WORDS_OF_A_DATE, 0, -1):
            some = query.terms[first : first + count]
            words = " ".join(term.value for term in some)
            if len(some) == count and all(map(_is_plain, some)) and is_date(words, plain=True):
                return PlainDate(first, first + count, words)
    return None


def _is_plain(term: Term) -> bool:
    return not (term.field or term.is_exact or term.is_left_out or " " in term.value)


class _Token(NamedTuple):
    field: Field | None
    value: str
    is_quoted: bool
    is_closed: bool
    is_left_out: bool

    def term(self) -> Term | None:
        """``None`` where there is nothing to look for."""
        if self.field in OF_WORDS:
            if not any(map(str.isalnum, self.value)):
                return None
        elif self.field is Field.DATE or not self.value:
            return Term(self.value, self.field, is_left_out=self.is_left_out)
        return Term(self.value, self.field, self.is_closed, self.is_left_out)


def _tokens(text: str) -> Iterator[_Token]:
    place = _end_of_space(text, 0)
    while place < len(text):
        found = _TOKEN.match(text, place)
        assert found, "a token may be anything"
        place = _end_of_space(text, max(found.end(), place + 1))
        quoted, field = found["quoted"], _FIELDS[found["field"].lower()] if found["field"] else None
        value = " ".join((found["bare"] if quoted is None else quoted.replace('""', '"')).split())
        yield _Token(field, value, quoted is not None, found["end"] == '"', bool(found["minus"]))


def _end_of_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _date_of(tokens: list[_Token], place: int) -> tuple[int, Term] | None:
    """``date:last month`` without quotation marks: the words after it that still make a date belong to it."""
    first = tokens[place]
    if first.field is not Field.DATE or first.is_quoted:
        return None
    for count in range(_MOST_WORDS_OF_A_DATE, 1, -1):
        rest = tokens[place + 1 : place + count]
        if len(rest) < count - 1 or any(token.field or token.is_quoted or token.is_left_out for token in rest):
            continue
        words = " ".join(token.value for token in (first, *rest))
        if is_date(words):
            return count, Term(words, Field.DATE, is_left_out=first.is_left_out)
    return None
