"""Which server the program talks to."""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit


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

    @classmethod
    def of_region(cls, region: Region) -> "Server":
        return cls(region.value, _REGION_URLS[region])

    @classmethod
    def custom(cls, url: str) -> "Server":
        """A BFL-compatible server.

        Raises:
            ValueError: when it is no http(s) URL, carries a user name, a query or a fragment, or is http and not on
                this computer.
        """
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("A server is a web address such as https://api.bfl.ai.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("A server address has no user name, no question mark and no #.")
        if parts.scheme == "http" and not is_loopback(url):
            raise ValueError("Only a server on this computer may be reached without https.")
        address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
        return cls(address, address)


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK
