"""From the words of a prompt to a family of pictures and a palette."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flux_desktop.practice.art import marble, ridges
from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray
from flux_desktop.practice.art.palette import NAMES, Palette, from_picture, named


@dataclass(frozen=True, slots=True)
class Family:
    """A way of drawing, and the words that call for it."""

    name: str
    paint: Callable[[Brief], FloatArray]
    words: frozenset[str]


def _family(name: str, paint: Callable[[Brief], FloatArray], words: str) -> Family:
    return Family(name, paint, frozenset(words.split()))


FAMILIES = (
    _family(
        "ridges", ridges.paint, "fjord mountain mountains ridge ridges mist misty hill hills valley cliff lighthouse"
    ),
    _family("marble", marble.paint, "marble silk ink fluid abstract liquid smoke swirl paint"),
)

_PALETTE_WORDS = {
    "blue": "blue twilight",
    "teal": "teal turquoise cyan",
    "sunset": "sunset dusk sunrise dawn",
    "golden": "golden gold warm honey",
    "night": "night moonlit moonlight midnight",
    "winter": "winter snow snowy ice frost",
    "autumn": "autumn fall october",
    "pastel": "pastel soft delicate",
    "neon": "neon cyberpunk synthwave",
    "mono": "monochrome greyscale grayscale noir",
    "red": "red crimson scarlet",
    "green": "green emerald moss",
    "pink": "pink rose blush",
    "violet": "violet purple lilac lavender",
    "earth": "terracotta clay earth ochre",
    "amber": "amber bronze copper",
}


def words_of(prompt: str) -> tuple[str, ...]:
    """The words of a prompt, small, in their order."""
    return tuple(re.findall(r"[a-z]+", prompt.lower()))


def family_for(prompt: str, seed: int) -> Family:
    """The family whose word comes first; else one by chance."""
    for word in words_of(prompt):
        for family in FAMILIES:
            if word in family.words:
                return family
    return FAMILIES[_pick(f"family {prompt} {seed}", len(FAMILIES))]


def palette_for(identity: str, prompt: str, references: Sequence[bytes]) -> Palette:
    """Colours of the first reference, else those that the prompt names, else some by chance."""
    if references and (taken := from_picture(references[0])) is not None:
        return taken
    words = set(words_of(prompt))
    for name, called in _PALETTE_WORDS.items():
        if words & set(called.split()):
            return named(name)
    return named(NAMES[_pick(f"palette {identity}", len(NAMES))])


def _pick(text: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") % count
