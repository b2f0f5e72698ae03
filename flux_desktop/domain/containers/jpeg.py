"""The segments of JPEG files (ITU T.81, annex B)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from flux_desktop.domain.containers.source import MOST_PARTS, Source
from flux_desktop.domain.sizes import Size

SIGNATURE = b"\xff\xd8\xff"
APP0, APP1, SCAN, END = 0xE0, 0xE1, 0xDA, 0xD9
EXIF = b"Exif\0\0"

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE = frozenset({0x01, *range(0xD0, 0xD9)})


class Segment(NamedTuple):
    """``start`` is where its content begins; marker and length stand before it."""

    marker: int
    start: int
    length: int

    @property
    def begin(self) -> int:
        return self.start - 4

    @property
    def end(self) -> int:
        return self.start + self.length


def segments(source: Source, most: int = MOST_PARTS) -> Iterator[Segment]:
    """Those before the pixels, and the head of the first scan as the last one; fewer when the file is cut off or
    damaged."""
    position = 2
    for _ in range(most):
        head = source.read(position, 4)
        if len(head) < 4 or head[0] != 0xFF or head[1] == END:
            return
        marker = head[1]
        if marker == 0xFF:
            position += 1
        elif marker in _LONE:
            position += 2
        else:
            segment = Segment(marker, position + 4, max(0, struct.unpack_from(">H", head, 2)[0] - 2))
            yield segment
            if marker == SCAN:
                return
            position = segment.end


def frame_size(source: Source, segment: Segment) -> Size | None:
    """The size of the picture, when this segment says it."""
    if segment.marker not in _FRAMES:
        return None
    content = source.read(segment.start, 5)
    if len(content) < 5:
        return None
    height, width = struct.unpack_from(">HH", content, 1)
    return Size(width, height)


def size_of(source: Source) -> Size | None:
    return next((size for segment in segments(source) if (size := frame_size(source, segment))), None)


def exif_of(source: Source) -> bytes | None:
    """The EXIF block, without the word before it."""
    for segment in segments(source):
        if segment.marker == APP1 and source.read(segment.start, len(EXIF)) == EXIF:
            return source.read(segment.start, segment.length)[len(EXIF) :]
    return None
