"""EXIF is a small TIFF file inside the picture's (TIFF 6.0, section 2; Exif 3.0, section 4.6): directories of
twelve-byte entries, each a tag, a type, a count, and the value or the place of it.
"""

import struct
from typing import NamedTuple

BYTES, ASCII, SHORT, LONG, UNDEFINED = 1, 2, 3, 4, 7
EXIF_DIRECTORY = 0x8769
"""The tag of the place of another directory, with what EXIF adds to TIFF."""

ENTRY_BYTES = 12

_MOST_ENTRIES = 1000
_ORDERS = {b"MM\0*": ">", b"II*\0": "<"}
_TEXT_TYPES = (BYTES, ASCII, UNDEFINED)


class Directory(NamedTuple):
    """``entries`` as they stand in the file, by their tags; ``next`` is where another directory follows, or 0."""

    entries: dict[int, bytes]
    next: int


class Tiff(NamedTuple):
    """``order`` is ``>`` or ``<``, as in ``struct``. What reads raises ``struct.error`` where the block is cut off."""

    data: bytes
    order: str

    @classmethod
    def of(cls, data: bytes) -> "Tiff | None":
        """``None`` when it is no TIFF."""
        order = _ORDERS.get(data[:4])
        return cls(data, order) if order else None

    def first(self) -> Directory:
        (start,) = struct.unpack_from(f"{self.order}I", self.data, 4)
        return self._directory(start) if start else Directory({}, 0)

    def deeper(self, first: Directory) -> Directory:
        """The directory that EXIF adds; an empty one when there is none."""
        entry = first.entries.get(EXIF_DIRECTORY)
        return self._directory(self._number(entry)) if entry else Directory({}, 0)

    def short(self, entry: bytes) -> int | None:
        """The value of an entry that is one short number."""
        _, kind, count, value = struct.unpack_from(f"{self.order}HHIH", entry)
        return int(value) if (kind, count) == (SHORT, 1) else None

    def text(self, entry: bytes, most_bytes: int) -> bytes:
        """The bytes of an entry that is text, or may be; nothing when it is none or longer than that."""
        kind, count = struct.unpack_from(f"{self.order}HI", entry, 2)
        if kind not in _TEXT_TYPES or count > most_bytes:
            return b""
        if count <= 4:
            return entry[8 : 8 + count]
        start = self._number(entry)
        return self.data[start : start + count]

    def _directory(self, start: int) -> Directory:
        (count,) = struct.unpack_from(f"{self.order}H", self.data, start)
        entries: dict[int, bytes] = {}
        for place in range(start + 2, start + 2 + min(count, _MOST_ENTRIES) * ENTRY_BYTES, ENTRY_BYTES):
            entry = self.data[place : place + ENTRY_BYTES]
            if len(entry) < ENTRY_BYTES:
                return Directory(entries, 0)
            entries[struct.unpack_from(f"{self.order}H", entry)[0]] = entry
        end = self.data[start + 2 + count * ENTRY_BYTES :][:4]
        return Directory(entries, struct.unpack(f"{self.order}I", end)[0] if len(end) == 4 else 0)

    def _number(self, entry: bytes) -> int:
        number: int = struct.unpack_from(f"{self.order}I", entry, 8)[0]
        return number
