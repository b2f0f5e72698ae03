from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.ui.gallery.row_breaking import Row, RowBreaker, RowShape

RATIOS = st.lists(st.floats(0.1, 8), min_size=1, max_size=80)
SHAPES = st.builds(RowShape, st.integers(200, 2600), st.integers(100, 340), st.integers(0, 12))


def break_rows(ratios: list[float], shape: RowShape, *, ends_section: bool) -> list[Row]:
    breaker = RowBreaker(shape)
    return breaker.rows(ratios, breaker.starts(ratios, ends_section=ends_section), ends_section=ends_section)


def widths(row: Row, shape: RowShape) -> list[int]:
    return [row.edges[i + 1] - shape.gap_px - row.edges[i] for i in range(row.count)]


@given(RATIOS, SHAPES, st.booleans())
def test_every_picture_has_one_place_in_order_and_inside_the_width(
    ratios: list[float], shape: RowShape, ends: bool
) -> None:
    rows = break_rows(ratios, shape, ends_section=ends)
    assert [row.first for row in rows] == [sum(r.count for r in rows[:i]) for i in range(len(rows))]
    assert sum(row.count for row in rows) == len(ratios)
    for row in rows:
        assert min(widths(row, shape)) >= 1
        assert row.edges[0] == 0
        assert row.edges[-1] - shape.gap_px <= shape.width_px
    for above, below in pairwise(rows):
        assert below.top_px == above.top_px + above.height_px + shape.gap_px


@given(st.lists(st.floats(0.5, 2), min_size=30, max_size=80), st.integers(700, 2000))
def test_rows_of_ordinary_pictures_fill_the_width_and_stay_near_the_height_asked_for(
    ratios: list[float], width_px: int
) -> None:
    shape = RowShape(width_px, 160, 8)
    rows = break_rows(ratios, shape, ends_section=True)
    for row in rows[:-1]:
        assert row.edges[-1] - shape.gap_px == width_px
        assert 0.5 * 160 <= row.height_px <= 1.5 * 160


@given(st.lists(st.floats(0.5, 2), min_size=1, max_size=40))
def test_tiles_keep_the_shape_of_their_pictures(ratios: list[float]) -> None:
    shape = RowShape(1200, 200, 8)
    for row in break_rows(ratios, shape, ends_section=True):
        for offset, width in enumerate(widths(row, shape)):
            assert abs(width / row.height_px - ratios[row.first + offset]) < 0.03 * ratios[row.first + offset] + 0.02


def test_the_last_row_of_a_section_is_left_short_at_the_height_asked_for() -> None:
    rows = break_rows([1.5] * 4, RowShape(875, 188, 8), ends_section=True)
    assert [row.count for row in rows] == [3, 1]
    assert rows[1].height_px == 188
    assert widths(rows[1], RowShape(875, 188, 8)) == [282]


def test_a_run_in_the_middle_of_a_section_has_no_short_row() -> None:
    rows = break_rows([1.5] * 193, RowShape(875, 188, 8), ends_section=False)
    assert all(row.edges[-1] - 8 == 875 for row in rows)


def test_a_picture_beyond_all_proportion_gets_a_tile_one_can_still_hit() -> None:
    row = break_rows([0.01], RowShape(875, 188, 8), ends_section=True)[0]
    assert widths(row, RowShape(875, 188, 8)) == [47]


@pytest.mark.parametrize("new", [1, 2, 3])
def test_pictures_that_come_first_leave_the_rows_further_down_as_they_are(new: int) -> None:
    """Where shapes are mixed. A long run of equal shapes moves on as a whole: there nothing can fall into step."""
    for seed in range(200):
        chance = Random(seed)
        ratios = chance.choices((1.0, 1.5, 1.78, 0.67), k=chance.randint(60, 90))
        breaker = RowBreaker(RowShape(chance.randint(700, 1200), 160, 8))
        before = breaker.starts(ratios, ends_section=True)
        kept = {end + new: start + new for start, end in zip(before, [*before[1:], len(ratios)], strict=True)}
        after = breaker.starts([1.5] * new + ratios, ends_section=True, kept=kept)
        assert set(after[6:]) <= {start + new for start in before}, seed


def test_a_short_last_row_is_not_kept_short_when_pictures_follow_it() -> None:
    breaker = RowBreaker(RowShape(875, 188, 8))
    starts = breaker.starts([1.5] * 8, ends_section=True, kept={3: 0, 4: 3})
    assert starts == [0, 3, 6]
