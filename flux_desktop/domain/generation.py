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

from dataclasses import dataclass, replace
from datetime import datetime

from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.state import LEGAL_MOVES, Cause, Failure, State

__all__ = ["LEGAL_MOVES", "Cause", "Failure", "Generation", "State"]


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
