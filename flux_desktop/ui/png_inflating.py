"""PNGs whose pixels are inflated before Qt reads them, which takes a third less time.

Inflating is the larger part of reading a PNG: Qt's zlib needs 10 of 16 ms for a megapixel, ISA-L 4. So Qt's reader gets
the same file with its pixels stored and not compressed; it still undoes their filters and knows every kind of PNG.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">4sIIBBBBB")
_HEADER_AT = 12
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_WHOLE = ((0, 0, 1, 1),)
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where each of the small pictures of an interlaced PNG begins, and how far apart its pixels are."""

_MOST_INFLATED_BYTES = 100_000_000
"""More is left to Qt, which does not hold it in memory: 25 megapixels with a byte for each of four colours."""

_ZLIB_HEADER = b"\x78\x01"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"
_BLOCK_BYTES = 65_535
"""The longest block that deflate knows of bytes that are stored as they are."""

_PIECE_BYTES = 8 * _BLOCK_BYTES
_TAKEN_BYTES = 262_144
"""Written and taken in one go: large, since after each piece the thread has to wait for its turn at Python again, and
yet small enough for memory that the program has in its hands already. Fresh memory of the system would take 3 ms for a
megapixel."""

_CHUNK_BYTES = 12
_ROOM_BYTES = 65_536
"""For everything but the pixels; more is found when it is needed."""


def open_png(source: Path | bytes) -> QBuffer:
    """To read this PNG from, inflated where that is possible. A reader does not keep it alive.

    Raises:
        OSError: the file cannot be read.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    buffer = QBuffer()
    buffer.setData(inflated(data) or QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def inflated(data: bytes) -> QByteArray | None:
    """The same picture, its pixels stored; ``None`` when it is damaged, no PNG, or too large to be worth it.

    Never longer than what the header says its pixels take: a small file may inflate to any size.
    """
    pixels_bytes = _pixels_bytes(data)
    if not 0 < pixels_bytes <= _MOST_INFLATED_BYTES:
        return None
    from isal.isal_zlib import IsalError

    result = QByteArray()
    result.reserve(pixels_bytes + _ROOM_BYTES)
    try:
        for part in _parts(memoryview(data), pixels_bytes):
            result.append(bytes(part))
    except (IsalError, struct.error):  # type: ignore[misc]  # its stub calls the class an instance
        return None
    return result


def _pixels_bytes(data: bytes) -> int:
    """How much the pixels with their filters take; 0 when this is no PNG."""
    if not data.startswith(_SIGNATURE) or len(data) < _HEADER_AT + _HEADER.size:
        return 0
    kind, width, height, depth, colours, _compression, _filters, interlace = _HEADER.unpack_from(data, _HEADER_AT)
    if kind != b"IHDR" or colours not in _CHANNELS:
        return 0
    pixel_bits = depth * _CHANNELS[colours]
    return sum(
        -(-(height - top) // down) * (1 + (-(-(width - left) // right) * pixel_bits + 7) // 8)
        for left, top, right, down in (_ADAM7 if interlace else _WHOLE)
        if width > left and height > top
    )


def _parts(data: memoryview, pixels_bytes: int) -> Iterator[bytes | memoryview]:
    yield data[: len(_SIGNATURE)]
    pixels = _Pixels(pixels_bytes)
    for kind, body, whole in _chunks(data):
        if kind == b"IDAT":
            yield from pixels.stored(body)
        else:
            yield from pixels.end()
            yield whole


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    """Each chunk's kind, its content, and all of it."""
    position, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + _CHUNK_BYTES + length
        yield kind, data[position + 8 : end - 4], data[position:end]
        position = end


class _Pixels:
    """The stream of pixels, which may be cut into chunks anywhere."""

    def __init__(self, most_bytes: int) -> None:
        from isal import isal_zlib

        self._inflater = isal_zlib.decompressobj()
        self._left_bytes = most_bytes
        self._checksum = 1
        self._start = _ZLIB_HEADER
        self._is_ended = False

    def stored(self, compressed: memoryview) -> Iterator[bytes]:
        """Chunks with what these bytes inflate to."""
        from isal.isal_zlib import adler32

        for start in range(0, len(compressed), _TAKEN_BYTES):
            taken: bytes | memoryview = compressed[start : start + _TAKEN_BYTES]
            while pixels := self._inflater.decompress(taken, min(_PIECE_BYTES, self._left_bytes) or 1):
                taken = self._inflater.unconsumed_tail
                if not self._left_bytes:
                    return  # more than there may be, which nobody reads
                self._left_bytes -= len(pixels)
                self._checksum = adler32(pixels, self._checksum)
                yield _pixel_chunk(self._start, *_blocks(memoryview(pixels)))
                self._start = b""

    def end(self) -> Iterator[bytes]:
        """The last chunk, once, when there were any."""
        if not (self._is_ended or self._start):
            self._is_ended = True
            yield _pixel_chunk(_LAST_BLOCK, struct.pack(">I", self._checksum))


def _blocks(pixels: memoryview) -> Iterator[bytes | memoryview]:
    for start in range(0, len(pixels), _BLOCK_BYTES):
        block = pixels[start : start + _BLOCK_BYTES]
        yield struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF)
        yield block


def _pixel_chunk(*parts: bytes | memoryview) -> bytes:
    from isal.isal_zlib import crc32

    body = b"".join((b"IDAT", *parts))
    return struct.pack(">I", len(body) - len(b"IDAT")) + body + struct.pack(">I", crc32(body))
