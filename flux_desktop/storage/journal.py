"""A second record of every generation, beside the database: one line of JSON for each step, only ever appended.

A line carries the number of its event in the database, and whatever is needed to take the step again; see
``journal_replay``. So the two can be compared by one number, and a lost database is made again from the lines.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from flux_desktop.domain.errors import LibraryError
from flux_desktop.storage.atomic_files import fsync_folder, write_all
from flux_desktop.storage.error_translation import library_errors

Line = Mapping[str, Any]
"""``seq``, ``at``, ``id``, ``from``, ``to``, ``note``, ``answered``, and ``asked`` or ``picture`` where they begin."""

_TAIL_BYTES = 65_536
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Journal:
    """Open for appending. Use it in the thread of the database's writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._owed = b""
        with library_errors():
            self._file = os.open(path, _FLAGS, 0o600)
            try:
                fsync_folder(path.parent)
                self._end_torn_line()
                self.last_seq = max((line["seq"] for line in read_tail(path)), default=0)
            except OSError:
                os.close(self._file)
                raise

    def append(self, lines: Sequence[Line]) -> int:
        """Write the lines and wait until they are on the disk. Returns a mark for ``take_back``.

        Raises:
            DiskFullError, LibraryUnavailableError: nothing of these lines has been written.
        """
        data = self._owed + b"".join(_encode(line) for line in lines)
        with library_errors():
            mark = os.fstat(self._file).st_size
            try:
                write_all(self._file, data)
                os.fsync(self._file)
            except OSError:
                os.ftruncate(self._file, mark)
                raise
        self._owed = b""
        self.last_seq = max([self.last_seq, *(line["seq"] for line in lines)])
        return mark

    def append_or_owe(self, lines: Sequence[Line]) -> None:
        """As ``append``, but what cannot be written now goes before the next lines: a paid step is not held up."""
        try:
            self.append(lines)
        except LibraryError:
            self._owed += b"".join(_encode(line) for line in lines)

    def take_back(self, mark: int) -> None:
        """Remove the lines of the ``append`` that returned ``mark``: the step they tell of was not taken."""
        with library_errors():
            os.ftruncate(self._file, mark)
            os.fsync(self._file)

    def close(self) -> None:
        """Write what is still owed, if that is possible now."""
        if self._file >= 0:
            if self._owed:
                self.append_or_owe([])
            os.close(self._file)
            self._file = -1

    def _end_torn_line(self) -> None:
        """A crash may have cut the last line short; the next one must not continue it."""
        if not os.lseek(self._file, 0, os.SEEK_END):
            return
        os.lseek(self._file, -1, os.SEEK_END)
        if os.read(self._file, 1) != b"\n":
            write_all(self._file, b"\n")


def read_journal(path: Path) -> Iterator[Line]:
    """All whole lines, in the order of writing; none when there is no journal. Torn and damaged lines are left out."""
    with library_errors():
        if not path.exists():
            return
        with path.open("rb") as file:
            yield from _lines(file)


def read_tail(path: Path) -> list[Line]:
    """The last whole lines, a hundred or so."""
    with library_errors():
        if not path.exists():
            return []
        with path.open("rb") as file:
            return _last_lines(file)


def _encode(line: Line) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _decode(raw: bytes) -> Line | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) and isinstance(line.get("seq"), int) else None


def _lines(raw_lines: Iterable[bytes]) -> Iterator[Line]:
    for raw in raw_lines:
        if (line := _decode(raw)) is not None:
            yield line


def _last_lines(file: BinaryIO) -> list[Line]:
    size = file.seek(0, os.SEEK_END)
    span = _TAIL_BYTES
    while True:
        file.seek(max(0, size - span))
        found = list(_lines(file.read(span).splitlines()))
        if found or span >= size:
            return found
        span *= 4  # one line longer than all that
