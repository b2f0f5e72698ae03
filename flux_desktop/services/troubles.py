"""What troubles every picture at the moment, and which of it is shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flux_desktop.domain.generation import Cause
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.events import EventSink, TroubleChanged

_GRAVEST_FIRST = (
    Cause.DATABASE_LOST,
    Cause.DISK_FULL,
    Cause.LIBRARY_UNAVAILABLE,
    Cause.KEY_REFUSED,
    Cause.OUT_OF_CREDITS,
    Cause.OFFLINE,
    Cause.SERVICE_TROUBLE,
    Cause.RATE_LIMITED,
)

_NOTHING = TroubleChanged(None)
_OF_THE_DISK = frozenset({Cause.DISK_FULL, Cause.LIBRARY_UNAVAILABLE})

Source = ItemId | str
"""Who has the trouble: a picture that cannot be stored, or a part of the engine."""


@dataclass(frozen=True, slots=True)
class _Entry:
    detail: str
    retry_in_s: float | None
    account: str | None


class TroubleBoard:
    """Collects troubles by cause and source; the gravest one is told to the window, and again when it is over.

    A trouble of one account is kept, but shown only while that account is in use.
    """

    def __init__(self, sink: EventSink, waiting: Callable[[], int]) -> None:
        self._sink = sink
        self._waiting = waiting
        self._entries: dict[Cause, dict[Source, _Entry]] = {}
        self._account: str | None = None
        self._shown = _NOTHING

    def report(
        self,
        cause: Cause,
        source: Source,
        detail: str = "",
        *,
        account: str | None = None,
        retry_in_s: float | None = None,
    ) -> None:
        entries = self._entries.setdefault(cause, {})
        entries.pop(source, None)
        entries[source] = _Entry(detail, retry_in_s, account)
        self.refresh()

    def clear(self, source: Source, *causes: Cause) -> None:
        """Take back what ``source`` reported: these causes, or all of them."""
        for cause in causes or tuple(self._entries):
            self._entries.get(cause, {}).pop(source, None)
        self.refresh()

    def has(self, *causes: Cause) -> bool:
        return any(self._entries.get(cause) for cause in causes)

    def show_account(self, account: str | None) -> None:
        self._account = account
        self.refresh()

    def refresh(self) -> None:
        """Tell the window if what it should show has changed."""
        gravest, *others = [*self._troubles(), _NOTHING]
        told = replace(gravest, others=tuple(others[:-1]))
        if told != self._shown:
            self._shown = told
            self._sink(told)

    def _troubles(self) -> Iterator[TroubleChanged]:
        """One for each cause, the gravest first."""
        for cause in _GRAVEST_FIRST:
            found = {s: e for s, e in self._entries.get(cause, {}).items() if e.account in (None, self._account)}
            if found:
                newest = next(reversed(found.values()))
                pictures = sum(isinstance(source, int) for source in found)
                held = pictures if cause in _OF_THE_DISK else self._waiting()
                yield TroubleChanged(cause, newest.detail, held, newest.retry_in_s)
