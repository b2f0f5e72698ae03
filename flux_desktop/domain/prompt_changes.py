"""What has changed in a prompt against the one it came from."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from flux_desktop.domain.prompt_text import Span

MOST_WORDS = 2_000
"""Longer prompts are not compared: the time grows with the square of their words."""

_WORD = r"\w+(?:['’-]\w+)*|[^\w\s]"


@dataclass(frozen=True, slots=True)
class PromptChanges:
    """``spans`` are the pieces of the text that are new in it, ``left_out`` those that are gone."""

    spans: tuple[Span, ...] = ()
    left_out: tuple[str, ...] = ()


def changes(before: str, after: str) -> PromptChanges:
    """Word by word; white space makes no difference."""
    if before == after:
        return PromptChanges()
    old, new = list(re.finditer(_WORD, before)), list(re.finditer(_WORD, after))
    if max(len(old), len(new)) > MOST_WORDS:
        return PromptChanges()
    matcher = SequenceMatcher(None, [word[0] for word in old], [word[0] for word in new], autojunk=False)
    spans, left_out = [], []
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "delete":
            left_out.append(before[old[old_start].start() : old[old_end - 1].end()])
        elif kind != "equal":
            spans.append(Span(new[new_start].start(), new[new_end - 1].end()))
    return PromptChanges(tuple(spans), tuple(left_out))
