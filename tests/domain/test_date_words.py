from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.date_words import date_span, is_date
from flux_desktop.domain.identifiers import created_at
from flux_desktop.domain.local_days import NO_END, DateSpan, ids_of

TODAY = date(2026, 11, 20)  # a Friday
BERLIN = ZoneInfo("Europe/Berlin")

PARTS = st.sampled_from(
    [
        *(
            "last",
            "this",
            "past",
            "ago",
            "today",
            "yesterday",
            "7",
            "0",
            "9999",
            "29",
            "days",
            "months",
            "year",
            "week",
        ),
        *("august", "aug", "february", "may", "monday", "sun", "2024", "2026-08", "0001", "9999-12-31"),
        *("..", ">", "<=", ","),
    ]
)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("Yesterday", "2026-11-19", "2026-11-19"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last  month", "2026-10-01", "2026-10-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("last 7 days", "2026-11-14", "2026-11-20"),
        ("past 2 weeks", "2026-11-07", "2026-11-20"),
        ("3 days ago", "2026-11-17", "2026-11-17"),
        ("august", "2026-08-01", "2026-08-31"),
        ("december", "2025-12-01", "2025-12-31"),
        ("november", "2026-11-01", "2026-11-30"),
        ("last november", "2025-11-01", "2025-11-30"),
        ("aug 2025", "2025-08-01", "2025-08-31"),
        ("2025 february", "2025-02-01", "2025-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2026-08", "2026-08-01", "2026-08-31"),
        ("2026/8/5", "2026-08-05", "2026-08-05"),
        ("15 august 2026", "2026-08-15", "2026-08-15"),
        ("december 24", "2025-12-24", "2025-12-24"),
        ("29 february", "2024-02-29", "2024-02-29"),
        ("friday", "2026-11-20", "2026-11-20"),
        ("last friday", "2026-11-13", "2026-11-13"),
        ("thu", "2026-11-19", "2026-11-19"),
        ("2026-08-01..2026-08-15", "2026-08-01", "2026-08-15"),
        ("july..august", "2026-07-01", "2026-08-31"),
        (">=august", "2026-08-01", None),
        (">2026-08", "2026-09-01", None),
        ("<august", None, "2026-07-31"),
        ("..yesterday", None, "2026-11-19"),
    ],
)
def test_dates_are_said_in_many_ways(words: str, first: str | None, last: str | None) -> None:
    expected = DateSpan(first and date.fromisoformat(first), last and date.fromisoformat(last))  # type: ignore[arg-type]
    assert date_span(words, TODAY) == expected


@pytest.mark.parametrize(
    "words", ["", "last", "fog", "2026-13", "2026-02-30", "31 february", "..", ">", "0000", "last 7"]
)
def test_what_is_no_date_is_none(words: str) -> None:
    assert date_span(words, TODAY) is None
    assert not is_date(words)


@given(st.lists(PARTS, min_size=1, max_size=4).map(" ".join), st.dates(date(1971, 1, 1), date(2200, 1, 1)))
def test_a_date_is_a_date_on_every_day(words: str, today: date) -> None:
    span = date_span(words, today)
    assert (span is not None) == is_date(words)
    if span:
        ids = ids_of(span, BERLIN)
        assert ids.first_id >= 0
        assert ids.end_id <= NO_END


@given(st.dates(date(1971, 1, 1), date(2200, 1, 1)))
def test_a_day_begins_at_midnight_of_the_person_whatever_the_clocks_do(day: date) -> None:
    ids = ids_of(DateSpan(day, day), BERLIN)
    assert created_at(ids.first_id).astimezone(BERLIN).date() == day
    assert created_at(ids.first_id - 1).astimezone(BERLIN).date() == day - timedelta(days=1)
    assert created_at(ids.end_id - 1).astimezone(BERLIN).date() == day
    assert created_at(ids.end_id).astimezone(BERLIN).date() == day + timedelta(days=1)
