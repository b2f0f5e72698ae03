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
from flux_desktop.practice.art.palette import Palette, from_picture, named

_LEAST_SHORT_PX = 320
"""Tiny pictures are drawn larger than they are asked for, and reduced."""


@dataclass(frozen=True, slots=True)
class Family:
    """A way of drawing, and the words that call for it."""

    name: str
    paint: Callable[[Brief], FloatArray]
    words: frozenset[str]
    hints: frozenset[str]  # words that count only when no family's own word is there: "night" is not always a city
    palettes: tuple[str, ...]  # those that suit it, when the prompt names no colour
    most_pixels: int  # drawn no larger than this, then enlarged: what is smooth loses nothing
    oversampling: float  # drawn larger by this and reduced, where edges need it

    def working_size(self, size: Size) -> Size:
        """The size to draw at, for a picture of ``size``."""
        scale = max(self.oversampling, _LEAST_SHORT_PX / min(size.width_px, size.height_px))
        scale = min(scale, math.sqrt(self.most_pixels / size.pixels))
        return Size(max(1, round(size.width_px * scale)), max(1, round(size.height_px * scale)))


def _family(
    paint: Callable[[Brief], FloatArray],
    words: str,
    hints: str,
    palettes: str,
    *,
    most_pixels: int = 4_200_000,
    oversampling: float = 1.0,
) -> Family:
    name = paint.__module__.rsplit(".", 1)[-1]
    return Family(
        name,
        paint,
        frozenset(words.split()),
        frozenset(hints.split()),
        tuple(palettes.split()),
        most_pixels,
        oversampling,
    )


# Each with its words, its hints, and the palettes that suit it.
FAMILIES = (
    _family(
        ridges.paint,
        "fjord mountain mountains ridge ridges ridgelines ridgeline hill hills valley cliff lighthouse alps peak lake",
        "mist misty fog cabin landscape",
        "blue teal sunset golden night winter autumn pastel violet green pink red mono earth",
    ),
    _family(
        dunes.paint,
        "dune dunes desert sand sahara",
        "camel oasis",
        "golden sunset earth autumn night pink blue red amber pastel",
        most_pixels=2_600_000,
        oversampling=1.1,
    ),
    _family(
        still_life.paint,
        "bottle bottles vase vases product perfume ceramic pottery jar jug carafe",
        "still cup glass studio food pear table",
        "pastel earth teal pink golden winter blue amber green violet sunset",
    ),
    _family(
        flower.paint,
        "flower flowers dahlia rose roses botanical peony lotus lily daisy sunflower blossom bloom bouquet floral",
        "petal petals garden spring",
        "pink red violet blue golden pastel sunset teal autumn",
        most_pixels=2_200_000,
        oversampling=0.93,  # petals are soft, and many
    ),
    _family(
        skyline.paint,
        "city skyline skyscraper skyscrapers downtown urban metropolis cityscape",
        "street night town building buildings architecture road car",
        "blue teal sunset night neon violet amber red pink golden",
    ),
    _family(
        fractal.paint,
        "fractal fractals math maths mathematical mathematics julia mandelbrot",
        "spiral geometry geometric infinite infinity pattern",
        "teal blue violet neon sunset amber night red green",
        most_pixels=2_600_000,
        oversampling=1.3,
    ),
    _family(
        bokeh.paint,
        "bokeh rain rainy raindrops",
        "lights light window blur evening party",
        "blue teal sunset neon violet amber night red pink golden",
    ),
    _family(
        sea.paint,
        "sea ocean beach coast surf sail sailing boat boats ship seascape",
        "wave waves water shore island",
        "blue teal sunset golden night winter pastel pink violet",
        most_pixels=2_800_000,
    ),
    _family(
        forest.paint,
        "forest tree trees pine pines fir firs woods woodland birch",
        "snow snowy wood winter path",
        "teal green winter autumn golden night blue earth sunset",
    ),
    _family(
        nebula.paint,
        "space galaxy nebula cosmos planet planets universe astronaut",
        "star stars sky moon rocket",
        "violet blue neon teal sunset red night amber",
    ),
    _family(
        marble.paint,
        "marble silk ink fluid abstract liquid smoke satin",
        "swirl paint texture flow stone",
        "violet teal autumn blue pink sunset amber green red mono earth pastel",
        most_pixels=2_800_000,
    ),
)

_PALETTE_WORDS = {
    "blue": "blue twilight navy azure cobalt",
    "teal": "teal turquoise cyan aqua aurora",
    "sunset": "sunset dusk sunrise dawn orange coral",
    "golden": "golden gold warm honey yellow summer",
    "night": "night moonlit moonlight midnight moon",
    "winter": "winter snow snowy ice icy frost white",
    "autumn": "autumn fall october rust",
    "pastel": "pastel pastels spring",
    "neon": "neon cyberpunk synthwave magenta",
    "mono": "monochrome mono greyscale grayscale noir black grey gray",
    "red": "red crimson scarlet ruby",
    "green": "green emerald moss mint olive",
    "pink": "pink rose blush",
    "violet": "violet purple lilac lavender indigo",
    "earth": "terracotta clay earth ochre brown sepia beige",
    "amber": "amber bronze copper",
}

_PALETTE_OF = {word: name for name, words in _PALETTE_WORDS.items() for word in words.split()}


def words_of(prompt: str) -> tuple[str, ...]:
    """The words of a prompt, small, in their order."""
    return tuple(re.findall(r"[a-z]+", prompt.lower()))


def family_for(prompt: str, seed: int) -> Family:
    """The family whose word comes first, else whose hint does, else one by chance."""
    words = words_of(prompt)
    called = [family for word in words for family in FAMILIES if word in family.words]
    hinted = [family for word in words for family in FAMILIES if word in family.hints]
    if called or hinted:
        return (called or hinted)[0]
    return FAMILIES[_pick(f"family {prompt} {seed}", len(FAMILIES))]


def palette_for(family: Family, identity: str, prompt: str, references: Sequence[bytes]) -> tuple[Palette, bool]:
    """The colours of a picture, and whether they were asked for.

    They are those of the first reference, else the first that the prompt names, else by chance some that suit.
    """
    if references and (taken := from_picture(references[0])) is not None:
        return taken, True
    for word in words_of(prompt):
        if word in _PALETTE_OF:
            return named(_PALETTE_OF[word]), True
    return named(family.palettes[_pick(f"palette {identity}", len(family.palettes))]), False


def _pick(text: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") % count
