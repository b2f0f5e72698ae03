"""One import under way, as every thread may see it."""

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from pathlib import Path

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import ImportReport


class Purpose(Enum):
    """What the files are looked at for."""

    IMPORT = auto()
    WATCH = auto()
    """A watched folder: what was seen before, and what may still be being written, is passed over."""
    FIND = auto()
    """Only the files of pictures that are missing are taken."""
    CHECK = auto()
    """The library: rows learn whether their file is there."""
    REBUILD = auto()
    """The library: the same, and rows are made for files that have none."""


class ImportJob:
    """What is to be imported, how far that is, and a way to stop it. Counts and flags may be read in any thread.

    ``in_place``: files stay where they are, and only rows are made for them. ``is_quiet``: nobody has asked for it just
    now.
    """

    def __init__(
        self,
        sources: Sequence[Path] = (),
        *,
        purpose: Purpose = Purpose.IMPORT,
        in_place: bool = False,
        is_quiet: bool = False,
    ) -> None:
        self.sources = tuple(sources)
        self.purpose = purpose
        self.in_place = in_place
        self.is_quiet = is_quiet or purpose in (Purpose.WATCH, Purpose.CHECK)
        self.found = self.done = 0
        self.is_counting = True
        """Whether ``found`` still grows."""
        self.is_held_up = False
        """Whether it waits for the library, which cannot be written."""
        self.report = ImportReport()
        self._news: deque[ItemId] = deque()
        self._cancelled = threading.Event()

    @property
    def is_of_library(self) -> bool:
        """Whether it is about the library's own files."""
        return self.purpose in (Purpose.CHECK, Purpose.REBUILD)

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
