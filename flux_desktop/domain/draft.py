"""A request being edited: everything the compose panel holds, for any model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from flux_desktop.domain import alternatives, pricing, reference_fitting, request_rules, seeds
from flux_desktop.domain.image_model import ImageModel, Parameter, ParameterType, ParameterValue
from flux_desktop.domain.loose_reading import Loose
from flux_desktop.domain.reference_fitting import Shrinking
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.request_rules import Problem
from flux_desktop.domain.size_choice import SizeChoice
from flux_desktop.domain.sizes import Size

MOST_AT_ONCE = 12

_OWN_FIELDS = frozenset(
    {
        "prompt",
        "width",
        "height",
        "aspect_ratio",
        "resolution",
        "seed",
        "output_format",
        "safety_tolerance",
        "disable_pup",
        "prompt_upsampling",
    }
)
_IMAGES = (ParameterType.IMAGE, ParameterType.IMAGES)
_ALWAYS_SENT = ("steps", "guidance")
"""BFL's pages disagree on the defaults of these, so the program does not rely on them."""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What a person has set up; ``replace`` makes the next one.

    It holds more than the present model may use, so that changing the model and changing back loses nothing: what the
    model lacks is not sent. The prompt may hold alternatives and notes (``alternatives.py``). ``None`` leaves a choice
    to the model; for ``seed`` it is chance. ``settings`` holds the parameters that have no field here (steps, guidance
    and the like) by their names in the catalogue.
    """

    model_id: str
    prompt: str = ""
    references: tuple[Reference, ...] = ()
    size: SizeChoice = field(default_factory=SizeChoice)
    seed: int | None = None
    count: int = 1
    file_format: str = "png"
    safety: int | None = None
    improve: bool | None = None
    settings: Mapping[str, ParameterValue] = field(default_factory=dict)

    def used_references(self, model: ImageModel) -> tuple[Reference, ...]:
        """The references that are sent: the first ones, as many as the model takes."""
        return self.references[: model.max_references]

    def expected_size(self, model: ImageModel) -> Size | None:
        """The size of the picture in pixels; ``None`` when the model chooses it."""
        return self.size.expected(model)

    def shrinking(self, model: ImageModel) -> Shrinking | None:
        """What of its references is made smaller for sending."""
        return reference_fitting.shrinking_of(model, self.expected_size(model), self.used_references(model))

    @property
    def variations(self) -> int:
        """How many prompts the prompt stands for."""
        return alternatives.count(self.prompt)

    @property
    def picture_count(self) -> int:
        """How many pictures it makes: ``count`` of every prompt."""
        return self.count * self.variations

    def problems(self, model: ImageModel) -> list[Problem]:
        """What keeps it from being sent; empty when it can be."""
        found = []
        if not 1 <= self.count <= MOST_AT_ONCE:
            found.append(Problem("count", f"How many must be 1 to {MOST_AT_ONCE}."))
        if self.seed is not None and not 0 <= self.seed <= seeds.LARGEST_SEED:
            found.append(Problem("seed", f"The seed must be 0 to {seeds.LARGEST_SEED}."))
        pictures = self.picture_count
        if pictures > alternatives.MOST_PICTURES and pictures != self.count:
            return [*found, Problem("prompt", _too_many(pictures))]
        request = self._request(model, self.prompt, 0)
        for prompt in alternatives.expand(self.prompt):
            found += request_rules.problems_of(model, replace(request, prompt=prompt.strip()))
        return list(dict.fromkeys(found))

    def requests(self, model: ImageModel) -> list[GenerationRequest]:
        """One request for each picture; a fixed seed counts up, anew for every prompt, so that these can be compared.

        Raises:
            TooManyCombinationsError: when the prompt stands for more prompts than may be sent; a problem says so.
        """
        prompts = alternatives.expand(self.prompt)
        return [self._request(model, prompt, index) for prompt in prompts for index in range(self.count)]

    def estimate(self, model: ImageModel) -> pricing.Estimate:
        """The price of one picture; all pictures of a draft cost the same."""
        return pricing.estimate(model, self._request(model, self.prompt, 0))

    def usual_seconds(self, model: ImageModel) -> tuple[float, float] | None:
        """From and to how long a picture of it usually takes, as the catalogue says."""
        return model.usual_seconds_with(dict(self._sent_settings(model, 0)))

    def fitted_to(self, model: ImageModel) -> tuple["RequestDraft", list[str]]:
        """This draft for another model, and a sentence for everything that does not fit there."""
        size, notes = self.size.fitted_to(model)
        if len(self.references) > model.max_references:
            notes.insert(0, _unused_references(len(self.references), model))
        if self.seed is not None and not model.has("seed"):
            notes.append(f"{model.name} takes no seed: every picture is a new one.")
        safety = self.safety
        limits = model.parameters.get("safety_tolerance")
        if safety is not None and limits and request_rules.setting_problem(limits, safety):
            safety = int(min(max(safety, limits.minimum or 0), limits.maximum or 0))
            notes.append(f"The safety filter is as near as {model.name} allows.")
        settings = dict(_fitted_settings(self.settings, model, notes))
        return replace(self, model_id=model.id, size=size, safety=safety, settings=settings), notes

    @classmethod
    def of(cls, request: GenerationRequest, model: ImageModel) -> Self:
        """The draft that makes this request again."""
        values = request.settings
        improve = values.get("prompt_upsampling")
        if "disable_pup" in values:
            improve = not values["disable_pup"]
        safety, file_format = values.get("safety_tolerance"), values.get("output_format")
        return cls(
            model.id,
            alternatives.escaped(request.prompt),
            request.references,
            SizeChoice.of(request, model),
            seed=request.seed,
            file_format=str(file_format) if file_format else "png",
            safety=None if safety is None else int(safety),
            improve=None if improve is None else bool(improve),
            settings={name: value for name, value in values.items() if name not in _OWN_FIELDS},
        )

    def to_dict(self) -> dict[str, Any]:
        """What ``from_dict`` reads back to an equal draft; plain values that JSON can hold."""
        return {
            "model": self.model_id,
            "prompt": self.prompt,
            "references": [reference.to_dict() for reference in self.references],
            "size": self.size.to_dict(),
            "seed": self.seed,
            "count": self.count,
            "format": self.file_format,
            "safety": self.safety,
            "improve": self.improve,
            "settings": dict(self.settings),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], default_model: str) -> Self:
        """The draft that was kept; what is missing or damaged in it takes its usual value."""
        loose = Loose(data)
        return cls(
            loose.text("model") or default_model,
            loose.text("prompt") or "",
            loose.references("references"),
            SizeChoice.from_dict(loose.mapping("size")),
            seed=loose.number("seed"),
            count=min(max(loose.number("count") or 1, 1), MOST_AT_ONCE),
            file_format=loose.text("format") or "png",
            safety=loose.number("safety"),
            improve=loose.switch("improve"),
            settings=loose.settings("settings"),
        )

    def _request(self, model: ImageModel, prompt: str, index: int) -> GenerationRequest:
        settings = dict(self._sent_settings(model, index))
        return GenerationRequest(model.id, prompt.strip(), settings, self.used_references(model))

    def _sent_settings(self, model: ImageModel, index: int) -> Iterator[tuple[str, ParameterValue]]:
        """The parameters the model has, and of these the ones that are not left to it."""
        yield from self.size.settings(model)
        if model.has("seed") and self.seed is not None:
            yield "seed", seeds.nth_seed(self.seed, index)
        if model.has("output_format"):
            yield "output_format", format_for(model, self.file_format)
        if model.has("safety_tolerance") and self.safety is not None:
            yield "safety_tolerance", self.safety
        if self.improve is not None and model.has("disable_pup"):
            yield "disable_pup", not self.improve
        if self.improve is not None and model.has("prompt_upsampling"):
            yield "prompt_upsampling", self.improve
        for parameter in other_parameters(model):
            usual = parameter.default if parameter.name in _ALWAYS_SENT else None
            value = self.settings.get(parameter.name, usual)
            if value is not None and (parameter.name != "image_prompt_strength" or self.references):
                yield parameter.name, value


def _too_many(pictures: int) -> str:
    most = alternatives.MOST_PICTURES
    if pictures >= alternatives.COUNTED_TO:
        return f"This prompt has too many alternatives: {most} pictures at a click is the most."
    return f"With these alternatives it would be {pictures:,} pictures; {most} at a click is the most."


def format_for(model: ImageModel, wanted: str) -> str:
    """The file format the model makes when ``wanted`` is asked of it."""
    parameter = model.parameters["output_format"]
    if not parameter.choices or wanted in parameter.choices:
        return wanted
    return str(parameter.default or parameter.choices[0])


def other_parameters(model: ImageModel) -> list[Parameter]:
    """The parameters that have no field of their own in a draft: steps, guidance and the like."""
    return [p for p in model.parameters.values() if p.name not in _OWN_FIELDS and p.type not in _IMAGES]


def _unused_references(count: int, model: ImageModel) -> str:
    if not model.max_references:
        return f"{model.name} takes no references: they are not used."
    unused = count - model.max_references
    takes = "1 reference" if model.max_references == 1 else f"{model.max_references} references"
    return f"{model.name} takes {takes}: {unused} {'is' if unused == 1 else 'are'} not used."


def _fitted_settings(
    settings: Mapping[str, ParameterValue], model: ImageModel, notes: list[str]
) -> Iterator[tuple[str, ParameterValue]]:
    """Settings for the model: out of its range they move to the nearest value, of another kind they go."""
    lacking = []
    for name, value in settings.items():
        parameter = model.parameters.get(name)
        if parameter is None:
            lacking.append(request_rules.name_of(name))
            yield name, value
        elif not request_rules.setting_problem(parameter, value):
            yield name, value
        elif nearest := _nearest(parameter, value):
            yield name, nearest
            notes.append(f"{request_rules.name_of(name)} is {nearest:g} now, the nearest that {model.name} takes.")
    if lacking:
        notes.append(f"{model.name} has no {' and no '.join(lacking)}.")


def _nearest(parameter: Parameter, value: ParameterValue) -> float | None:
    if isinstance(value, (str, bool)) or parameter.minimum is None or parameter.maximum is None:
        return None
    nearest = min(max(value, parameter.minimum), parameter.maximum)
    return int(nearest) if parameter.type is ParameterType.INTEGER else nearest
