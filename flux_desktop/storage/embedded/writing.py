"""Settings into the bytes of a picture."""

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import png

OWN_KEYWORD = "Flux Desktop"


def embed(data: bytes, file_format: str, settings: FileSettings) -> bytes:
    """The same picture with its settings in it; ``file_format`` is ``png``, ``jpeg`` or ``webp``.

    The compressed pixels stay byte for byte, and so does everything else that was in the file.

    Raises:
        ValueError: it is no such file.
    """
    if file_format == "png" and data.startswith(png.SIGNATURE):
        return png.with_chunks(data, png.text_chunk(OWN_KEYWORD, settings.to_json()))
    return data
