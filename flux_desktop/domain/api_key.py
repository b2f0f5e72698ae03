"""The text of an API key: tidied, checked, and shown without giving it away.

A key goes into an HTTP header, where a line break would end it, and into error texts of libraries, which quote what
they refuse. So a text that has not passed ``clean_key`` is never used as a key.
"""

import re

from flux_desktop.domain.errors import InvalidKeyError

SHORTEST, LONGEST = 8, 200

_PLAIN = re.compile(rf"[\x21-\x7e]{{{SHORTEST},{LONGEST}}}")
_QUOTES = "\"'`“”„‟‘’‚‛«»‹›"
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_PREFIX = "bfl_"
_LONG = 16


def clean_key(text: str) -> str:
    """``text`` as a person pasted it, without the blanks, quotes and invisible marks that came along.

    Keys begin with ``bfl_`` today, but no text is refused for its beginning: BFL alone knows its keys.

    Raises:
        InvalidKeyError: when what remains cannot be a key. The message does not quote it.
    """
    key = text.translate(_INVISIBLE)
    while (stripped := key.strip().strip(_QUOTES)) != key:
        key = stripped
    if _PLAIN.fullmatch(key):
        return key
    if not key:
        raise InvalidKeyError("the key is empty")
    if len(key) < SHORTEST or len(key) > LONGEST:
        raise InvalidKeyError(f"a key has {SHORTEST} to {LONGEST} characters, this text has {len(key)}")
    raise InvalidKeyError("the key contains a blank or a character that is not plain ASCII")


def masked(key: str) -> str:
    """Enough of ``key`` to tell it from another one: ``bfl_…7c2e``."""
    shown = 4 if len(key) >= _LONG else 2
    return f"{_PREFIX if key.startswith(_PREFIX) else ''}…{key[-shown:]}"
