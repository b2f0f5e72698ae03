"""The texts in EXIF: in the directory of the TIFF file that it is, and in the one below that."""

import struct
from collections.abc import Mapping

from flux_desktop.domain.containers.tiff import ASCII, EXIF_DIRECTORY, LONG, UNDEFINED, Directory, Tiff
from flux_desktop.storage.embedded.limits import MOST_TEXT_BYTES

IMAGE_DESCRIPTION, MAKE, CAMERA, SOFTWARE = 0x010E, 0x010F, 0x0110, 0x0131
MAKER_NOTE, USER_COMMENT = 0x927C, 0x9286

_TEXT_TAGS = frozenset({IMAGE_DESCRIPTION, MAKE, CAMERA, SOFTWARE, MAKER_NOTE, USER_COMMENT})
_COMMENTS = frozenset({MAKER_NOTE, USER_COMMENT})
_NEW = b"MM\0*\0\0\0\0"
_UTF_16, _PLAIN = b"UNICODE\0", b"ASCII\0\0\0"


def read_texts(block: bytes) -> dict[int, str]:
    """The tags that hold text, those that are in either directory. Damaged ones are left out."""
    tiff = Tiff.of(block)
    if tiff is None:
        return {}
    found: dict[int, str] = {}
    room = MOST_TEXT_BYTES
    try:
        first = tiff.first()
        for directory in (first, tiff.deeper(first)):
            for tag in _TEXT_TAGS & directory.entries.keys():
                value = tiff.text(directory.entries[tag], room)
                room -= len(value)
                text = _comment(value, tiff.order) if tag in _COMMENTS else _decoded(value)
                if text:
                    found[tag] = text
    except struct.error:
        return found
    return found


def with_texts(block: bytes | None, texts: Mapping[int, str]) -> bytes:
    """An EXIF block with these texts, and with everything that was in ``block``: what is there stays where it is, and
    new directories follow behind it.

    Raises:
        ValueError: ``block`` is damaged.
    """
    tiff = Tiff.of(block or _NEW)
    if tiff is None:
        raise ValueError("damaged EXIF")
    try:
        first = tiff.first()
        deeper = tiff.deeper(first)
    except struct.error as error:
        raise ValueError("damaged EXIF") from error
    order, grown = tiff.order, _Block(tiff)
    for tag, text in texts.items():
        if tag == USER_COMMENT:
            utf_16 = text.encode("utf-16-be" if order == ">" else "utf-16-le", "replace")
            deeper.entries[tag] = grown.entry(tag, UNDEFINED, _UTF_16 + utf_16)
        else:
            first.entries[tag] = grown.entry(tag, ASCII, text.replace("\0", "").encode("utf-8", "replace") + b"\0")
    if deeper.entries:
        place = grown.append(_packed(deeper, order))
        first.entries[EXIF_DIRECTORY] = struct.pack(f"{order}HHII", EXIF_DIRECTORY, LONG, 1, place)
    return grown.finished(grown.append(_packed(first, order)))


class _Block:
    """A TIFF file that grows at its end."""

    def __init__(self, tiff: Tiff) -> None:
        self._data = bytearray(tiff.data)
        self._order = tiff.order

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


def _packed(directory: Directory, order: str) -> bytes:
    entries = [directory.entries[tag] for tag in sorted(directory.entries)]
    return struct.pack(f"{order}H", len(entries)) + b"".join(entries) + struct.pack(f"{order}I", directory.next)


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
