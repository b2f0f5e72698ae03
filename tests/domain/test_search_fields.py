from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain import search_fields
from flux_desktop.domain.search_fields import Area, Range, Ratios, Sides, range_term
from flux_desktop.domain.search_query import Field, Term
from flux_desktop.domain.sizes import Shape, Tier, size_within


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4", Range(4, 4)),
        (">=3", Range(3, None)),
        ("3+", Range(3, None)),
        (">3", Range(4, None)),
        ("<= 2", Range(None, 2)),
        ("<3", Range(None, 2)),
        ("2..4", Range(2, 4)),
        ("4-2", Range(2, 4)),
        ("none", Range(0, 0)),
        ("", None),
        (">", None),
        ("good", None),
    ],
)
def test_a_rating_is_a_number_or_how_it_compares(value: str, expected: Range | None) -> None:
    assert search_fields.rating(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (">0.1", Range(1001, None)),
        (">=$0.045", Range(450, None)),
        ("0,05", Range(500, 500)),
        ("<.01", Range(None, 99)),
        ("$0.01..$0.10", Range(100, 1000)),
        ("free", Range(0, 0)),
        ("cheap", None),
    ],
)
def test_a_cost_is_in_dollars(value: str, expected: Range | None) -> None:
    assert search_fields.cost(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", Range(1, None)), ("yes", Range(1, None)), ("no", Range(0, 0)), ("1", Range(1, 1)), (">=2", Range(2, None))],
)
def test_references_are_there_or_not_or_counted(value: str, expected: Range) -> None:
    assert search_fields.reference_count(value) == expected


def test_seeds_are_digits() -> None:
    assert search_fields.seed("2 203 418 774") == 2_203_418_774
    assert search_fields.seed("x1") is None
    assert search_fields.seed("9" * 40) is None


def test_sizes_are_sides_shapes_or_words() -> None:
    assert search_fields.size("1024×768") == Sides(1024, 768)
    assert search_fields.size("Large") == Area(search_fields.LARGE_PIXELS)
    assert search_fields.size("1:0") is None
    assert search_fields.size("10") is None


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("tier", list(Tier))
def test_every_size_that_is_made_for_a_shape_is_found_by_it_and_by_no_other(shape: Shape, tier: Tier) -> None:
    made = size_within(shape.ratio, tier.pixels, 16)
    fitting = [other for other in Shape if _has(made.ratio, other)]
    assert fitting == [shape]


def _has(ratio: float, shape: Shape) -> bool:
    test = search_fields.size(shape.label)
    assert isinstance(test, Ratios)
    assert test.least
    assert test.most
    return test.least <= ratio <= test.most


def test_days_picked_in_a_calendar_are_in_order() -> None:
    assert range_term(date(2026, 8, 15), date(2026, 8, 1)) == Term("2026-08-01..2026-08-15", Field.DATE)
    assert range_term(date(2026, 8, 1), date(2026, 8, 1)) == Term("2026-08-01", Field.DATE)


@given(st.text(st.characters(exclude_categories=[]), max_size=20) | st.text("0123456789.,<>=$x:-+ ", max_size=12))
def test_no_value_is_an_error(value: str) -> None:
    for field in Field:
        search_fields.is_understood(Term(value, field))
