"""The chunks of WebP files: EXIF and XMP in them, and how they are put there."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from flux_desktop.storage.embedded.limits import MOST_PARTS, MOST_TEXT_BYTES
from flux_desktop.storage.embedded.source import MemorySource, Source

EXIF, XMP = b"EXIF", b"XMP "

_EXTENDED, _LOSSY, _LOSSLESS = b"VP8X", b"VP8 ", b"VP8L"
_ALPHA_FLAG, _EXIF_FLAG, _XMP_FLAG = 0x10, 0x08, 0x04
_JPEG_PREFIX = b"Exif\0\0"


class Chunk(NamedTuple):
    """``start`` is where its content begins; kind and length stand before it, in eight bytes."""

    kind: bytes
    start: int
    length: int

    @property
    def end(self) -> int:
        """A byte is put behind chunks of odd length."""
        return self.start + self.length + self.length % 2


def is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def chunks(source: Source) -> Iterator[Chunk]:
    """All of them, as far as the file is whole."""
    head = source.read(0, 12)
    if len(head) < 12:
        return
    end = struct.unpack_from("<I", head, 4)[0] + 8
    position = 12
    for _ in range(MOST_PARTS):
        head = source.read(position, 8)
        if len(head) < 8 or position + 8 > end:
            return
        kind, length = struct.unpack("<4sI", head)
        chunk = Chunk(kind, position + 8, length)
        yield chunk
        position = chunk.end


def exif_and_xmp(source: Source) -> tuple[bytes | None, bytes | None]:
    """The EXIF block and the XMP packet."""
    found: dict[bytes, bytes] = {}
    for chunk in chunks(source):
        if chunk.kind in (EXIF, XMP) and chunk.length <= MOST_TEXT_BYTES:
            found.setdefault(chunk.kind, source.read(chunk.start, chunk.length))
    exif = found.get(EXIF)
    return exif.removeprefix(_JPEG_PREFIX) if exif else None, found.get(XMP)


def rewritten(data: bytes, exif: bytes | None, xmp: bytes) -> bytes:
    """The file with these in place of its own EXIF and XMP, as an extended file.

    Raises:
        ValueError: it is no whole WebP.
    """
    found = list(chunks(MemorySource(data)))
    if not is_webp(data) or not found or found[-1].start + found[-1].length > len(data):
        raise ValueError("no WebP")
    if found[0].kind == _EXTENDED:
        flags, canvas = data[found[0].start], data[found[0].start + 4 : found[0].start + 10]
        found = found[1:]
    else:
        flags, canvas = _facts(data, found[0])
    flags = flags & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if exif else 0) | (_XMP_FLAG if xmp else 0)
    head = _chunk(_EXTENDED, bytes([flags, 0, 0, 0]) + canvas)
    kept = [data[chunk.start - 8 : chunk.end] for chunk in found if chunk.kind not in (EXIF, XMP)]
    added = [_chunk(kind, content) for kind, content in ((EXIF, exif), (XMP, xmp)) if content]
    body = b"".join((b"WEBP", head, *kept, *added))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _facts(data: bytes, chunk: Chunk) -> tuple[int, bytes]:
    """Flags and size of a simple file, as an extended one has them."""
    start = chunk.start
    try:
        if chunk.kind == _LOSSY:
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, start + 6))
            return 0, _canvas(width, height)
        if chunk.kind == _LOSSLESS:
            (bits,) = struct.unpack_from("<I", data, start + 1)
            flags = _ALPHA_FLAG if bits >> 28 & 1 else 0
            return flags, _canvas((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    except (struct.error, OverflowError) as error:
        raise ValueError("no WebP") from error
    raise ValueError("no WebP")


def _canvas(width_px: int, height_px: int) -> bytes:
    return (width_px - 1).to_bytes(3, "little") + (height_px - 1).to_bytes(3, "little")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
