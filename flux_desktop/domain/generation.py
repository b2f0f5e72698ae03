"""A generation: one paid run of a model, and the states it passes through.

    queued ──► submitting ──► running ──► fetching ──► done
      │  ▲        │   │          │  ▲        │ │
      │  └────────┘   │          │  └────────┘ └──► expired
      ▼ (not sent)    │          ├──► refused | failed | expired
    cancelled         ├──► unconfirmed ──► queued (only when the person sends it again) | cancelled (dismissed)
                      └──► refused | failed

``submitting`` is on disk before the POST, so that a crash cannot hide a charge: what is found in it at start becomes
``unconfirmed``. ``running`` holds the task's id and polling URL, by which it is resumed and never sent again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.request import GenerationRequest


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
    KEY_REFUSED = "key_refused"
    OUT_OF_CREDITS = "out_of_credits"
    OFFLINE = "offline"
    RATE_LIMITED = "rate_limited"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong: ``detail`` is BFL's own text, shown as plain text under "Details"."""

    cause: Cause
    detail: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """A value: every step yields a new one."""

    id: ItemId
    batch_id: ItemId
    request: GenerationRequest
    state: State
    estimate: Hundredths | None
    server: str
    practice: bool
    task_id: str | None = None
    polling_url: str | None = None
    submitted_at: datetime | None = None
    ready_at: datetime | None = None
    finished_at: datetime | None = None
    submitted_cost: Hundredths | None = None
    settled_cost: Hundredths | None = None
    prompt_used: str | None = None
    seed_used: int | None = None
    failure: Failure | None = None

    @property
    def created_at(self) -> datetime:
        return created_at(self.id)

    @property
    def cost(self) -> Hundredths | None:
        """The best figure there is: settled, else as submitted, else the estimate."""
        for amount in (self.settled_cost, self.submitted_cost, self.estimate):
            if amount is not None:
                return amount
        return None

    def moved(self, state: State, **changes: object) -> "Generation":
        """This generation in another state.

        Raises:
            ValueError: when the move is not legal.
        """
        if state not in LEGAL_MOVES[self.state]:
            raise ValueError(f"a generation cannot move from {self.state} to {state}")
        return replace(self, state=state, **changes)  # type: ignore[arg-type]
