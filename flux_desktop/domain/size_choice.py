"""The size a person chose, for any model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from flux_desktop.domain import size_offers
from flux_desktop.domain.image_model import ImageModel, ParameterValue
from flux_desktop.domain.loose_reading import Loose
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.size_offers import SizeKind
from flux_desktop.domain.sizes import Shape, Size, Tier

_FIRST_CUSTOM_SIZE = Size(1024, 1024)


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """A shape and how large, or a size of one's own.

    ``shape`` None is ``custom_size`` with models that take pixels, and ``ratio`` with models that take an aspect ratio,
    where None leaves it to the model. ``resolution`` None is the model's usual one.
    """

    shape: Shape | None = Shape.LANDSCAPE
    tier: Tier = Tier.STANDARD
    custom_size: Size = _FIRST_CUSTOM_SIZE
    ratio: str | None = None
    resolution: str | None = None

    def expected(self, model: ImageModel) -> Size | None:
        """The size of the picture in pixels; ``None`` when the model chooses it."""
        match size_offers.size_kind(model):
            case SizeKind.PIXELS:
                return size_offers.size_of(model, self.shape, self.tier) if self.shape else self.custom_size
            case SizeKind.RATIO:
                return size_offers.size_of_ratio(model, self.ratio_for(model), self.resolution_for(model))[0]
            case _:
                return None

    def ratio_for(self, model: ImageModel) -> str | None:
        """The aspect ratio that is sent, or ``None`` when the model chooses."""
        if self.shape and model.has("aspect_ratio"):
            return self.shape.label
        return self.ratio or _usual_ratio(model)

    def resolution_for(self, model: ImageModel) -> str | None:
        return self.resolution or size_offers.default_resolution(model)

    def settings(self, model: ImageModel) -> Iterator[tuple[str, ParameterValue]]:
        """The parameters of a request that say this size."""
        kind = size_offers.size_kind(model)
        size = self.expected(model)
        if kind is SizeKind.PIXELS and size:
            yield "width", size.width_px
            yield "height", size.height_px
        if kind is SizeKind.RATIO:
            ratio, resolution = self.ratio_for(model), self.resolution_for(model)
            if model.has("aspect_ratio") and ratio is not None:
                yield "aspect_ratio", ratio
            if model.has("resolution") and resolution is not None:
                yield "resolution", resolution

    @classmethod
    def of(cls, request: GenerationRequest, model: ImageModel) -> Self:
        """The choice that makes the size of ``request``."""
        ratio = request.settings.get("aspect_ratio", _usual_ratio(model))
        resolution = request.settings.get("resolution")
        if ratio is not None or resolution is not None:
            shape = next((shape for shape in Shape if shape.label == ratio), None)
            kept = None if shape or ratio in (None, size_offers.AUTO) else str(ratio)
            return cls(shape=shape, ratio=kept, resolution=None if resolution is None else str(resolution))
        if request.size is None or size_offers.size_kind(model) is not SizeKind.PIXELS:
            return cls(shape=None) if size_offers.can_choose_ratio_itself(model) else cls()
        named = size_offers.shape_and_tier_of(model, request.size)
        return cls(shape=named[0], tier=named[1]) if named else cls(shape=None, custom_size=request.size)

    def fitted_to(self, model: ImageModel) -> tuple["SizeChoice", list[str]]:
        """The choice for another model, and a sentence for everything that changed."""
        match size_offers.size_kind(model):
            case SizeKind.PIXELS:
                return self._with_pixels_of(model)
            case SizeKind.RATIO:
                return self._with_ratio_of(model)
            case _:
                return self, []

    def _with_pixels_of(self, model: ImageModel) -> tuple["SizeChoice", list[str]]:
        notes = []
        fitting = size_offers.nearest_legal(model, self.custom_size)
        choice = replace(self, custom_size=fitting)
        tiers = size_offers.tiers_of(model)
        if self.shape and self.tier not in tiers:
            choice = replace(choice, tier=tiers[-1])
            notes.append(f"{model.name} makes smaller pictures: {choice.expected(model)} px.")
        if self.shape is None and fitting != self.custom_size:
            notes.append(f"{self.custom_size} px became {fitting} px, which {model.name} can make.")
        return choice, notes

    def _with_ratio_of(self, model: ImageModel) -> tuple["SizeChoice", list[str]]:
        choice, notes = self, []
        wanted = self.ratio_for(model)
        if wanted is not None and wanted not in size_offers.ratios_of(model):
            nearest = size_offers.nearest_ratio(model, wanted)
            shape = next((shape for shape in Shape if shape.label == nearest), None)
            choice = replace(choice, shape=shape, ratio=None if shape else nearest)
            notes.append(f"{model.name} has no {wanted}; the nearest is {nearest}.")
        resolutions = size_offers.resolutions_of(model)
        if resolutions and self.resolution is not None and self.resolution not in resolutions:
            choice = replace(choice, resolution=None)
            notes.append(f"{model.name} has other sizes: now {size_offers.default_resolution(model)}.")
        return choice, notes

    def to_dict(self) -> dict[str, Any]:
        return {
            "shape": self.shape.label if self.shape else None,
            "tier": self.tier.value,
            "custom_size": [self.custom_size.width_px, self.custom_size.height_px],
            "ratio": self.ratio,
            "resolution": self.resolution,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The choice that was kept; what is missing or damaged in it takes its usual value."""
        loose, usual = Loose(data), cls()
        shapes = {shape.label: shape for shape in Shape}
        width, height = loose.pair("custom_size") or (0, 0)
        return cls(
            shape=shapes.get(loose.text("shape") or "") if "shape" in data else usual.shape,
            tier=next((tier for tier in Tier if tier.value == data.get("tier")), usual.tier),
            custom_size=Size(width, height) if width > 0 and height > 0 else usual.custom_size,
            ratio=loose.text("ratio"),
            resolution=loose.text("resolution"),
        )


def _usual_ratio(model: ImageModel) -> str | None:
    """The ratio of a model that has one of its own and does not choose by the prompt."""
    parameter = model.parameters.get("aspect_ratio")
    if parameter is None or parameter.default is None or size_offers.can_choose_ratio_itself(model):
        return None
    return str(parameter.default)
