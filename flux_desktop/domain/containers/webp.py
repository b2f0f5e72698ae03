"""The chunks of WebP files (RFC 9649)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from flux_desktop.domain.containers.source import MOST_PARTS, Source
from flux_desktop.domain.sizes import Size

SIGNATURE = b"WEBP"
EXTENDED, LOSSY, LOSSLESS, EXIF, XMP = b"VP8X", b"VP8 ", b"VP8L", b"EXIF", b"XMP "

_FIRST = 12
_LOSSY_START, _LOSSLESS_START = b"\x9d\x01\x2a", 0x2F


class Chunk(NamedTuple):
    """``start`` is where its content begins; kind and length stand before it."""

    kind: bytes
    start: int
    length: int

    @property
    def begin(self) -> int:
        return self.start - 8

    @property
    def end(self) -> int:
        """A byte is put behind chunks of odd length."""
        return self.start + self.length + self.length % 2


def file_end(source: Source) -> int:
    """Where the file ends by its own words."""
    head = source.read(4, 4)
    return int.from_bytes(head, "little") + 8 if len(head) == 4 else 0


def chunks(source: Source, most: int = MOST_PARTS) -> Iterator[Chunk]:
    """All of them, as far as the file is whole; the last one may be cut off."""
    end, position = file_end(source), _FIRST
    for _ in range(most):
        chunk = _chunk_at(source, position)
        if chunk is None or chunk.start > end:
            return
        yield chunk
        position = chunk.end


def frame_size(source: Source, chunk: Chunk) -> Size | None:
    """The size that this chunk says: that of the picture in it, or of the canvas of an extended file."""
    content = source.read(chunk.start, 10)
    if chunk.kind == LOSSY and len(content) == 10 and content[3:6] == _LOSSY_START:
        width, height = struct.unpack_from("<HH", content, 6)
        return Size(width & 0x3FFF, height & 0x3FFF)
    if chunk.kind == LOSSLESS and len(content) >= 5 and content[0] == _LOSSLESS_START:
        (bits,) = struct.unpack_from("<I", content, 1)
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if chunk.kind == EXTENDED and len(content) == 10:
        return Size(*(1 + int.from_bytes(content[at : at + 3], "little") for at in (4, 7)))
    return None


def size_of(source: Source) -> Size | None:
    """What the first chunk says."""
    chunk = _chunk_at(source, _FIRST)
    return frame_size(source, chunk) if chunk else None


def _chunk_at(source: Source, position: int) -> Chunk | None:
    head = source.read(position, 8)
    if len(head) < 8:
        return None
    kind, length = struct.unpack("<4sI", head)
    return Chunk(kind, position + 8, length)
