"""Large edits in parts, and one way back."""

from array import array

import pytest

from flux_desktop.domain.edit_parts import MOST, joined, parts_of
from flux_desktop.domain.edits import (
    Column,
    CreateAlbum,
    Edit,
    Label,
    RemoveAlbum,
    RenameAlbum,
    SetLabel,
    SetValues,
    ids_of,
)

MANY = array("q", range(1, 2 * MOST + 2))


@pytest.mark.parametrize(
    "edit",
    [
        SetValues.all(Column.RATING, 3, MANY),
        SetValues(Column.RATING, ((3, MANY[:MOST]), (4, MANY[MOST:]))),
        SetLabel(Label.TAG, "sea", MANY),
        SetLabel(Label.ALBUM, "Print", MANY, is_on=False),
        CreateAlbum("Print", MANY),
    ],
)
def test_the_parts_are_short_and_together_the_whole(edit: Edit) -> None:
    parts = parts_of(edit)
    assert len(parts) == 3
    assert max(len(ids_of(part)) for part in parts) <= MOST
    assert sorted(item_id for part in parts for item_id in ids_of(part)) == list(MANY)


def test_a_new_album_is_made_by_the_first_part_and_goes_as_one() -> None:
    parts = parts_of(CreateAlbum("Print", MANY))
    assert [type(part) for part in parts] == [CreateAlbum, SetLabel, SetLabel]
    reverses: list[Edit] = [RemoveAlbum("Print"), *(SetLabel(Label.ALBUM, "Print", [1], is_on=False) for _ in "ab")]
    assert joined(reverses) == RemoveAlbum("Print")


def test_small_edits_stay_whole() -> None:
    for edit in (SetValues.all(Column.NOTES, "x", [3, 1]), RenameAlbum("a", "b"), SetLabel(Label.TAG, "sea", [])):
        assert parts_of(edit) == [edit]
        assert joined([edit]) is edit


def test_what_takes_the_parts_back_is_one_edit_and_ascending() -> None:
    values = joined([SetValues(Column.RATING, ((1, [5]), (2, [1]))), SetValues(Column.RATING, ((1, [3, 9]),))])
    assert values == SetValues(Column.RATING, ((1, array("q", [3, 5, 9])), (2, array("q", [1]))))
    label = joined([SetLabel(Label.TAG, "sea", [4], is_on=False), SetLabel(Label.TAG, "sea", [2, 8], is_on=False)])
    assert label == SetLabel(Label.TAG, "sea", array("q", [2, 4, 8]), is_on=False)
