"""What a camera has written into a picture file: when it was taken, and which side is up. Nothing is decoded."""

import re
import struct
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from flux_desktop.domain.containers import jpeg, png, webp
from flux_desktop.domain.containers.source import MemorySource
from flux_desktop.domain.containers.tiff import Tiff

_ORIENTATION, _CHANGED, _TAKEN, _TAKEN_OFFSET = 0x0112, 0x0132, 0x9003, 0x9011
_LONGEST_TEXT = 64
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
        tiff = Tiff.of(block) if block else None
        return _facts(tiff, can_turn=file_format == "jpeg") if tiff else PhotoFacts()
    except (struct.error, ValueError, OverflowError, OSError):
        return PhotoFacts()


def _exif_block(data: bytes, file_format: str) -> bytes | None:
    source = MemorySource(data)
    if file_format == "jpeg":
        return jpeg.exif_of(source)
    container, kind = (png, png.EXIF) if file_format == "png" else (webp, webp.EXIF)
    chunk = next((chunk for chunk in container.chunks(source) if chunk.kind == kind), None)
    return source.read(chunk.start, chunk.length).removeprefix(jpeg.EXIF) if chunk else None


def _facts(tiff: Tiff, *, can_turn: bool) -> PhotoFacts:
    first = tiff.first()
    entries = {**tiff.deeper(first).entries, **first.entries}

    def text(tag: int) -> str:
        value = tiff.text(entries[tag], _LONGEST_TEXT) if tag in entries else b""
        return value.partition(b"\0")[0].decode("ascii", "replace").strip()

    made_at = _moment(text(_TAKEN) or text(_CHANGED), text(_TAKEN_OFFSET))
    turn = tiff.short(entries[_ORIENTATION]) if _ORIENTATION in entries else None
    return PhotoFacts(made_at, can_turn and turn in _LYING)


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
