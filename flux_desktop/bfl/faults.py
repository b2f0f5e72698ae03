"""What httpx and the system raise when an exchange goes wrong, and how it is put in words for the log."""

import httpx

from flux_desktop.bfl.answers import one_line
from flux_desktop.bfl.limited_read import UnusableBodyError
from flux_desktop.bfl.redaction import redact

NEVER_ARRIVED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""No byte of the request left."""

FAULTS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    UnusableBodyError,
    OSError,  # asyncio's time-outs are among these
    ValueError,  # a host name that cannot be encoded
    RuntimeError,  # a client that was closed meanwhile, no thread left to look up a name
)


def said(error: Exception, key: str | None = None) -> str:
    """One line about ``error``, without the key."""
    text = "it took too long" if isinstance(error, TimeoutError) else one_line(str(error))
    return redact(text or type(error).__name__, key)


def told_cause(error: Exception) -> Exception | None:
    """``error``, to be told as the cause of another, unless its text repeats headers."""
    return None if isinstance(error, httpx.LocalProtocolError) else error
