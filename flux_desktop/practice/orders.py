"""What a request asks for, once it has been looked at: images, size and price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flux_desktop.domain.image_model import ImageModel, ParameterType
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.pricing import estimate, reported_megapixels
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import MAX_BILLED_MEGAPIXELS, PIXELS_PER_MEGAPIXEL, Size
from flux_desktop.practice import validation
from flux_desktop.practice.bodies import LongText
from flux_desktop.practice.images import BadImageError, SentImage, is_address, read_image
from flux_desktop.practice.picture_sizes import asked_size, ratio_of
from flux_desktop.practice.validation import Problem

CORRUPTED = "Invalid or corrupted image input"
_UNREACHABLE = "Could not fetch the input image"
_MOST_COUNTED = MAX_BILLED_MEGAPIXELS * PIXELS_PER_MEGAPIXEL
_UNPRICED: Hundredths = 500
"""What a picture costs here when BFL publishes no price."""


@dataclass(frozen=True, slots=True)
class Order:
    """``broken`` says what is wrong with an image that could not be read; such an order is accepted and then fails."""

    model: ImageModel
    fields: Mapping[str, Any]
    images: list[SentImage]
    broken: str | None
    asked: Size
    cost: Hundredths

    @property
    def prompt(self) -> str:
        return str(self.fields.get("prompt") or "")

    @property
    def input_megapixels(self) -> float:
        return round(sum((reported_megapixels(image.size) for image in self.images), start=0.0), 2)

    @property
    def output_megapixels(self) -> float:
        return reported_megapixels(self.asked)

    @property
    def file_format(self) -> str:
        parameter = self.model.parameters.get("output_format")
        default = parameter.default if parameter else None
        return str(self.fields.get("output_format") or default or "jpeg")

    def without_images(self, names: Iterable[str]) -> dict[str, Any]:
        """These fields, but for those that carry images."""
        return {name: self.fields[name] for name in names if not _is_image(self.model, name)}

    def image_refusal(self) -> str | None:
        """Why an image is not taken, or ``None``."""
        singles = (_image_refusal(self.model, image) for image in self.images)
        return next(filter(None, (*singles, self._too_much_in_all())), None)

    def _too_much_in_all(self) -> str | None:
        """BFL names the limit, and nowhere what passing it does: here it is refused, so that nobody relies on more."""
        most = self.model.reference_limits.max_total_megapixels
        sizes = [image.size for image in self.images] + [self.asked]
        total = sum(min(size.pixels, _MOST_COUNTED) for size in sizes) / PIXELS_PER_MEGAPIXEL
        is_too_much = most is not None and self.images and total > most
        return f"images and picture are more than {most:g} megapixels together" if is_too_much else None


def read_order(model: ImageModel, fields: Mapping[str, Any]) -> Order:
    """Read the images and reckon. ``fields`` have no problems; takes long when there are large images."""
    images, broken = _read_images(model, fields)
    asked = asked_size(model, fields, [image.size for image in images])
    return Order(model, fields, images, broken, asked, _cost(model, fields, asked, images))


def has_images(model: ImageModel, fields: Mapping[str, Any]) -> bool:
    return bool(_image_texts(model, fields))


def rules(model: ImageModel, fields: Mapping[str, Any]) -> list[Problem]:
    """What concerns several fields, or is written in no field's type."""
    too_large = validation.size_problem(model, fields.get("width"), fields.get("height"))
    problems = [too_large] if too_large else []
    parameter, ratio = model.parameters.get("aspect_ratio"), fields.get("aspect_ratio")
    if parameter and not parameter.choices and ratio not in (None, "auto") and ratio_of(ratio) is None:
        text = "Value error, aspect ratio must be between 21:9 and 9:21"
        problems.append(Problem(("aspect_ratio",), "value_error", text, ratio))
    return problems


def _read_images(model: ImageModel, fields: Mapping[str, Any]) -> tuple[list[SentImage], str | None]:
    """The images in order, and what is wrong with the first that is none."""
    images: list[SentImage] = []
    for name, text in _image_texts(model, fields):
        if is_address(text):
            return images, _UNREACHABLE
        try:
            images.append(read_image(name, text))
        except BadImageError:
            return images, CORRUPTED
    return images, None


def _image_texts(model: ImageModel, fields: Mapping[str, Any]) -> list[tuple[str, str | LongText]]:
    texts: list[tuple[str, str | LongText]] = []
    for name in model.parameters:
        value = fields.get(name)
        if not _is_image(model, name) or value is None:
            continue
        texts += [(name, item) for item in value] if isinstance(value, list) else [(name, value)]
    return texts


def _image_refusal(model: ImageModel, image: SentImage) -> str | None:
    limits, size = model.reference_limits, image.size
    if size.pixels > limits.max_megapixels * 1_000_000 or len(image.data) > limits.max_bytes:
        return f"{image.field} is larger than {limits.max_megapixels:g} megapixels or {limits.max_bytes} bytes"
    if limits.min_side_px and min(size.width_px, size.height_px) < limits.min_side_px:
        return f"{image.field} must be at least {limits.min_side_px} pixels on each side"
    if limits.max_aspect and not 1 / limits.max_aspect <= size.ratio <= limits.max_aspect:
        return f"{image.field} is too long and narrow"
    return None


def _cost(model: ImageModel, fields: Mapping[str, Any], asked: Size, images: list[SentImage]) -> Hundredths:
    references = [
        Reference(image.sha256, image.file_format, image.size, len(image.data), image.field)
        for image in images
        if image.field in model.reference_parameters
    ]
    settings = {name: value for name, value in fields.items() if isinstance(value, str | int | float)}
    settings.update(width=asked.width_px, height=asked.height_px)
    amount = estimate(model, GenerationRequest(model.id, "", settings, tuple(references))).amount
    return _UNPRICED if amount is None else amount


def _is_image(model: ImageModel, name: str) -> bool:
    parameter = model.parameters.get(name)
    return parameter is not None and parameter.type in (ParameterType.IMAGE, ParameterType.IMAGES)
