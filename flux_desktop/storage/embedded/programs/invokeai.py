"""InvokeAI: ``invokeai_metadata``; in earlier versions ``sd-metadata``, and in the first ones ``Dream``."""

import re
from collections.abc import Mapping

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded.json_text import json_object, whole_number
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs.values import parameters_of, size_of, text_of

_ELSEWHERE = ("positive_prompt", "negative_prompt", "model", "seed", "width", "height", "app_version")
_OLD_ELSEWHERE = ("prompt", "seed", "width", "height")
_LONGEST_COMMAND = 20_000
_NEGATIVE = re.compile(r"\[([^\[\]]*)\]")
_SWITCH = re.compile(r" -([A-Za-z])\s?(\S{1,40})")
_SWITCHES = {"s": "steps", "C": "cfg_scale", "A": "sampler"}


def read(metadata: Metadata) -> FileSettings | None:
    texts = metadata.texts
    if "invokeai_metadata" in texts:
        return _of_present(json_object(texts["invokeai_metadata"]))
    if "sd-metadata" in texts:
        return _of_old(json_object(texts["sd-metadata"]))
    command = texts.get("Dream") or texts.get("dream") or ""
    return _of_command(command) if command else None


def _of_present(values: Mapping[str, object] | None) -> FileSettings | None:
    if values is None:
        return None
    return FileSettings(
        prompt=text_of(values.get("positive_prompt")),
        negative_prompt=text_of(values.get("negative_prompt")) or None,
        model=_name(values.get("model")),
        seed=whole_number(values.get("seed")),
        size=size_of(values.get("width"), values.get("height")),
        tool=f"InvokeAI {text_of(values.get('app_version'))}".strip(),
        parameters=parameters_of(values, _ELSEWHERE),
    )


def _of_old(values: Mapping[str, object] | None) -> FileSettings | None:
    image = values.get("image") if values else None
    if values is None or not isinstance(image, dict):
        return None
    asked = image.get("prompt")
    if isinstance(asked, list):
        asked = asked[0].get("prompt") if asked and isinstance(asked[0], dict) else None
    prompt, negative = _parted(text_of(asked))
    return FileSettings(
        prompt=prompt,
        negative_prompt=negative,
        model=text_of(values.get("model_weights")) or None,
        seed=whole_number(image.get("seed")),
        size=size_of(image.get("width"), image.get("height")),
        tool=f"InvokeAI {text_of(values.get('app_version'))}".strip(),
        parameters=parameters_of(image, _OLD_ELSEWHERE),
    )


def _of_command(command: str) -> FileSettings | None:
    """``"a fjord [fog]" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms``"""
    if len(command) > _LONGEST_COMMAND:
        return None
    quoted, _, rest = command.strip().removeprefix('"').rpartition('"')
    switches = dict(_SWITCH.findall(f" {rest.strip()}"))
    if not quoted or not switches:
        return None
    prompt, negative = _parted(quoted)
    return FileSettings(
        prompt=prompt,
        negative_prompt=negative,
        seed=whole_number(switches.get("S")),
        size=size_of(switches.get("W"), switches.get("H")),
        tool="InvokeAI",
        parameters={name: switches[switch] for switch, name in _SWITCHES.items() if switch in switches},
    )


def _parted(prompt: str) -> tuple[str, str | None]:
    """What is wanted, and what stands in brackets: what is not."""
    negative = ", ".join(part.strip() for part in _NEGATIVE.findall(prompt))
    return _NEGATIVE.sub("", prompt).strip(), negative or None


def _name(model: object) -> str | None:
    if isinstance(model, dict):
        return text_of(model.get("name")) or text_of(model.get("model_name")) or text_of(model.get("key")) or None
    return text_of(model) or None
