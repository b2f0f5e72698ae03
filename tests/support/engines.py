"""An engine in a folder of its own, with everything it tells."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from flux_desktop import resources
from flux_desktop.bfl.connections import Deadlines
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.picture import Picture
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.services.engine import Engine
from flux_desktop.services.events import (
    BalanceChanged,
    EngineFailed,
    Event,
    GenerationChanged,
    PictureArrived,
    QueueChanged,
    TroubleChanged,
)
from flux_desktop.storage.gallery_row import GenerationDetails
from flux_desktop.storage.library_reader import LibraryReader
from tests.support.clocks import FastClock
from tests.support.practice import KEY

T = TypeVar("T")

CATALOGUE = Catalogue.from_json(resources.text("model_catalogue.json"))
FINAL = frozenset(set(State) - {State.QUEUED, State.SUBMITTING, State.RUNNING, State.FETCHING})
PRICE = 140
_PATIENCE_S = 20.0
_PATIENT = Deadlines(connect_s=10, idle_s=10, answer_s=10, submit_s=15, download_s=15)
IMPATIENT = Deadlines(connect_s=5, idle_s=1, answer_s=1, submit_s=1, download_s=1)
"""For a server that never answers."""


class Folders:
    """A profile and a library that outlive an engine."""

    def __init__(self, root: Path) -> None:
        self.profile, self.library, self.held = root / "profile", root / "library", root / "profile" / "held"
        self.database = self.profile / "library.sqlite3"
        self.profile.mkdir(parents=True, exist_ok=True)
        self.library.mkdir(exist_ok=True)

    def pictures(self) -> list[Path]:
        """Every picture file in the library, and whatever a crash might leave of one."""
        return sorted(path for path in self.library.glob("2*/**/*") if path.is_file())

    def details(self, generation_id: ItemId) -> GenerationDetails:
        reader = LibraryReader(self.database)
        try:
            details = reader.details(generation_id)
        finally:
            reader.close()
        assert details
        return details


class EngineRoom:
    """``with EngineRoom(folders, server.url) as room``: an engine that talks to this server, on a fast clock."""

    def __init__(
        self, folders: Folders, url: str | None, *, key: str | None = KEY, server: Server | None = None, **options: Any
    ) -> None:
        self.folders = folders
        self.server = server or (Server.custom(url) if url else None)
        self._key = key
        self.events: list[Event] = []
        self.expects_bugs = False
        self._changed = threading.Condition()
        settings: dict[str, Any] = {
            "clock": FastClock(),
            "deadlines": _PATIENT,
            "free_space_needed_bytes": 0,
        } | options
        self.engine = Engine(
            profile_database=folders.database,
            held=folders.held,
            library=folders.library,
            catalogue=CATALOGUE,
            sink=self._take,
            **settings,
        )

    def __enter__(self) -> Self:
        self.engine.start()
        if self.server:
            self.engine.use_server(self.server, self._key)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.engine.stop().result(_PATIENCE_S)
        assert self.expects_bugs or not self.bugs, self.bugs[0]

    def _take(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def submit(
        self, *prompts: str, model: str = "flux-2-klein-4b", price: int | None = PRICE, **settings: Any
    ) -> list[ItemId]:
        """Queue one picture for each prompt, small ones; their ids."""
        values = {"width": 64, "height": 64, **settings}
        requests = [GenerationRequest(model, prompt, values) for prompt in prompts or ("a quiet fjord",)]
        queued = self.engine.submit(requests, [price] * len(requests)).result(_PATIENCE_S)
        return [generation.id for generation in queued]

    def wait_until(self, condition: Callable[[], T], within_s: float = _PATIENCE_S) -> T:
        """Wait for an event that makes this true; what it was then."""
        with self._changed:
            assert self._changed.wait_for(condition, within_s), f"never came: {self.summary()}"
            return condition()

    def wait_for_state(self, generation_id: ItemId, *states: State) -> Generation:
        self.wait_until(lambda: self.state(generation_id) in states)
        return self.generation(generation_id)

    def wait_for_end(self, ids: Sequence[ItemId]) -> list[State]:
        self.wait_until(lambda: all(self.state(generation_id) in FINAL for generation_id in ids))
        return [self.generation(generation_id).state for generation_id in ids]

    def wait_for_quiet(self) -> None:
        """Wait until the engine says that nothing is under way or waits."""
        self.wait_until(lambda: self.queue is not None and self.queue.running == self.queue.waiting == 0)

    def all_changes(self) -> list[Generation]:
        return [event.generation for event in list(self.events) if isinstance(event, GenerationChanged)]

    def changes(self, generation_id: ItemId) -> list[Generation]:
        return [generation for generation in self.all_changes() if generation.id == generation_id]

    def states(self, generation_id: ItemId) -> list[State]:
        """All states it was told to be in, in their order."""
        return [generation.state for generation in self.changes(generation_id)]

    def generation(self, generation_id: ItemId) -> Generation:
        return self.changes(generation_id)[-1]

    def state(self, generation_id: ItemId) -> State | None:
        changes = self.changes(generation_id)
        return changes[-1].state if changes else None

    def picture(self, generation_id: ItemId) -> Picture:
        found = [event for event in list(self.events) if isinstance(event, GenerationChanged)]
        return next(event.picture for event in found if event.picture and event.picture.id == generation_id)

    def arrived(self, generation_id: ItemId) -> bytes:
        found = [event for event in list(self.events) if isinstance(event, PictureArrived)]
        return next(event.data for event in found if event.generation_id == generation_id)

    @property
    def bugs(self) -> list[str]:
        return [event.report for event in list(self.events) if isinstance(event, EngineFailed)]

    @property
    def troubles(self) -> list[TroubleChanged]:
        return [event for event in list(self.events) if isinstance(event, TroubleChanged)]

    @property
    def trouble(self) -> TroubleChanged:
        return self.troubles[-1] if self.troubles else TroubleChanged(None)

    @property
    def queue(self) -> QueueChanged | None:
        found = [event for event in list(self.events) if isinstance(event, QueueChanged)]
        return found[-1] if found else None

    @property
    def balances(self) -> list[int | None]:
        return [event.balance for event in list(self.events) if isinstance(event, BalanceChanged)]

    def summary(self) -> str:
        """The last words of the engine, for the message of a test that fails."""
        ids = dict.fromkeys(event.generation.id for event in self.events if isinstance(event, GenerationChanged))
        states = {generation_id: [state.value for state in self.states(generation_id)] for generation_id in ids}
        return "\n".join([*self.bugs, f"{states}", f"{self.trouble}", f"{self.queue}"])
