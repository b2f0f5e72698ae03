"""Fooocus: ``parameters`` is JSON, and ``fooocus_scheme`` says so. In JPEG and WebP both are EXIF, comment and maker's
note. Its other scheme is the text of Stable Diffusion web UI, see ``parameters_text``.
"""

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded.json_text import json_object, whole_number
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs.values import parameters_of, size_in, text_of

_TELLING = ("base_model", "Base Model", "metadata_scheme")
_ELSEWHERE = (
    "prompt", "Prompt", "negative_prompt", "Negative Prompt", "full_prompt", "full_negative_prompt", "base_model",
    "Base Model", "seed", "Seed", "resolution", "Resolution", "version", "Version", "metadata_scheme",
)  # fmt: skip


def read(metadata: Metadata) -> FileSettings | None:
    text = metadata.parameters or metadata.texts.get("Comment", "")
    if not any(f'"{word}"' in text for word in _TELLING):
        return None
    values = json_object(text)
    if values is None:
        return None

    def value(name: str, label: str) -> object:
        """Older versions wrote the labels of their window."""
        return values.get(name, values.get(label))

    version = text_of(value("version", "Version"))
    return FileSettings(
        prompt=text_of(value("prompt", "Prompt")),
        prompt_used=_joined(values.get("full_prompt")),
        negative_prompt=text_of(value("negative_prompt", "Negative Prompt")) or None,
        model=text_of(value("base_model", "Base Model")) or None,
        seed=whole_number(value("seed", "Seed")),
        size=size_in(text_of(value("resolution", "Resolution"))),
        tool=version if "ooocus" in version else f"Fooocus {version}".strip(),
        parameters=parameters_of(values, _ELSEWHERE),
    )


def _joined(prompts: object) -> str | None:
    """Fooocus adds its styles as further prompts."""
    if not isinstance(prompts, list):
        return None
    return ", ".join(prompt for prompt in prompts if isinstance(prompt, str)) or None
