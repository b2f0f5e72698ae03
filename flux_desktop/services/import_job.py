"""One import under way, as every thread may see it."""

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import ImportReport


class ImportJob:
    """What is to be imported, how far that is, and a way to stop it. Counts and flags may be read in any thread.

    ``in_place``: files stay where they are, and only rows are made for them. ``is_watch``: a look at a watched folder,
    which passes over what it has seen before and what may still be being written. ``is_rebuild``: the library's own
    files are looked at, and rows are made for those that have none. ``is_quiet``: nobody has asked for it just now.
    """

    def __init__(
        self,
        sources: Sequence[Path] = (),
        *,
        in_place: bool = False,
        is_watch: bool = False,
        is_rebuild: bool = False,
        is_quiet: bool = False,
    ) -> None:
        self.sources = tuple(sources)
        self.in_place = in_place
        self.is_watch = is_watch
        self.is_rebuild = is_rebuild
        self.is_quiet = is_quiet or is_watch
        self.found = self.done = 0
        self.is_counting = True
        """Whether ``found`` still grows."""
        self.report = ImportReport()
        self._news: deque[ItemId] = deque()
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop after what is being written just now. What was imported stays."""
        self._cancelled.set()

    def tell(self, ids: Iterable[ItemId]) -> None:
        """These are in the library now, or different."""
        self._news.extend(ids)

    @property
    def news_waiting(self) -> int:
        """How many ``news`` has not given away yet."""
        return len(self._news)

    def news(self, most: int) -> list[ItemId]:
        """The ids that were told since the last time, so many at the most."""
        return [self._news.popleft() for _ in range(min(most, len(self._news)))]
