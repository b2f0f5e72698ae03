"""The chunks of PNG files (PNG 3.0, section 5)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from flux_desktop.domain.containers.source import MOST_PARTS, Source
from flux_desktop.domain.sizes import Size

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER, PIXELS, END, EXIF = b"IHDR", b"IDAT", b"IEND", b"eXIf"
HEADER_BYTES = 13


class Chunk(NamedTuple):
    """``start`` is where its content begins in the file; length and kind stand before it, a checksum behind."""

    kind: bytes
    start: int
    length: int

    @property
    def begin(self) -> int:
        return self.start - 8

    @property
    def end(self) -> int:
        return self.start + self.length + 4


def chunks(source: Source, most: int = MOST_PARTS) -> Iterator[Chunk]:
    """All chunks in their order, up to the last one or to where the file is cut off."""
    position = len(SIGNATURE)
    for _ in range(most):
        head = source.read(position, 8)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head)
        chunk = Chunk(kind, position + 8, length)
        yield chunk
        if kind == END:
            return
        position = chunk.end


def size_of(source: Source) -> Size | None:
    """The size in the header, which comes first."""
    head = source.read(len(SIGNATURE), 16)
    if len(head) < 16 or head[4:8] != HEADER:
        return None
    return Size(*struct.unpack_from(">II", head, 8))
