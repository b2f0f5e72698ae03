"""What an image file says of itself in its first bytes: format and size, without decoding anything.

Read before any decoder sees the file: a decoder reserves memory for the size that the file claims.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.sizes import Size

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """``file_format`` is ``png``, ``jpeg``, ``webp`` or ``gif``."""

    file_format: str
    size: Size


def read_header(data: bytes) -> ImageHeader:
    """Format by the first bytes, whatever the file is called, and the size it claims.

    Raises:
        UnreadableImageError: none of the four formats, or cut off before its size.
    """
    if not data:
        raise UnreadableImageError("The file is empty.")
    try:
        header = _header(data)
    except (struct.error, IndexError) as error:
        raise UnreadableImageError("The file ends before the picture begins.") from error
    if header is None:
        raise UnreadableImageError("This is no PNG, JPEG, WebP or GIF.")
    if not header.size.pixels:
        raise UnreadableImageError("The picture has no size.")
    return header


def _header(data: bytes) -> ImageHeader | None:
    if data.startswith(_PNG) and data[12:16] == b"IHDR":
        return ImageHeader("png", Size(*struct.unpack_from(">II", data, 16)))
    if data.startswith(b"\xff\xd8\xff"):
        return ImageHeader("jpeg", _jpeg_size(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ImageHeader("webp", _webp_size(data))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ImageHeader("gif", Size(*struct.unpack_from("<HH", data, 6)))
    return None


def _jpeg_size(data: bytes) -> Size:
    for marker, start in jpeg_segments(data):
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, start + 3)
            return Size(width, height)
    raise UnreadableImageError("The JPEG holds no picture.")


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker with the place of its length field, up to the picture's own data."""
    at = 2
    while at < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_WITHOUT_LENGTH:
            at += 2
        elif marker in (0xD9, 0xDA):
            return
        else:
            yield marker, at + 2
            at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])


def _webp_size(data: bytes) -> Size:
    kind = data[12:16]
    if kind == b"VP8X":
        return Size(*(1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27)))
    if kind == b"VP8L" and data[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", data, 21)
        return Size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return Size(width & 0x3FFF, height & 0x3FFF)
    raise UnreadableImageError("The WebP holds no picture.")
