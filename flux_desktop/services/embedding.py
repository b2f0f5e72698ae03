"""What a generation writes into the file of its picture."""

import logging
import struct
from dataclasses import replace

from flux_desktop import __version__
from flux_desktop.bfl.download import Download
from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.domain.errors import DamagedDownloadError
from flux_desktop.domain.file_settings import FileSettings, setting_text
from flux_desktop.domain.generation import Generation
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded import embed

_FAILURES = (DamagedDownloadError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, struct.error)
"""Expected ones and those of a bug in the writing: neither is worth a paid picture."""

_log = logging.getLogger(__name__)


def settings_of(generation: Generation, size: Size) -> FileSettings:
    """What a file may say of its making. It says no names of files, no addresses, and nothing of the account."""
    request = _without_names(generation.request)
    return FileSettings(
        prompt=request.prompt,
        prompt_used=generation.prompt_used,
        model=request.model_id,
        seed=request.seed if generation.seed_used is None else generation.seed_used,
        size=size,
        made_at=generation.created_at,
        tool=f"Flux Desktop {__version__}",
        generation_id=generation.id,
        cost=generation.cost,
        practice=generation.practice,
        request_json=request.to_json(),
        parameters={name: setting_text(value) for name, value in request.settings.items()},
    )


def with_settings(generation: Generation, download: Download) -> Download:
    """The picture as it is stored: with its settings, or as it came, should that not go well.

    The same generation always gives the same bytes: a file that a crash has left without its row is known by them.
    """
    try:
        data = embed(download.data, download.file_format, settings_of(generation, download.size))
        checked = check_picture(data)
    except _FAILURES:
        _log.exception("The settings were not written into the picture %s", generation.id)
        return download
    return Download(data, checked.file_format, checked.size)


def _without_names(request: GenerationRequest) -> GenerationRequest:
    """References by the hash of their bytes alone: what a person calls their files is nobody's business."""
    return replace(request, references=tuple(replace(reference, name="") for reference in request.references))
