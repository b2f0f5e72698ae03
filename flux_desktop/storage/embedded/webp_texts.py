"""EXIF and XMP in the chunks of WebP files, and how they are put there."""

import struct

from flux_desktop.domain.containers import format_of
from flux_desktop.domain.containers.source import MemorySource, Source
from flux_desktop.domain.containers.webp import (
    EXIF,
    EXTENDED,
    LOSSLESS,
    LOSSY,
    SIGNATURE,
    XMP,
    Chunk,
    chunks,
    frame_size,
)
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded.limits import MOST_TEXT_BYTES

_ALPHA_FLAG, _EXIF_FLAG, _XMP_FLAG = 0x10, 0x08, 0x04
_JPEG_PREFIX = b"Exif\0\0"


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
    source = MemorySource(data)
    found = list(chunks(source))
    if format_of(data[:12]) != "webp" or not found or found[-1].start + found[-1].length > len(data):
        raise ValueError("no WebP")
    size = frame_size(source, found[0])
    if size is None or found[0].kind not in (EXTENDED, LOSSY, LOSSLESS):
        raise ValueError("no WebP")
    flags = _flags(data, found[0]) & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if exif else 0) | _XMP_FLAG
    kept = [data[chunk.begin : chunk.end] for chunk in found if chunk.kind not in (EXTENDED, EXIF, XMP)]
    added = [_chunk(kind, content) for kind, content in ((EXIF, exif), (XMP, xmp)) if content]
    body = b"".join((SIGNATURE, _chunk(EXTENDED, bytes([flags, 0, 0, 0]) + _canvas(size)), *kept, *added))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _flags(data: bytes, first: Chunk) -> int:
    """Those of an extended file, or what they are for a simple one."""
    if first.kind == EXTENDED:
        return data[first.start]
    if first.kind == LOSSLESS and data[first.start + 4] >> 4 & 1:
        return _ALPHA_FLAG
    return 0


def _canvas(size: Size) -> bytes:
    """Each side less one, in three bytes."""
    try:
        return b"".join((side - 1).to_bytes(3, "little") for side in size)
    except OverflowError:
        raise ValueError("no WebP") from None


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
