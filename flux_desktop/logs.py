"""The log: a file in the profile that turns over, with keys and signed links taken out of every line."""

import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MAX_BYTES = 1_000_000
_SECRETS = re.compile(r"bfl[_-][\w-]{6,}|(?<=sig=)[^&\s\"']+")


def redactor(known_key: Callable[[], str | None]) -> Callable[[str], str]:
    """A function that takes the key in use, and whatever looks like a key or a signature, out of a text."""

    def redact(text: str) -> str:
        key = known_key()
        if key:
            text = text.replace(key, "[key]")
        return _SECRETS.sub("[key]", text)

    return redact


class _RedactingFormatter(logging.Formatter):
    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def start(folder: Path, level: str, redact: Callable[[str], str]) -> logging.Handler:
    """Write the program's log into ``folder``. What httpx says of its requests stays out below warnings."""
    handler = RotatingFileHandler(folder / "flux-desktop.log", maxBytes=_MAX_BYTES, backupCount=3, encoding="utf-8")
    (folder / "flux-desktop.log").chmod(0o600)
    handler.setFormatter(_RedactingFormatter(redact))
    root = logging.getLogger()
    root.setLevel(level.upper())
    root.addHandler(handler)
    for noisy in ("httpx", "httpcore", "asyncio", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return handler


def stop(handler: logging.Handler) -> None:
    logging.getLogger().removeHandler(handler)
    handler.close()
