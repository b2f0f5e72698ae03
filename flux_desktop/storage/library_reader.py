"""What the window reads from the database: the order of items, their shapes, pages of rows, sums.

It is imported before the first paint. What only later readings need is imported where it is used.
"""

import json
import sqlite3
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.sizes import Size
from flux_desktop.domain.state import State
from flux_desktop.storage.columns import failure_of, moment
from flux_desktop.storage.database import connect_prepared
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails

if TYPE_CHECKING:
    from datetime import datetime

    from flux_desktop.domain.file_settings import FileSettings
    from flux_desktop.domain.generation import Generation
    from flux_desktop.domain.picture import Picture

__all__ = ["GalleryRow", "GenerationDetails", "LibraryReader"]

_SHAPE_UNIT = 10_000

_CACHE = "PRAGMA cache_size = -512"
"""In KiB: the inner pages of a hundred thousand pictures. What is read of them at a time is not read again soon."""

_AFTER_ALL = (1 << 63) - 1
_IDS_AT_ONCE = 4096
"""So many numbers are objects of Python at a time: those of a whole library would leave holes of megabytes."""

_TILES = """
    SELECT id, width, height FROM picture INDEXED BY picture_shown
    WHERE binned_at IS NULL AND practice <= ?1 AND id < ?3
    UNION ALL
    SELECT id, width, height FROM generation INDEXED BY generation_tile
    WHERE state NOT IN ('done', 'cancelled') AND id < ?3
    ORDER BY id DESC LIMIT ?2
"""
# Long lists come as one text: SQLite makes it without holding the interpreter, which a row at a time would do.
_TILE_IDS = f"SELECT group_concat(id) FROM ({_TILES})"  # noqa: S608
_TILE_SHAPES = f"SELECT group_concat(id), group_concat({_SHAPE_UNIT} * width / height) FROM ({_TILES})"  # noqa: S608

_PICTURE_ROWS = """
    SELECT p.id, p.prompt, p.model, p.width, p.height, p.path, p.format, p.bytes, p.favourite, p.rating, p.missing,
           p.practice, p.seed, p.prompt_used, p.is_outside, p.binned_at,
           g.estimate, g.submitted_cost, g.settled_cost, g.submitted_at, g.finished_at
    FROM picture AS p LEFT JOIN generation AS g ON g.id = p.generation_id
    WHERE p.id IN ({marks})
"""
_GENERATION_ROWS = """
    SELECT id, prompt, model, width, height, state, practice, coalesce(seed_used, seed), prompt_used, estimate,
           submitted_cost, settled_cost, submitted_at, finished_at, failure_cause, failure_detail, failure_field
    FROM generation
    WHERE id IN ({marks}) AND state <> 'done'
"""
_SECTION = """
    SELECT count(*), coalesce(sum(iif(practice, 0, cost)), 0) FROM picture INDEXED BY picture_shown
    WHERE binned_at IS NULL AND practice <= ? AND id BETWEEN ? AND ?
"""
_PRACTICE = """
    SELECT group_concat(id) FROM picture INDEXED BY picture_shown WHERE binned_at IS NULL AND practice = 1
"""
_JOBS = """
    SELECT id FROM generation INDEXED BY generation_tile WHERE state NOT IN ('done', 'cancelled') ORDER BY id
"""
_PICTURE_SHAPES = "SELECT id, 1.0 * width / height FROM picture WHERE id IN ({marks})"
_GENERATION_SHAPES = "SELECT id, 1.0 * width / height FROM generation WHERE id IN ({marks})"

_LABELS_OF = """
    SELECT 'tag', name FROM picture_tag JOIN tag ON tag.id = tag_id WHERE picture_id = ?
    UNION ALL
    SELECT 'album', name FROM picture_album JOIN album ON album.id = album_id WHERE picture_id = ?
    ORDER BY name COLLATE NOCASE
"""

_MARKS = (1, 16, 64, 512)
_MOST_MARKS = _MARKS[-1]
_MARK_LISTS = {count: ", ".join("?" * count) for count in _MARKS}

_Row = tuple[Any, ...]


