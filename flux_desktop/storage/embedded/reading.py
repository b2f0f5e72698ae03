"""Settings out of a picture file."""

import struct
from pathlib import Path

from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.storage.embedded import png
from flux_desktop.storage.embedded.writing import OWN_KEYWORD

_MOST_BYTES = 1_000_000


def read_settings(file: Path) -> FileSettings | None:
    """What the file says of its making, or ``None`` when it says nothing or cannot be read. Never raises, and never
    reads more than a few MB, whatever the file is.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES)
    except OSError:
        return None
    if not data.startswith(png.SIGNATURE):
        return None
    position, start = len(png.SIGNATURE), OWN_KEYWORD.encode() + b"\0\0\0\0\0"
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        content = data[position + 8 : position + 8 + length]
        if kind == b"iTXt" and content.startswith(start):
            try:
                return FileSettings.from_json(content[len(start) :].decode())
            except ValueError:
                return None
        position += 12 + length
    return None
