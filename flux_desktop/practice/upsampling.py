"""What prompt upsampling makes of a prompt."""

from collections.abc import Mapping
from typing import Any

from flux_desktop.domain.image_model import ImageModel

_ENDINGS = (
    "in soft morning light, with fine detail in every surface",
    "seen from slightly above, in calm colours and deep focus",
    "with long shadows, a clear foreground and a hazy distance",
    "in warm evening light, carefully composed, rich in texture",
)


def used_prompt(model: ImageModel, fields: Mapping[str, Any], prompt: str, seed: int) -> str:
    """The prompt as the reply shows it: longer than what was sent when upsampling is on."""
    if not prompt or not _is_on(model, fields):
        return prompt
    return f"{prompt.rstrip(' .')}, {_ENDINGS[seed % len(_ENDINGS)]}"


def _is_on(model: ImageModel, fields: Mapping[str, Any]) -> bool:
    if model.family == "flux3":
        return True
    if model.has("disable_pup"):
        return not fields.get("disable_pup")
    return bool(fields.get("prompt_upsampling"))
