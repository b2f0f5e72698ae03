"""What a FLUX model is: its parameters, limits and price, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.sizes import Size

ParameterValue = str | int | float | bool


class ParameterType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    IMAGE = "image"
    IMAGES = "images"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One field of a model's request, by its name in BFL's schema."""

    name: str
    type: ParameterType
    required: bool = False
    nullable: bool = False
    default: ParameterValue | None = None
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: int | None = None
    choices: tuple[str, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    max_items: int | None = None


class Confidence(StrEnum):
    """How sure a price is. Anything but HIGH is shown as "about"."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class MegapixelPrice:
    """So much for the first megapixel of the picture, for each further one, and for each megapixel of a reference."""

    first_mp: Hundredths
    extra_output_mp: Hundredths
    reference_mp: Hundredths
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class FlatPrice:
    amount: Hundredths
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class TierPrice:
    """The price hangs on one choice parameter; a choice with ``None`` has no published price."""

    parameter: str
    amounts: Mapping[str, Hundredths | None]
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class UnknownPrice:
    """BFL publishes no price."""


Price = MegapixelPrice | FlatPrice | TierPrice | UnknownPrice


class Group(StrEnum):
    """Where a model stands in the list."""

    RECOMMENDED = "recommended"
    FAST = "fast"
    TEXT = "text"
    NEWEST = "newest"
    OLDER = "older"
    TOOLS = "tools"
    FINETUNED = "finetuned"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class OutputLimits:
    """``by_aspect_ratio`` is set for models that make fixed sizes."""

    multiple_of: int = 16
    max_pixels: int = 4_194_304
    by_aspect_ratio: Mapping[str, Size] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReferenceLimits:
    """What BFL takes as a reference; ``useful_megapixels`` is what it shrinks larger ones to."""

    max_bytes: int = 20_000_000
    max_megapixels: float = 20
    useful_megapixels: float | None = None
    max_total_megapixels: float | None = None
    min_side_px: int | None = None
    max_aspect: float | None = None


@dataclass(frozen=True, slots=True)
class ImageModel:
    """A FLUX model as the catalogue describes it."""

    id: str
    name: str
    purpose: str
    group: Group
    family: str
    task: str
    path: str
    parameters: Mapping[str, Parameter]
    price: Price
    reference_parameters: tuple[str, ...] = ()
    max_references: int = 0
    output: OutputLimits = OutputLimits()
    reference_limits: ReferenceLimits = ReferenceLimits()
    usual_seconds: tuple[float, float] | None = None
    usual_seconds_by: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    """By a parameter and its value, where a picture takes longer with some than with others."""

    active_task_limit: int = 24
    link_seconds: int = 600
    strict: bool = False
    reports_cost_at_submit: bool = False
    experimental: bool = False
    deprecated: bool = False
    retired: bool = False
    tags: tuple[str, ...] = ()

    def has(self, parameter: str) -> bool:
        return parameter in self.parameters

    def usual_seconds_with(self, settings: Mapping[str, ParameterValue]) -> tuple[float, float] | None:
        """From and to how long a picture usually takes with these settings, as far as BFL or others have said."""
        for name, by_value in self.usual_seconds_by.items():
            parameter = self.parameters.get(name)
            value = settings.get(name, parameter.default if parameter else None)
            if str(value) in by_value:
                return by_value[str(value)]
        return self.usual_seconds

    @property
    def has_custom_size(self) -> bool:
        return self.has("width") and self.has("height")

    @property
    def needs_canvas(self) -> bool:
        """Whether it works on a mask or a canvas, which the compose panel cannot give."""
        return self.group is Group.TOOLS or "mask" in self.parameters
