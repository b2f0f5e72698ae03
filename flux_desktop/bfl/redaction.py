"""Texts for logs and reports, without what is secret in them."""

import re

_SECRETS = re.compile(r"\bbfl[_-][\w-]{6,}|(?<=sig=)[^&\s\"'<>]+", re.ASCII)


def redact(text: str, key: str | None = None) -> str:
    """``text`` without ``key``, without anything that looks like a key of BFL, and without the signatures of links."""
    if key:
        text = text.replace(key, "[key]")
    return _SECRETS.sub("[key]", text)
