"""Imported pictures in the database, the files that were looked at, and the folders that are watched.

For the engine's thread. Everything here raises ``LibraryError`` when the disk or the database fails it.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.imports import FoundFile, WatchedFolder
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.columns import microseconds
from flux_desktop.storage.database import reading, transaction

_COLUMNS = (
    "id, generation_id, path, is_outside, sha256, bytes, width, height, format, practice, model, prompt, prompt_used,"
    " seed, cost, favourite, rating, notes, file_settings, reference_count, binned_at, file_name"
)
_INSERT = f"INSERT INTO picture ({_COLUMNS}) VALUES ({', '.join('?' * 22)})"  # noqa: S608  names of columns only

_SEEN = "INSERT OR REPLACE INTO seen_file (path, bytes, modified_ns, picture_id) VALUES (?, ?, ?, ?)"

_KNOWN = "SELECT id, path, sha256, bytes, is_outside, missing, binned_at IS NOT NULL FROM picture"
_SAME_CONTENT = f"{_KNOWN} WHERE sha256 = ? AND bytes = ? ORDER BY binned_at IS NOT NULL, missing, id LIMIT 1"
_SEEN_BEFORE = """
    SELECT seen_file.path, seen_file.bytes, modified_ns, picture.id, missing, binned_at IS NOT NULL
    FROM seen_file LEFT JOIN picture ON picture.id = picture_id WHERE seen_file.path IN ({marks})
