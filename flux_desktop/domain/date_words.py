"""Dates in the words of people: ``yesterday``, ``last month``, ``august``, ``2026-08``, ``last 7 days``.

Words are kept as words: a search saved as "last month" means another month in a month.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from flux_desktop.domain.local_days import MONTHS, WEEKDAYS, DateSpan

_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_SHORT_MONTHS = {**_MONTH_NUMBERS, **{name[:3]: number for name, number in _MONTH_NUMBERS.items()}, "sept": 9}
_DAY_NUMBERS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
_SHORT_DAYS = {**_DAY_NUMBERS, **{name[:3]: number for name, number in _DAY_NUMBERS.items()}}

_ORDINARY_WORDS = frozenset({"may", "march"})
"""Alone they are words as a rule, and what one types on the way to others; ``date:may`` and ``may 2026`` are dates."""

_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}
_LONGEST = 64
_YEARS_TO_A_LEAP_DAY = 8
_ANY_DAY = date(2000, 1, 1)


def date_span(words: str, today: date) -> DateSpan | None:
    """The days that are meant, as seen from ``today``; ``None`` when no day is."""
    words = " ".join(words.lower().split())
    if not words or len(words) > _LONGEST:
        return None
    for read in (_compared, _between, _single):
        span = read(words, today)
        if span:
            return span
    return None


@lru_cache(maxsize=256)
def is_date(words: str, *, plain: bool = False) -> bool:
    """Whether they mean some day, whichever it is. ``plain``: also without ``date:`` in front of them."""
    if plain and (words.lower() in _ORDINARY_WORDS or not _PLAIN.fullmatch(words.lower())):
        return False
    return date_span(words, _ANY_DAY) is not None


def _compared(words: str, today: date) -> DateSpan | None:
    """``>2026-08``, ``<=yesterday``."""
    sign = next((sign for sign in (">=", "<=", ">", "<") if words.startswith(sign)), None)
    span = _single(words[len(sign) :].strip(), today) if sign else None
    if span is None or span.first is None or span.last is None:
        return None
    match sign:
        case ">=":
            return DateSpan(span.first, None)
        case "<=":
            return DateSpan(None, span.last)
        case ">":
            return DateSpan(_moved(span.last, 1), None)
        case _:
            return DateSpan(None, _moved(span.first, -1))


def _between(words: str, today: date) -> DateSpan | None:
    """``2026-08-01..2026-08-15``; one of the two may be left out."""
    if ".." not in words:
        return None
    left, _, right = words.partition("..")
    first, last = _single(left.strip(), today), _single(right.strip(), today)
    if (left.strip() and not first) or (right.strip() and not last) or not (first or last):
        return None
    return DateSpan(first.first if first else None, last.last if last else None)


def _single(words: str, today: date) -> DateSpan | None:
    for pattern, read in _FORMS:
        found = pattern.fullmatch(words)
        if found:
            return read(found, today)
    return None


def _named_day(found: re.Match[str], today: date) -> DateSpan:
    day = _moved(today, -1) if found[0] == "yesterday" else today
    return DateSpan(day, day)


def _this_or_last(found: re.Match[str], today: date) -> DateSpan:
    is_last = found[1] == "last"
    match found[2]:
        case "week":
            monday = _moved(today, -today.weekday() - 7 * is_last)
            return DateSpan(monday, _moved(monday, 6))
        case "month":
            return month_span(*_month_before(today, int(is_last)))
        case _:
            return _year_span(max(1, today.year - is_last))


def _last_several(found: re.Match[str], today: date) -> DateSpan:
    """``last 7 days`` ends with today; so does ``last 2 months``."""
    return DateSpan(_moved(today, 1 - int(found[1]) * _DAYS_OF[found[2]]), today)


def _ago(found: re.Match[str], today: date) -> DateSpan:
    day = _moved(today, -int(found[1]) * _DAYS_OF[found[2]])
    return DateSpan(day, day)


def _weekday(found: re.Match[str], today: date) -> DateSpan | None:
    number = _SHORT_DAYS.get(found[2])
    if number is None:
        return _latest_month(found, today)
    back = (today.weekday() - number) % 7
    day = _moved(today, -(back or 7 * bool(found[1])))
    return DateSpan(day, day)


def _latest_month(found: re.Match[str], today: date) -> DateSpan | None:
    """A month without a year is the latest one of that name that has begun; ``last`` takes one that is over."""
    number = _SHORT_MONTHS.get(found[2])
    if number is None:
        return None
    is_to_come = number > today.month or (number == today.month and bool(found[1]))
    return month_span(max(1, today.year - is_to_come), number)


def _month_and_year(found: re.Match[str], _today: date) -> DateSpan | None:
    number = _SHORT_MONTHS.get(found["name"])
    return month_span(int(found["year"]), number) if number else None


def _day_of_month(found: re.Match[str], today: date) -> DateSpan | None:
    number = _SHORT_MONTHS.get(found["name"])
    if number is None:
        return None
    years = [int(found["year"])] if found["year"] else range(today.year, today.year - _YEARS_TO_A_LEAP_DAY - 1, -1)
    days = (_day(year, number, int(found["day"])) for year in years)
    day = next((day for day in days if day and (found["year"] or day <= today)), None)
    return DateSpan(day, day) if day else None


def _iso(found: re.Match[str], _today: date) -> DateSpan | None:
    year, month, number = (int(part) if part else None for part in found.groups())
    if year is None or not 1 <= year <= date.max.year:
        return None
    if month is None:
        return _year_span(year)
    if number is None:
        return month_span(year, month) if 1 <= month <= len(MONTHS) else None
    day = _day(year, month, number)
    return DateSpan(day, day) if day else None


def month_span(year: int, month: int) -> DateSpan:
    """The days of a month; ``month`` is 1 to 12."""
    return DateSpan(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def months_back(today: date) -> Iterator[tuple[int, int]]:
    """Year and month of this month, of the one before, and so on."""
    year, month = today.year, today.month
    while year >= 1:
        yield year, month
        year, month = (year, month - 1) if month > 1 else (year - 1, len(MONTHS))


def _month_before(day: date, months: int) -> tuple[int, int]:
    steps = months_back(day)
    for _ in range(months):
        next(steps)
    return next(steps)


def _year_span(year: int) -> DateSpan:
    return DateSpan(date(year, 1, 1), date(year, 12, 31))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moved(day: date, days: int) -> date:
    """So many days later, as far as the calendar goes."""
    return date.fromordinal(max(1, min(date.max.toordinal(), day.toordinal() + days)))


_NAME = "[a-z]{3,9}"
_SEVERAL = r"(\d{1,4}) (day|week|month|year)s?"
_YEAR = r"(?P<year>[12]\d{3})"

_Reader = Callable[[re.Match[str], date], DateSpan | None]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (r"today|yesterday", _named_day),
        (r"(this|last) (week|month|year)", _this_or_last),
        (rf"(?:last|past) {_SEVERAL}", _last_several),
        (rf"{_SEVERAL} ago", _ago),
        (rf"(last )?({_NAME})", _weekday),
        (rf"(?P<name>{_NAME}),? {_YEAR}", _month_and_year),
        (rf"{_YEAR} (?P<name>{_NAME})", _month_and_year),
        (rf"(?P<day>\d{{1,2}})\.? (?P<name>{_NAME})(?:,? {_YEAR})?", _day_of_month),
        (rf"(?P<name>{_NAME}) (?P<day>\d{{1,2}})(?:,? {_YEAR})?", _day_of_month),
        (r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", _iso),
    )
)

_PLAIN_MONTH = "|".join(_MONTH_NUMBERS)
_PLAIN = re.compile(
    rf"today|yesterday|(this|last) (week|month|year)|(last|past) {_SEVERAL}|{_SEVERAL} ago"
    rf"|(last )?({_PLAIN_MONTH})|({_PLAIN_MONTH}),? [12]\d{{3}}|[12]\d{{3}}-\d{{2}}(-\d{{2}})?",
    re.ASCII,
)
