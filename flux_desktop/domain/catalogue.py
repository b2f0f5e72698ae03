"""The model catalogue: all FLUX image models the program knows, read from JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flux_desktop.domain.image_model import (
    Confidence,
    FlatPrice,
    Group,
    ImageModel,
    MegapixelPrice,
    OutputLimits,
    Parameter,
    ParameterType,
    Price,
    ReferenceLimits,
    TierPrice,
    UnknownPrice,
)
from flux_desktop.domain.sizes import Size


class CatalogueError(ValueError):
    """The text is no catalogue; the message names the model and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Models by id, in the order in which they are shown."""

    prices_checked: date
    default_model: str
    models: Mapping[str, ImageModel]

    @classmethod
    def from_json(cls, text: str) -> "Catalogue":
        """Read a whole catalogue.

        Raises:
            CatalogueError: when the text is not JSON or an entry is incomplete.
        """
        try:
            data = json.loads(text)
            models = [_model(entry) for entry in data["models"]]
            return cls(date.fromisoformat(data["prices_checked"]), data["default_model"], {m.id: m for m in models})
        except (KeyError, TypeError, AttributeError) as error:
            raise CatalogueError(f"the catalogue lacks {error}") from error
        except json.JSONDecodeError as error:
            raise CatalogueError(f"not JSON: {error}") from error

    def with_entries_of(self, text: str) -> "Catalogue":
        """This catalogue, with the models of a person's own file added to it or put in place of its own.

        Raises:
            CatalogueError: as ``from_json``.
        """
        try:
            own = [_model(entry) for entry in json.loads(text)["models"]]
        except json.JSONDecodeError as error:
            raise CatalogueError(f"not JSON: {error}") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise CatalogueError(f"the catalogue lacks {error}") from error
        return Catalogue(self.prices_checked, self.default_model, {**self.models, **{m.id: m for m in own}})

    def __getitem__(self, model_id: str) -> ImageModel:
        return self.models[model_id]

    def __contains__(self, model_id: str) -> bool:
        return model_id in self.models

    def __iter__(self) -> Iterator[ImageModel]:
        return iter(self.models.values())

    def name_of(self, model_id: str) -> str:
        """The name to show, also for a model that is in no catalogue any more."""
        return self.models[model_id].name if model_id in self.models else model_id


def _model(entry: Mapping[str, Any]) -> ImageModel:
    try:
        usual = entry.get("usual_seconds")
        return ImageModel(
            id=entry["id"],
            name=entry["name"],
            purpose=entry["purpose"],
            group=Group(entry["group"]),
            family=entry["family"],
            task=entry["task"],
            path=entry["path"],
            parameters={name: _parameter(name, spec) for name, spec in entry["parameters"].items()},
            price=_price(entry["price"]),
            reference_parameters=tuple(entry.get("reference_parameters", ())),
            max_references=entry.get("max_references", 0),
            output=_output(entry.get("output", {})),
            reference_limits=ReferenceLimits(**entry.get("reference_limits", {})),
            usual_seconds=(usual[0], usual[1]) if usual else None,
            usual_seconds_by=_usual_seconds_by(entry.get("usual_seconds_by", {})),
            active_task_limit=entry.get("active_task_limit", 24),
            link_seconds=entry.get("link_seconds", 600),
            strict=entry.get("strict", False),
            reports_cost_at_submit=entry.get("reports_cost_at_submit", False),
            experimental=entry.get("experimental", False),
            deprecated=entry.get("deprecated", False),
            retired=entry.get("retired", False),
            tags=tuple(entry.get("tags", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"model {entry.get('id', '?')}: {error}") from error


def _usual_seconds_by(spec: Mapping[str, Any]) -> dict[str, dict[str, tuple[float, float]]]:
    return {
        name: {value: (shortest, longest) for value, (shortest, longest) in by_value.items()}
        for name, by_value in spec.items()
    }


def _parameter(name: str, spec: Mapping[str, Any]) -> Parameter:
    rest = {key: value for key, value in spec.items() if key not in ("type", "choices")}
    return Parameter(name, ParameterType(spec["type"]), choices=tuple(spec.get("choices", ())), **rest)


def _output(spec: Mapping[str, Any]) -> OutputLimits:
    sizes = {ratio: Size(*sides) for ratio, sides in spec.get("by_aspect_ratio", {}).items()}
    return OutputLimits(spec.get("multiple_of", 16), spec.get("max_pixels", 4_194_304), sizes)


def _price(spec: Mapping[str, Any]) -> Price:
    confidence = Confidence(spec.get("confidence", "high"))
    match spec["scheme"]:
        case "megapixel":
            return MegapixelPrice(spec["first_mp"], spec["extra_output_mp"], spec["reference_mp"], confidence)
        case "flat":
            return FlatPrice(spec["amount"], confidence)
        case "tier":
            return TierPrice(spec["parameter"], dict(spec["amounts"]), confidence)
        case "unknown":
            return UnknownPrice()
        case scheme:
            raise CatalogueError(f"no price scheme {scheme!r}")
