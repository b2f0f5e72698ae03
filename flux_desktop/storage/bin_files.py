"""The files of the bin. Each is named after its picture's id, so that the rows alone say where every file belongs.

A file is linked into its new place and put on the disk there before its old name goes. A crash in between leaves two
names for one file, and moving it once more takes the old one away.
"""

import errno
import hashlib
import os
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage import atomic_files
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.file_names import path_inside

BIN_FOLDER = ".flux-desktop/bin"

_MOST_TWINS = 1000


class FilePlace(NamedTuple):
    """Where a picture's file belongs: under its ``path``, or in the bin."""

    id: ItemId
    path: str
    is_binned: bool
    sha256: str = ""

    @property
    def belongs(self) -> str:
        return bin_path(self.id, self.path) if self.is_binned else self.path

    @property
    def other(self) -> str:
        return self.path if self.is_binned else bin_path(self.id, self.path)


class Moved(NamedTuple):
    """What came of moving files to where they belong, by the ids of their pictures."""

    missing: list[ItemId]
    """The file is in neither place."""
    blocked: list[ItemId]
    """They are to be put back, and another file has the name; ``free_path`` finds one."""


class BinListing(NamedTuple):
    """What is in the bin's folder."""

    ids: set[ItemId]
    doubled: set[ItemId]
    """Those whose file has a second name: a crash may have left it."""


def bin_path(item_id: ItemId, path: str) -> str:
    """Where the file of a binned picture is, relative to the library; ``path`` is where it was."""
    return f"{BIN_FOLDER}/{item_id}{PurePosixPath(path).suffix}"


def id_of_binned(path: str) -> ItemId | None:
    """Whose file this is, when it is one of the bin; the opposite of ``bin_path``."""
    file = PurePosixPath(path)
    is_in_bin = file.parent.parts[-2:] == PurePosixPath(BIN_FOLDER).parts
    return int(file.stem) if is_in_bin and file.stem.isascii() and file.stem.isdecimal() else None


def settle(
    library: Path,
    places: Sequence[FilePlace],
    *,
    doubtful: Collection[ItemId] = (),
    from_the_bin: Collection[ItemId] = (),
) -> Moved:
    """Move files to where they belong; those that are there already stay.

    What is ``doubtful`` was thrown away long ago: a file in its old place may be somebody else's by now, and only goes
    into the bin with the picture's own bytes. What is known to come ``from_the_bin`` and is no longer there is gone: a
    file in its old place is its own only with the picture's bytes, too.

    Raises:
        DiskFullError, LibraryUnavailableError: some may have been moved. All are whole, and nothing is lost.
    """
    if not places:
        return Moved([], [])  # an empty library is only then no drive that has gone
    missing, blocked, linked = [], [], []
    with library_errors():
        _look(library)
        for place in places:
            target, source = path_inside(library, place.belongs), path_inside(library, place.other)
            is_strange = (
                place.is_binned and place.id in doubtful and not target.is_file() and not _is_own(place, source)
            )
            if is_strange or not source.is_file():
                if not target.is_file():
                    missing.append(place.id)
                elif not place.is_binned and place.id in from_the_bin and not _is_own(place, target):
                    blocked.append(place.id)
            elif _link(library, source, target):
                linked.append((source, target))
            elif not place.is_binned:  # else its file is in the bin, and the other one is somebody's own
                blocked.append(place.id)
        if missing:
            _look(library)  # the drive may have gone in between
        _sync(target.parent for _, target in linked)
        for source, _ in linked:
            source.unlink(missing_ok=True)
        _sync(source.parent for source, _ in linked)
    return Moved(missing, blocked)


def delete(library: Path, places: Sequence[FilePlace]) -> None:
    """Remove these files from the bin, and from their old places what has not been moved yet and is the picture's own.

    Raises:
        LibraryUnavailableError: some may be there still.
    """
    with library_errors():
        _look(library)
        files = [path_inside(library, bin_path(place.id, place.path)) for place in places]
        for place, file in zip(places, files, strict=True):
            file.unlink(missing_ok=True)
            old = path_inside(library, place.path)
            if _is_own(place, old):
                old.unlink(missing_ok=True)
        _sync(file.parent for file in files[:1] if file.parent.is_dir())


def listing(library: Path) -> BinListing:
    """Which pictures have their files in the bin.

    Raises:
        LibraryUnavailableError: the folder cannot be read.
    """
    ids, doubled = set(), set()
    folder = path_inside(library, BIN_FOLDER)
    with library_errors(), suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name.partition(".")[0]
            if name.isascii() and name.isdecimal():
                ids.add(int(name))
                if entry.stat(follow_symlinks=False).st_nlink > 1:
                    doubled.add(int(name))
    return BinListing(ids, doubled)


def free_path(library: Path, path: str) -> str:
    """A name like this one that no file has.

    Raises:
        LibraryUnavailableError: the folder cannot be read.
    """
    wanted = path_inside(library, path)
    with library_errors():
        for number in range(2, _MOST_TWINS):
            twin = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
            if not os.path.lexists(twin):
                return twin.relative_to(library).as_posix()
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(wanted))


def _look(library: Path) -> None:
    """The folder of a drive that is not connected is not there, or empty; nothing is to be called missing then."""
    if not any(library.iterdir()):
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(library))


def _is_own(place: FilePlace, file: Path) -> bool:
    """Whether this file has the picture's bytes."""
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == place.sha256


def _link(library: Path, source: Path, target: Path) -> bool:
    """Give the file its new name beside the old one; ``False`` when another file has it."""
    atomic_files.make_private_folder(target.parent, below=library)
    try:
        os.link(source, target)
    except FileExistsError:
        return _is_same(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV and error.errno not in atomic_files.NO_HARD_LINKS:
            raise
        return _copy(source, target) if error.errno == errno.EXDEV else _rename(source, target)
    return True


def _is_same(source: Path, target: Path) -> bool:
    """One file under two names, or a copy of it that was finished before a crash."""
    if source.samefile(target):
        return True
    return source.stat().st_size == target.stat().st_size and source.read_bytes() == target.read_bytes()


def _rename(source: Path, target: Path) -> bool:
    if os.path.lexists(target):
        return False
    source.rename(target)
    return True


def _copy(source: Path, target: Path) -> bool:
    return atomic_files.publish(target, source.read_bytes())


def _sync(folders: Iterable[Path]) -> None:
    for folder in dict.fromkeys(folders):
        atomic_files.fsync_folder(folder)
