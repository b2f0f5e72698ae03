"""Whether bytes are a whole picture, seen from their structure alone: nothing is decoded."""

import zlib
from dataclasses import dataclass

from flux_desktop.domain.containers import format_of, jpeg, png, webp
from flux_desktop.domain.containers.source import MemorySource
from flux_desktop.domain.errors import DamagedDownloadError
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Size

MAX_SIDE_PX = 16_384
MAX_PIXELS = 64 * PIXELS_PER_MEGAPIXEL

_MAX_PARTS = 100_000
"""More chunks or segments than that are no picture but a way to keep us busy."""


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """``file_format`` is ``png``, ``jpeg`` or ``webp``."""

    file_format: str
    size: Size


def check_picture(data: bytes) -> CheckedPicture:
    """What picture ``data`` is.

    Raises:
        DamagedDownloadError: when it is none of the three formats, not whole, or larger than the program shows.
    """
    file_format = format_of(data[:12])
    if file_format is None:
        raise DamagedDownloadError(f"This is no picture: {len(data)} bytes that begin with {data[:12]!r}.")
    size = {"png": _png_size, "jpeg": _jpeg_size, "webp": _webp_size}[file_format](data)
    return CheckedPicture(file_format, _allowed(size))


def _allowed(size: Size) -> Size:
    sides = (size.width_px, size.height_px)
    if min(sides) < 1 or max(sides) > MAX_SIDE_PX or size.pixels > MAX_PIXELS:
        raise DamagedDownloadError(f"No picture to be shown has {size} pixels.")
    return size


def _png_size(data: bytes) -> Size:
    """The size in IHDR. Every chunk up to IEND has to carry the right checksum."""
    view, source, has_pixels = memoryview(data), MemorySource(data), False
    size = png.size_of(source)
    for chunk in png.chunks(source, _MAX_PARTS):
        if chunk.end > len(data):
            break
        if zlib.crc32(view[chunk.start - 4 : chunk.end - 4]) != int.from_bytes(view[chunk.end - 4 : chunk.end]):
            raise DamagedDownloadError(f"The picture is damaged near byte {chunk.begin}.")
        if size is None or (chunk.kind == png.HEADER and chunk.length != png.HEADER_BYTES):
            raise DamagedDownloadError("The picture does not begin with its size.")
        if chunk.kind == png.END and has_pixels:
            return size
        has_pixels = has_pixels or chunk.kind == png.PIXELS
    raise DamagedDownloadError(f"The picture ends too early or has too many parts, after {len(data)} bytes.")


def _jpeg_size(data: bytes) -> Size:
    """The size in the frame header. After the first scan has begun, the file has to end with its end marker."""
    source, size, marker = MemorySource(data), None, None
    for segment in jpeg.segments(source, _MAX_PARTS):
        size, marker = jpeg.frame_size(source, segment) or size, segment.marker
    if marker != jpeg.SCAN:
        raise DamagedDownloadError("The picture is damaged before its pixels, has none, or too many parts before them.")
    if size is None:
        raise DamagedDownloadError("The picture has no size.")
    if not data.rstrip(b"\x00\r\n ").endswith(b"\xff\xd9"):
        raise _ends_too_early(data)
    return size


def _webp_size(data: bytes) -> Size:
    """The size of the canvas, which the picture in it has to have too."""
    source, canvas = MemorySource(data), None
    end = webp.file_end(source)
    if end > len(data):
        raise _ends_too_early(data)
    for chunk in webp.chunks(source, _MAX_PARTS):
        if chunk.start + chunk.length > end:
            raise DamagedDownloadError(f"The picture is damaged near byte {chunk.begin}.")
        if chunk.kind == webp.EXTENDED:
            canvas = webp.frame_size(source, chunk)
        elif chunk.kind in (webp.LOSSY, webp.LOSSLESS):
            size = webp.frame_size(source, chunk)
            if size is None:
                raise DamagedDownloadError("The picture does not begin with its size.")
            if canvas not in (None, size):
                raise DamagedDownloadError("The picture gives two sizes.")
            return size
    raise DamagedDownloadError("The picture has no pixels.")


def _ends_too_early(data: bytes) -> DamagedDownloadError:
    return DamagedDownloadError(f"The picture ends too early, after {len(data)} bytes.")
