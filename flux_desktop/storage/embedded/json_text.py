"""JSON out of files that nobody vouches for."""

import json
from typing import Any

from flux_desktop.storage.embedded.limits import MOST_TEXT_BYTES, MOST_VALUES


def json_object(text: str) -> dict[str, Any] | None:
    """The object that a text stands for; ``None`` when it is none, or has too many values."""
    stripped = text.strip()
    if not stripped.startswith("{") or len(stripped) > MOST_TEXT_BYTES:
        return None
    if sum(map(stripped.count, ",[{")) > MOST_VALUES:
        return None
    try:
        read = json.loads(stripped)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def whole_number(value: object) -> int | None:
    """A number of at most 64 bits that was written as a number or as text."""
    if isinstance(value, str) and len(value) <= 20 and value.strip().removeprefix("-").isdecimal():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63:
        return value
    return None
