"""An answer of BFL as it came, and what can be read from any of them: fields, words of complaint, time to wait."""

import html
import json
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from flux_desktop.domain.money import Hundredths, from_credits

MAX_WAIT_S = 120.0
"""No answer makes the program wait longer before it asks again."""

_MAX_TEXT = 500
_MOST_CREDITS = 1e9
_TAGS = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_NO_FIELDS: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers`` are looked up by lower-case names."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def fields(self) -> Mapping[str, Any]:
        """The fields of the body, none when it is not a JSON object."""
        try:
            data = json.loads(self.body)
        except (ValueError, RecursionError):
            return _NO_FIELDS
        return data if isinstance(data, dict) else _NO_FIELDS

    @property
    def names_a_task(self) -> bool:
        """Whether it is a whole acceptance of a request."""
        return {"id", "polling_url"} <= self.fields.keys()

    @property
    def complaint(self) -> str:
        """What the answer says in words, after its code: one line of bounded length."""
        return f"{self.status} {complaint_in(self.fields) or self._raw_text}".strip()

    @property
    def _raw_text(self) -> str:
        return one_line(html.unescape(_TAGS.sub(" ", self.body[:4_000].decode("utf-8", "replace"))))

    @property
    def wait_s(self) -> float | None:
        """How long the server asks to wait, from its headers or its body."""
        seconds = _seconds_from(self.headers.get("retry-after"), self.headers.get("date"))
        if seconds is None:
            seconds = number(self.fields.get("retry_after"))
        return None if seconds is None else min(max(seconds, 0.0), MAX_WAIT_S)

    def blamed_field(self, known: Collection[str]) -> str | None:
        """The setting that a validation error names: one of ``known``, else the innermost name."""
        detail = self.fields.get("detail")
        for problem in detail if isinstance(detail, list) else ():
            names = _names(problem)
            for name in names:
                if name in known:
                    return name
            if names:
                return one_line(names[-1])
        return None


def complaint_in(fields: Mapping[str, Any]) -> str:
    """The words in ``detail``, ``message`` or ``error``, in whichever shape they come; empty when there are none."""
    for name in ("detail", "message", "error", "details"):
        text = _words(fields.get(name))
        if text:
            return one_line(text)
    return ""


def one_line(text: str) -> str:
    """``text`` without line breaks and control characters, and not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: _MAX_TEXT * 4]).split())
    return line if len(line) <= _MAX_TEXT else line[: _MAX_TEXT - 1] + "…"


def number(value: object) -> float | None:
    """A finite number, or ``None``: true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def credits_in(value: object) -> Hundredths | None:
    """A number of credits as money, or ``None`` when it is none."""
    amount = number(value)
    return None if amount is None or abs(amount) > _MOST_CREDITS else from_credits(amount)


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_problem_words, value[:10])))
    if isinstance(value, dict):
        return next((text for text in map(_words_of_value, _first_values(value)) if text), "")
    return ""


def _first_values(value: Mapping[str, Any]) -> list[object]:
    return [value.get(name) for name in ("error", "message", "msg", "detail")]


def _words_of_value(value: object) -> str:
    return value if isinstance(value, str) else ""


def _problem_words(problem: object) -> str:
    if isinstance(problem, str):
        return problem
    if not isinstance(problem, dict):
        return ""
    names, message = _names(problem), problem.get("msg") or problem.get("message")
    return ": ".join(filter(None, [names[-1] if names else "", message if isinstance(message, str) else ""]))


def _names(problem: object) -> list[str]:
    """The names in the ``loc`` of a validation error, outermost first."""
    place = problem.get("loc") if isinstance(problem, dict) else None
    names = [name for name in place if isinstance(name, str)] if isinstance(place, list) else []
    return names[1:] if names and names[0] in ("body", "query") else names


def _seconds_from(retry_after: str | None, date: str | None) -> float | None:
    """Seconds in a ``Retry-After``. A date in it is compared with the server's own ``Date``: clocks differ."""
    if retry_after is None:
        return None
    try:
        return number(float(retry_after))
    except ValueError:
        until = _time(retry_after)
        return None if until is None else (until - (_time(date or "") or datetime.now(UTC))).total_seconds()


def _time(text: str) -> datetime | None:
    try:
        time = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
