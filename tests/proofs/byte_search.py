"""Looks for a secret in bytes, in every form in which programs keep texts."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

_DEFLATED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def files_with(secret: str, files: Iterable[Path]) -> list[Path]:
    """The files that hold it, as it is or in another form, also inside of what is compressed, or in their names."""
    forms = _forms(secret)
    return [file for file in files if secret in str(file) or _holds(file.read_bytes(), forms)]


def holds(data: bytes, secret: str) -> bool:
    return _holds(data, _forms(secret))


def _holds(data: bytes, forms: list[bytes]) -> bool:
    return any(form in data for form in forms) or any(form in inner for inner in _inflated(data) for form in forms)


def _forms(secret: str) -> list[bytes]:
    plain = secret.encode()
    shifted = [base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3)]
    return [
        plain,
        plain[::-1],
        json.dumps(secret)[1:-1].encode(),
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
        plain.hex().encode(),
        quote(secret, safe="").encode(),
        *shifted,
    ]


def _inflated(data: bytes) -> Iterator[bytes]:
    """What may be compressed in there, as pictures do with texts."""
    for start in _DEFLATED:
        place = data.find(start)
        while place >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[place:], 1 << 20)
            place = data.find(start, place + 1)
