"""What people keep about pictures: marks, notes, tags, albums, and what is in the bin. For the engine's thread.

A picture is in the bin when ``binned_at`` is set. The row is the intent and the file follows it (``bin_files``), so
that a crash in between loses nothing. Zero in ``binned_at`` is long ago: the picture is condemned, and no way leads
back; its row goes as soon as its file is gone.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from flux_desktop.domain.edits import (
    Column,
    CreateAlbum,
    Edit,
    Ids,
    Label,
    RemoveAlbum,
    RenameAlbum,
    SetLabel,
    SetValues,
    Value,
)
from flux_desktop.domain.errors import NameTakenError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.bin_files import FilePlace
from flux_desktop.storage.database import reading, transaction

CONDEMNED = 0
"""The ``binned_at`` of what is to be deleted for ever."""

_AT_ONCE = 8192
"""So many ids go to SQLite in one text. Making it takes a millisecond, during which no other thread runs."""

_OLD_VALUES = """
    SELECT {column}, group_concat(id) FROM picture
    WHERE id IN (SELECT value FROM json_each(?)) AND {column} IS NOT ? AND coalesce(binned_at, 1) > 0
    GROUP BY {column}
"""
_SET_VALUE = """
    UPDATE picture SET {column} = ?
    WHERE id IN (SELECT value FROM json_each(?)) AND {column} IS NOT ? AND coalesce(binned_at, 1) > 0
"""
_UNLABELLED = """
    SELECT group_concat(id) FROM picture
    WHERE id IN (SELECT value FROM json_each(?))
      AND id NOT IN (SELECT picture_id FROM picture_{kind} WHERE {kind}_id = ?)
"""
_NEW_LABEL = "INSERT INTO {kind} (name) VALUES (?) ON CONFLICT DO NOTHING"
_LABEL = "INSERT INTO picture_{kind} ({kind}_id, picture_id) SELECT ?, value FROM json_each(?)"
_LABELLED = """
    SELECT group_concat(picture_id) FROM picture_{kind}
    WHERE {kind}_id = ? AND picture_id IN (SELECT value FROM json_each(?))
"""
_ALBUM_CONTENT = "SELECT group_concat(picture_id) FROM picture_album WHERE album_id = ?"
_LABELS = """
    SELECT name, count(picture.id) FROM {kind}
    LEFT JOIN picture_{kind} ON {kind}_id = {kind}.id
    LEFT JOIN picture ON picture.id = picture_id AND binned_at IS NULL
    GROUP BY {kind}.id ORDER BY name
"""
_LABELS_OF = """
    SELECT name, count(*) FROM picture_{kind} JOIN {kind} ON {kind}.id = {kind}_id
    WHERE picture_id IN (SELECT value FROM json_each(?))
    GROUP BY {kind}.id ORDER BY name
"""
_PLACES = """
    SELECT id, path, binned_at IS NOT NULL, sha256 FROM picture
    WHERE id IN (SELECT value FROM json_each(?)) AND is_outside = 0
