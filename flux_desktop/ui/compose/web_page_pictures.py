"""Pictures as browsers hand them over: in a scrap of HTML, and whole inside a ``data:`` address (RFC 2397)."""

import binascii
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

_LONGEST = 64_000_000
"""Characters. What is longer is no picture that any model takes."""
_UNSEEN = frozenset({"style", "script", "title"})


class DataUrl(NamedTuple):
    """``suffix`` is what the address says that it is, ``png`` or ``svg+xml``; whoever reads ``data`` finds out."""

    suffix: str
    data: bytes


def is_data_url(text: str) -> bool:
    """Whether this is a picture by its whole content."""
    return text[:11].lower() == "data:image/"


def read_data_url(text: str) -> DataUrl | None:
    """The picture in the address; its data are empty where they are damaged, ``None`` where there is no picture."""
    head, comma, content = text[:_LONGEST].strip().partition(",")
    if not comma or not is_data_url(head):
        return None
    kind, *options = head[len("data:image/") :].lower().split(";")
    if "base64" not in options:
        return DataUrl(kind, unquote(content).encode())
    try:
        return DataUrl(kind, binascii.a2b_base64(unquote(content) + "=="))  # many leave the padding away
    except ValueError:
        return DataUrl(kind, b"")


def addresses_in(html: str) -> list[str]:
    """The addresses of the pictures that this is all about; none when there are words: then it is a text."""
    if "<img" not in html[:_LONGEST].lower():
        return []
    reader = _Reader()
    reader.feed(html[:_LONGEST])
    reader.close()
    return [] if reader.has_words else reader.addresses


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.has_words = False
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        address = (dict(attrs).get("src") or "").strip() if tag == "img" else ""
        if address.startswith("//"):
            address = f"https:{address}"
        if is_data_url(address) or address.startswith(("https://", "http://", "blob:")):  # no files: a page named them
            self.addresses.append(address)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        self.has_words = self.has_words or (not self._unseen and bool(data.strip(" \t\r\n\0\ufeff\u00a0")))
