"""Importing, as values: which files, what came of them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from flux_desktop.domain.identifiers import ItemId


class FoundFile(NamedTuple):
    """A file that may be a picture, as a folder's list shows it. ``path`` is absolute."""

    path: str
    bytes: int
    modified_ns: int


class RefusedFile(NamedTuple):
    """A file or folder that could not be taken, and why, in words for people."""

    path: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What came of an import.

    ``known`` were in the library already, ``known_in_bin`` are in its bin. ``found_again`` are pictures of the library
    whose file was missing until now, ``changed`` those whose file has another content now, ``missing`` those whose file
    a look at the whole library did not find. ``trouble`` is what stopped it: a ``LibraryError``.
    """

    added: list[ItemId] = field(default_factory=list)
    found_again: list[ItemId] = field(default_factory=list)
    changed: list[ItemId] = field(default_factory=list)
    missing: list[ItemId] = field(default_factory=list)
    known: int = 0
    known_in_bin: int = 0
    refused: list[RefusedFile] = field(default_factory=list)
    is_cancelled: bool = False
    trouble: Exception | None = None


class WatchedFolder(NamedTuple):
    """A folder whose new pictures come into the library by themselves; ``in_place``: they stay where they are."""

    id: int
    path: str
    in_place: bool
