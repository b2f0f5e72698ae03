"""Whether a model takes a request, in words for the person who made it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flux_desktop.domain.image_model import ImageModel, Parameter, ParameterType, ParameterValue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL

PARAMETER_NAMES = {
    "width": "Width",
    "height": "Height",
    "aspect_ratio": "Shape",
    "resolution": "Size",
    "seed": "Seed",
    "output_format": "Format",
    "safety_tolerance": "Safety filter",
    "steps": "Steps",
    "guidance": "Guidance",
    "raw": "Candid look",
    "grounding": "Look up facts",
    "image_prompt_strength": "Strength of the reference",
    "mode": "Quality",
    "finetune_id": "Finetune",
    "finetune_strength": "Strength of the finetune",
}
"""What the program calls a parameter."""

_PYTHON_TYPES: dict[ParameterType, type | tuple[type, ...]] = {
    ParameterType.STRING: str,
    ParameterType.INTEGER: int,
    ParameterType.NUMBER: (int, float),
    ParameterType.BOOLEAN: bool,
}
_IMAGES = (ParameterType.IMAGE, ParameterType.IMAGES)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request cannot be sent. ``field`` is ``prompt``, ``model``, ``references`` or the name of a parameter."""

    field: str
    sentence: str


def name_of(parameter: str) -> str:
    return PARAMETER_NAMES.get(parameter, parameter.replace("_", " ").capitalize())


def problems_of(model: ImageModel, request: GenerationRequest) -> list[Problem]:
    """Everything that keeps the model from taking the request; empty when nothing does."""
    if model.retired:
        return [Problem("model", f"BFL no longer offers {model.name}. Choose another model.")]
    return [
        *_prompt_problems(model, request),
        *_reference_problems(model, request.references),
        *_setting_problems(model, request),
        *_size_problems(model, request),
    ]


def _prompt_problems(model: ImageModel, request: GenerationRequest) -> Iterator[Problem]:
    parameter = model.parameters.get("prompt")
    if parameter is None:
        return
    if not request.prompt.strip() and (parameter.required or not request.references):
        yield Problem("prompt", "Write a prompt first.")
    elif parameter.max_length and len(request.prompt) > parameter.max_length:
        yield Problem(
            "prompt",
            f"{model.name} takes {parameter.max_length:,} characters; the prompt has {len(request.prompt):,}.",
        )


def _reference_problems(model: ImageModel, references: tuple[Reference, ...]) -> Iterator[Problem]:
    required = [name for name in model.reference_parameters if model.parameters[name].required]
    if len(references) < len(required):
        pictures = "a picture" if len(required) == 1 else f"{len(required)} pictures ({' and '.join(required)})"
        yield Problem("references", f"{model.name} needs {pictures} to work on.")
    if any(p.required and p.type in _IMAGES and p.name not in required for p in model.parameters.values()):
        yield Problem("model", f"{model.name} needs a marked area, which this form cannot give.")
    if len(references) > model.max_references:
        yield Problem("references", f"{model.name} takes {model.max_references} references at most.")
    limits = model.reference_limits
    for number, reference in enumerate(references, start=1):
        size = reference.size
        if limits.min_side_px and min(size.width_px, size.height_px) < limits.min_side_px:
            yield Problem(
                "references",
                f"Reference {number} is too small: {model.name} needs {limits.min_side_px} px a side at least.",
            )
        if limits.max_aspect and max(size.ratio, 1 / size.ratio) > limits.max_aspect:
            yield Problem("references", f"Reference {number} is too narrow for {model.name}.")


def _setting_problems(model: ImageModel, request: GenerationRequest) -> Iterator[Problem]:
    for name, value in request.settings.items():
        parameter = model.parameters.get(name)
        if parameter is None:
            yield Problem(name, f"{model.name} has no setting called {name_of(name)}.")
        elif sentence := setting_problem(parameter, value):
            yield Problem(name, sentence)
    for parameter in model.parameters.values():
        given = parameter.name in request.settings or parameter.name == "prompt" or parameter.type in _IMAGES
        if parameter.required and not given:
            yield Problem(parameter.name, f"{name_of(parameter.name)} is missing.")


def setting_problem(parameter: Parameter, value: ParameterValue) -> str:
    """Why the parameter does not take the value, or nothing when it does."""
    name = name_of(parameter.name)
    expected = _PYTHON_TYPES.get(parameter.type)
    is_switch = isinstance(value, bool)
    if expected is None or not isinstance(value, expected) or is_switch is not (parameter.type == "boolean"):
        return f"{name} cannot be “{value}”."
    if isinstance(value, str):
        return f"{name} cannot be “{value}”." if parameter.choices and value not in parameter.choices else ""
    if parameter.minimum is not None and value < parameter.minimum:
        return f"{name} must be {parameter.minimum:g} at least."
    if parameter.maximum is not None and value > parameter.maximum:
        return f"{name} must be {parameter.maximum:g} at most."
    if parameter.multiple_of and value % parameter.multiple_of:
        return f"{name} must be a multiple of {parameter.multiple_of}."
    return ""


def _size_problems(model: ImageModel, request: GenerationRequest) -> Iterator[Problem]:
    ratio = request.settings.get("aspect_ratio")
    if ratio is not None and model.output.by_aspect_ratio and ratio not in model.output.by_aspect_ratio:
        yield Problem("aspect_ratio", f"{model.name} does not make pictures of {ratio}.")
    size = request.size
    if size is None:
        return
    step = model.output.multiple_of
    if size.width_px % step or size.height_px % step:
        yield Problem("width", f"Width and height must be multiples of {step}.")
    if size.pixels > model.output.max_pixels:
        most = model.output.max_pixels / PIXELS_PER_MEGAPIXEL
        yield Problem("width", f"{size} px is too large: {model.name} makes {most:.3g} megapixels at most.")
