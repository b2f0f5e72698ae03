"""How large references are when they are sent: some models take only so many megapixels in all."""

from collections.abc import Sequence
from dataclasses import dataclass

from flux_desktop.domain.image_model import ImageModel, ReferenceLimits
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import MAX_BILLED_MEGAPIXELS, PIXELS_PER_MEGAPIXEL, Size

_MOST_COUNTED = MAX_BILLED_MEGAPIXELS * PIXELS_PER_MEGAPIXEL
"""BFL makes larger images this small before it looks at them (image editing page, 2026-09)."""

_WORTH_KEEPING = 0.9


@dataclass(frozen=True, slots=True)
class Shrinking:
    """References that are sent smaller than the files they came from: how many, and the pixels of all of them."""

    count: int
    pixels_before: int
    pixels_after: int


def sent_sizes(limits: ReferenceLimits, output: Size | None, references: Sequence[Size]) -> list[Size]:
    """The size of each reference as it is sent. Where all together are too much, the largest ones become smaller.

    [pro] takes 9 megapixels, picture and references together (image editing page, 2026-09).
    """
    most = limits.max_total_megapixels
    if most is None or not references:
        return list(references)
    counted = [min(size.pixels, _MOST_COUNTED) for size in references]
    picture = min(output.pixels, _MOST_COUNTED) if output else 0
    room = int(most * PIXELS_PER_MEGAPIXEL) - picture
    if sum(counted) <= room:
        return list(references)
    cap = _without_a_scrap(_largest_that_fits(counted, room))
    return [shrunk_to(size, cap) if pixels > cap else size for size, pixels in zip(references, counted, strict=True)]


def shrunk_to(size: Size, pixels: int) -> Size:
    """A size of the same shape with at most so many pixels."""
    scale = min(1.0, (pixels / size.pixels) ** 0.5)
    return Size(max(1, int(size.width_px * scale)), max(1, int(size.height_px * scale)))


def shrinking_of(model: ImageModel, output: Size | None, references: Sequence[Reference]) -> Shrinking | None:
    """What is made smaller of these references on their way from their files to BFL; ``None`` when nothing is."""
    sizes = sent_sizes(model.reference_limits, output, [reference.size for reference in references])
    pairs = [(one.original_size or one.size, sent) for one, sent in zip(references, sizes, strict=True)]
    smaller = [(before.pixels, after.pixels) for before, after in pairs if after.pixels < before.pixels]
    if not smaller:
        return None
    return Shrinking(len(smaller), sum(before for before, _ in smaller), sum(after for _, after in smaller))


def _without_a_scrap(pixels: int) -> int:
    """A little over a whole megapixel is billed as one more, and nobody sees it: it goes."""
    whole = pixels // PIXELS_PER_MEGAPIXEL * PIXELS_PER_MEGAPIXEL
    return whole if whole >= _WORTH_KEEPING * pixels else pixels


def _largest_that_fits(counted: Sequence[int], room: int) -> int:
    """The area at which all fit, when the ones above it are cut down to it and the others stay."""
    left = room
    for taken, pixels in enumerate(sorted(counted)):
        share = left // (len(counted) - taken)
        if pixels > share:
            return share
        left -= pixels
    return max(counted)
