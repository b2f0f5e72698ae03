"""The bytes of a file, read where they are needed."""

from typing import Protocol

MOST_PARTS = 10_000
"""More chunks or segments than that are no picture but a way to keep us busy. One of 64 megapixels in chunks of 32 kB
has about as many."""


class Source(Protocol):
    def read(self, position: int, count: int) -> bytes:
        """The bytes from ``position`` on; fewer than ``count`` where they end.

        Raises:
            OSError
        """


class MemorySource:
    """Bytes that are there already."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, position: int, count: int) -> bytes:
        return self._data[position : position + count]
