"""What people change about pictures, as values. Whoever makes an edit answers the one that takes it back."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flux_desktop.domain.identifiers import ItemId

Ids = Sequence[ItemId]
"""Many ids are an ``array``, which is ascending; a few may be any sequence in any order."""
Value = int | str | None
LONGEST_NAME = 100
"""Characters in the name of a tag or an album."""


class Column(StrEnum):
    """What a picture has one of. ``BINNED_AT`` is in microseconds since 1970; ``None`` for a picture of the gallery."""

    FAVOURITE = "favourite"
    RATING = "rating"
    NOTES = "notes"
    BINNED_AT = "binned_at"


class Label(StrEnum):
    """What a picture may have several of. A tag is gone with its last picture; an album stays when it is empty."""

    TAG = "tag"
    ALBUM = "album"


@dataclass(frozen=True, slots=True)
class SetValues:
    """Each value and the pictures that get it."""

    column: Column
    groups: tuple[tuple[Value, Ids], ...]

    @classmethod
    def all(cls, column: Column, value: Value, ids: Ids) -> "SetValues":
        """The same value for all of them."""
        return cls(column, ((value, ids),))


@dataclass(frozen=True, slots=True)
class SetLabel:
    """Put a tag on pictures, or pictures into an album; ``is_on`` is false for the opposite.

    A label that is not there yet is made.
    """

    kind: Label
    name: str
    ids: Ids
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class CreateAlbum:
    name: str
    ids: Ids = ()


@dataclass(frozen=True, slots=True)
class RemoveAlbum:
    """The pictures in it stay where they are."""

    name: str


@dataclass(frozen=True, slots=True)
class RenameAlbum:
    name: str
    new_name: str


Edit = SetValues | SetLabel | CreateAlbum | RemoveAlbum | RenameAlbum


def ids_of(edit: Edit) -> Ids:
    """The pictures that an edit is about."""
    match edit:
        case SetValues(groups=((_, ids),)) | SetLabel(ids=ids) | CreateAlbum(ids=ids):
            return ids
        case SetValues(groups=groups):
            return array("q", sorted(item_id for _, ids in groups for item_id in ids))
        case _:
            return ()


def clean_name(text: str) -> str:
    """The name of a tag or an album as it is kept: one line, single blanks, no quotation marks, not too long.

    Quotation marks would end the name in a search such as ``album:"name"``.
    """
    return " ".join(text.replace('"', " ").split())[:LONGEST_NAME].strip()
