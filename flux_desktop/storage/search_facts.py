"""What the library has that one can search for: for menus, and for completing what is typed."""

from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from typing import Any, NamedTuple

from flux_desktop.domain.date_words import month_span, months_back
from flux_desktop.domain.identifiers import created_at
from flux_desktop.domain.local_days import ids_of

Rows = Callable[[str, tuple[int, ...]], Sequence[tuple[Any, ...]]]

_MODELS = """
    WITH RECURSIVE known (model) AS (
        SELECT min(model) FROM picture WHERE binned_at IS NULL
        UNION ALL
        SELECT (SELECT min(picture.model) FROM picture WHERE picture.model > known.model AND binned_at IS NULL)
        FROM known WHERE known.model IS NOT NULL
    )
    SELECT model FROM known WHERE model <> ''
"""
_OLDEST = "SELECT min(id) FROM picture INDEXED BY picture_shown WHERE binned_at IS NULL"
_COUNT = """
    SELECT count(*) FROM picture INDEXED BY picture_shown
    WHERE binned_at IS NULL AND practice <= ? AND id >= ? AND id < ?
"""
_NAMES = "SELECT id, name FROM {table} ORDER BY name"
_SAVED = "SELECT id, name, text FROM saved_search ORDER BY name"


class MonthCount(NamedTuple):
    """How many pictures were made in a month, on the person's clock."""

    year: int
    month: int
    pictures: int


class SavedSearch(NamedTuple):
    id: int
    name: str
    text: str


def models(rows: Rows) -> tuple[str, ...]:
    """The models that made the pictures of this library, by their id; 0.1 ms, as the index is read in leaps."""
    return tuple(model for (model,) in rows(_MODELS, ()))


def tags(rows: Rows) -> dict[int, str]:
    return dict(rows(_NAMES.format(table="tag"), ()))


def albums(rows: Rows) -> dict[int, str]:
    return dict(rows(_NAMES.format(table="album"), ()))


def saved_searches(rows: Rows) -> list[SavedSearch]:
    """By their names."""
    return [SavedSearch(*row) for row in rows(_SAVED, ())]


def month_counts(rows: Rows, today: date, zone: tzinfo | None, *, hides_practice: bool) -> list[MonthCount]:
    """The months with pictures, newest first, or with pictures that are not practice."""
    oldest = next((item_id for (item_id,) in rows(_OLDEST, ()) if item_id is not None), None)
    if oldest is None:
        return []
    first = created_at(oldest).astimezone(zone).date()
    counts = []
    for year, month in months_back(today):
        if (year, month) < (first.year, first.month):
            break
        ((count,),) = rows(_COUNT, (not hides_practice, *ids_of(month_span(year, month), zone)))
        if count:
            counts.append(MonthCount(year, month, count))
    return counts
