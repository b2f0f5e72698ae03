"""The engine as the window sees it: a thread of its own, to which everything may be said from any thread.

Importing this module costs next to nothing: asyncio, the client and the database are imported by the engine's thread.
"""

import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.domain.generation import Generation
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.image_model import ReferenceLimits
from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Server
from flux_desktop.domain.spending import SpendingLimit
from flux_desktop.services.engine_options import EngineOptions
from flux_desktop.services.events import EventSink

if TYPE_CHECKING:
    from concurrent.futures import Future

    from flux_desktop.services.desk import Desk
    from flux_desktop.services.engine_core import EngineCore

    Message = Callable[[EngineCore], object]

T = TypeVar("T")
Refusal = Callable[[], object]


class Engine:
    """Every method may be called in any thread and returns at once; what is said before ``start`` waits for it.

    A ``Future`` holds the answer, or an error of ``domain.errors``; ``asyncio.wrap_future`` makes it awaitable. Events
    go to ``sink`` in the engine's thread.
    """

    def __init__(
        self,
        *,
        profile_database: Path,
        held: Path,
        library: Path,
        catalogue: Catalogue,
        sink: EventSink,
        now: Callable[[], datetime] | None = None,
        **more: Any,
    ) -> None:
        """``more``: the other fields of ``EngineOptions``."""
        if now:
            more["now"] = now
        self._options = EngineOptions(profile_database, held, library, catalogue, sink, **more)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._core: EngineCore | None = None
        self._early: list[tuple[Message, Refusal]] = []
        self._ended: Future[None] | None = None
        self._is_over = False

    def start(self) -> None:
        """Begin, and take up what an earlier run has left: what was accepted goes on, what was only queued waits for
        ``resume``."""
        self._thread = threading.Thread(target=self._run, name="flux-engine", daemon=True)
        self._thread.start()

    def stop(self, deadline_s: float = 12) -> "Future[None]":
        """Take no new pictures, wait for requests that are on their way, and end; the rest resumes next time.

        The future is done when the thread is about to end: at once as a rule, after ten seconds at the most.
        """
        ended = self._end()
        if self._thread is None:
            self._close()
        else:
            self._tell(lambda core: core.stop(deadline_s))
        return ended

    def use_server(self, server: Server, key: str | None) -> None:
        """Send to this server with this key from now on; practice is started when it is this one."""
        self._tell(lambda core: core.desk.use_server(server, key))

    def check_key(self, server: Server, key: str) -> "Future[Hundredths]":
        """The balance behind a key that is not in use yet."""
        return self._ask(lambda desk: desk.check_key(server, key))

    def set_spending_limits(self, limits: Sequence[SpendingLimit]) -> None:
        """No batch passes one of these from now on: ``submit`` and ``retry`` raise ``SpendingLimitError``."""
        self._tell(lambda core: core.desk.set_spending_limits(limits))

    def submit(
        self, requests: Sequence[GenerationRequest], estimates: Sequence[Hundredths | None], *, consented: bool = False
    ) -> "Future[list[Generation]]":
        """Queue one batch: the generations, recorded. ``estimates`` are the prices of the single pictures.

        ``consented``: the person agrees to pass a soft limit. All or nothing: ``SpendingLimitError`` says that no
        picture of the batch was queued.
        """
        return self._ask(lambda desk: desk.submit(requests, estimates, consented=consented))

    def cancel(self, generation_id: ItemId) -> "Future[bool]":
        """Take a generation out of the queue, free of charge: ``True``.

        ``False``: it is sent already. BFL knows no way back, so it goes on, and its picture, which is paid for, will
        arrive; all that a window can do for somebody who does not want to wait is to hide the tile.
        """
        return self._ask(lambda desk: desk.cancel(generation_id))

    def retry(self, generation_id: ItemId, *, consented: bool = False) -> "Future[Generation]":
        """Have it made again, at its price: a new generation in the place of one that failed, was refused or expired.

        An unconfirmed one is sent again as it is: a person has decided that it may cost twice. ``consented`` as with
        ``submit``.
        """
        return self._ask(lambda desk: desk.retry(generation_id, consented=consented))

    def retry_all(self, generation_ids: Sequence[ItemId], *, consented: bool = False) -> "Future[list[Generation]]":
        """``retry`` for several, all or none of them."""
        return self._ask(lambda desk: desk.retry_all(generation_ids, consented=consented))

    def check_again(self, generation_id: ItemId) -> "Future[Generation]":
        """Ask BFL, free of charge, whether it still has the picture of an expired generation."""
        return self._ask(lambda desk: desk.check_again(generation_id))

    def dismiss(self, generation_id: ItemId) -> "Future[None]":
        """A person has seen what went wrong: the tile goes."""
        return self._ask(lambda desk: desk.dismiss(generation_id))

    def pause(self) -> None:
        """Send nothing more; what runs is finished."""
        self._tell(lambda core: core.desk.pause())

    def resume(self) -> None:
        """Go on, also with what an earlier run has left and with what a lack of credits has stopped."""
        self._tell(lambda core: core.desk.resume())

    def try_again(self) -> None:
        """Whatever is wrong, try it again now."""
        self._tell(lambda core: core.desk.try_again())

    def move_to_front(self, generation_id: ItemId) -> None:
        self._tell(lambda core: core.desk.reorder([generation_id]))

    def reorder(self, generation_ids: Sequence[ItemId]) -> None:
        """These go next, in this order; the others keep theirs."""
        self._tell(lambda core: core.desk.reorder(generation_ids))

    def refresh_balance(self) -> None:
        """Ask for the balance; when there is some again, what the lack of it has stopped goes on."""
        self._tell(lambda core: core.desk.refresh_balance())

    def condemn_list(self, words: str) -> None:
        """The window has found the list of pictures to be damaged: nothing more is written into it or sent."""
        self._tell(lambda core: core.condemn_list(DatabaseDamagedError(words)))

    def set_limit(self, at_once: int) -> None:
        """How many pictures may be in the making at once, 1 to 24."""
        self._tell(lambda core: core.desk.set_limit(at_once))

    def write_settings_into_files(self, wanted: bool) -> None:
        """Whether the files of new pictures say how they were made; not, until this is called."""
        self._tell(lambda core: core.desk.write_settings_into_files(wanted))

    def use_library(self, library: Path) -> None:
        """Keep pictures in this folder from now on; it is made if it is not there."""
        self._tell(lambda core: core.desk.use_library(library))

    def add_reference(
        self, source: bytes | Path, name: str, limits: ReferenceLimits | None = None
    ) -> "Future[Reference]":
        """Make an image fit for sending and keep it in the library. ``limits`` are those of the model it is for."""
        return self._ask(lambda desk: desk.add_reference(source, name, limits))

    def usual_s(self, model_id: str) -> float | None:
        """How long this model usually takes, as far as the engine knows at the moment."""
        core = self._core
        return core.conveyor.usual_s.get(model_id) if core else None

    def ask(self, question: "Callable[[EngineCore], Coroutine[Any, Any, T]]") -> "Future[T]":
        """Have this done in the engine's thread; other handles of the engine are made of it."""
        from concurrent.futures import Future

        answer: Future[T] = Future()
        self._tell(lambda core: core.tasks.spawn(question(core), answer), answer.cancel)
        return answer

    def _ask(self, question: "Callable[[Desk], Coroutine[Any, Any, T]]") -> "Future[T]":
        return self.ask(lambda core: question(core.desk))

    def _tell(self, message: "Message", refuse: Refusal = lambda: None) -> None:
        with self._lock:
            if self._core:
                self._core.call(message)
                return
            if not self._is_over:
                self._early.append((message, refuse))
                return
        refuse()

    def _run(self) -> None:
        try:
            from flux_desktop.services.engine_core import live

            live(self._options, self._open)
        finally:
            self._close()

    def _open(self, core: "EngineCore") -> None:
        with self._lock:
            self._core = core
            early, self._early = self._early, []
        for message, _ in early:
            message(core)

    def _close(self) -> None:
        with self._lock:
            self._core, self._is_over = None, True
            early, self._early = self._early, []
        for _, refuse in early:
            refuse()
        ended = self._end()
        if not ended.done():
            ended.set_result(None)

    def _end(self) -> "Future[None]":
        from concurrent.futures import Future

        with self._lock:
            if self._ended is None:
                self._ended = Future()
            return self._ended
