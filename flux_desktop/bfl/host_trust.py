"""Where the key may go, and what can be a key."""

import re
from typing import NamedTuple

from flux_desktop.domain.errors import InvalidKeyError
from flux_desktop.domain.server import Server

_WEB_ADDRESS = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>\[::1\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?:[/?][!\"$-\[\]-~]*)?",
    re.ASCII,
)
"""Stricter than the standard: no user name, no escapes or blanks in the host, no backslash, no fragment. What it does
not leave room for, two readers of an address cannot understand in two ways."""

_BFL_HOST = re.compile(r"api(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.bfl\.(?:ai|ml)")
_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_DEFAULT_PORTS = {"https": 443, "http": 80}
_HIGHEST_PORT = 65_535
_LONGEST_ADDRESS = 8_000

_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
_AROUND_A_KEY = " \t\r\n\v\f\u0085\u00a0\u2028\u2029\u3000\"'`´“”„‟‘’‚‛«»‹›"


class _Origin(NamedTuple):
    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        return self.host in _LOOPBACK_HOSTS


def may_carry_key(url: str, server: Server) -> bool:
    """Whether a request to ``url`` may carry the key.

    It may go to BFL itself (``https://api.….bfl.ai`` and ``.bfl.ml`` on the usual port), to the origin of the server
    that is set, and, when that server is on this computer, to its other ports.
    """
    there, home = _origin(url), _origin(server.url)
    if there is None:
        return False
    if there.scheme == "https" and there.port == _DEFAULT_PORTS["https"] and _BFL_HOST.fullmatch(there.host):
        return True
    if home is None:
        return False
    if home.is_loopback:
        return (there.scheme, there.host) == (home.scheme, home.host)
    return there == home and home.scheme == "https"


def may_be_fetched(url: str, server: Server) -> bool:
    """Whether a picture may be fetched from ``url``, without the key: over https, or from the server's own computer."""
    there, home = _origin(url), _origin(server.url)
    if there is None:
        return False
    if there.scheme == "https":
        return True
    return there.is_loopback and home is not None and home.is_loopback


def validated_key(text: str) -> str:
    """The key in ``text``, which may have come with blanks, quotes or invisible characters around it.

    Raises:
        InvalidKeyError: when what is left cannot be a key. The message does not repeat it.
    """
    key = text.translate(_INVISIBLE).strip(_AROUND_A_KEY)
    if not _KEY.fullmatch(key):
        raise InvalidKeyError("A key is 8 to 200 letters, digits and signs without blanks.")
    return key


def _origin(url: str) -> _Origin | None:
    found = _WEB_ADDRESS.fullmatch(url)
    if not found or len(url) > _LONGEST_ADDRESS:
        return None
    scheme, host = found["scheme"], found["host"].lower()
    port = int(found["port"]) if found["port"] else _DEFAULT_PORTS[scheme]
    return _Origin(scheme, host, port) if port <= _HIGHEST_PORT else None
