"""Making plain values of what other programs have written."""

import re
from collections.abc import Iterable, Mapping

from flux_desktop.domain.file_settings import setting_text
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.embedded.json_text import whole_number

_MOST_SIDE_PX = 1_000_000
_MOST_PARAMETERS = 200
_LONGEST_VALUE = 4000
_TWO_NUMBERS = re.compile(r"\D{0,2}(\d{1,6})\s?[x×,*]\s?(\d{1,6})\D{0,2}")


def size_of(width: object, height: object) -> Size | None:
    width_px, height_px = whole_number(width), whole_number(height)
    if width_px and height_px and 0 < width_px <= _MOST_SIDE_PX and 0 < height_px <= _MOST_SIDE_PX:
        return Size(width_px, height_px)
    return None


def size_in(text: str) -> Size | None:
    """``512x768``, ``(512, 768)``."""
    match = _TWO_NUMBERS.fullmatch(text.strip())
    return size_of(match[1], match[2]) if match else None


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def parameters_of(values: Mapping[str, object], without: Iterable[str] = ()) -> dict[str, str]:
    """All values as text, those that say something, without the ones that have a place of their own."""
    left_out = set(without)
    named = {name: setting_text(value) for name, value in values.items() if name not in left_out and value is not None}
    short = {
        name: value for name, value in named.items() if value not in ("", "[]", "{}") and len(value) <= _LONGEST_VALUE
    }
    return dict(list(short.items())[:_MOST_PARAMETERS])
