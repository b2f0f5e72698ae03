"""A drive of its own under a folder, that can vanish, fill up and become read-only. Mounting takes an administrator."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self


class Drive:
    """A few MB in memory, seen in ``folder`` while it is connected. ``use`` it in a ``with`` statement."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        self.folder = folder
        self._home = folder.with_name(f"{folder.name}-drive")
        self._size_bytes = size_bytes

    @classmethod
    @contextmanager
    def connected(cls, folder: Path, size_bytes: int = 4 << 20) -> Iterator["Self | None"]:
        """``None`` where nobody may mount one."""
        drive = cls(folder, size_bytes)
        for place in (folder, drive._home):
            place.mkdir(exist_ok=True)
        if os.geteuid() or not _mount("-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", drive._home):
            yield None
            return
        try:
            drive.connect()
            yield drive
        finally:
            for place in (folder, drive._home):
                subprocess.run(["umount", "--lazy", place], check=False, capture_output=True)

    def connect(self) -> None:
        """With all that was on it."""
        assert _mount("--bind", self._home, self.folder)

    def vanish(self) -> None:
        """As when its cable is pulled: the folder is there, and empty."""
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def lock(self) -> None:
        """Nothing can be written on it."""
        assert _mount("-o", "remount,bind,ro", self.folder)

    def unlock(self) -> None:
        assert _mount("-o", "remount,bind,rw", self.folder)

    def fill(self) -> None:
        """Take its last byte."""
        with (self._home / "filler").open("wb", buffering=0) as file:
            for piece in (1 << 16, 1 << 10, 1):
                try:
                    while True:
                        file.write(b"x" * piece)
                except OSError:
                    continue

    def make_room(self) -> None:
        (self._home / "filler").unlink()


def _mount(*options: object) -> bool:
    return subprocess.run(["mount", *map(str, options)], check=False, capture_output=True).returncode == 0
