"""What a picture file says of its own making."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.loose_reading import Loose
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size

_VERSION = 1
_LARGEST = (1 << 63) - 1
"""What a database takes."""

_LAST_ID = first_id_at(datetime(9999, 1, 1, tzinfo=UTC))
_LONGEST_SIDE_PX = 1_000_000


@dataclass(frozen=True, slots=True)
class FileSettings:
    """As far as it is known: each program writes other things, and ``None`` or nothing stands for what a file lacks.

    ``tool`` is the program that made the picture, as a person would call it; ``size`` is that of the picture as it was
    made. ``request_json`` is there in our own files only: what ``GenerationRequest.from_json`` reads. ``parameters``
    are all the other settings, by the names their program has for them, in its order. ``made_at`` is aware.
    """

    prompt: str = ""
    prompt_used: str | None = None
    negative_prompt: str | None = None
    model: str | None = None
    seed: int | None = None
    size: Size | None = None
    made_at: datetime | None = None
    tool: str = ""
    generation_id: ItemId | None = None
    cost: Hundredths | None = None
    practice: bool = False
    favourite: bool = False
    rating: int = 0
    tags: tuple[str, ...] = ()
    notes: str = ""
    request_json: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def request(self) -> GenerationRequest | None:
        """The request that made the picture, when the file holds it whole."""
        if self.request_json is None:
            return None
        try:
            return GenerationRequest.from_json(self.request_json)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def to_json(self, *, ascii_only: bool = False) -> str:
        """What ``from_json`` reads back to equal settings."""
        values = {
            "version": _VERSION,
            "tool": self.tool,
            "prompt": self.prompt,
            "prompt_used": self.prompt_used,
            "negative_prompt": self.negative_prompt,
            "model": self.model,
            "seed": self.seed,
            "width": self.size.width_px if self.size else None,
            "height": self.size.height_px if self.size else None,
            "made_at": self.made_at.astimezone(UTC).isoformat() if self.made_at else None,
            "generation_id": self.generation_id,
            "cost_hundredths": self.cost,
            "practice": self.practice,
            "favourite": self.favourite,
            "rating": self.rating or None,
            "tags": list(self.tags),
            "notes": self.notes,
            "request": self.request_json,
            "parameters": dict(self.parameters),
        }
        known = {name: value for name, value in values.items() if not _says_nothing(value)}
        return json.dumps(known, ensure_ascii=ascii_only)

    @classmethod
    def from_json(cls, text: str) -> "FileSettings":
        """Values of the wrong kind count as missing.

        Raises:
            ValueError: it is no JSON object.
        """
        try:
            data = json.loads(text)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        if not isinstance(data, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004  it is the text that is wrong
        return cls.of(data)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "FileSettings":
        """The settings in an object that was read from JSON; values of the wrong kind count as missing."""
        loose = Loose(data)
        tags = loose.data.get("tags")
        return cls(
            prompt=loose.text("prompt") or "",
            prompt_used=loose.text("prompt_used"),
            negative_prompt=loose.text("negative_prompt"),
            model=loose.text("model"),
            seed=_within(loose.number("seed"), 0, _LARGEST),
            size=_size(loose),
            made_at=_moment(loose.text("made_at")),
            tool=loose.text("tool") or "",
            generation_id=_within(loose.number("generation_id"), 1, _LAST_ID),
            cost=_within(loose.number("cost_hundredths"), 0, _LARGEST),
            practice=loose.switch("practice") or False,
            favourite=loose.switch("favourite") or False,
            rating=min(5, max(0, loose.number("rating") or 0)),
            tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
            notes=loose.text("notes") or "",
            request_json=loose.text("request"),
            parameters={str(name): setting_text(value) for name, value in loose.mapping("parameters").items()},
        )


def _says_nothing(value: object) -> bool:
    return value is None or value is False or value in ("", [], {})


def _within(number: int | None, least: int, most: int) -> int | None:
    return number if number is not None and least <= number <= most else None


def _size(loose: Loose) -> Size | None:
    width, height = (_within(loose.number(side), 1, _LONGEST_SIDE_PX) for side in ("width", "height"))
    return Size(width, height) if width and height else None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def setting_text(value: object) -> str:
    """A setting as a person writes it: ``4``, not ``4.0``; lists and objects as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):  # a number of thousands of digits
        return ""
