"""The texts in the chunks of PNG files, and how others are put there."""

import struct
import zlib
from collections.abc import Collection, Iterator
from typing import NamedTuple

from flux_desktop.domain.containers.png import EXIF, HEADER, PIXELS, Chunk, chunks
from flux_desktop.domain.containers.source import MemorySource, Source
from flux_desktop.storage.embedded.limits import MOST_ALL_BYTES, MOST_TEXT_BYTES

XMP_KEYWORD = "XML:com.adobe.xmp"
TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})

_LONGEST_KEYWORD = 79


class Text(NamedTuple):
    keyword: str
    text: str


def texts(source: Source, *, behind_pixels: bool = False) -> Iterator[Text]:
    """The texts before the pixels, where most programs put them, or those behind."""
    room = MOST_ALL_BYTES
    for chunk in _on_one_side(source, TEXTS, behind_pixels):
        if chunk.length <= room:
            text = _text(chunk.kind, source.read(chunk.start, chunk.length))
            if text:
                room -= len(text.text)
                yield text


def exif(source: Source, *, behind_pixels: bool = False) -> bytes | None:
    """The content of an eXIf chunk."""
    chunk = next(_on_one_side(source, {EXIF}, behind_pixels), None)
    return source.read(chunk.start, chunk.length) if chunk else None


def _on_one_side(source: Source, kinds: Collection[bytes], behind_pixels: bool) -> Iterator[Chunk]:
    """The chunks of these kinds on one side of the pixels, those that are not too large to be true."""
    is_behind = False
    for chunk in chunks(source):
        if chunk.kind == PIXELS:
            is_behind = True
            if not behind_pixels:
                return
        elif chunk.kind in kinds and is_behind is behind_pixels and chunk.length <= MOST_TEXT_BYTES:
            yield chunk


def _text(kind: bytes, content: bytes) -> Text | None:
    keyword, separator, rest = content.partition(b"\0")
    if not separator or not 1 <= len(keyword) <= _LONGEST_KEYWORD:
        return None
    name = keyword.decode("latin-1")
    if kind == b"tEXt":
        return Text(name, rest.decode("latin-1"))
    if kind == b"zTXt":
        unpacked = _inflated(rest[1:])
        return None if unpacked is None else Text(name, unpacked.decode("latin-1"))
    parts = rest[2:].split(b"\0", 2)  # language, keyword in that language, text
    if len(parts) < 3:
        return None
    content_bytes = _inflated(parts[2]) if rest[:1] == b"\1" else parts[2]
    return None if content_bytes is None else Text(name, content_bytes.decode("utf-8", "replace"))


def _inflated(packed: bytes) -> bytes | None:
    """``None`` when it is damaged, or unpacks to more than a text may have."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, MOST_TEXT_BYTES)
    except zlib.error:
        return None
    return data if unpacker.eof else None


def text_chunk(keyword: str, text: str) -> bytes:
    """tEXt when the text is Latin, which every program reads, else iTXt."""
    name = keyword.encode("latin-1")
    clean = text.replace("\0", "")
    try:
        return _chunk(b"tEXt", name + b"\0" + clean.encode("latin-1"))
    except UnicodeEncodeError:
        return _chunk(b"iTXt", name + b"\0\0\0\0\0" + clean.encode("utf-8", "replace"))


def xmp_chunk(packet: str) -> bytes:
    return _chunk(b"iTXt", XMP_KEYWORD.encode() + b"\0\0\0\0\0" + packet.encode())


def keyword_of(data: bytes, chunk: Chunk) -> str | None:
    """The keyword of a text; ``None`` for other chunks."""
    if chunk.kind not in TEXTS:
        return None
    return data[chunk.start : min(chunk.start + chunk.length, chunk.start + 80)].partition(b"\0")[0].decode("latin-1")


def rewritten(data: bytes, dropped: set[int], added: bytes) -> bytes:
    """The file without the chunks whose contents start at ``dropped``, and with ``added`` behind its header.

    Raises:
        ValueError: it does not begin as a PNG does.
    """
    parts, position = [], 0
    for chunk in chunks(MemorySource(data)):
        if chunk.kind == HEADER and position == 0:
            parts += [data[: chunk.end], added]
            position = chunk.end
        elif not parts:
            break
        elif chunk.start in dropped:
            parts.append(data[position : chunk.begin])
            position = chunk.end
        elif chunk.kind == PIXELS and not any(start > chunk.start for start in dropped):
            break
    if not parts:
        raise ValueError("no PNG")
    return b"".join((*parts, data[position:]))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
