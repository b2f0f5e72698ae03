"""What a camera has written into a picture file: when it was taken, and which side is up. Nothing is decoded.

The form is that of TIFF (TIFF 6.0, section 2; Exif 3.0, section 4.6): lists of twelve-byte entries, each a tag, a type,
a count, and the value or the place of it.
"""

import re
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from flux_desktop.services.image_header import jpeg_segments

_APP1, _EXIF = 0xE1, b"Exif\0\0"
_ORIENTATION, _CHANGED, _EXIF_LIST, _TAKEN, _TAKEN_OFFSET = 0x0112, 0x0132, 0x8769, 0x9003, 0x9011
_MOST_ENTRIES, _LONGEST_TEXT, _MOST_CHUNKS = 200, 64, 10_000
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_LYING = frozenset({5, 6, 7, 8})


class PhotoFacts(NamedTuple):
    """``made_at`` is aware. ``is_turned``: to be seen upright it is turned by a quarter, and width and height change
    places."""

    made_at: datetime | None = None
    is_turned: bool = False


def read_facts(data: bytes, file_format: str) -> PhotoFacts:
    """What there is; nothing when there is nothing, or nothing that makes sense. Times without a zone are local."""
    try:
        block = _exif_block(data, file_format)
        return _facts(block, can_turn=file_format == "jpeg") if block else PhotoFacts()
    except (struct.error, IndexError, ValueError, OverflowError, OSError):
        return PhotoFacts()


def _exif_block(data: bytes, file_format: str) -> bytes | None:
    if file_format == "jpeg":
        for marker, at in jpeg_segments(data):
            if marker == _APP1 and data[at + 2 : at + 8] == _EXIF:
                return data[at + 8 : at + struct.unpack_from(">H", data, at)[0]]
        return None
    chunks = _png_chunks(data) if file_format == "png" else _webp_chunks(data)
    name = b"eXIf" if file_format == "png" else b"EXIF"
    block = next((data[at : at + length] for kind, at, length in chunks if kind == name), None)
    return block.removeprefix(_EXIF) if block else None


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 8
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at + 8, length
        at += 12 + length


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        yield kind, at + 8, length
        at += 8 + length + (length & 1)


def _facts(block: bytes, *, can_turn: bool) -> PhotoFacts:
    order = {b"II": "<", b"MM": ">"}[block[:2]] if block[:2] in (b"II", b"MM") else ""
    if not order:
        return PhotoFacts()
    (first,) = struct.unpack_from(f"{order}I", block, 4)
    entries = _entries(block, order, first)
    if _EXIF_LIST in entries:
        (inner,) = struct.unpack(f"{order}I", entries[_EXIF_LIST][2])
        entries = {**_entries(block, order, inner), **entries}
    made_at = _moment(
        _text(block, order, entries, _TAKEN) or _text(block, order, entries, _CHANGED),
        _text(block, order, entries, _TAKEN_OFFSET),
    )
    turn = struct.unpack_from(f"{order}H", entries[_ORIENTATION][2])[0] if _ORIENTATION in entries else 1
    return PhotoFacts(made_at, can_turn and turn in _LYING)


def _entries(block: bytes, order: str, at: int) -> dict[int, tuple[int, int, bytes]]:
    """Type, count and value of each tag in the list that begins there."""
    (count,) = struct.unpack_from(f"{order}H", block, at)
    found = {}
    for place in range(min(count, _MOST_ENTRIES)):
        tag, kind, length, value = struct.unpack_from(f"{order}HHI4s", block, at + 2 + 12 * place)
        found[tag] = (kind, length, value)
    return found


def _text(block: bytes, order: str, entries: dict[int, tuple[int, int, bytes]], tag: int) -> str:
    if tag not in entries:
        return ""
    _, length, value = entries[tag]
    length = min(length, _LONGEST_TEXT)
    if length > 4:
        (at,) = struct.unpack(f"{order}I", value)
        value = block[at : at + length]
    return value[:length].partition(b"\0")[0].decode("ascii", "replace").strip()


def _moment(text: str, offset: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    local = datetime(*map(int, found.groups()), tzinfo=_zone(offset))  # type: ignore[arg-type, misc]
    return local if local.tzinfo else local.astimezone()


def _zone(text: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)