class LibraryReader:
    """For one thread. The database is opened when it is there: before that, everything is empty.

    All methods raise ``LibraryError`` when the database cannot be read.
    """

    def __init__(self, database: Path) -> None:
        self._path = database
        self._connection: sqlite3.Connection | None = None
        self.hides_practice = False
        """Whether lists, shapes and sums are those of the gallery without its practice pictures."""

    def item_ids(self, limit: int | None = None) -> "array[int]":
        """The tiles, newest first: pictures that are not in the bin, generations that are open or need attention.

        25 ms for 100,000, next to nothing for the ``limit`` newest.
        """
        ids, is_more = array("q"), limit != 0
        while is_more:
            most = _IDS_AT_ONCE if limit is None else min(limit - len(ids), _IDS_AT_ONCE)
            before = ids[-1] if ids else _AFTER_ALL
            some = _numbers(self._all(_TILE_IDS, (not self.hides_practice, most, before)), 0)
            ids.extend(some)
            is_more = len(some) == most and len(ids) != limit
        return ids

    def layout(self, limit: int | None = None) -> tuple["array[int]", "array[float]"]:
        """``item_ids`` and their ``aspect_ratios`` in one reading."""
        rows = self._all(_TILE_SHAPES, (not self.hides_practice, _most(limit), _AFTER_ALL))
        return array("q", _numbers(rows, 0)), array("f", [shape / _SHAPE_UNIT for shape in _numbers(rows, 1)])

    def aspect_ratios(self, ids: Sequence[ItemId]) -> "array[float]":
        """Width through height of each of these; 1 for an id that is not in the library."""
        if len(ids) > _MOST_MARKS:
            all_ids, ratios = self.layout()
            if all_ids == ids:
                return ratios
        found: dict[ItemId, float] = dict(self._by_ids(_PICTURE_SHAPES, ids))
        found.update(self._by_ids(_GENERATION_SHAPES, [item_id for item_id in ids if item_id not in found]))
        return array("f", [found.get(item_id, 1.0) for item_id in ids])

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]:
        """The rows of these items, in no order; without those that are not in the library."""
        rows = {row[0]: _picture_row(row) for row in self._by_ids(_PICTURE_ROWS, ids)}
        if len(rows) < len(ids):
            others = [item_id for item_id in ids if item_id not in rows]
            rows.update({row[0]: _generation_row(row) for row in self._by_ids(_GENERATION_ROWS, others)})
        return rows

    def details(self, item_id: ItemId) -> GenerationDetails | None:
        """All about one item, or ``None`` when there is none with this id."""
        row = self.rows([item_id]).get(item_id)
        if row is None:
            return None
        generation, found = self._generation(item_id), self._picture(item_id)
        if found is None:
            return GenerationDetails(row, generation, None)
        picture, notes, binned_at, said, name = found
        tags, albums = self._labels_of(item_id)
        return GenerationDetails(
            row, generation, picture, notes, generation is None, binned_at, _settings(said), tags, albums, name
        )

    def section_cost(self, first_id: ItemId, last_id: ItemId) -> tuple[int, Hundredths]:
        """How many pictures lie between two ids (both included, in any order), and what they cost; practice is free."""
        ((count, cost),) = self._all(_SECTION, (not self.hides_practice, *_ordered(first_id, last_id))) or [(0, 0)]
        return count, cost

    def practice_ids(self) -> "array[int]":
        """The practice pictures that are not in the bin, oldest first; 5 ms for a library of 100,000."""
        return array("q", _numbers(self._all(_PRACTICE), 0))

    def committed_since(self, moment: "datetime") -> Hundredths:
        """See ``storage.spending.committed_since``."""
        from flux_desktop.storage.spending import COMMITTED, committed_values

        ((amount,),) = self._all(COMMITTED, committed_values(moment)) or [(0,)]
        return Hundredths(amount)

    def job_ids(self) -> list[ItemId]:
        """Generations that are open or need attention, oldest first."""
        return [item_id for (item_id,) in self._all(_JOBS)]

    def recent_durations_s(self, model_id: str, limit: int = 20, *, practice: bool = False) -> list[float]:
        """How long this model took from submission to ready, newest first. Practice has times of its own."""
        from flux_desktop.storage.generation_rows import RECENT_DURATIONS

        return [row[0] for row in self._all(RECENT_DURATIONS, (model_id, practice, limit))]

    def close(self) -> None:
        """Let go of the database; the next reading opens it again."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _generation(self, item_id: ItemId) -> "Generation | None":
        from flux_desktop.storage.generation_rows import COLUMNS, generation_of

        select = f"SELECT {', '.join(COLUMNS)} FROM generation WHERE id = ?"  # noqa: S608  names of columns only
        rows = self._all(select, (item_id,))
        return generation_of(rows[0]) if rows else None

    def _picture(self, item_id: ItemId) -> "tuple[Picture, str, datetime | None, str | None, str] | None":
        """The picture, its notes, when it was thrown away, if it was, what its file says of its making, and
        the name that this had."""
        from flux_desktop.storage.picture_store import PICTURE_COLUMNS, picture_of

        select = f"SELECT {PICTURE_COLUMNS}, notes, binned_at, file_settings, file_name FROM picture WHERE id = ?"  # noqa: S608
        for *columns, notes, binned_at, file_settings, file_name in self._all(select, (item_id,)):
            return picture_of(columns), notes, moment(binned_at), file_settings, file_name
        return None

    def _labels_of(self, item_id: ItemId) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of its tags and of its albums."""
        labels: dict[str, list[str]] = {"tag": [], "album": []}
        for kind, name in self._all(_LABELS_OF, (item_id, item_id)):
            labels[kind].append(name)
        return tuple(labels["tag"]), tuple(labels["album"])

    def _by_ids(self, sql: str, ids: Sequence[ItemId]) -> list[_Row]:
        """The rows with these ids. The number of marks is one of a few, so that SQLite prepares each query once."""
        found: list[_Row] = []
        for start in range(0, len(ids), _MOST_MARKS):
            some = list(ids[start : start + _MOST_MARKS])
            marks = next(size for size in _MARKS if size >= len(some))
            found += self._all(sql.format(marks=_MARK_LISTS[marks]), some + some[:1] * (marks - len(some)))
        return found

    def _all(self, sql: str, values: Sequence[str | int] = ()) -> list[_Row]:
        with library_errors():
            if self._connection is None:
                self._connection = connect_prepared(self._path)
                if self._connection:
                    self._connection.execute(_CACHE)
            return self._connection.execute(sql, values).fetchall() if self._connection else []


