"""Small files of JSON that are whole or absent, and readable for their owner alone."""

import contextlib
import errno
import json
import os
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flux_desktop.domain.errors import DiskFullError, ProfileUnavailableError

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DamagedFileError(ValueError):
    """The file is there, and is no JSON object."""


def read_object(path: Path) -> dict[str, Any] | None:
    """The object in the file; ``None`` when there is no file.

    Raises:
        DamagedFileError: when the file holds something else.
        OSError: when it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        content = json.loads(data.removeprefix(BOM_UTF8).decode())  # an editor of Windows may have put a mark in front
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(f"{path.name} is not JSON") from error
    if not isinstance(content, dict):
        raise DamagedFileError(f"{path.name} holds no object")
    return content


def write_object(path: Path, content: Mapping[str, Any]) -> None:
    """Put ``content`` in the place of the file, so that a crash leaves the old or the new one. It waits for the disk.

    Raises:
        DiskFullError, ProfileUnavailableError: the old file is still there.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    data = (json.dumps(content, indent=2) + "\n").encode()
    try:
        _write_new(draft, data)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        if error.errno in _NO_SPACE:
            raise DiskFullError(f"no space to write {path.name}") from error
        raise ProfileUnavailableError(f"{path} cannot be written: {error.strerror}") from error


def set_aside(path: Path) -> Path:
    """Rename a damaged file, so that what is in it is not lost; answers its new place.

    Raises:
        OSError: when that is not possible.
    """
    number = 1
    while (place := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(place)


def _write_new(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class JsonFile:
    """State that is nice to have: where the window stood, what was being typed. Losing it is no error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, Any]:
        """What was saved last; empty when there is nothing, or nothing that can be read."""
        try:
            return read_object(self._path) or {}
        except DamagedFileError:
            with contextlib.suppress(OSError):
                set_aside(self._path)
            return {}
        except OSError:
            return {}

    def save(self, content: Mapping[str, Any]) -> None:
        """Replace the file as a whole. It waits for the disk, so it is no call for the window's thread.

        Raises:
            DiskFullError, ProfileUnavailableError: the old file is still there.
        """
        write_object(self._path, content)
