"""A picture without anything around its pixels: settings, comments, where a photo was taken, what hangs at its end.

What is needed to show it stays: the colour profile, and of EXIF the one number that says which side is up.
"""

import struct
from collections.abc import Iterator

from flux_desktop.domain.containers import format_of, png, webp
from flux_desktop.domain.containers.jpeg import EXIF as _EXIF
from flux_desktop.domain.containers.source import MemorySource
from flux_desktop.domain.containers.tiff import SHORT, Tiff

_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04

_ICC, _ADOBE, _JFIF = b"ICC_PROFILE\0", b"Adobe", b"JFIF\0"
_ORIENTATION = 0x0112
_START_OF_SCAN, _END_OF_IMAGE, _COMMENT = 0xDA, 0xD9, 0xFE
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def stripped(data: bytes, file_format: str) -> bytes:
    """The same picture, its compressed pixels byte for byte, without the rest of the file.

    Raises:
        ValueError: it is no whole file of this format.
    """
    strip = {"png": _png, "jpeg": _jpeg, "webp": _webp}.get(file_format)
    if strip is None:
        raise ValueError(f"nothing is known of {file_format} files")
    try:
        return strip(data)
    except (struct.error, IndexError) as error:
        raise ValueError(f"this {file_format} file is not whole") from error


def _png(data: bytes) -> bytes:
    chunks = list(png.chunks(MemorySource(data)))
    if not data.startswith(png.SIGNATURE) or not chunks or chunks[-1].kind != png.END or chunks[-1].end > len(data):
        raise ValueError("not a whole PNG file")
    kept = [data[chunk.begin : chunk.end] for chunk in chunks if chunk.kind in _PNG_KEPT]
    return b"".join((png.SIGNATURE, *kept))


def _webp(data: bytes) -> bytes:
    source = MemorySource(data)
    chunks, end = list(webp.chunks(source)), webp.file_end(source)
    if format_of(data[:12]) != "webp" or not chunks or max(end, chunks[-1].start + chunks[-1].length) > len(data):
        raise ValueError("not a whole WebP file")
    kept = []
    for chunk in chunks:
        content = data[chunk.begin : chunk.end]
        if chunk.kind == webp.EXTENDED:
            content = content[:8] + bytes([content[8] & ~(_WEBP_EXIF | _WEBP_XMP)]) + content[9:]
        if chunk.kind in _WEBP_KEPT:
            kept.append(content)
    body = b"".join((webp.SIGNATURE, *kept))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _jpeg(data: bytes) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG file")
    kept, side_up = [], 1
    for marker, segment in _segments(data):
        content = segment[4:]
        if marker == 0xE1 and content.startswith(_EXIF):
            side_up = _orientation(content[len(_EXIF) :]) or side_up
        elif _is_needed(marker, content):
            kept.append(segment)
    first = 1 if kept and kept[0][:2] == b"\xff\xe0" else 0  # a JFIF header must stay the first
    if side_up != 1:
        kept.insert(first, _exif_with(side_up))
    return b"\xff\xd8" + b"".join(kept)


def _is_needed(marker: int, content: bytes) -> bool:
    match marker:
        case 0xE0:
            return content.startswith(_JFIF)
        case 0xE2:
            return content.startswith(_ICC)
        case 0xEE:
            return content.startswith(_ADOBE)  # says how the colours are to be read
        case _:
            return marker != _COMMENT and not 0xE0 <= marker <= 0xEF


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment with its marker; a scan comes together with its pixels. What follows the picture's end does not."""
    position = 2
    while True:
        while data[position] != 0xFF or data[position + 1] == 0xFF:  # fill bytes
            position += 1
        marker = data[position + 1]
        if marker == _END_OF_IMAGE:
            yield marker, b"\xff\xd9"
            return
        end = position + 2
        if marker not in _STANDALONE:
            end += struct.unpack_from(">H", data, end)[0]
        if marker == _START_OF_SCAN:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise ValueError("a segment is cut short")
        yield marker, data[position:end]
        position = end


def _end_of_scan(data: bytes, position: int) -> int:
    """Where the next marker is that does not belong to the compressed pixels."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0:
            raise ValueError("the pixels are cut short")
        if data[position + 1] != 0 and not 0xD0 <= data[position + 1] <= 0xD7:
            return position
        position += 2


def _orientation(block: bytes) -> int | None:
    """The number in an EXIF block that says which side of the picture is up, 1 to 8."""
    tiff = Tiff.of(block)
    try:
        entry = tiff.first().entries.get(_ORIENTATION) if tiff else None
        side = tiff.short(entry) if tiff and entry else None
    except struct.error:
        return None
    return side if side is not None and 1 <= side <= 8 else None


def _exif_with(side_up: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, SHORT, 1, side_up, 0, 0)
    content = _EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
