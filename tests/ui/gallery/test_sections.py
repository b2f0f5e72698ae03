from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.identifiers import first_id_at
from flux_desktop.domain.local_days import Grouping
from flux_desktop.ui.gallery.sections import SectionCalendar

FRIDAY = date(2026, 11, 20)


def made(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return first_id_at(datetime(year, month, day, hour, minute, tzinfo=UTC))


def calendar(today: date = FRIDAY, grouping: Grouping = Grouping.AUTOMATIC) -> SectionCalendar:
    return SectionCalendar(today, UTC, grouping)


@pytest.mark.parametrize(
    ("item_id", "label"),
    [
        (made(2026, 11, 20, 0, 0), "Today"),
        (made(2026, 11, 20, 23, 59), "Today"),
        (made(2026, 11, 19, 23, 59), "Yesterday"),
        (made(2026, 11, 18, 12), "Wednesday"),
        (made(2026, 11, 14, 0, 0), "Saturday"),
        (made(2026, 11, 13, 23, 59), "Earlier in November"),
        (made(2026, 10, 31), "October"),
        (made(2025, 12, 24), "December 2025"),
    ],
)
def test_a_picture_falls_in_the_section_a_person_would_name(item_id: int, label: str) -> None:
    assert calendar().section_of(item_id).label == label


def test_a_clock_that_was_wrong_does_not_make_a_section_of_the_future() -> None:
    assert calendar().section_of(made(2031, 1, 1)).label == "Today"


def test_a_month_that_the_week_begins_with_is_not_cut() -> None:
    section = calendar(date(2026, 11, 7)).section_of(made(2026, 10, 31))
    assert section.label == "October"
    assert section.end_id == made(2026, 11, 1)


@pytest.mark.parametrize(
    ("grouping", "item_id", "label"),
    [
        (Grouping.DAY, made(2026, 11, 20), "Today"),
        (Grouping.DAY, made(2026, 11, 15), "Sunday"),
        (Grouping.DAY, made(2026, 11, 13), "13 November"),
        (Grouping.DAY, made(2025, 8, 3), "3 August 2025"),
        (Grouping.WEEK, made(2026, 11, 16), "This week"),
        (Grouping.WEEK, made(2026, 11, 15), "Last week"),
        (Grouping.WEEK, made(2026, 11, 8), "2 to 8 November"),
        (Grouping.WEEK, made(2026, 10, 1), "28 September to 4 October"),
        (Grouping.WEEK, made(2026, 1, 1), "29 December to 4 January"),
        (Grouping.WEEK, made(2025, 12, 28), "22 to 28 December 2025"),
        (Grouping.MONTH, made(2026, 11, 20), "November"),
        (Grouping.MONTH, made(2025, 11, 20), "November 2025"),
    ],
)
def test_a_person_can_choose_days_weeks_or_months(grouping: Grouping, item_id: int, label: str) -> None:
    assert calendar(grouping=grouping).section_of(item_id).label == label


@pytest.mark.parametrize("grouping", list(Grouping))
def test_what_is_made_today_has_no_end(grouping: Grouping) -> None:
    section = calendar(grouping=grouping).section_of(made(2026, 11, 20))
    assert made(2040, 1, 1) in section


def test_the_words_for_a_moment_are_the_same_however_the_gallery_is_parted() -> None:
    words = {calendar(grouping=grouping).day_words(made(2026, 11, 19, 9, 30)) for grouping in Grouping}
    assert words == {"Yesterday 9:30"}


@given(st.lists(st.integers(0, 900 * 86_400), min_size=1, max_size=60), st.sampled_from(Grouping))
def test_sections_part_the_ids_without_gap_or_overlap(ages_s: list[int], grouping: Grouping) -> None:
    now = datetime(2026, 11, 20, 18, tzinfo=UTC)
    ids = sorted(first_id_at(now - timedelta(seconds=age)) for age in ages_s)
    sections = list(calendar(grouping=grouping).sections(ids))
    assert sum(count for _, count in sections) == len(ids)
    assert all(newer.first_id >= older.end_id for (newer, _), (older, _) in pairwise(sections))
    end = len(ids)
    for section, count in sections:
        assert all(item in section for item in ids[end - count : end])
        end -= count


def test_midnight_is_that_of_the_person_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    section = SectionCalendar(date(2026, 10, 25), berlin).section_of(made(2026, 10, 25, 12))
    assert section.first_id == first_id_at(datetime(2026, 10, 24, 22, tzinfo=UTC))
    yesterday = SectionCalendar(date(2026, 10, 26), berlin).section_of(made(2026, 10, 25, 12))
    assert yesterday.label == "Yesterday"
    assert yesterday.end_id == first_id_at(datetime(2026, 10, 25, 23, tzinfo=UTC))


def test_words_for_when_it_was_made_use_the_local_clock() -> None:
    east = SectionCalendar(FRIDAY, timezone(timedelta(hours=5)))
    assert east.day_words(made(2026, 11, 20, 9, 5)) == "Today 14:05"
    assert east.day_words(made(2026, 11, 19, 4, 30)) == "Yesterday 9:30"
    assert east.day_words(made(2026, 8, 3, 4, 30)) == "3 August 2026"
    assert east.month_words(made(2026, 8, 3)) == "August 2026"