"""


class LabelCount(NamedTuple):
    """A tag or an album, and how many pictures have it."""

    name: str
    pictures: int


class KeepingStore:
    """Every edit is one transaction, for any number of pictures. Ids that are unknown are passed over.

    All methods raise ``LibraryError`` when the disk or the database fails them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # Edits

    def make(self, edit: Edit) -> Edit:
        """Make the edit; the answer takes back what it has really changed.

        Raises:
            NameTakenError: another album has this name.
        """
        with transaction(self._connection):
            match edit:
                case SetValues(column, groups):
                    return self._set_values(column, groups)
                case SetLabel(kind, name, ids, is_on):
                    return self._set_label(kind, name, ids, is_on=is_on)
                case CreateAlbum(name, ids):
                    return self._create_album(name, ids)
                case RemoveAlbum(name):
                    return self._remove_album(name)
                case RenameAlbum(name, new_name):
                    return self._rename_album(name, new_name)

    def _set_values(self, column: Column, groups: Sequence[tuple[Value, Ids]]) -> SetValues:
        before: dict[Value, array[int]] = {}
        for value, ids in groups:
            for text in _texts(ids):
                for old, changed in self._execute(_OLD_VALUES.format(column=column), text, value):
                    before.setdefault(old, array("q")).extend(_numbers(changed))
                self._execute(_SET_VALUE.format(column=column), value, text, value)
        return SetValues(column, tuple(before.items()))

    def _set_label(self, kind: Label, name: str, ids: Ids, *, is_on: bool) -> SetLabel:
        name = self._kept_name(kind, name)
        changed = self._label(kind, name, ids) if is_on else self._unlabel(kind, name, ids)
        if kind is Label.TAG:
            self._execute("DELETE FROM tag WHERE name = ? AND id NOT IN (SELECT tag_id FROM picture_tag)", name)
        return SetLabel(kind, name, changed, is_on=not is_on)

    def _label(self, kind: Label, name: str, ids: Ids) -> "array[int]":
        self._execute(_NEW_LABEL.format(kind=kind), name)
        label, changed = self._label_id(kind, name), array("q")
        for text in _texts(ids):
            ((new,),) = self._execute(_UNLABELLED.format(kind=kind), text, label)
            numbers = _numbers(new)
            self._execute(_LABEL.format(kind=kind), label, json.dumps(numbers))
            changed.extend(numbers)
        return changed

    def _unlabel(self, kind: Label, name: str, ids: Ids) -> "array[int]":
        label, changed = self._label_id(kind, name), array("q")
        for text in _texts(ids):
            ((old,),) = self._execute(_LABELLED.format(kind=kind), label, text)
            delete = (
                f"DELETE FROM picture_{kind} WHERE {kind}_id = ? AND picture_id IN (SELECT value FROM json_each(?))"  # noqa: S608
            )
            self._execute(delete, label, text)
            changed.extend(_numbers(old))
        return changed

    def _kept_name(self, kind: Label, name: str) -> str:
        """Names that differ in capitals only are one: the first one that was written."""
        rows = self._execute(f"SELECT name FROM {kind} WHERE name = ?", name)  # noqa: S608  a table of this module
        return rows[0][0] if rows else name

    def _label_id(self, kind: Label, name: str) -> int | None:
        rows = self._execute(f"SELECT id FROM {kind} WHERE name = ?", name)  # noqa: S608  a table of this module
        return rows[0][0] if rows else None

    def _create_album(self, name: str, ids: Ids) -> RemoveAlbum:
        if self._label_id(Label.ALBUM, name) is not None:
            raise NameTakenError(name)
        self._execute("INSERT INTO album (name) VALUES (?)", name)
        self._label(Label.ALBUM, name, ids)
        return RemoveAlbum(name)

    def _remove_album(self, name: str) -> CreateAlbum:
        album = self._label_id(Label.ALBUM, name)
        ((content,),) = self._execute(_ALBUM_CONTENT, album)
        self._execute("DELETE FROM album WHERE id = ?", album)
        return CreateAlbum(name, array("q", _numbers(content)))

    def _rename_album(self, name: str, new_name: str) -> RenameAlbum:
        album, other = self._label_id(Label.ALBUM, name), self._label_id(Label.ALBUM, new_name)
        if other not in (None, album):
            raise NameTakenError(new_name)
        self._execute("UPDATE album SET name = ? WHERE id = ?", new_name, album)
        return RenameAlbum(new_name, name)

    # Tags and albums

    def labels(self, kind: Label) -> list[LabelCount]:
        """All tags or albums by name, with how many pictures of the gallery have each."""
        return [LabelCount(*row) for row in self._read(_LABELS.format(kind=kind))]

    def labels_of(self, kind: Label, ids: Ids) -> list[LabelCount]:
        """Those that any of these pictures has, with how many of these have it."""
        found: dict[str, int] = {}
        for text in _texts(ids):
            for name, count in self._read(_LABELS_OF.format(kind=kind), text):
                found[name] = found.get(name, 0) + count
        return [LabelCount(*item) for item in found.items()]

    # Which pictures

    def album_ids(self, name: str) -> "array[int]":
        """What is in this album."""
        ((found,),) = self._read(_ALBUM_CONTENT, self._label_id(Label.ALBUM, name))
        return array("q", _numbers(found))

    def favourites_among(self, ids: Ids) -> "array[int]":
        """Those of these pictures that are favourites."""
        return self._found("SELECT group_concat(id) FROM picture WHERE favourite = 1 AND id IN ({chosen})", ids)

    def outside_among(self, ids: Ids) -> "array[int]":
        """Those of these pictures whose files are not the program's own."""
        return self._found("SELECT group_concat(id) FROM picture WHERE is_outside = 1 AND id IN ({chosen})", ids)

    def bytes_of(self, ids: Ids) -> int:
        """How much room the files of these pictures take; those outside the library stay, and do not count."""
        select = """
            SELECT coalesce(sum(bytes), 0) FROM picture
            WHERE is_outside = 0 AND id IN (SELECT value FROM json_each(?))
        """
        return sum(self._read(select, text)[0][0] for text in _texts(ids))

    def practice_ids(self) -> "array[int]":
        """All practice pictures of the gallery."""
        ((found,),) = self._read("SELECT group_concat(id) FROM picture WHERE practice = 1 AND binned_at IS NULL")
        return array("q", _numbers(found))

    def bin_ids(self) -> "array[int]":
        """What is in the bin and not condemned, newest first."""
        ((found,),) = self._read("SELECT group_concat(id) FROM picture WHERE binned_at > 0")
        return array("q", _numbers(found)[::-1])

    # Files

    def places(self, ids: Ids) -> list[FilePlace]:
        """Where the files of these pictures belong; without those that are outside the library."""
        rows = chain.from_iterable(self._read(_PLACES, text) for text in _texts(ids))
        return [FilePlace(item_id, path, binned == 1, sha256) for item_id, path, binned, sha256 in rows]

    def all_binned(self) -> "array[int]":
        """Everything whose file belongs into the bin, the condemned included."""
        ((found,),) = self._read("SELECT group_concat(id) FROM picture WHERE binned_at IS NOT NULL AND is_outside = 0")
        return array("q", _numbers(found))

    def change_path(self, item_id: ItemId, path: str) -> None:
        """Its file belongs under another name: the old one is taken."""
        with transaction(self._connection):
            self._execute("UPDATE picture SET path = ? WHERE id = ?", path, item_id)

    def is_path_known(self, path: str) -> bool:
        """Whether some picture's file belongs there."""
        return bool(self._read("SELECT 1 FROM picture WHERE path = ?", path))

    # For ever

    def condemn(self, ids: Ids) -> None:
        """Delete these for ever, whether they are in the bin or not: nothing brings them back from here on."""
        with transaction(self._connection):
            for text in _texts(ids):
                self._execute("UPDATE picture SET binned_at = 0 WHERE id IN (SELECT value FROM json_each(?))", text)

    def binned_before(self, moment_us: int) -> "array[int]":
        """What was put into the bin before this moment (microseconds since 1970) and is not condemned yet."""
        select = "SELECT group_concat(id) FROM picture WHERE binned_at > 0 AND binned_at < ?"
        return array("q", _numbers(self._read(select, moment_us)[0][0]))

    def condemned(self, limit: int) -> "array[int]":
        """Some of those that are to go."""
        select = "SELECT group_concat(id) FROM (SELECT id FROM picture WHERE binned_at = 0 LIMIT ?)"
        ((found,),) = self._read(select, limit)
        return array("q", _numbers(found))

    def forget(self, ids: Ids) -> None:
        """Remove the rows of condemned pictures. What their generations have cost stays on record."""
        with transaction(self._connection):
            for text in _texts(ids):
                delete = "DELETE FROM picture WHERE binned_at = 0 AND id IN (SELECT value FROM json_each(?))"
                self._execute(delete, text)
            self._execute("DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM picture_tag)")

    def _found(self, select: str, ids: Ids) -> "array[int]":
        found = array("q")
        for text in _texts(ids):
            found.extend(_numbers(self._read(select.format(chosen="SELECT value FROM json_each(?)"), text)[0][0]))
        return found

    def _read(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        with reading(self._connection):
            return self._execute(sql, *values)

    def _execute(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()


def _texts(ids: Ids) -> Iterator[str]:
    """The ids in ascending order, so that what is made of them in this order is ascending as well."""
    ids = sorted(ids)
    for start in range(0, len(ids), _AT_ONCE):
        yield json.dumps(ids[start : start + _AT_ONCE])


def _numbers(text: object) -> list[int]:
    """Those of a text with commas in between, ascending."""
    numbers: list[int] = json.loads(f"[{text or ''}]")
    return sorted(numbers)
