"""The prompts a person has used: each once, with how often and when last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.loose_reading import Loose

MOST_KEPT = 2_000
MOST_LETTERS = 2_000_000
MOST_PICTURES_EACH = 200
"""Pinned prompts are kept whatever their number; of the others the oldest go."""

_LATEST_S = 2**32
"""A day in 2106: later ones are damage."""


@dataclass(frozen=True, slots=True)
class UsedPrompt:
    """``last_used_s`` counts seconds since 1970. ``picture_ids`` are the latest that came, or are to come, of it, the
    oldest of them first."""

    text: str
    count: int
    last_used_s: int
    is_pinned: bool = False
    picture_ids: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class PromptHistory:
    """Prompts, the one used last first. Every change makes another history."""

    prompts: tuple[UsedPrompt, ...] = ()

    def get(self, text: str) -> UsedPrompt | None:
        return next((prompt for prompt in self.prompts if prompt.text == text), None)

    def used(self, text: str, now_s: int) -> "PromptHistory":
        """With one more use of ``text``; blanks around it are no difference, and blanks alone are no prompt."""
        text = text.strip()
        if not text:
            return self
        known = self.get(text) or UsedPrompt(text, 0, now_s)
        return self.put(replace(known, count=known.count + 1, last_used_s=now_s))

    def made(self, text: str, ids: Sequence[ItemId]) -> "PromptHistory":
        """With these pictures of a prompt that is known."""
        known = self.get(text.strip())
        if known is None:
            return self
        return self.put(replace(known, picture_ids=(*known.picture_ids, *ids)[-MOST_PICTURES_EACH:]))

    def put(self, prompt: UsedPrompt) -> "PromptHistory":
        """With ``prompt`` as it is given, in place of what was known of its words."""
        return self.with_more([prompt])

    def with_more(self, prompts: Sequence[UsedPrompt]) -> "PromptHistory":
        """With these, each in place of what was known of its words."""
        texts = {prompt.text for prompt in prompts}
        others = (other for other in self.prompts if other.text not in texts)
        newest_first = sorted((*prompts, *others), key=lambda one: -one.last_used_s)
        return PromptHistory(tuple(_kept(newest_first)))

    def without(self, text: str) -> "PromptHistory":
        return PromptHistory(tuple(prompt for prompt in self.prompts if prompt.text != text))

    def found(self, search: str = "") -> list[UsedPrompt]:
        """Those with every word of ``search`` in them, pinned ones first."""
        words = search.casefold().split()
        fitting = [one for one in self.prompts if not words or _has_all(one.text.casefold(), words)]
        return sorted(fitting, key=lambda one: not one.is_pinned)

    def to_dict(self) -> dict[str, Any]:
        """What ``from_dict`` reads back to an equal history; plain values that JSON can hold."""
        return {
            "prompts": [
                {
                    "text": one.text,
                    "count": one.count,
                    "last_used_s": one.last_used_s,
                    "pinned": one.is_pinned,
                    "pictures": list(one.picture_ids),
                }
                for one in self.prompts
            ]
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The history that was kept; entries that are damaged are left out."""
        entries = data.get("prompts")
        read: dict[str, UsedPrompt] = {}
        for entry in entries if isinstance(entries, list) else ():
            loose = Loose(entry if isinstance(entry, Mapping) else {})
            text = loose.text("text")
            if text and text.strip() == text:
                count, last = loose.number("count") or 1, loose.number("last_used_s") or 0
                pinned = loose.switch("pinned") or False
                ids = loose.numbers("pictures")[-MOST_PICTURES_EACH:]
                read.setdefault(text, UsedPrompt(text, max(count, 1), min(max(last, 0), _LATEST_S), pinned, ids))
        return cls(tuple(_kept(sorted(read.values(), key=lambda one: -one.last_used_s))))


def _has_all(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)


def _kept(newest_first: Iterable[UsedPrompt]) -> Iterable[UsedPrompt]:
    number = letters = 0
    for prompt in newest_first:
        if not prompt.is_pinned:
            number += 1
            letters += len(prompt.text)
        if prompt.is_pinned or (number <= MOST_KEPT and letters <= MOST_LETTERS):
            yield prompt
