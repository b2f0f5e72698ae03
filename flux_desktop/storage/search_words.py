"""What people type into the search field, as an expression of the full-text index."""

import re

_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
_WORD = re.compile(r"\w")


def match_expression(text: str) -> str | None:
    """All words have to be there, each from its beginning; what stands in quotes is one phrase, to the letter.

    ``None`` when there is no word in the text. Nothing in it has a special meaning to the index.
    """
    terms = []
    plain = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    for quoted, bare in _TERM.findall(plain):
        words = quoted or bare
        if _WORD.search(words):
            terms.append(f'"{words}"' if quoted else f'"{words}"*')
    return " ".join(terms) or None