"""
_MARKS = 256
_MOST_MOMENTS = 4096
_LARGEST_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ImportedPicture:
    """A row to be. ``path`` is relative to the library, or absolute with ``is_outside``; ``generation_id`` is set only
    when its generation is on record."""

    id: ItemId
    path: str
    sha256: str
    bytes: int
    size: Size
    file_format: str
    is_outside: bool = False
    generation_id: ItemId | None = None
    practice: bool = False
    model: str = ""
    prompt: str = ""
    prompt_used: str | None = None
    seed: int | None = None
    cost: Hundredths | None = None
    favourite: bool = False
    rating: int = 0
    notes: str = ""
    file_settings: str | None = None
    tags: tuple[str, ...] = ()
    reference_count: int = 0
    binned_at: datetime | None = None
    file_name: str = ""
    """The name that the file had, if a search is to find it."""


class KnownPicture(NamedTuple):
    """A picture of the library."""

    id: ItemId
    path: str
    sha256: str
    bytes: int
    is_outside: bool
    is_missing: bool
    is_binned: bool


class SeenBefore(NamedTuple):
    """What came of a file when it was last looked at, if it has not changed since; ``picture_id`` is ``None`` when no
    picture came of it or that one was deleted for ever."""

    picture_id: ItemId | None
    is_missing: bool
    is_binned: bool


class ImportStore:
    """Each method that writes is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last_at: dict[int, ItemId] = {}

    def known(self, sha256: str, size_bytes: int) -> KnownPicture | None:
        """The picture with these bytes: rather one that is whole and not in the bin."""
        return next(iter(self._known(_SAME_CONTENT, (sha256, size_bytes))), None)

    def at_path(self, path: str) -> KnownPicture | None:
        """The picture whose file is this one."""
        return next(iter(self._known(f"{_KNOWN} WHERE path = ?", (path,))), None)

    def picture(self, picture_id: ItemId) -> KnownPicture | None:
        return next(iter(self._known(f"{_KNOWN} WHERE id = ? AND binned_at IS NULL", (picture_id,))), None)

    def missing_bytes(self) -> frozenset[int]:
        """How large the files were that are missing: only those of such a size can be one of them."""
        return frozenset(size for (size,) in self._all("SELECT DISTINCT bytes FROM picture WHERE missing = 1"))

    def all(self) -> list[KnownPicture]:
        """Every picture that is not in the bin."""
        return self._known(f"{_KNOWN} WHERE binned_at IS NULL ORDER BY id")

    def seen(self, files: Sequence[FoundFile]) -> dict[str, SeenBefore]:
        """By path, those of these files that were looked at before and have the same size and date as then."""
        found = {}
        by_path = {file.path: file for file in files if is_storable(file.path)}
        paths = list(by_path)
        for start in range(0, len(paths), _MARKS):
            some = paths[start : start + _MARKS]
            sql = _SEEN_BEFORE.format(marks=", ".join("?" * len(some)))
            for path, size, modified_ns, picture_id, missing, binned in self._all(sql, some):
                if (size, modified_ns) == by_path[path][1:]:
                    found[path] = SeenBefore(picture_id, bool(missing), bool(binned))
        return found

    def add(self, pictures: Sequence[ImportedPicture], seen: Iterable[tuple[FoundFile, ItemId | None]] = ()) -> None:
        """New rows, and the files they and others were read from."""
        with transaction(self._connection):
            self._connection.executemany(_INSERT, [_values(picture) for picture in pictures])
            self._tag([(tag, picture.id) for picture in pictures for tag in map(_text, picture.tags) if tag])
            self._connection.executemany(
                _SEEN, [(*file, picture_id) for file, picture_id in seen if is_storable(file.path)]
            )
        if len(self._last_at) > _MOST_MOMENTS:
            self._last_at.clear()  # what was handed out is in the database now

    def binned_ids(self) -> frozenset[ItemId]:
        return frozenset(item_id for (item_id,) in self._all("SELECT id FROM picture WHERE binned_at IS NOT NULL"))

    def changed(self, picture_id: ItemId, sha256: str, size_bytes: int, size: Size, file_format: str) -> None:
        """Another program has changed the file of this picture."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE picture SET sha256 = ?, bytes = ?, width = ?, height = ?, format = ?, missing = 0,"
                " colour = NULL WHERE id = ?",
                (sha256, size_bytes, *size, file_format, picture_id),
            )

    def found_again(self, picture_id: ItemId, path: str, *, is_outside: bool) -> None:
        """The file of this picture is there, at this place."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE picture SET path = ?, is_outside = ?, missing = 0 WHERE id = ?", (path, is_outside, picture_id)
            )

    def located(
        self,
        picture_id: ItemId,
        path: str,
        *,
        sha256: str,
        size_bytes: int,
        size: Size,
        file_format: str,
        is_outside: bool,
    ) -> None:
        """The file of this picture is at this place, perhaps with another content."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE picture SET path = ?, is_outside = ?, sha256 = ?, bytes = ?, width = ?, height = ?, format = ?,"
                " missing = 0, colour = iif(sha256 = ?4, colour, NULL) WHERE id = ?",
                (path, is_outside, sha256, size_bytes, *size, file_format, picture_id),
            )

    def free_id(self, made_at: datetime, latest: datetime) -> ItemId:
        """An id that nothing has, for a picture made then; never as late as ``latest``, where new ones come to be.

        Those of one moment are in the order in which they are asked for.
        """
        moment = max(1, min(first_id_at(made_at), first_id_at(latest) - 1) >> 10)
        candidate = max(moment << 10, self._last_at.get(moment, 0) + 1)
        while not self.is_free(candidate):
            candidate += 1
        self._last_at[moment] = candidate
        return candidate

    def is_free(self, item_id: ItemId) -> bool:
        """Whether neither a picture nor a generation has this id."""
        sql = "SELECT EXISTS (SELECT 1 FROM picture WHERE id = ?1) OR EXISTS (SELECT 1 FROM generation WHERE id = ?1)"
        return not self._all(sql, (item_id,))[0][0]

    def lacks_picture(self, generation_id: ItemId) -> bool:
        """Whether this generation is done and the library has no picture of it: it was deleted for ever, or its row was
        lost."""
        sql = """
            SELECT 1 FROM generation WHERE id = ?1 AND state = 'done'
            AND NOT EXISTS (SELECT 1 FROM picture WHERE id = ?1)
        """
        return bool(self._all(sql, (generation_id,)))

    def is_under_way(self, generation_id: ItemId) -> bool:
        """Whether the picture of this generation is still to be recorded; its file may be there already."""
        sql = "SELECT 1 FROM generation WHERE id = ? AND state NOT IN ('done', 'cancelled')"
        return bool(self._all(sql, (generation_id,)))

    # Watched folders

    def watched_folders(self) -> list[WatchedFolder]:
        rows = self._all("SELECT id, path, in_place FROM watched_folder ORDER BY path COLLATE NOCASE")
        return [WatchedFolder(folder_id, path, bool(in_place)) for folder_id, path, in_place in rows]

    def watch(self, path: str, *, in_place: bool) -> None:
        """Watch this folder from now on, or change what becomes of its pictures."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO watched_folder (path, in_place) VALUES (?1, ?2)"
                " ON CONFLICT (path) DO UPDATE SET in_place = ?2",
                (path, in_place),
            )

    def unwatch(self, folder_id: int) -> None:
        with transaction(self._connection):
            self._connection.execute("DELETE FROM watched_folder WHERE id = ?", (folder_id,))

    def _tag(self, tags: Sequence[tuple[str, ItemId]]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO tag (name) VALUES (?)", [(tag,) for tag, _ in tags])
        self._connection.executemany(
            "INSERT OR IGNORE INTO picture_tag (tag_id, picture_id) SELECT id, ?2 FROM tag WHERE name = ?1", tags
        )

    def _known(self, sql: str, values: Sequence[Any] = ()) -> list[KnownPicture]:
        return [
            KnownPicture(picture_id, path, sha256, size_bytes, *map(bool, flags))
            for picture_id, path, sha256, size_bytes, *flags in self._all(sql, values)
        ]

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with reading(self._connection):
            return self._connection.execute(sql, values).fetchall()


def is_storable(path: str) -> bool:
    """Whether a path can be written down as text: names may hold bytes that are no letters."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _values(picture: ImportedPicture) -> tuple[Any, ...]:
    seed = picture.seed if picture.seed is not None and abs(picture.seed) <= _LARGEST_INTEGER else None
    return (
        picture.id,
        picture.generation_id,
        picture.path,
        picture.is_outside,
        picture.sha256,
        picture.bytes,
        picture.size.width_px,
        picture.size.height_px,
        picture.file_format,
        picture.practice,
        _text(picture.model),
        _text(picture.prompt),
        picture.prompt_used if picture.prompt_used is None else _text(picture.prompt_used),
        seed,
        picture.cost,
        picture.favourite,
        picture.rating,
        _text(picture.notes),
        picture.file_settings if picture.file_settings is None else _text(picture.file_settings),
        picture.reference_count,
        microseconds(picture.binned_at),
        _text(picture.file_name),
    )


def _text(words: str) -> str:
    """Words out of a file may hold halves of letters, which no database takes."""
    return words.encode("utf-8", "replace").decode()
