"""What a picture file says of its making, made ready for use in this library."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.storage.embedded import read_settings


class UsableSettings(NamedTuple):
    """``request`` makes the picture again, where a file of this program says how; of its references, ``missing`` many
    are not in this library and left out."""

    settings: FileSettings
    request: GenerationRequest | None = None
    missing: int = 0


def settings_of(file: Path, reference_path: Callable[[Reference], Path]) -> UsableSettings | None:
    """``None`` when the file says nothing. Reads from disk: not for the window's own thread."""
    settings = read_settings(file)
    return usable(settings, reference_path) if settings else None


def usable(settings: FileSettings, reference_path: Callable[[Reference], Path]) -> UsableSettings:
    """The same for settings that have been read already."""
    request = settings.request
    if request is None:
        return UsableSettings(settings)
    there = [reference for reference in request.references if reference_path(reference).is_file()]
    return UsableSettings(
        settings, replace(request, references=tuple(_named(there))), len(request.references) - len(there)
    )


def _named(references: Sequence[Reference]) -> list[Reference]:
    """Files do not say what a person called their references."""
    return [
        reference if reference.name else replace(reference, name=f"Reference {number}")
        for number, reference in enumerate(references, start=1)
    ]
