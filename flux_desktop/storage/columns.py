"""Moments and failures as columns of the database, and back."""

from datetime import UTC, datetime, timedelta

from flux_desktop.domain.state import Cause, Failure

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(value: datetime | None) -> int | None:
    """Microseconds since 1970; ``value`` is aware."""
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def moment(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + value * _MICROSECOND


def failure_of(cause: str | None, detail: str | None, field: str | None) -> Failure | None:
    return None if cause is None else Failure(Cause(cause), detail or "", field)
