"""Which server the program talks to."""

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit


class Region(StrEnum):
    GLOBAL = "global"
    EU = "eu"
    US = "us"

    @property
    def label(self) -> str:
        return {"global": "Automatic", "eu": "European Union", "us": "United States"}[self.value]

    @property
    def sentence(self) -> str:
        return {
            "global": "BFL uses whichever of its data centres is free.",
            "eu": "Your words and pictures are processed in the European Union only.",
            "us": "Your words and pictures are processed in the United States only.",
        }[self.value]


_REGION_URLS = {
    Region.GLOBAL: "https://api.bfl.ai",
    Region.EU: "https://api.eu.bfl.ai",
    Region.US: "https://api.us.bfl.ai",
}

_HOST = re.compile(r"\[::1\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_NO_ADDRESS = "A server is a web address such as https://api.bfl.ai."

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Server(NamedTuple):
    """``url`` has no trailing slash. ``name`` is a region, ``practice``, or the URL itself."""

    name: str
    url: str

    @property
    def is_practice(self) -> bool:
        return self.name == "practice"

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.url)

    @property
    def region(self) -> Region | None:
        """BFL's region that it is, if it is one."""
        return Region(self.name) if self.name in set(Region) else None

    @classmethod
    def of_region(cls, region: Region) -> "Server":
        return cls(region.value, _REGION_URLS[region])

    @classmethod
    def custom(cls, url: str) -> "Server":
        """A BFL-compatible server; the region itself when the address is that of one.

        Raises:
            ValueError: when it is no http(s) URL, carries a user name, a query or a fragment, or is http and not on
                this computer.
        """
        parts = _split(url.strip())
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("A server address has no user name, no question mark and no #.")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("Only a server on this computer may be reached without https. Begin with https://")
        address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
        region = next((region for region, known in _REGION_URLS.items() if known == address), None)
        return cls(region.value if region else address, address)


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK


def _split(url: str) -> SplitResult:
    """The parts of a web address whose host and port can be understood in one way only.

    Raises:
        ValueError: when it is none, with a sentence for people.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].lower()
        if parts.port is not None:
            host = host.removesuffix(f":{parts.port}")
    except ValueError as error:  # a bracket without its other, a port that is none
        raise ValueError(_NO_ADDRESS) from error
    if parts.scheme not in ("http", "https") or parts.port == 0 or not _HOST.fullmatch(host) or re.search(r"\s", url):
        raise ValueError(_NO_ADDRESS)
    return parts
