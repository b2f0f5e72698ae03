"""One running program a library: a lock that the system holds, so that a crash cannot leave it behind."""

import contextlib
import errno
import os
import socket
import sys
from pathlib import Path

from flux_desktop.domain.errors import LibraryInUseError, LibraryUnavailableError
from flux_desktop.storage import atomic_files
from flux_desktop.storage.image_files import PRIVATE_FOLDER

_NAME = "lock"
_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})
_MOST_BYTES = 200
_LOCKED_BYTE = 1 << 20


class LibraryLock:
    """Any thread may call it; calls may take as long as the drive does.

    It is the system's lock on an open file (``flock``, over the network too where the server knows locks): it ends with
    the program, however that ends, and with the connection to the server. Where a file system has no locks, there is
    nothing to be had, and everything goes on without.
    """

    def __init__(self) -> None:
        self._file: int | None = None
        self.library: Path | None = None

    def acquire(self, library: Path) -> None:
        """Hold this library from now on, and no other; nothing changes when that cannot be.

        Raises:
            LibraryInUseError: another program has it.
            LibraryUnavailableError: the folder cannot be written.
        """
        if library == self.library:
            return
        file = _open(library)
        if self._file is not None and os.path.sameopenfile(file, self._file):  # the folder was renamed
            os.close(file)
            self.library = library
            return
        if not _try_lock(file):
            os.lseek(file, 0, os.SEEK_SET)
            holder = os.read(file, _MOST_BYTES).decode("utf-8", "replace").strip()
            os.close(file)
            raise LibraryInUseError(f"{library} is held", "" if holder == socket.gethostname() else holder)
        _sign(file)
        self.release()
        self._file, self.library = file, library

    def release(self) -> None:
        """Let others have it. The file stays: taking it away would let two hold a lock of that name."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
        self._file = self.library = None


def lock_of(library: Path) -> Path:
    """The file that is locked."""
    return library / PRIVATE_FOLDER / _NAME


def _open(library: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        atomic_files.make_private_folder(library / PRIVATE_FOLDER, below=library)
        return os.open(lock_of(library), flags, 0o600)
    except OSError as error:
        raise LibraryUnavailableError(f"{library}: {error.strerror}") from error


def _try_lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)  # nobody else may read what is locked
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _HELD
    return True


def _sign(file: int) -> None:
    """Leave the name of this computer for who finds the library taken."""
    with contextlib.suppress(OSError):
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, socket.gethostname().encode()[:_MOST_BYTES])
