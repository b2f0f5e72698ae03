"""Many ids in one stroke come to the same as one after the other."""

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.ui.gallery import bulk
from flux_desktop.ui.gallery.bulk import Run

_Ids = st.lists(st.integers(0, 60), unique=True).map(lambda ids: array("q", sorted(ids)))
_MANY = array("q", range(0, 400_000, 2))


@given(ids=_Ids, others=_Ids)
def test_taking_out_and_putting_in_are_those_of_sets(ids: "array[int]", others: "array[int]") -> None:
    assert list(bulk.without(ids, others)) == sorted({*ids} - {*others})
    assert list(bulk.with_all(ids, others)) == sorted({*ids} | {*others})


@given(ids=_Ids, others=_Ids)
def test_runs_are_as_long_as_can_be(ids: "array[int]", others: "array[int]") -> None:
    runs = bulk.runs_of(ids, others)
    assert runs is not None
    assert [others[place] for run in runs for place in range(*run)] == sorted({*ids} & {*others})
    for one, following in pairwise(runs):
        assert one.end < following.first or ids.index(others[following.first]) > ids.index(others[one.end - 1]) + 1


@given(ids=_Ids, others=_Ids)
def test_gaps_filled_from_the_last_on_give_all_in_order(ids: "array[int]", others: "array[int]") -> None:
    gaps = bulk.gaps_for(others, ids)
    assert gaps is not None
    for position, some in gaps:
        ids[position:position] = some
    assert list(ids) == sorted({*ids})


def test_a_run_ends_where_the_first_id_differs() -> None:
    for same in range(40):
        others = array("q", [*range(same), same + 100])
        assert bulk.runs_of(array("q", range(same + 1)), others) == [Run(0, same)] * bool(same)


def test_everything_is_one_run_and_one_gap() -> None:
    assert bulk.runs_of(_MANY, _MANY) == [Run(0, len(_MANY))]
    assert bulk.gaps_for(_MANY, array("q")) == [(0, _MANY)]
    assert not bulk.without(_MANY, _MANY)
    assert bulk.with_all(array("q"), _MANY) == _MANY


def test_too_many_places_are_not_gone_through_one_by_one() -> None:
    every_second = array("q", [item_id for item_id in _MANY if item_id % 4])
    assert bulk.runs_of(every_second, _MANY) is None
    left = bulk.without(_MANY, every_second)
    assert len(left) == len(_MANY) // 2
    assert bulk.gaps_for(every_second, left) is None
    assert bulk.with_all(left, every_second) == _MANY
    absent = array("q", [item_id + 1 for item_id in _MANY])
    assert bulk.without(_MANY, absent) == _MANY


@pytest.mark.parametrize("ids", [[1, 2, 5], [5, 2, 1], [2, 5, 1], [1], []])
def test_ids_come_in_any_order(ids: list[int]) -> None:
    assert list(bulk.ascending(ids)) == sorted(ids)
