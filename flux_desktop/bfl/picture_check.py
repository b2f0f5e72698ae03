"""Whether bytes are a whole picture, seen from their structure alone: nothing is decoded."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from flux_desktop.domain.errors import DamagedDownloadError
from flux_desktop.domain.sizes import PIXELS_PER_MEGAPIXEL, Size

MAX_SIDE_PX = 16_384
MAX_PIXELS = 64 * PIXELS_PER_MEGAPIXEL

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MAX_PARTS = 100_000
"""More chunks or segments than that are no picture but a way to keep us busy."""

_JPEG_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_LONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_START_OF_SCAN, _JPEG_END = 0xDA, 0xD9


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
    try:
        if data.startswith(_PNG_SIGNATURE):
            return CheckedPicture("png", _allowed(_png_size(data)))
        if data.startswith(b"\xff\xd8\xff"):
            return CheckedPicture("jpeg", _allowed(_jpeg_size(data)))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return CheckedPicture("webp", _allowed(_webp_size(data)))
    except (struct.error, IndexError):
        raise DamagedDownloadError(f"The picture ends too early, after {len(data)} bytes.") from None
    raise DamagedDownloadError(f"This is no picture: {len(data)} bytes that begin with {data[:12]!r}.")


def _allowed(size: Size) -> Size:
    sides = (size.width_px, size.height_px)
    if min(sides) < 1 or max(sides) > MAX_SIDE_PX or size.pixels > MAX_PIXELS:
        raise DamagedDownloadError(f"No picture to be shown has {size} pixels.")
    return size


def _png_size(data: bytes) -> Size:
    """The size in IHDR. Every chunk up to IEND has to carry the right checksum."""
    view, position, size, has_pixels = memoryview(data), len(_PNG_SIGNATURE), None, False
    for _ in range(_MAX_PARTS):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        (checksum,) = struct.unpack_from(">I", data, end)
        if zlib.crc32(view[position + 4 : end]) != checksum:
            raise DamagedDownloadError(f"The picture is damaged near byte {position}.")
        if size is None:
            size = _png_header_size(kind, length, data, position + 8)
        if kind == b"IEND" and has_pixels:
            return size
        has_pixels = has_pixels or kind == b"IDAT"
        position = end + 4
    raise DamagedDownloadError("The picture has too many parts.")


def _png_header_size(kind: bytes, length: int, data: bytes, position: int) -> Size:
    if kind != b"IHDR" or length != 13:
        raise DamagedDownloadError("The picture does not begin with its size.")
    return Size(*struct.unpack_from(">II", data, position))


def _jpeg_size(data: bytes) -> Size:
    """The size in the frame header. After the first scan has begun, the file has to end with its end marker."""
    size = None
    for marker, position in _jpeg_segments(data):
        if marker in _JPEG_SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", data, position + 3)
            size = Size(width, height)
        elif marker == _JPEG_START_OF_SCAN:
            break
    if size is None:
        raise DamagedDownloadError("The picture has no size.")
    if not data.rstrip(b"\x00\r\n ").endswith(b"\xff\xd9"):
        raise DamagedDownloadError(f"The picture ends too early, after {len(data)} bytes.")
    return size


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each segment's marker and where its length stands, up to the first scan."""
    position = 2
    for _ in range(_MAX_PARTS):
        if data[position] != 0xFF:
            raise DamagedDownloadError(f"The picture is damaged near byte {position}.")
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
        elif marker in _JPEG_LONE_MARKERS:
            position += 2
        elif marker == _JPEG_END:
            raise DamagedDownloadError("The picture ends before its pixels.")
        else:
            (length,) = struct.unpack_from(">H", data, position + 2)
            yield marker, position + 2
            position += 2 + length
    raise DamagedDownloadError("The picture has too many parts.")


def _webp_size(data: bytes) -> Size:
    """The size of the canvas, which the picture in it has to have too."""
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise DamagedDownloadError(f"The picture ends too early, after {len(data)} of {length + 8} bytes.")
    canvas = None
    for kind, position in _webp_chunks(data, length + 8):
        if kind == b"VP8X":
            canvas = Size(_uint24(data, position + 4) + 1, _uint24(data, position + 7) + 1)
        elif kind in (b"VP8 ", b"VP8L"):
            size = _vp8_size(data, position) if kind == b"VP8 " else _vp8l_size(data, position)
            if canvas not in (None, size):
                raise DamagedDownloadError("The picture gives two sizes.")
            return size
    raise DamagedDownloadError("The picture has no pixels.")


def _webp_chunks(data: bytes, end: int) -> Iterator[tuple[bytes, int]]:
    position = 12
    for _ in range(_MAX_PARTS):
        if position + 8 > end:
            return
        kind, length = struct.unpack_from("<4sI", data, position)
        if position + 8 + length > end:
            raise DamagedDownloadError(f"The picture is damaged near byte {position}.")
        yield kind, position + 8
        position += 8 + length + (length & 1)


def _vp8_size(data: bytes, position: int) -> Size:
    if data[position + 3 : position + 6] != b"\x9d\x01\x2a":
        raise DamagedDownloadError("The picture does not begin with its size.")
    width, height = struct.unpack_from("<HH", data, position + 6)
    return Size(width & 0x3FFF, height & 0x3FFF)


def _vp8l_size(data: bytes, position: int) -> Size:
    if data[position] != 0x2F:
        raise DamagedDownloadError("The picture does not begin with its size.")
    (bits,) = struct.unpack_from("<I", data, position + 1)
    return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)


def _uint24(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 3], "little")
