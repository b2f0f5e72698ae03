"""Pictures for practice: drawn from the words of the prompt and the seed, on this computer, at no cost."""

import io
from collections.abc import Sequence
from typing import Literal

from PIL import Image

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art.badge import add_badge
from flux_desktop.practice.art.brief import Brief
from flux_desktop.practice.art.choose import family_for, palette_for, words_of
from flux_desktop.practice.art.finish import developed, grained

FileFormat = Literal["png", "jpeg", "webp"]


def draw(prompt: str, size: Size, seed: int, references: Sequence[bytes] = ()) -> Image.Image:
    """A picture of exactly ``size`` (RGB) with the practice strip; the same every time for the same arguments.

    ``references`` are the bytes of picture files; the colours of the first one become those of the picture.
    """
    picture = draw_without_strip(prompt, size, seed, references)
    add_badge(picture)
    return picture


def draw_without_strip(prompt: str, size: Size, seed: int, references: Sequence[bytes] = ()) -> Image.Image:
    """The same picture without the strip."""
    identity = f"{seed}\n{prompt}"
    family = family_for(prompt, seed)
    palette, coloured = palette_for(family, identity, prompt, references)
    working = family.working_size(size)
    brief = Brief(working.width_px, working.height_px, palette, frozenset(words_of(prompt)), identity, coloured)
    picture = developed(family.paint(brief), brief)
    if working != size:
        picture = picture.resize((size.width_px, size.height_px), Image.Resampling.LANCZOS)
    return grained(picture, brief)


def encode(image: Image.Image, file_format: FileFormat) -> bytes:
    """The bytes of an image file."""
    options = {"png": {"compress_level": 4}, "jpeg": {"quality": 92}, "webp": {"quality": 90, "method": 3}}
    buffer = io.BytesIO()
    image.save(buffer, file_format.upper(), **options[file_format])
    return buffer.getvalue()
