"""What an image file says of itself in its first bytes: format and size, without decoding anything.

Read before any decoder sees the file: a decoder reserves memory for the size that the file claims.
"""

import struct
from dataclasses import dataclass

from flux_desktop.domain.containers import format_of, jpeg, png, webp
from flux_desktop.domain.containers.source import MemorySource
from flux_desktop.domain.errors import UnreadableImageError
from flux_desktop.domain.sizes import Size


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
    except struct.error as error:
        raise UnreadableImageError("The file ends before the picture begins.") from error
    if header is None:
        raise UnreadableImageError("This is no PNG, JPEG, WebP or GIF.")
    if not header.size.pixels:
        raise UnreadableImageError("The picture has no size.")
    return header


def _header(data: bytes) -> ImageHeader | None:
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ImageHeader("gif", Size(*struct.unpack_from("<HH", data, 6)))
    file_format, source = format_of(data[:12]), MemorySource(data)
    if file_format is None:
        return None
    size = {"png": png.size_of, "jpeg": jpeg.size_of, "webp": webp.size_of}[file_format](source)
    if size is None:
        raise UnreadableImageError("The file ends before the picture begins.")
    return ImageHeader(file_format, size)