def _settings(said: str | None) -> "FileSettings | None":
    if said is None:
        return None
    from flux_desktop.domain.file_settings import FileSettings  # of imported pictures only

    try:
        return FileSettings.from_json(said)
    except ValueError:
        return None


def _most(limit: int | None) -> int:
    return -1 if limit is None else limit


def _numbers(rows: list[_Row], column: int) -> list[int]:
    """The numbers of a text with commas in between; none when there is no row or no text."""
    text = rows[0][column] if rows else None
    numbers: list[int] = json.loads(f"[{text or ''}]")
    return numbers


def _ordered(first_id: ItemId, last_id: ItemId) -> tuple[ItemId, ItemId]:
    return min(first_id, last_id), max(first_id, last_id)


def _picture_row(row: _Row) -> GalleryRow:
    (item_id, prompt, model, width, height, path, file_format, size, favourite, rating, missing, practice,
     seed, prompt_used, outside, binned_at, estimate, submitted_cost, settled_cost, submitted_at,
     finished_at) = row  # fmt: skip
    return GalleryRow(
        item_id,
        State.DONE,
        prompt,
        model,
        Size(width, height),
        _outside(path) if outside else path if binned_at is None else _in_bin(item_id, path),
        file_format,
        size,
        favourite == 1,
        rating,
        missing == 1,
        practice == 1,
        seed,
        prompt_used,
        estimate,
        submitted_cost,
        settled_cost,
        moment(submitted_at),
        moment(finished_at),
        binned=binned_at is not None,
    )


def _outside(path: str) -> str:
    from flux_desktop.domain.outside_path import OutsidePath  # few libraries have any

    return OutsidePath(path)


def _in_bin(item_id: ItemId, path: str) -> str:
    from flux_desktop.storage.bin_files import bin_path  # the gallery shows none

    return bin_path(item_id, path)


def _generation_row(row: _Row) -> GalleryRow:
    (item_id, prompt, model, width, height, state, practice, seed, prompt_used, estimate, submitted_cost,
     settled_cost, submitted_at, finished_at, cause, detail, field) = row  # fmt: skip
    return GalleryRow(
        id=item_id,
        state=State(state),
        prompt=prompt,
        model_id=model,
        size=Size(width, height),
        practice=practice == 1,
        seed=seed,
        prompt_used=prompt_used,
        estimate=estimate,
        submitted_cost=submitted_cost,
        settled_cost=settled_cost,
        submitted_at=moment(submitted_at),
        finished_at=moment(finished_at),
        failure=failure_of(cause, detail, field),
    )
