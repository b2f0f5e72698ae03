"""Prompts that stand for several: ``a {red|blue} boat`` is two prompts, and lines that begin with ``#`` are notes.

Braces without a bar of their own stay as they are, and so do braces that are not closed: a prompt may be JSON. A
backslash before ``{``, ``|`` or ``}`` takes their meaning away, and so does one before ``#`` at the begin of a line. A
line that begins with a colour, such as ``#2C3E50``, is no note.
"""

import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeVar

from flux_desktop.domain.prompt_text import Span

MOST_PICTURES = 48
"""As many as one click may make."""
COUNTED_TO = 10_000
"""More combinations than these are not counted."""

# Compiled when they are first used, and kept by ``re``: nobody needs them to start.
_NOTE = r"(?m)^[ \t]*#(?![0-9A-Fa-f]{6}\b).*$\n?"
_QUOTED_HASH = r"(?m)^([ \t]*\\*)\\#"
_HASH = r"(?m)^([ \t]*\\*)#"
_SIGN = r"\\?[{|}]"
_QUOTED_SIGN = r"\\([{|}])"

T = TypeVar("T")


class TooManyCombinationsError(ValueError):
    """The prompt stands for more prompts than one click may send."""


def expand(text: str) -> list[str]:
    """Every prompt that ``text`` stands for, in the order in which the alternatives stand; notes are left out.

    Raises:
        TooManyCombinationsError: when there are more than ``MOST_PICTURES``.
    """
    if not _may_say_more(text):
        return [text]
    found = count(text)
    if found > MOST_PICTURES:
        raise TooManyCombinationsError(f"{found} combinations")
    return _fold(_without_notes(text), _spelled, _joined, _either)


def count(text: str) -> int:
    """How many prompts ``text`` stands for; not more than ``COUNTED_TO``."""
    if "{" not in text:
        return 1
    return _fold(_without_notes(text), _one, _times, _sum)


def escaped(prompt: str) -> str:
    """The text that stands for ``prompt`` alone, for words that are taken as they are."""
    if not _may_say_more(prompt) or expand_or_none(prompt) == [prompt]:
        return prompt
    return re.sub(_HASH, r"\1\\#", re.sub(r"([{|}])", r"\\\1", prompt))


def expand_or_none(text: str) -> list[str] | None:
    """Every prompt that ``text`` stands for; ``None`` when there are too many."""
    try:
        return expand(text)
    except TooManyCombinationsError:
        return None


def notes(text: str) -> list[Span]:
    """The lines that are notes, without their ends."""
    return [Span(m.start(), m.start() + len(m[0].rstrip("\n"))) for m in re.finditer(_NOTE, text)]


def with_blank_notes(text: str) -> str:
    """``text`` with blanks in place of the notes, so that every other letter stays where it is."""
    return re.sub(_NOTE, lambda m: re.sub(r"[^\n]", " ", m[0]), text) if "#" in text else text


def signs(text: str) -> list[int]:
    """Where the braces and bars stand that make alternatives."""
    found: list[int] = []
    opened: list[list[int]] = []
    for match in re.finditer(_SIGN, text) if "{" in text else ():
        match match[0]:
            case "{":
                opened.append([match.start()])
            case "|" if opened:
                opened[-1].append(match.start())
            case "}" if opened:
                group = opened.pop()
                if len(group) > 1:
                    found += [*group, match.start()]
    return sorted(found)


def _may_say_more(text: str) -> bool:
    return "{" in text or "#" in text or "\\" in text


def _without_notes(text: str) -> str:
    return re.sub(_QUOTED_HASH, r"\1#", re.sub(_NOTE, "", text)) if "#" in text else text


def _fold(text: str, word: Callable[[str], T], then: Callable[[T, T], T], either: Callable[[Sequence[T]], T]) -> T:
    """What ``text`` comes to: pieces of it become values, one after the other, or one of several."""
    outer: list[tuple[list[T], T]] = []
    options: list[T] = []
    start, value = 0, word("")
    for at in signs(text):
        value = then(value, word(text[start:at]))
        start = at + 1
        if text[at] == "{":
            outer.append((options, value))
            options, value = [], word("")
        elif text[at] == "|":
            options.append(value)
            value = word("")
        else:
            choice = either([*options, value])
            options, before = outer.pop()
            value = then(before, choice)
    return then(value, word(text[start:]))


def _spelled(piece: str) -> list[str]:
    return [re.sub(_QUOTED_SIGN, r"\1", piece)]


def _joined(first: list[str], second: list[str]) -> list[str]:
    return [before + after for before, after in product(first, second)]


def _either(options: Sequence[list[str]]) -> list[str]:
    return [spelled.strip(" \t") for option in options for spelled in option]


def _one(_piece: str) -> int:
    return 1


def _times(first: int, second: int) -> int:
    return min(first * second, COUNTED_TO)


def _sum(options: Sequence[int]) -> int:
    return min(sum(options), COUNTED_TO)
