"""Files that are whole or absent, also after a power cut, and private to their owner."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PART_SUFFIX = ".part"

# No link is followed, nothing is overwritten.
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EACCES})


def part_of(path: Path) -> Path:
    """The hidden name under which a file is written before it gets its own."""
    return path.with_name(f".{path.name}{PART_SUFFIX}")


PRIVATE, ORDINARY = 0o600, 0o666
"""Who may read a new file: its owner alone, or whoever may read all that its owner makes."""


def publish(path: Path, data: bytes, mode: int = PRIVATE, *, syncs_folder: bool = True) -> bool:
    """Make a new file that holds ``data``; ``False`` when the name is taken, and then nothing has changed.

    Whoever makes many may put the folder on the disk afterwards: until then a power cut takes files, never parts of
    them.

    Raises:
        OSError: it could not be written. What is left is nothing, or the whole file.
    """
    part = part_of(path)
    try:
        _write_part(part, [data], mode)
        published = _link(part, path)
        if syncs_folder:
            fsync_folder(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return published


def replace(path: Path, pieces: Iterable[bytes], mode: int = PRIVATE) -> None:
    """Make or replace the file at ``path``.

    Raises:
        OSError: it could not be written; what was there is still there.
    """
    part = part_of(path)
    try:
        _write_part(part, pieces, mode)
        part.replace(path)
        fsync_folder(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def make_private_folder(folder: Path, *, below: Path) -> None:
    """Make the folder and its parents down from ``below``, which has to be there: a drive that is not connected must
    not be written to in its empty mount point."""
    if folder.is_dir():
        return
    if folder != below:
        make_private_folder(folder.parent, below=below)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            fsync_folder(folder.parent)
    if not folder.is_dir():
        code = errno.ENOTDIR if folder.exists() else errno.ENOENT
        raise OSError(code, os.strerror(code), str(folder))


def fsync_folder(folder: Path) -> None:
    """Put the folder's list of names on the disk. Windows does that by itself and offers no call for it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems have none either
            raise
    finally:
        os.close(handle)


def is_reservation(path: Path) -> bool:
    """Whether there is nothing under this name but the claim to it."""
    return path.is_file() and path.stat().st_size == 0


def write_all(file: int, data: bytes) -> None:
    """Write to a descriptor until all of ``data`` is written."""
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _write_part(part: Path, pieces: Iterable[bytes], mode: int = PRIVATE) -> None:
    part.unlink(missing_ok=True)  # what a crash has left
    handle = os.open(part, _CREATE, mode)
    try:
        for piece in pieces:
            write_all(handle, piece)
        os.fsync(handle)
    finally:
        os.close(handle)


def _link(part: Path, path: Path) -> bool:
    """Give the finished part its own name, unless that name is taken."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        return _reserve_and_replace(part, path)
    return True


def _reserve_and_replace(part: Path, path: Path) -> bool:
    """For file systems without hard links. A crash in between leaves an empty file, which ``is_reservation`` knows."""
    try:
        os.close(os.open(path, _CREATE, 0o600))
    except FileExistsError:
        return False
    part.replace(path)
    return True
