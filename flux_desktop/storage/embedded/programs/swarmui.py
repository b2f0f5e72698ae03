"""SwarmUI: ``parameters`` is JSON with ``sui_image_params``; in JPEG the same is the EXIF comment."""

from datetime import UTC, datetime

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded.json_text import json_object, whole_number
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs.values import parameters_of, size_of, text_of

_KEY = "sui_image_params"
_ELSEWHERE = (
    "prompt",
    "negativeprompt",
    "model",
    "seed",
    "width",
    "height",
    "date",
    "swarm_version",
    "original_prompt",
)


def read(metadata: Metadata) -> FileSettings | None:
    if _KEY not in metadata.parameters:
        return None
    whole = json_object(metadata.parameters)
    values = whole.get(_KEY) if whole else None
    if whole is None or not isinstance(values, dict):
        return None
    extra = whole.get("sui_extra_data")
    date = values.get("date") or (extra.get("date") if isinstance(extra, dict) else None)
    version = text_of(values.get("swarm_version"))
    return FileSettings(
        prompt=text_of(values.get("original_prompt")) or text_of(values.get("prompt")),
        prompt_used=text_of(values.get("prompt")) if values.get("original_prompt") else None,
        negative_prompt=text_of(values.get("negativeprompt")) or None,
        model=text_of(values.get("model")) or None,
        seed=whole_number(values.get("seed")),
        size=size_of(values.get("width"), values.get("height")),
        made_at=_day(text_of(date)),
        tool=f"SwarmUI {version}".strip(),
        parameters=parameters_of(values, _ELSEWHERE),
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
