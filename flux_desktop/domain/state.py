"""The states of a generation, and why it is in one: all that the gallery needs of generations to paint them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    QUEUED = "queued"
    SUBMITTING = "submitting"
    UNCONFIRMED = "unconfirmed"
    RUNNING = "running"
    FETCHING = "fetching"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether the program still has something to do for it."""
        return self in _OPEN

    @property
    def needs_attention(self) -> bool:
        """Whether a person should look at it."""
        return self in _NEEDS_ATTENTION


_OPEN = frozenset({State.QUEUED, State.SUBMITTING, State.RUNNING, State.FETCHING})
_NEEDS_ATTENTION = frozenset({State.UNCONFIRMED, State.REFUSED, State.FAILED, State.EXPIRED})

LEGAL_MOVES: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SUBMITTING, State.CANCELLED, State.FAILED}),
    State.SUBMITTING: frozenset({State.QUEUED, State.RUNNING, State.UNCONFIRMED, State.REFUSED, State.FAILED}),
    State.RUNNING: frozenset({State.FETCHING, State.REFUSED, State.FAILED, State.EXPIRED}),
    State.FETCHING: frozenset({State.RUNNING, State.DONE, State.EXPIRED}),
    State.UNCONFIRMED: frozenset({State.QUEUED, State.CANCELLED}),
    State.REFUSED: frozenset({State.CANCELLED}),
    State.FAILED: frozenset({State.CANCELLED}),
    State.EXPIRED: frozenset({State.RUNNING, State.CANCELLED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}
"""``cancelled`` also stands for a tile that the person dismissed."""


class Cause(StrEnum):
    """Why a generation is where it is. The words for each are in ``ui/errors.py``."""

    REQUEST_MODERATED = "request_moderated"
    CONTENT_MODERATED = "content_moderated"
    REQUEST_REFUSED = "request_refused"
    SERVICE_TROUBLE = "service_trouble"
    OUTCOME_UNKNOWN = "outcome_unknown"
    TASK_UNKNOWN = "task_unknown"
    LINK_EXPIRED = "link_expired"
    DAMAGED_DOWNLOAD = "damaged_download"
    DISK_FULL = "disk_full"
    LIBRARY_UNAVAILABLE = "library_unavailable"
    DATABASE_LOST = "database_lost"
    KEY_REFUSED = "key_refused"
    OUT_OF_CREDITS = "out_of_credits"
    OFFLINE = "offline"
    RATE_LIMITED = "rate_limited"


class Failure(NamedTuple):
    """What went wrong: ``detail`` is BFL's own text, shown as plain text under "Details"."""

    cause: Cause
    detail: str = ""
    field: str | None = None
