"""What sizes a model offers: shapes and tiers, or aspect ratios and resolutions."""

import math
from enum import Enum

from flux_desktop.domain.image_model import ImageModel, Parameter
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Shape, Size, Tier, size_within, snap

LONGEST_SIDE_PX = 4096
"""Offered where BFL names no longest side; its limit there is the area."""

COMMON_RATIOS = ("21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21")
"""For models that take an aspect ratio without saying which: BFL's text says 21:9 to 9:21."""

AUTO = "auto"
_NEARLY = 0.95


class SizeKind(Enum):
    """How a model is told what size to make."""

    PIXELS = "width and height"
    RATIO = "an aspect ratio, and perhaps a resolution"
    NONE = "not at all"


def size_kind(model: ImageModel) -> SizeKind:
    if model.has_custom_size and not model.has("resolution"):
        return SizeKind.PIXELS
    return SizeKind.RATIO if model.has("aspect_ratio") or model.has("resolution") else SizeKind.NONE


def side_limits(model: ImageModel) -> tuple[int, int]:
    """The shortest and the longest side a picture of this model may have."""
    width = model.parameters["width"]
    return int(width.minimum or model.output.multiple_of), int(width.maximum or LONGEST_SIDE_PX)


def multiple_of(model: ImageModel) -> int:
    return model.parameters["width"].multiple_of or model.output.multiple_of


def tiers_of(model: ImageModel) -> tuple[Tier, ...]:
    """The tiers that make a difference with this model; the standard one always does."""
    return tuple(tier for tier in Tier if tier is Tier.STANDARD or tier.pixels * _NEARLY <= model.output.max_pixels)


def size_of(model: ImageModel, shape: Shape, tier: Tier) -> Size:
    """The size in pixels of a shape and tier."""
    pixels = min(tier.pixels, model.output.max_pixels)
    return size_within(shape.ratio, pixels, multiple_of(model), side_limits(model)[1])


def shape_and_tier_of(model: ImageModel, size: Size) -> tuple[Shape, Tier] | None:
    """The shape and tier that make just this size, if any do."""
    pairs = ((shape, tier) for tier in tiers_of(model) for shape in Shape)
    return next((pair for pair in pairs if size_of(model, *pair) == size), None)


def nearest_legal(model: ImageModel, size: Size, *, keep_height: bool = False) -> Size:
    """The legal size closest to ``size``: sides that snap, and no more area than the model makes.

    When the area is too large the height gives way, or the width if ``keep_height``.
    """
    (lowest, highest), step = side_limits(model), multiple_of(model)
    width = snap(size.width_px, step, lowest, highest)
    height = snap(size.height_px, step, lowest, highest)
    if width * height > model.output.max_pixels:
        if keep_height:
            width = snap(model.output.max_pixels // height // step * step, step, lowest, highest)
        else:
            height = snap(model.output.max_pixels // width // step * step, step, lowest, highest)
    return Size(width, height)


def size_like(model: ImageModel, size: Size) -> Size:
    """The legal size with the shape of ``size`` and about its area."""
    pixels = min(size.pixels, model.output.max_pixels)
    lowest, highest = side_limits(model)
    made = size_within(size.ratio, pixels, multiple_of(model), highest)
    return nearest_legal(model, Size(max(made.width_px, lowest), max(made.height_px, lowest)))


def ratios_of(model: ImageModel) -> tuple[str, ...]:
    """The aspect ratios a model takes, without the automatic one."""
    parameter = model.parameters.get("aspect_ratio")
    if parameter is None:
        return ()
    offered = parameter.choices or tuple(model.output.by_aspect_ratio) or COMMON_RATIOS
    return tuple(ratio for ratio in offered if ratio != AUTO)


def can_choose_ratio_itself(model: ImageModel) -> bool:
    """Whether the aspect ratio can be left to the model."""
    parameter = model.parameters.get("aspect_ratio")
    return parameter is not None and (parameter.nullable or parameter.default == AUTO)


def resolutions_of(model: ImageModel) -> tuple[str, ...]:
    parameter = model.parameters.get("resolution")
    return parameter.choices if parameter else ()


def default_resolution(model: ImageModel) -> str | None:
    """The model's own choice, or the one nearest to a megapixel where it names none."""
    parameter = model.parameters.get("resolution")
    if parameter is None:
        return None
    if parameter.default is not None:
        return str(parameter.default)
    return min(parameter.choices, key=lambda choice: abs(math.log(pixels_of(choice) / PIXELS_PER_MEGAPIXEL)))


def pixels_of(resolution: str) -> int:
    """The area a resolution such as ``1.5k`` or ``768sq`` stands for: all shapes of one have the same."""
    number = float("".join(sign for sign in resolution if sign.isdigit() or sign == ".") or 1)
    side = number * 1024 if resolution.endswith("k") else number
    return round(side * side)


def size_of_ratio(model: ImageModel, ratio: str | None, resolution: str | None) -> tuple[Size | None, bool]:
    """The size such a picture will have, and whether that is sure. ``None`` when the model chooses it."""
    if ratio is None or ratio == AUTO:
        return None, False
    if ratio in model.output.by_aspect_ratio:
        return model.output.by_aspect_ratio[ratio], True
    pixels = pixels_of(resolution) if resolution else PIXELS_PER_MEGAPIXEL
    return size_within(ratio_value(ratio), pixels, model.output.multiple_of), False


def ratio_value(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return float(width) / float(height)


def nearest_ratio(model: ImageModel, ratio: str) -> str | None:
    """The ratio the model takes that looks most like ``ratio``."""
    wanted = math.log(ratio_value(ratio))
    offered = ratios_of(model)
    return min(offered, key=lambda one: abs(math.log(ratio_value(one)) - wanted)) if offered else None


def step_of(parameter: Parameter) -> float:
    """How far one press of an arrow key moves the parameter."""
    if parameter.type == "integer":
        return parameter.multiple_of or 1
    span = (parameter.maximum or 1) - (parameter.minimum or 0)
    return 0.05 if span <= 1 else 0.5
