"""The chunks of a PNG file."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_AFTER_HEADER = len(SIGNATURE) + 25
"""IHDR comes first and is always as long."""


def text_chunk(keyword: str, text: str) -> bytes:
    """An iTXt chunk, not compressed. ``keyword`` is Latin, with 79 characters at the most."""
    return chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(data: bytes, chunks: bytes) -> bytes:
    """The file with these chunks before its pixels."""
    return data[:_AFTER_HEADER] + chunks + data[_AFTER_HEADER:]
