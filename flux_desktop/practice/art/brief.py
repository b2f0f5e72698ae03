"""What a family of pictures is asked to draw."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from flux_desktop.practice.art.palette import Palette


@dataclass(frozen=True, slots=True)
class Brief:
    """A picture to draw: how large, in which colours, of which words, and by which chance."""

    width_px: int
    height_px: int
    palette: Palette
    words: frozenset[str]
    identity: str  # prompt and seed; all chance comes from it
    coloured: bool = False  # whether the prompt names the colours

    @property
    def shape(self) -> tuple[int, int]:
        return self.height_px, self.width_px

    @property
    def short_px(self) -> int:
        return min(self.shape)

    @property
    def ratio(self) -> float:
        return self.width_px / self.height_px

    def chance(self, purpose: str) -> np.random.Generator:
        """Chance of its own for each purpose: what one part draws does not depend on the size or on other parts."""
        digest = hashlib.sha256(f"{self.identity}\n{purpose}".encode()).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))

    def mentions(self, *words: str) -> bool:
        """Whether the prompt has one of these words."""
        return not self.words.isdisjoint(words)

    def sized(self, width_px: int, height_px: int) -> "Brief":
        """The same picture at another resolution."""
        return replace(self, width_px=width_px, height_px=height_px)
