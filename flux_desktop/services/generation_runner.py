"""One generation from the queue to the library: send, wait, collect. Each step is recorded, then yielded."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from flux_desktop.domain.generation import Generation, State
from flux_desktop.services.clock import Clock
from flux_desktop.services.collector import Collector, Links
from flux_desktop.services.events import GenerationChanged
from flux_desktop.services.sender import Sender
from flux_desktop.services.waiter import Waiter, Watch

_PATIENT, _ONCE = 3, 0
_DELAYS_BETWEEN_LINKS_S = (0.0, 2.0, 4.0, 8.0, 16.0)


class GenerationRunner:
    """Takes up a generation in whatever open state it is, and goes on until it is final, or queued again."""

    def __init__(self, sender: Sender, waiter: Waiter, collector: Collector, clock: Clock) -> None:
        self._sender = sender
        self._waiter = waiter
        self._collector = collector
        self._clock = clock

    async def run(self, generation: Generation, *, once: bool = False) -> AsyncGenerator[GenerationChanged]:
        """``once``: a person asks whether BFL still knows an expired one; the first bad sign ends it again."""
        current = generation
        match generation.state:
            case State.SUBMITTING:
                doubt = "The program ended while the request was on its way."
                yield GenerationChanged(await self._sender.doubt(generation, doubt))
                return
            case State.QUEUED:
                async with aclosing(self._sender.send(generation)) as steps:
                    async for current in steps:
                        yield GenerationChanged(current)
                watch = Watch(self._clock.monotonic_s(), self._clock.monotonic_s(), _PATIENT)
            case State.FETCHING:
                current, picture = await self._collector.recover(generation)
                yield GenerationChanged(current, picture)
                watch = self._resumed(generation, _PATIENT)
            case _:
                watch = self._resumed(generation, _ONCE if once else _PATIENT)
        async with aclosing(self._wait_and_collect(current, watch)) as changes:
            async for change in changes:
                yield change

    async def _wait_and_collect(self, current: Generation, watch: Watch) -> AsyncGenerator[GenerationChanged]:
        links = Links(patience=max(1, watch.patience))
        while current.state is State.RUNNING:
            current, ready = await self._waiter.wait(current, watch)
            yield GenerationChanged(current)
            if ready is None:
                return
            current, picture = await self._collector.collect(current, ready, links)
            yield GenerationChanged(current, picture)
            watch.first_delay_s = _DELAYS_BETWEEN_LINKS_S[min(links.useless, len(_DELAYS_BETWEEN_LINKS_S)) - 1]

    def _resumed(self, generation: Generation, patience: int) -> Watch:
        now_s = self._clock.monotonic_s()
        sent_at = generation.submitted_at or self._clock.now()
        already_s = max(0.0, (self._clock.now() - sent_at).total_seconds())
        return Watch(now_s - already_s, now_s, patience, was_seen_from_the_start=False, first_delay_s=0.0)
