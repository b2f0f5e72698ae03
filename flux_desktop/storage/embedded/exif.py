"""The texts in EXIF: a small TIFF file inside the picture's, with a directory of tags and another one below it."""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flux_desktop.storage.embedded.limits import MOST_TEXT_BYTES

IMAGE_DESCRIPTION, MAKE, CAMERA, SOFTWARE = 0x010E, 0x010F, 0x0110, 0x0131
MAKER_NOTE, USER_COMMENT = 0x927C, 0x9286

_DEEPER = 0x8769
_TEXT_TAGS = frozenset({IMAGE_DESCRIPTION, MAKE, CAMERA, SOFTWARE, MAKER_NOTE, USER_COMMENT})
_COMMENTS = frozenset({MAKER_NOTE, USER_COMMENT})
_BYTES, _ASCII, _LONG, _UNDEFINED = 1, 2, 4, 7
_TEXT_TYPES = (_BYTES, _ASCII, _UNDEFINED)
_MOST_ENTRIES = 1000
_ENTRY_BYTES = 12
_UTF_16, _PLAIN = b"UNICODE\0", b"ASCII\0\0\0"


class _Directory(NamedTuple):
    """``entries`` as they stand in the file, twelve bytes each; ``next`` is where another directory follows, or 0."""

    entries: dict[int, bytes]
    next: int


def read_texts(tiff: bytes) -> dict[int, str]:
    """The tags that hold text, those that are in either directory. Damaged ones are left out."""
    order = _order(tiff)
    if not order:
        return {}
    try:
        first = _directory(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0])
        directories = [first]
        if _DEEPER in first.entries:
            directories.append(_directory(tiff, order, _number(first.entries[_DEEPER], order)))
    except struct.error:
        return {}
    found: dict[int, str] = {}
    room = MOST_TEXT_BYTES
    for directory in directories:
        for tag in _TEXT_TAGS & directory.entries.keys():
            value = _value(tiff, order, directory.entries[tag], room)
            room -= len(value)
            text = _comment(value, order) if tag in _COMMENTS else _decoded(value)
            if text:
                found[tag] = text
    return found


def with_texts(tiff: bytes | None, texts: Mapping[int, str]) -> bytes:
    """An EXIF block with these texts, and with everything that was in ``tiff``: what is there stays where it is, and
    new directories follow behind it.

    Raises:
        ValueError: ``tiff`` is damaged.
    """
    tiff = tiff or b"MM\0*\0\0\0\0"
    order = _order(tiff)
    if not order:
        raise ValueError("damaged EXIF")
    try:
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        first = _directory(tiff, order, start) if start else _Directory({}, 0)
        deeper = _Directory({}, 0)
        if _DEEPER in first.entries:
            deeper = _directory(tiff, order, _number(first.entries[_DEEPER], order))
    except struct.error as error:
        raise ValueError("damaged EXIF") from error
    block = _Block(tiff, order)
    for tag, text in texts.items():
        if tag == USER_COMMENT:
            utf_16 = text.encode("utf-16-be" if order == ">" else "utf-16-le", "replace")
            deeper.entries[tag] = block.entry(tag, _UNDEFINED, _UTF_16 + utf_16)
        else:
            first.entries[tag] = block.entry(tag, _ASCII, text.replace("\0", "").encode("utf-8", "replace") + b"\0")
    if deeper.entries:
        place = block.append(_packed(deeper, order))
        first.entries[_DEEPER] = struct.pack(f"{order}HHII", _DEEPER, _LONG, 1, place)
    place = block.append(_packed(first, order))
    return block.finished(place)


class _Block:
    """A TIFF file that grows at its end."""

    def __init__(self, tiff: bytes, order: str) -> None:
        self._data = bytearray(tiff)
        self._order = order

    def append(self, content: bytes) -> int:
        """Where it is then."""
        self._data += b"\0" * (len(self._data) % 2)
        place = len(self._data)
        self._data += content
        return place

    def entry(self, tag: int, kind: int, value: bytes) -> bytes:
        """The directory entry of a value; up to four bytes stand in the entry itself."""
        head = struct.pack(f"{self._order}HHI", tag, kind, len(value))
        if len(value) <= 4:
            return head + value.ljust(4, b"\0")
        return head + struct.pack(f"{self._order}I", self.append(value))

    def finished(self, first: int) -> bytes:
        struct.pack_into(f"{self._order}I", self._data, 4, first)
        return bytes(self._data)


def _order(tiff: bytes) -> str:
    """``>`` or ``<``, or nothing when it is no TIFF."""
    return {b"MM\0*": ">", b"II*\0": "<"}.get(tiff[:4], "")


def _directory(tiff: bytes, order: str, start: int) -> _Directory:
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    entries = dict(_entries(tiff, order, start + 2, min(count, _MOST_ENTRIES)))
    end = start + 2 + count * _ENTRY_BYTES
    return _Directory(entries, struct.unpack_from(f"{order}I", tiff, end)[0] if end + 4 <= len(tiff) else 0)


def _entries(tiff: bytes, order: str, start: int, count: int) -> Iterator[tuple[int, bytes]]:
    for place in range(start, start + count * _ENTRY_BYTES, _ENTRY_BYTES):
        entry = tiff[place : place + _ENTRY_BYTES]
        if len(entry) < _ENTRY_BYTES:
            return
        yield struct.unpack_from(f"{order}H", entry)[0], entry


def _packed(directory: _Directory, order: str) -> bytes:
    entries = [directory.entries[tag] for tag in sorted(directory.entries)]
    return struct.pack(f"{order}H", len(entries)) + b"".join(entries) + struct.pack(f"{order}I", directory.next)


def _number(entry: bytes, order: str) -> int:
    number: int = struct.unpack_from(f"{order}I", entry, 8)[0]
    return number


def _value(tiff: bytes, order: str, entry: bytes, most_bytes: int) -> bytes:
    """Nothing when it is no text, or has more bytes than that."""
    kind, count = struct.unpack_from(f"{order}HI", entry, 2)
    if kind not in _TEXT_TYPES or count > most_bytes:
        return b""
    if count <= 4:
        return entry[8 : 8 + count]
    start = _number(entry, order)
    return tiff[start : start + count]


def _comment(value: bytes, order: str) -> str:
    """A text that says in its first eight bytes how it is written."""
    if value.startswith(_UTF_16):
        return _utf_16(value[8:], order)
    if value.startswith((_PLAIN, bytes(8))):
        return _decoded(value[8:])
    return _decoded(value)


def _utf_16(value: bytes, order: str) -> str:
    """Some programs always write one byte order, whatever that of the block is: the zeros of plain letters tell."""
    high, low = value[0::2].count(0), value[1::2].count(0)
    if value.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    elif high == low:
        name = "utf-16-be" if order == ">" else "utf-16-le"
    else:
        name = "utf-16-be" if high > low else "utf-16-le"
    return value[: len(value) & ~1].decode(name, "replace").rstrip("\0")


def _decoded(value: bytes) -> str:
    text = value.partition(b"\0")[0]
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")
