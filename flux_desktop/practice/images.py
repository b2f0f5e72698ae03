"""The images of a request: out of base64, and looked at."""

import base64
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.bodies import LongText

_PIECE = 262_144
"""Characters decoded at a time, a multiple of four: one call for a whole image would hold up the other threads."""
_MAX_DECODED_PIXELS = 25_000_000
"""Larger ones are refused for their size, by their headers alone."""


class BadImageError(ValueError):
    """The text is no image that can be read."""


@dataclass(frozen=True, slots=True)
class SentImage:
    """An image as it came with a request."""

    field: str
    data: bytes
    sha256: str
    size: Size
    file_format: str


def read_image(field: str, text: str | LongText) -> SentImage:
    """Decode base64 (with or without a ``data:`` prefix) and then the image, to see whether it is whole.

    Raises:
        BadImageError: when it is not base64 or not an image.
    """
    raw = text if isinstance(text, LongText) else memoryview(text.encode())
    try:
        data = b"".join(_decoded(_without_prefix(raw)))
        with Image.open(io.BytesIO(data)) as image:
            size, file_format = Size(*image.size), (image.format or "").lower()
            if size.pixels <= _MAX_DECODED_PIXELS:
                image.load()
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        # SyntaxError is what Pillow says to some broken PNGs.
        raise BadImageError(str(error)) from error
    return SentImage(field, data, hashlib.sha256(data).hexdigest(), size, file_format)


def is_address(text: str | LongText) -> bool:
    """Whether an image is given by its web address."""
    start = bytes(text[:8]) if isinstance(text, LongText) else text[:8].encode()
    return start.lower().startswith((b"http://", b"https://"))


def _without_prefix(raw: memoryview) -> memoryview:
    if bytes(raw[:5]) != b"data:":
        return raw
    comma = bytes(raw[:100]).find(b",")
    return raw[comma + 1 :] if comma >= 0 else raw


def _decoded(raw: memoryview) -> Iterator[bytes]:
    for start in range(0, len(raw), _PIECE):
        piece = raw[start : start + _PIECE]
        if len(raw) > start + _PIECE and bytes(piece[-1:]) == b"=":
            raise BadImageError("padding inside the text")
        yield base64.b64decode(piece, validate=True)
