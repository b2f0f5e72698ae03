"""From the words of a prompt to a family of pictures and a palette."""

import hashlib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art import (
    bokeh,
    dunes,
    flower,
    forest,
    fractal,
    marble,
    nebula,
    ridges,
    sea,
    skyline,
    still_life,
)
from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.noise import FloatArray
from flux_desktop.practice.art.palette import NAMES, Palette, from_picture, named

_LEAST_SHORT_PX = 320
"""Tiny pictures are drawn larger than they are asked for, and reduced."""


@dataclass(frozen=True, slots=True)
class Family:
    """A way of drawing, and the words that call for it."""

    name: str
    paint: Callable[[Brief], FloatArray]
    words: frozenset[str]
    most_pixels: int  # drawn no larger than this, then enlarged: what is smooth loses nothing
    oversampling: float  # drawn larger by this and reduced, where edges need it

    def working_size(self, size: Size) -> Size:
        """The size to draw at, for a picture of ``size``."""
        scale = max(self.oversampling, _LEAST_SHORT_PX / min(size.width_px, size.height_px))
        scale = min(scale, math.sqrt(self.most_pixels / size.pixels))
        return Size(max(1, round(size.width_px * scale)), max(1, round(size.height_px * scale)))


def _family(
    name: str,
    paint: Callable[[Brief], FloatArray],
    words: str,
    *,
    most_pixels: int = 4_200_000,
    oversampling: float = 1.0,
) -> Family:
    return Family(name, paint, frozenset(words.split()), most_pixels, oversampling)


FAMILIES = (
    _family(
        "ridges", ridges.paint, "fjord mountain mountains ridge ridges mist misty hill hills valley cliff lighthouse"
    ),
    _family("dunes", dunes.paint, "dune dunes desert sand sahara", oversampling=1.3),
    _family(
        "still life",
        still_life.paint,
        "bottle bottles vase vases product perfume still ceramic pottery jar jug cup glass",
    ),
    _family(
        "flower",
        flower.paint,
        "flower flowers dahlia rose roses botanical peony lotus lily daisy sunflower blossom bloom petal petals",
    ),
    _family(
        "skyline",
        skyline.paint,
        "city skyline street night town skyscraper skyscrapers buildings building downtown urban architecture",
    ),
    _family(
        "fractal",
        fractal.paint,
        "fractal fractals math mathematical spiral julia mandelbrot geometry infinite",
        oversampling=1.3,
    ),
    _family("bokeh", bokeh.paint, "bokeh lights rain rainy blur"),
    _family("sea", sea.paint, "sea ocean beach wave waves coast surf sail boat boats ship sailing"),
    _family("forest", forest.paint, "forest tree trees snow snowy pine pines fir firs woods wood woodland birch"),
    _family("nebula", nebula.paint, "space galaxy stars nebula cosmos planet planets universe star astronaut"),
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
    "mono": "monochrome mono greyscale grayscale noir",
    "red": "red crimson scarlet",
    "green": "green emerald moss",
    "pink": "pink rose blush",
    "violet": "violet purple lilac lavender",
    "earth": "terracotta clay earth ochre",
    "amber": "amber bronze copper",
}

_PALETTE_OF = {word: name for name, words in _PALETTE_WORDS.items() for word in words.split()}


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


def palette_for(identity: str, prompt: str, references: Sequence[bytes]) -> tuple[Palette, bool]:
    """Colours of the first reference, else those that the prompt names, else some by chance; and whether by chance."""
    if references and (taken := from_picture(references[0])) is not None:
        return taken, False
    for word in words_of(prompt):
        if word in _PALETTE_OF:
            return named(_PALETTE_OF[word]), False
    return named(NAMES[_pick(f"palette {identity}", len(NAMES))]), True


def _pick(text: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") % count
