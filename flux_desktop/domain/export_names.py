"""Names of exported files: a pattern with places for what is known of a picture, safe on every file system."""

import re
import unicodedata
from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    "name": "The name it has in the library",
    "date": "The day it was made, 2026-11-20",
    "time": "The time it was made, 14-15-03",
    "prompt": "The first words of the prompt",
    "model": "The model",
    "seed": "The seed",
    "number": "1, 2, 3 and so on",
    "id": "A number that no other picture has",
}
"""What may stand in braces, and what it stands for."""

USUAL_PATTERN = "{name}"

MOST_NAME_BYTES = 180
"""Of the 255 that file systems allow: what is left is for an ending, a number, and encrypted folders (eCryptfs: 143
characters) make do with the beginning."""

_MOST_PROMPT_CHARS = 60
_PLACE = re.compile(r"\{(\w+)\}")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_BETWEEN = " _-.,"
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NO_NAME = "picture"


def filled(pattern: str, facts: Mapping[str, str]) -> str:
    """The name, without an ending, for a picture of which these facts are known. Never empty.

    A place without a fact leaves no gap: the signs around it go too. Braces around anything else stay as they are.
    """
    text = _PLACE.sub(lambda place: facts.get(place[1], place[0]), pattern)
    return safe_name(_without_gaps(_UNSAFE.sub("-", " ".join(text.split()))))


def unknown_places(pattern: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [name for name in _PLACE.findall(pattern) if name not in PLACES]


def prompt_words(prompt: str) -> str:
    """The beginning of a prompt in one line, ended between two words."""
    text = " ".join(prompt[:1000].split())
    if len(text) > _MOST_PROMPT_CHARS:
        text = text[: _MOST_PROMPT_CHARS + 1]
        text = text.rpartition(" ")[0] or text[:_MOST_PROMPT_CHARS]
    return text.rstrip(_BETWEEN)


def safe_name(text: str) -> str:
    """``text`` as a file can be called on Linux, macOS, Windows and on a memory stick."""
    text = unicodedata.normalize("NFC", " ".join(text.encode("utf-8", "ignore").decode().split()))
    # Signs without a shape (among them those that turn the direction of reading) would only hide what a name says.
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co"))
    text = _UNSAFE.sub("-", text).encode()[:MOST_NAME_BYTES].decode(errors="ignore").strip(". ")
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    return text or _NO_NAME


def _without_gaps(text: str) -> str:
    """``sea__42`` was ``{prompt}_{time}_{seed}`` without a time."""
    return re.sub(rf"([{re.escape(_BETWEEN)}])\1+", r"\1", text).strip(_BETWEEN)
