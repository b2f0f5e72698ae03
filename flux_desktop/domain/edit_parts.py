"""A large edit in parts: each is short, and what takes them back is one edit again."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain

from flux_desktop.domain.edits import CreateAlbum, Edit, Ids, Label, RemoveAlbum, SetLabel, SetValues, Value, ids_of

MOST = 8192
"""Pictures in a part: about 30 ms of work for the database."""


def parts_of(edit: Edit, album: Ids = ()) -> list[Edit]:
    """Edits that together make the same change, in this order; only itself when it is small. ``album`` is what an album
    that it removes holds."""
    if max(len(ids_of(edit)), len(album)) <= MOST:
        return [edit]
    match edit:
        case RemoveAlbum(name):
            return [*(SetLabel(Label.ALBUM, name, some, is_on=False) for some in _pieces(album)), edit]
        case SetValues(column, groups):
            return [SetValues.all(column, value, some) for value, ids in groups for some in _pieces(ids)]
        case SetLabel(kind, name, ids, is_on):
            return [SetLabel(kind, name, some, is_on) for some in _pieces(ids)]
        case CreateAlbum(name, ids):
            first, *others = _pieces(ids)
            return [CreateAlbum(name, first), *(SetLabel(Label.ALBUM, name, some) for some in others)]
        case _:
            return [edit]


def joined(reverses: Sequence[Edit]) -> Edit:
    """One edit that takes back what these take back, which are the answers to the parts of one."""
    first, last = reverses[0], reverses[-1]
    if isinstance(last, CreateAlbum):
        return CreateAlbum(last.name, _all_ids(reverses))
    match first:
        case SetValues(column) if len(reverses) > 1:
            groups = chain.from_iterable(part.groups for part in reverses if isinstance(part, SetValues))
            return SetValues(column, _by_value(groups))
        case SetLabel(kind, name, _, is_on) if len(reverses) > 1:
            return SetLabel(kind, name, _all_ids(reverses), is_on)
        case _:
            return first  # with a new album everything that was put into it goes


def _all_ids(reverses: Sequence[Edit]) -> "array[int]":
    return array("q", sorted(chain.from_iterable(map(ids_of, reverses))))


def _pieces(ids: Ids) -> Iterator["array[int]"]:
    ascending = array("q", sorted(ids))
    for start in range(0, len(ascending), MOST):
        yield ascending[start : start + MOST]


def _by_value(groups: "Iterator[tuple[Value, Ids]]") -> tuple[tuple[Value, Ids], ...]:
    found: dict[Value, list[int]] = {}
    for value, ids in groups:
        found.setdefault(value, []).extend(ids)
    return tuple((value, array("q", sorted(ids))) for value, ids in found.items())
