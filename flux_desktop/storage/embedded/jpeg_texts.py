"""EXIF and XMP in the segments of JPEG files, and how they are put there."""

import hashlib
import struct
from collections.abc import Iterator

from flux_desktop.domain.containers.jpeg import APP0, APP1, EXIF, SIGNATURE, Segment, segments
from flux_desktop.domain.containers.source import MemorySource, Source
from flux_desktop.storage.embedded.limits import MOST_TEXT_BYTES

XMP = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"

MOST_SEGMENT_BYTES = 65_533
"""The length is two bytes and counts itself."""

_PIECE_BYTES = 65_400
_GUID_CHARS = 32


def content(source: Source, segment: Segment) -> bytes:
    return source.read(segment.start, segment.length)


def exif_and_xmp(source: Source) -> tuple[bytes | None, bytes | None]:
    """The EXIF block and the XMP packet."""
    exif = xmp = None
    for segment in _metadata_segments(source):
        data = content(source, segment)
        if data.startswith(EXIF) and exif is None:
            exif = data[len(EXIF) :]
        elif data.startswith(XMP) and xmp is None:
            xmp = data[len(XMP) :]
    return exif, xmp


def more_xmp(source: Source, guid: str) -> bytes | None:
    """The further packet of this name, put together from its pieces."""
    pieces, room = {}, MOST_TEXT_BYTES
    for segment in _metadata_segments(source):
        data = content(source, segment)
        head = len(MORE_XMP) + _GUID_CHARS
        if data.startswith(MORE_XMP + guid.encode("ascii", "replace")) and len(data) >= head + 8:
            full, offset = struct.unpack_from(">II", data, head)
            room -= len(data)
            if full > MOST_TEXT_BYTES or room < 0:
                return None
            pieces[offset] = data[head + 8 :]
    whole = b"".join(pieces[offset] for offset in sorted(pieces))
    return whole or None


def _metadata_segments(source: Source) -> Iterator[Segment]:
    return (segment for segment in segments(source) if segment.marker == APP1)


def rewritten(data: bytes, added: bytes, without: tuple[bytes, ...]) -> bytes:
    """The file with the segments ``added``, and without those whose content begins as ``without`` says.

    Raises:
        ValueError: it does not begin as a JPEG does.
    """
    found = list(segments(MemorySource(data)))
    if not data.startswith(SIGNATURE) or not found:
        raise ValueError("no JPEG")
    place = found[0].end if found[0].marker == APP0 else 2
    parts, position = [data[:place], added], place
    for segment in found:
        if segment.marker == APP1 and data.startswith(without, segment.start, segment.end):
            parts.append(data[position : segment.begin])
            position = segment.end
    return b"".join((*parts, data[position:]))


def exif_segment(tiff: bytes) -> bytes:
    return _segment(EXIF + tiff)


def xmp_segment(packet: bytes) -> bytes:
    return _segment(XMP + packet)


def guid_of(packet: bytes) -> str:
    """The name by which the first packet calls the further one."""
    return hashlib.md5(packet, usedforsecurity=False).hexdigest().upper()


def more_xmp_segments(packet: bytes) -> bytes:
    """A packet of any size in pieces."""
    head = MORE_XMP + guid_of(packet).encode()
    return b"".join(
        _segment(head + struct.pack(">II", len(packet), offset) + packet[offset : offset + _PIECE_BYTES])
        for offset in range(0, len(packet), _PIECE_BYTES)
    )


def _segment(content: bytes) -> bytes:
    if len(content) > MOST_SEGMENT_BYTES:
        raise ValueError("too long for a segment")
    return struct.pack(">BBH", 0xFF, APP1, len(content) + 2) + content
