"""Compares the list of the library with its files: which are gone, which are back, which are not listed."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from flux_desktop.domain.errors import LibraryUnavailableError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import FoundFile, RefusedFile
from flux_desktop.storage.bin_files import BIN_FOLDER, id_of_binned
from flux_desktop.storage.folder_walk import walk
from flux_desktop.storage.imports import KnownPicture


class LibraryCheck(NamedTuple):
    """``gone``: pictures whose file is not there; ``back``: those that were gone and are not. ``unlisted`` are files of
    the library that have no picture, or another size than their picture had."""

    gone: list[ItemId]
    back: list[ItemId]
    unlisted: list[FoundFile | RefusedFile]


def check_library(library: Path, pictures: Sequence[KnownPicture], binned: Collection[ItemId]) -> LibraryCheck:
    """Look at every file below ``library``, and whether those that were left outside are there; nothing is opened.
    ``pictures`` are those that are not in the bin, ``binned`` those that are.

    Raises:
        LibraryUnavailableError: the folder is not there. An empty mount point counts as none.
    """
    if not pictures and not library.is_dir():
        return LibraryCheck([], [], [])
    listed = list(walk([library]))
    found = {item.path: item for item in listed if isinstance(item, FoundFile)}
    if is_empty(library) and not all(picture.is_outside for picture in pictures):
        raise LibraryUnavailableError(f"{library} is not there, or empty")
    by_file = {picture.path if picture.is_outside else str(library / picture.path): picture for picture in pictures}
    there = {file for file, picture in by_file.items() if file in found or _is_outside_there(picture)}
    return LibraryCheck(
        gone=[picture.id for file, picture in by_file.items() if file not in there],
        back=[picture.id for file, picture in by_file.items() if picture.is_missing and file in there],
        unlisted=[
            *(item for item in listed if item.path not in by_file or by_file[item.path].bytes != _size_of(item)),
            *_unlisted_in_bin(library, {picture.id for picture in pictures} | set(binned)),
        ],
    )


def _unlisted_in_bin(library: Path, known: Collection[ItemId]) -> list[FoundFile | RefusedFile]:
    """Files of the bin that no row knows of; each is named after its picture's id."""
    folder = library / BIN_FOLDER
    listed = list(walk([folder])) if folder.is_dir() else []
    return [item for item in listed if (item_id := id_of_binned(item.path)) and item_id not in known]


def files_gone(library: Path, pictures: Sequence[KnownPicture]) -> list[ItemId]:
    """Those of these whose file is not there; none while the library itself is not."""
    outside = [picture for picture in pictures if picture.is_outside]
    inside = [] if is_empty(library) else [picture for picture in pictures if not picture.is_outside]
    return [
        *(picture.id for picture in inside if not library.joinpath(picture.path).is_file()),
        *(picture.id for picture in outside if not _is_outside_there(picture)),
    ]


def is_place_for_library(folder: Path) -> bool:
    """Whether a library that has pictures may be here, or be made here again: an empty folder, or none in an empty one,
    is what is left of a drive that is not connected."""
    return not is_empty(folder if folder.is_dir() else folder.parent)


def is_on_own_drive(folder: Path, other: Path) -> bool:
    """Whether these folders are on two drives, so that one may vanish; also when that cannot be seen."""
    try:
        return folder.stat().st_dev != other.stat().st_dev
    except OSError:
        return True


def is_empty(folder: Path) -> bool:
    """Whether there is nothing, as in the place for a drive that is not connected; also when it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True


def _is_outside_there(picture: KnownPicture) -> bool:
    return picture.is_outside and os.path.isfile(picture.path)  # noqa: PTH113  a hundred thousand at a time


def _size_of(item: FoundFile | RefusedFile) -> int | None:
    return item.bytes if isinstance(item, FoundFile) else None
