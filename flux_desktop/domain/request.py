"""A request: what is asked of a model for one picture."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from flux_desktop.domain.image_model import ParameterValue
from flux_desktop.domain.references import Reference
from flux_desktop.domain.sizes import Size


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """Everything one picture depends on, and nothing else.

    ``settings`` holds the model's own parameters by their names in the catalogue, without the prompt and the images. A
    setting that is left to the model is not in it.
    """

    model_id: str
    prompt: str
    settings: Mapping[str, ParameterValue] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    @property
    def size(self) -> Size | None:
        """The size asked for, or ``None`` when the model chooses it."""
        width, height = self.settings.get("width"), self.settings.get("height")
        return Size(int(width), int(height)) if width and height else None

    @property
    def seed(self) -> int | None:
        seed = self.settings.get("seed")
        return None if seed is None else int(seed)

    @property
    def output_format(self) -> str | None:
        value = self.settings.get("output_format")
        return None if value is None else str(value)

    def to_json(self) -> str:
        """A text that ``from_json`` reads back to an equal request."""
        return json.dumps(
            {
                "model": self.model_id,
                "prompt": self.prompt,
                "settings": dict(self.settings),
                "references": [reference.to_dict() for reference in self.references],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "GenerationRequest":
        data = json.loads(text)
        references = tuple(Reference.from_dict(entry) for entry in data["references"])
        return cls(data["model"], data["prompt"], data["settings"], references)
