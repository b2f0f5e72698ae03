"""A file, read where it is needed: pictures are large, and what is said of them is small."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

_BLOCK_BYTES = 16 * 1024
"""What most programs write about a picture is nearer to the beginning of the file than this."""

_STEP_BYTES = 64

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe must not wait for somebody to write into it."""


class FileSource:
    """An open file. Not for several threads at once."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._block = os.read(descriptor, _BLOCK_BYTES)
        self._start = 0

    def read(self, position: int, count: int) -> bytes:
        start = position - self._start
        if start < 0 or start + count > len(self._block):
            os.lseek(self._descriptor, position, os.SEEK_SET)
            self._block, self._start, start = os.read(self._descriptor, max(count, _STEP_BYTES)), position, 0
        return self._block[start : start + count]


@contextmanager
def opened(file: Path) -> Iterator[FileSource]:
    """
    Raises:
        OSError: it cannot be opened, or is no ordinary file.
    """
    descriptor = os.open(file, _FLAGS)
    try:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not an ordinary file: {file}")
        yield FileSource(descriptor)
    finally:
        os.close(descriptor)
