"""Where the words of a search stand in a prompt, for showing them there.

Words are told apart as the index of words does it (SQLite's ``unicode61``): letters and digits, without their accents.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flux_desktop.domain.search_fields import IN_VALUES, one_of
from flux_desktop.domain.search_query import Field, SearchQuery, Term


class Hit(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int


class _Word(NamedTuple):
    folded: str
    start: int
    end: int


def hits_in_prompt(query: SearchQuery, prompt: str) -> list[Hit]:
    """The words of the query in the prompt as it was asked."""
    return _hits(query, prompt, Field.PROMPT)


def hits_in_used(query: SearchQuery, prompt_used: str) -> list[Hit]:
    """The words of the query in the prompt as FLUX rewrote it."""
    return _hits(query, prompt_used, Field.USED)


def scope_of(query: SearchQuery, term: Term) -> Field | None:
    """Where a word is to be found: in the prompt as it was asked, as it was used, in the name of the file, or
    (``None``) anywhere."""
    if term.field:
        return term.field
    for chosen in query.of(Field.IN):
        match one_of(chosen.value, IN_VALUES):
            case "prompt":
                return Field.PROMPT
            case "used":
                return Field.USED
    return None


def _hits(query: SearchQuery, text: str, place: Field) -> list[Hit]:
    looked_for = [term for term in query.words if not term.is_left_out and scope_of(query, term) in (None, place)]
    if not looked_for:
        return []
    words = list(_words(text))
    found = {hit for term in looked_for for hit in _hits_of(term, words)}
    return _merged(sorted(found))


def _hits_of(term: Term, words: Sequence[_Word]) -> Iterator[Hit]:
    wanted = [word.folded for word in _words(term.value)]
    if not wanted:
        return
    for first in range(len(words) - len(wanted) + 1):
        some = words[first : first + len(wanted)]
        last_fits = some[-1].folded == wanted[-1] if term.is_exact else some[-1].folded.startswith(wanted[-1])
        if last_fits and [word.folded for word in some[:-1]] == wanted[:-1]:
            end = some[-1].end if term.is_exact else _prefix_end(some[-1], wanted[-1])
            yield Hit(some[0].start, end)


def _prefix_end(word: _Word, prefix: str) -> int:
    """The end of what was typed; of the whole word where accents make letters out of several signs."""
    return word.start + len(prefix) if len(word.folded) == word.end - word.start else word.end


def _merged(hits: Sequence[Hit]) -> list[Hit]:
    """The same places, none of them twice."""
    merged: list[Hit] = []
    for hit in hits:
        if merged and hit.start < merged[-1].end:
            merged[-1] = Hit(merged[-1].start, max(hit.end, merged[-1].end))
        else:
            merged.append(hit)
    return merged


def _words(text: str) -> Iterator[_Word]:
    start: int | None = None
    for place, sign in enumerate(f"{text} "):
        is_in_word = sign.isalnum() or (start is not None and bool(unicodedata.combining(sign)))
        if is_in_word and start is None:
            start = place
        elif not is_in_word and start is not None:
            yield _Word(_folded(text[start:place]), start, place)
            start = None


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
