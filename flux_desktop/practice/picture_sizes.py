"""How large the picture will be, by what was asked and by the images that came with it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.pricing import DEFAULT_SIZE
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Size, size_within

_STEP_PX = 16
_MAX_PIXELS = 4 * PIXELS_PER_MEGAPIXEL
_TIER_PIXELS = {
    "768sq": 768 * 768,
    "1k": PIXELS_PER_MEGAPIXEL,
    "1.5k": 1536 * 1536,
    "2k": 4 * PIXELS_PER_MEGAPIXEL,
    "4k": 16 * PIXELS_PER_MEGAPIXEL,
}
_MARGINS = ("left", "right", "top", "bottom")
_WIDEST = 21 / 9


def ratio_of(text: str) -> float | None:
    """``16:9`` as a number; ``None`` when it is no ratio between 21:9 and 9:21."""
    width, colon, height = text.partition(":")
    if not (colon and width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        return None
    ratio = int(width) / int(height)
    return ratio if 1 / _WIDEST - 1e-9 <= ratio <= _WIDEST + 1e-9 else None


def asked_size(model: ImageModel, fields: Mapping[str, Any], images: Sequence[Size]) -> Size:
    """What the request asks for, before it is brought to legal sides. Megapixels are reported from this."""
    width, height = int(fields.get("width") or 0), int(fields.get("height") or 0)
    first = images[0] if images else None
    if model.has_custom_size and (width or height):
        return Size(width or height, height or width)
    if "resolution" in fields:
        return _tier_size(fields, first)
    if "aspect_ratio" in fields:
        return _ratio_size(model, fields, first)
    if first is None:
        return DEFAULT_SIZE
    return _with_margins(first, fields)


def produced_size(model: ImageModel, asked: Size) -> Size:
    """The size of the picture that comes out: sides are snapped down."""
    step = model.output.multiple_of
    return Size(max(step, asked.width_px // step * step), max(step, asked.height_px // step * step))


def _tier_size(fields: Mapping[str, Any], first: Size | None) -> Size:
    ratio = ratio_of(fields.get("aspect_ratio") or "") or (first.ratio if first else 1.0)
    return size_within(ratio, _TIER_PIXELS.get(fields["resolution"] or "1k", PIXELS_PER_MEGAPIXEL), _STEP_PX)


def _ratio_size(model: ImageModel, fields: Mapping[str, Any], first: Size | None) -> Size:
    text = fields["aspect_ratio"] or ""
    if text in model.output.by_aspect_ratio:
        return model.output.by_aspect_ratio[text]
    pixels = _MAX_PIXELS if model.output.by_aspect_ratio or "ultra" in model.id else PIXELS_PER_MEGAPIXEL
    return size_within(ratio_of(text) or (first.ratio if first else 1.0), pixels, _STEP_PX)


def _with_margins(first: Size, fields: Mapping[str, Any]) -> Size:
    left, right, top, bottom = (int(fields.get(name) or 0) for name in _MARGINS)
    size = Size(first.width_px + left + right, first.height_px + top + bottom)
    shrink = min(1.0, math.sqrt(_MAX_PIXELS / size.pixels))
    return Size(int(size.width_px * shrink), int(size.height_px * shrink))
