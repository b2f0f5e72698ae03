"""Addresses, prompts and file names that somebody has made up to do harm.

``python -m tests.proofs.text_fuzz COUNT SEED`` tries so many of each, put together from tricks; the status is 0 when
none of them leads anywhere.
"""

import os
import random
import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from PySide6.QtCore import QUrl

from flux_desktop.bfl.host_trust import may_carry_key
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Region, Server
from flux_desktop.storage.file_names import path_inside, picture_path

BFL = Server.of_region(Region.GLOBAL)
PIECES = (
    "https://", "http://", "HTTPS://", "//", "\\\\", "file://", "javascript:", "api.bfl.ai", "api.eu.bfl.ai", "bfl.ai",
    "API.BFL.AI", "api.bfl.ml", "evil.com", ".evil.com", "127.0.0.1", "[::1]", "api。bfl。ai", "аpi.bfl.ai", "xn--",
    "@", ":", ":443", ":80", ":99999", ":0443", "/", "\\", "?", "#", "%2e", "%2f", "%00", "%40", "..", ".", "/../",
    "\0", "\n", "\r\n", "\t", " ", "\u200b", "\u202e", "\u2028", "\ufeff", "\ud800", "𝕒𝕡𝕚", "CON", "nul.txt", "-",
    "../../etc/x", "ß", "--", "~",
    "v1", "x", "<b>", "<img src=file:///etc/passwd>", "'", '"', ";", "$(x)", "`x`", "{}", "=1+1", "a" * 300, "🦊" * 80,
)  # fmt: skip
_BFL_HOST = re.compile(r"api(\.[a-z0-9-]+)*\.bfl\.(ai|ml)")
_LONGEST_NAME_BYTES = 120


def check_address(url: str) -> bool:
    """The key goes there only if every reader of addresses reads it as one of BFL; whether it goes."""
    if not may_carry_key(url, BFL):
        return False
    one, two, three = urlsplit(url), httpx.URL(url), QUrl(url)
    for host in (one.hostname or "", two.host, three.host()):
        assert _BFL_HOST.fullmatch(host), url
    assert one.scheme == two.scheme == three.scheme() == "https", url
    assert (one.port in (None, 443), two.port, three.port() in (-1, 443)) == (True, None, True), url
    assert (one.username, two.userinfo, three.userInfo()) == (None, b"", ""), url
    return True


def check_prompt(prompt: str, library: Path) -> None:
    """Its picture lies in the library under a name that every system can bear, and the prompt is kept as it is."""
    relative = picture_path(1_838_245_886_412_800, prompt, "png")
    file = path_inside(library, relative)
    assert _lies_in(library, file), prompt
    assert re.fullmatch(r"\d{4}/\d{4}-\d{2}/\d{8}-\d{6}_[a-z0-9-]+_[0-9a-f]{6}\.png", relative), prompt
    assert len(file.name.encode()) <= _LONGEST_NAME_BYTES, prompt
    request = GenerationRequest("flux-2-pro", prompt, {})
    assert GenerationRequest.from_json(request.to_json()) == request, prompt


def check_file_name(name: str, library: Path) -> None:
    """What a database, or a journal, calls a path is inside of the library, or none."""
    try:
        file = path_inside(library, name)
    except ValueError:
        return
    assert _lies_in(library, file), name


def _lies_in(library: Path, file: Path) -> bool:
    return Path(os.path.normpath(file)).is_relative_to(library)


def main(count: int, seed: int) -> int:
    chance, trusted = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder)
        for _ in range(count):
            text = "".join(chance.choices(PIECES, k=chance.randint(1, 7)))
            trusted += check_address(text) + check_address(f"https://{text}")
            check_prompt(text, library)
            check_file_name(text, library)
    sys.stdout.write(f"{count} texts as address ({trusted} may have the key), prompt and file name\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
