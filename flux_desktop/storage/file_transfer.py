"""A file brought to another place: as a second name where both are on one disk, else as a copy that is read back.

The source stays. At every moment the target is absent or whole, also when the process is killed.
"""

import errno
import hashlib
import os
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from flux_desktop.storage import atomic_files

_PIECE_BYTES = 1 << 20
_CLOCK_STEP_NS = 2_000_000_000
"""FAT keeps the time of a change in steps of two seconds."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = frozenset(
    {errno.EXDEV, errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EACCES}
)


class How(Enum):
    THERE = "there"
    LINKED = "linked"
    COPIED = "copied"


class Brought(NamedTuple):
    """``sha256`` is that of the bytes, where they were read."""

    how: How
    bytes: int
    sha256: str | None = None


class NameTakenError(OSError):
    """Another file has the name."""


def bring(source: Path, target: Path, *, replaces: bool = False) -> Brought:
    """Have the bytes of ``source`` in ``target``, whose folder is there. A target with the same size and time of change
    counts as brought already; another one is replaced, or left alone if not ``replaces``.

    Raises:
        NameTakenError: there is another file, and it is to stay.
        OSError: it could not be brought: ``EIO`` when what was written reads back as something else.
    """
    before, part = source.stat(), atomic_files.part_of(target)
    if os.path.lexists(target):
        if is_same(source, target):
            part.unlink(missing_ok=True)  # a crash may have left it
            return Brought(How.THERE, before.st_size)
        if not replaces:
            raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    try:
        part.unlink(missing_ok=True)
        brought = _link(source, part, before.st_size) or _copy(source, part, before)
        _name(part, target, replaces=replaces)
        return brought
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def is_same(source: Path, target: Path) -> bool:
    """Whether the target is the source under another name, or what ``bring`` made of it.

    Raises:
        OSError: one of them is not there.
    """
    one, other = source.stat(), target.stat(follow_symlinks=False)
    if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino) and one.st_ino:
        return True
    return one.st_size == other.st_size and abs(one.st_mtime_ns - other.st_mtime_ns) < _CLOCK_STEP_NS


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _link(source: Path, part: Path, size: int) -> Brought | None:
    try:
        os.link(source, part, follow_symlinks=True)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        return None
    return Brought(How.LINKED, size)


def _copy(source: Path, part: Path, before: os.stat_result) -> Brought:
    """Copy, and read back from the disk what was written to it."""
    digest, handle = hashlib.sha256(), os.open(part, _NEW, 0o600)
    try:
        with source.open("rb") as opened:
            while piece := opened.read(_PIECE_BYTES):
                digest.update(piece)
                atomic_files.write_all(handle, piece)
        os.fsync(handle)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
    sha256 = digest.hexdigest()
    if sha256_of(part) != sha256:
        raise OSError(errno.EIO, "what was written reads back as something else", str(part))
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
    return Brought(How.COPIED, before.st_size, sha256)


def _name(part: Path, target: Path, *, replaces: bool) -> None:
    """Give the finished part its own name."""
    if replaces:
        part.replace(target)  # which does nothing, and leaves the part, when both are one file
        return
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        if os.path.lexists(target):
            raise NameTakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        part.rename(target)
