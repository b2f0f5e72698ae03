"""What the engine is made with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.services.events import EventSink

if TYPE_CHECKING:
    from flux_desktop.bfl.connections import Deadlines
    from flux_desktop.services.clock import Clock

FREE_SPACE_NEEDED_BYTES = 200_000_000


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """``held`` is where pictures wait while ``library`` cannot be written. ``clock`` and ``deadlines``
    are for tests."""

    profile_database: Path
    held: Path
    library: Path
    catalogue: Catalogue
    sink: EventSink
    now: Callable[[], datetime] = _now
    clock: "Clock | None" = None
    deadlines: "Deadlines | None" = None
    free_space_needed_bytes: int = FREE_SPACE_NEEDED_BYTES

    @property
    def practice_state(self) -> Path:
        """What the practice server remembers."""
        return self.profile_database.with_name("practice.json")

    @property
    def journal(self) -> Path:
        return self.profile_database.with_name("journal.jsonl")
