"""Carries generations from the queue to their end: takes the next, runs it, tells every step."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.account import Account
from flux_desktop.services.clock import Clock, Timer
from flux_desktop.services.events import EventSink, GenerationChanged, QueueChanged
from flux_desktop.services.generation_queue import Entry, GenerationQueue
from flux_desktop.services.pace import Pace
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.troubles import TroubleBoard
from flux_desktop.storage.generation_store import StaleGenerationError

Run = Callable[..., AsyncGenerator[GenerationChanged]]

_NOT_AT_BFL = frozenset(set(State) - {State.SUBMITTING, State.RUNNING})


class Conveyor:
    """One task for each generation that is not just waiting in the queue."""

    def __init__(
        self,
        *,
        run: Run,
        queue: GenerationQueue,
        account_of: Callable[[Generation], Account],
        board: TroubleBoard,
        pace: Pace,
        tasks: TaskSet,
        clock: Clock,
        sink: EventSink,
        on_idle: Callable[[], None],
    ) -> None:
        self._run = run
        self._queue = queue
        self._account_of = account_of
        self._board = board
        self._pace = pace
        self._tasks = tasks
        self._clock = clock
        self._sink = sink
        self._on_idle = on_idle
        self._waiting: dict[ItemId, Generation] = {}
        self._carried: dict[ItemId, Generation] = {}
        self._next_look: Timer | None = None
        self._removed: set[ItemId] = set()
        self._will_tell = self._was_busy = self._is_stopping = False
        self._told: QueueChanged | None = None
        self.usual_s: Mapping[str, float] = {}
        """By model, for the window's thread: replaced as a whole, never changed."""

    def add(self, generations: Sequence[Generation]) -> None:
        """These are queued, and recorded."""
        self._queue.add(self._entries(generations))
        self.look()

    def park(self, generations: Sequence[Generation]) -> None:
        """These were left in the queue by an earlier run."""
        self._queue.park(self._entries(generations))
        self.look()

    def remove(self, generation_id: ItemId) -> None:
        """Take a generation out of the queue, also if it is on its way out."""
        self._queue.remove(generation_id)
        self._waiting.pop(generation_id, None)
        self._removed.add(generation_id)
        self.look()

    def knows(self, generation_id: ItemId) -> bool:
        """Whether it waits or is under way."""
        return generation_id in self._carried or generation_id in self._waiting

    def carry(self, generation: Generation, *, once: bool = False) -> None:
        """Take up a generation that is past the queue."""
        if self._is_stopping or generation.id in self._carried:
            return
        if generation.state is State.RUNNING:
            self._account_of(generation).lane.resume(generation.id, generation.request.model_id)
        self._start(generation, once=once)

    def look(self) -> None:
        """Something has changed: send what may be sent now, and come back when more may be."""
        while not self._is_stopping and (entry := self._queue.take()) is not None:
            self._start(self._waiting.pop(entry.id))
        if self._next_look:
            self._next_look.cancel()
            self._next_look = None
        delay_s = None if self._is_stopping else self._queue.next_change_s()
        if delay_s is not None:
            self._next_look = self._clock.call_later(delay_s + 0.001, self.look)
        self._tell_soon()

    def tell(self, change: GenerationChanged) -> None:
        self._sink(change)

    def learn_times(self, *, practice: bool) -> None:
        self.usual_s = self._pace.all_usual_s(practice=practice)

    def stop(self) -> None:
        """Send nothing more; what is being sent is told to its end, and not waited for any longer."""
        self._is_stopping = True
        self.look()

    def _start(self, generation: Generation, *, once: bool = False) -> None:
        self._carried[generation.id] = generation
        self._was_busy = True
        self._tasks.spawn(self._carry(generation, once=once))

    async def _carry(self, generation: Generation, *, once: bool) -> None:
        current = generation
        try:
            async with aclosing(self._run(generation, once=once)) as changes:
                async for change in changes:
                    current = change.generation
                    self._step(change)
                    if self._is_stopping and current.state is not State.SUBMITTING:
                        break
            if current.state is State.QUEUED and generation.id not in self._removed:
                self._queue.put_back(*self._entries([current]))
        except StaleGenerationError:
            pass  # cancelled while it was being prepared, and told by whoever did that
        finally:
            self._account_of(generation).lane.release(generation.id)
            del self._carried[generation.id]
            if current.state is State.SUBMITTING is not generation.state and not self._is_stopping:
                self._start(current)  # a bug of ours has ended it: what became of the request is in doubt
            self.look()

    def _entries(self, generations: Sequence[Generation]) -> list[Entry]:
        self._waiting.update({generation.id: generation for generation in generations})
        return [
            Entry(item.id, item.batch_id, item.request.model_id, self._account_of(item).name, item.estimate)
            for item in generations
        ]

    def _step(self, change: GenerationChanged) -> None:
        generation = change.generation
        self._carried[generation.id] = generation
        if generation.state in _NOT_AT_BFL:
            self._account_of(generation).lane.release(generation.id)
        if generation.state is State.DONE:
            self._pace.forget(generation.request.model_id)
            usual_s = self._pace.usual_s(generation.request.model_id, practice=generation.practice)
            if usual_s is not None:
                self.usual_s = {**self.usual_s, generation.request.model_id: usual_s}
        self.tell(change)
        self.look()

    def _tell_soon(self) -> None:
        """Once for all that happens in this turn of the loop."""
        if not self._will_tell:
            self._will_tell = True
            self._clock.call_later(0, self._tell_now)

    def _tell_now(self) -> None:
        self._will_tell = False
        waiting = self._queue.waiting
        changed = QueueChanged(
            running=len(self._carried),
            waiting=len(waiting),
            paused=self._queue.paused or self._queue.from_earlier > 0,
            usual_s=self._usual_of_running_s(),
            from_earlier=self._queue.from_earlier,
            to_come=sum(entry.estimate or 0 for entry in waiting),
            order=tuple(entry.id for entry in waiting),
        )
        if changed != self._told:
            self._told = changed
            self._sink(changed)
            self._board.refresh()
        if self._was_busy and not self._carried and not self._is_stopping:
            self._was_busy = False
            self._on_idle()

    def _usual_of_running_s(self) -> float | None:
        models = {generation.request.model_id for generation in self._carried.values()}
        return max((self.usual_s[model] for model in models if model in self.usual_s), default=None)
