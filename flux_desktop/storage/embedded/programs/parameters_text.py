"""The text of Stable Diffusion web UI, which many programs write and nearly all read, ours too:

a fjord at dawn
Negative prompt: fog
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x768, Model: photon, Version: v1.9.4
"""

import json
import re

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded.json_text import whole_number
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs.values import parameters_of, size_in

_NEGATIVE = "Negative prompt:"
_FEWEST = 3
"""A last line with fewer settings belongs to the prompt."""

_MOST = 200
_LONGEST_LINE = 64 * 1024
_KEY = re.compile(r"\w[\w \-/]{0,60}")
_QUOTED = re.compile(r'"(?:\\.|[^\\"])*"')
_VERSION = re.compile(r"(f?)[\dv][\w.+\-]*")
_ELSEWHERE = ("Seed", "Size", "Model", "Version", "Raw prompt", "Raw negative prompt")
_NEEDS_QUOTES = re.compile(r"[,:\n]")


def read(metadata: Metadata) -> FileSettings | None:
    text = metadata.parameters.strip()
    head, _, last = text.rpartition("\n")
    if len(last) > _LONGEST_LINE:
        return None
    values = _settings(last)
    if len(values) < _FEWEST:
        return None
    prompt, _, negative = f"\n{head}".partition(f"\n{_NEGATIVE}")
    return FileSettings(
        prompt=values.get("Raw prompt") or prompt.strip(),
        prompt_used=prompt.strip() if "Raw prompt" in values else None,
        negative_prompt=values.get("Raw negative prompt") or negative.strip() or None,
        model=values.get("Model"),
        seed=whole_number(values.get("Seed", "")),
        size=size_in(values.get("Size", "")),
        tool=_tool(values.get("Version", "")),
        parameters=parameters_of(values, _ELSEWHERE),
    )


def written(settings: FileSettings) -> str:
    """The same for our own settings, in words that other programs know."""
    known = {"steps": "Steps", "guidance": "CFG scale"}
    values = {known[name]: value for name, value in settings.parameters.items() if name in known}
    values["Seed"] = "" if settings.seed is None else str(settings.seed)
    values["Size"] = f"{settings.size.width_px}x{settings.size.height_px}" if settings.size else ""
    values["Model"] = settings.model or ""
    values["Version"] = settings.tool
    line = ", ".join(f"{name}: {_quoted(value)}" for name, value in values.items() if value)
    negative = f"{_NEGATIVE} {settings.negative_prompt}" if settings.negative_prompt else ""
    return "\n".join(part for part in (settings.prompt, negative, line) if part)


def _settings(line: str) -> dict[str, str]:
    """``Seed: 42, Size: 512x768``. A value may be quoted, and may be JSON with commas of its own."""
    found: dict[str, str] = {}
    position = 0
    for _ in range(_MOST):
        colon = line.find(":", position)
        if colon < 0:
            break
        name = line[max(position, colon - 100) : colon].rpartition(",")[2].strip()
        value, position = _value(line, colon + 1)
        if _KEY.fullmatch(name):
            found[name] = value
    return found


def _value(line: str, start: int) -> tuple[str, int]:
    """The value, and where the next setting begins."""
    while line[start : start + 1] == " ":
        start += 1
    first = line[start : start + 1]
    if first == '"' and (match := _QUOTED.match(line, start)):
        return _unquoted(match[0]), match.end()
    if first in ("{", "["):
        try:
            _, end = json.JSONDecoder().raw_decode(line, start)
            return line[start:end], end
        except (ValueError, RecursionError):
            pass
    end = line.find(",", start)
    end = len(line) if end < 0 else end
    return line[start:end].strip(), end


def _unquoted(text: str) -> str:
    try:
        read = json.loads(text)
    except ValueError:
        return text[1:-1]
    return read if isinstance(read, str) else text


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if _NEEDS_QUOTES.search(value) else value


def _tool(version: str) -> str:
    """Most programs write their name with the version; the first ones did not."""
    match = _VERSION.fullmatch(version)
    if not version or match:
        name = "Stable Diffusion web UI Forge" if match and match[1] else "Stable Diffusion web UI"
        return f"{name} {version}".strip()
    return version
