"""How other programs write down what they have made: one module for each way. Pure functions over texts."""

from collections.abc import Callable

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded.metadata import Metadata
from flux_desktop.storage.embedded.programs import comfyui, fooocus, invokeai, parameters_text, swarmui

__all__ = ["READERS"]

READERS: tuple[Callable[[Metadata], FileSettings | None], ...] = (
    swarmui.read,
    fooocus.read,
    invokeai.read,
    parameters_text.read,
    comfyui.read,
)
"""Asked in this order. ComfyUI's graph comes last: where a file has both, the text says it more plainly."""
