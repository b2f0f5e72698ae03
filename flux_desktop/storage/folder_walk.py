"""Looks through files and folders for what may be a picture. Links are never followed, and nothing is opened."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from flux_desktop.domain.imports import FoundFile, RefusedFile

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp"})

_OTHER_PICTURES = frozenset({".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".svg", ".psd"})
"""Inside a folder these are looked at too, so that the report can say why they were not taken."""

_SYSTEM_FOLDERS = frozenset(
    {"$recycle.bin", "system volume information", "__macosx", "@eadir", "lost+found", "node_modules"}
)
_DEEPEST = 64
_DIGITS = re.compile(r"(\d+)")

_LINK = "This is a link to another file. Add the file itself."
_SPECIAL = "This is no ordinary file."
_GONE = "The file or folder is not there any more."


def walk(sources: Iterable[Path], *, skip: Path | None = None) -> Iterator[FoundFile | RefusedFile]:
    """Every file that was named, and every picture below the folders that were, in the order people read names.

    What was named is always looked at. Below folders, hidden files and folders, those of the system, and ``skip`` with
    all that is in it (the library itself) are passed over, and so is whatever is not called like a picture.
    """
    for source in sources:
        path = Path(os.path.abspath(source))  # noqa: PTH100  ``resolve`` would follow links
        try:
            about = path.lstat()
        except (OSError, ValueError) as error:
            yield RefusedFile(str(path), _GONE if isinstance(error, FileNotFoundError) else reason_of(error))
            continue
        if stat.S_ISDIR(about.st_mode):
            yield from _walk_folder(path, skip)
        else:
            yield _found(str(path), about)


def reason_of(error: Exception) -> str:
    """Why the system does not let us read something, as a sentence."""
    if isinstance(error, PermissionError):
        return "You are not allowed to open this."
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"This cannot be opened: {words}."


def _walk_folder(top: Path, skip: Path | None) -> Iterator[FoundFile | RefusedFile]:
    waiting = [(str(top), 0)]
    while waiting:
        folder, depth = waiting.pop()
        if skip is not None and _is_same(folder, skip):
            continue
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=_reading_order)
        except OSError as error:
            yield RefusedFile(folder, reason_of(error))
            continue
        inner = []
        for entry in entries:
            if _is_hidden(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append((entry.path, depth + 1))
            elif _may_be_picture(entry.name):
                yield _look_at(entry)
        if depth < _DEEPEST:
            waiting += reversed(inner)


def _look_at(entry: "os.DirEntry[str]") -> FoundFile | RefusedFile:
    try:
        return _found(entry.path, entry.stat(follow_symlinks=False))
    except OSError as error:
        return RefusedFile(entry.path, reason_of(error))


def _found(path: str, about: os.stat_result) -> FoundFile | RefusedFile:
    if stat.S_ISLNK(about.st_mode):
        return RefusedFile(path, _LINK)
    if not stat.S_ISREG(about.st_mode):
        return RefusedFile(path, _SPECIAL)
    return FoundFile(path, about.st_size, about.st_mtime_ns)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FOLDERS


def _may_be_picture(name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  a hundred thousand times a second
    return suffix in PICTURE_SUFFIXES or suffix in _OTHER_PICTURES


def _reading_order(entry: "os.DirEntry[str]") -> list[tuple[int, str]]:
    """``a2`` comes before ``a10``."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(entry.name.lower())]


def _is_same(folder: str, other: Path) -> bool:
    try:
        return other.samefile(folder)
    except OSError:
        return False
