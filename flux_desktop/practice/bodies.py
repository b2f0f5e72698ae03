"""JSON bodies, read without holding up everybody else when they carry tens of megabytes of base64."""

import json
from typing import Any, NoReturn

LongText = memoryview
"""A very long string without escapes, still as the bytes that were sent."""

_LONG_BYTES = 65_536
_MAX_QUOTES = 20_000


class NotJsonError(ValueError):
    """``position`` is where the reader gave up."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def parse(body: bytes | bytearray) -> Any:
    """The value in the body. Very long strings at its first two levels come back as ``LongText``.

    Raises:
        NotJsonError: when it is not JSON.
    """
    skeleton, long = _without_long_strings(body)
    try:
        value = json.loads(skeleton.decode(), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise NotJsonError(error.msg, error.pos) from error
    except (ValueError, RecursionError) as error:
        raise NotJsonError(str(error), 0) from error
    return _restored(value, long)


def _without_long_strings(body: bytes | bytearray) -> tuple[bytes | bytearray, list[memoryview]]:
    """The body with each long string replaced by a number that stands for it.

    ``json.loads`` of 60 MB takes a tenth of a second in one piece; looking for quotes takes a few milliseconds.
    """
    if len(body) < _LONG_BYTES:
        return body, []
    view = memoryview(body)
    parts: list[bytes | memoryview] = []
    long: list[memoryview] = []
    copied = position = 0
    for _ in range(_MAX_QUOTES):
        start = body.find(b'"', position)
        end = _end_of_string(body, start) if start >= 0 else -1
        if end < 0:
            parts.append(view[copied:])
            return b"".join(parts), long
        if end - start > _LONG_BYTES and body.find(b"\\", start, end) < 0:
            parts += [view[copied : start + 1], f"\\u0000{len(long)}".encode()]
            long.append(view[start + 1 : end])
            copied = end
        position = end + 1
    return body, []


def _end_of_string(body: bytes | bytearray, start: int) -> int:
    end = body.find(b'"', start + 1)
    while end >= 0 and _is_escaped(body, end):
        end = body.find(b'"', end + 1)
    return end


def _is_escaped(body: bytes | bytearray, position: int) -> bool:
    backslashes = 0
    while body[position - 1 - backslashes] == 0x5C:
        backslashes += 1
    return backslashes % 2 == 1


def _restored(value: Any, long: list[memoryview]) -> Any:
    if not long:
        return value
    if isinstance(value, dict):
        return {name: _restored_list(item, long) for name, item in value.items()}
    return _restored_list(value, long)


def _restored_list(value: Any, long: list[memoryview]) -> Any:
    if isinstance(value, list):
        return [_restored_text(item, long) for item in value]
    return _restored_text(value, long)


def _restored_text(value: Any, long: list[memoryview]) -> Any:
    if isinstance(value, str) and value.startswith("\0") and value[1:].isdecimal() and int(value[1:]) < len(long):
        return long[int(value[1:])]
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
