"""The generations of the queue in their sections and in order. No Qt."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow

MOST_FINISHED = 10


class Section(StrEnum):
    """The headings, from the top."""

    NEEDS_YOU = "Needs you"
    RUNNING = "Running"
    WAITING = "Waiting"
    FINISHED = "Just finished"


Key = Section | ItemId
"""A heading, or the id of the generation in a row."""


def section_of(row: GalleryRow) -> Section | None:
    """Where a generation stands; ``None`` for one that is not shown."""
    if row.state.needs_attention or (row.state is State.FETCHING and row.failure):
        return Section.NEEDS_YOU
    match row.state:
        case State.QUEUED:
            return Section.WAITING
        case State.DONE:
            return Section.FINISHED
        case State.CANCELLED:
            return None
        case _:
            return Section.RUNNING


class Jobs:
    """What is under way, waits, needs a person, or has just been finished."""

    def __init__(self) -> None:
        self.rows: dict[ItemId, GalleryRow] = {}
        self.order: tuple[ItemId, ...] = ()
        """Those that wait, the next one first, as the engine has it."""
        self._finished: list[ItemId] = []
        self._hidden: set[ItemId] = set()

    def put(self, row: GalleryRow) -> None:
        """A generation is new, or has changed."""
        if row.state is State.DONE:
            self._hidden.discard(row.id)
            if row.id not in self._finished:
                self._finished.insert(0, row.id)
            for oldest in self._finished[MOST_FINISHED:]:
                self.rows.pop(oldest, None)
            del self._finished[MOST_FINISHED:]
        if section_of(row) is None:
            self.rows.pop(row.id, None)
        elif row.state is not State.DONE or row.id in self._finished:
            self.rows[row.id] = row

    def hide(self, item_id: ItemId) -> None:
        """Nobody waits for this one any more; it comes back when it is finished."""
        self._hidden.add(item_id)

    def forget(self, ids: Iterable[ItemId]) -> None:
        """These pictures are not in the library any more."""
        for item_id in ids:
            self.rows.pop(item_id, None)
            if item_id in self._finished:
                self._finished.remove(item_id)

    def keys(self) -> list[Key]:
        """Headings and ids from the top; a heading only where there is something below it."""
        keys: list[Key] = []
        for section, ids in self.sections().items():
            if ids:
                keys += [section, *ids]
        return keys

    def sections(self) -> dict[Section, list[ItemId]]:
        """The ids of each section: the newest that needs a person first, the longest running first, the next to go
        first, the last to be finished first."""
        ids: dict[Section, list[ItemId]] = {section: [] for section in Section}
        for item_id, row in self.rows.items():
            section = section_of(row)
            if section and item_id not in self._hidden:
                ids[section].append(item_id)
        place = {item_id: number for number, item_id in enumerate(self.order)}
        ids[Section.NEEDS_YOU].sort(reverse=True)
        ids[Section.RUNNING].sort()
        ids[Section.WAITING].sort(key=lambda item_id: (place.get(item_id, len(place)), item_id))
        ids[Section.FINISHED].sort(key=self._finished.index)
        return ids

    def place_of(self, item_id: ItemId) -> int | None:
        """1 for the one that is next, ``None`` for one that the engine has not put in line yet."""
        return self.order.index(item_id) + 1 if item_id in self.order else None

    def order_with(self, item_id: ItemId, step: int) -> Sequence[ItemId] | None:
        """Who goes first, in this order, when one moves up (``step`` -1) or down (1); ``None`` when it cannot."""
        if item_id not in self.order:
            return None
        place = self.order.index(item_id)
        if not 0 <= place + step < len(self.order):
            return None
        moved = list(self.order)
        moved.insert(place + step, moved.pop(place))
        return moved[: max(place, place + step) + 1]
