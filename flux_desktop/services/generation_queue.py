"""Who is sent next: the limits, the order, and what holds everything up."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flux_desktop.domain.generation import Cause
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths
from flux_desktop.services.lane import MOST_ACTIVE, Lane

DEFAULT_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A generation that waits to be sent. ``account`` names the lane it goes by."""

    id: ItemId
    batch_id: ItemId
    model_id: str
    account: str
    estimate: Hundredths | None = None


@dataclass(slots=True)
class _Place:
    entry: Entry
    round: int


class GenerationQueue:
    """First come, first served, in rounds: each batch gets one turn a round, so that a batch of twelve does not keep
    a single picture that was asked for later waiting for its end. A person's own order goes before that.

    Holds no task and waits for nothing: ``take`` says what may be sent now, ``next_change_s`` when to ask again.
    """

    def __init__(
        self,
        model_limit: Callable[[str], int],
        monotonic_s: Callable[[], float],
        at_once: int = DEFAULT_AT_ONCE,
    ) -> None:
        self._model_limit = model_limit
        self._monotonic_s = monotonic_s
        self._at_once = at_once
        self._lanes: dict[str, Lane] = {}
        self._places: list[_Place] = []
        self._parked: list[Entry] = []
        self._round = 0
        self._paused = False
        self._holds: set[Cause] = set()

    def lane(self, account: str) -> Lane:
        return self._lanes.setdefault(account, Lane(self._monotonic_s))

    @property
    def active(self) -> int:
        return sum(lane.active for lane in self._lanes.values())

    @property
    def active_models(self) -> set[str]:
        return set().union(*(lane.active_models() for lane in self._lanes.values()))

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """In the order in which they go, those of an earlier run last."""
        return (*(place.entry for place in self._places), *self._parked)

    @property
    def from_earlier(self) -> int:
        """How many were left waiting when the program was closed and have not been resumed."""
        return len(self._parked)

    @property
    def paused(self) -> bool:
        return self._paused

    def add(self, entries: Iterable[Entry]) -> None:
        """At the end of the line, but a batch's first no later than the others' next."""
        turns: dict[ItemId, int] = {}
        for place in self._places:
            turns[place.entry.batch_id] = place.round + 1
        for entry in entries:
            turn = max(turns.get(entry.batch_id, self._round), self._round)
            turns[entry.batch_id] = turn + 1
            self._places.insert(bisect_right(self._places, turn, key=lambda place: place.round), _Place(entry, turn))

    def park(self, entries: Iterable[Entry]) -> None:
        """Left over from an earlier run: they wait for ``resume``, and others may go before them."""
        self._parked.extend(entries)

    def put_back(self, entry: Entry) -> None:
        """It was not sent after all: it is next again."""
        self.lane(entry.account).release(entry.id)
        self._places.insert(0, _Place(entry, self._places[0].round if self._places else self._round))

    def remove(self, generation_id: ItemId) -> bool:
        """Whether it was still waiting."""
        before = len(self.waiting)
        self._places = [place for place in self._places if place.entry.id != generation_id]
        self._parked = [entry for entry in self._parked if entry.id != generation_id]
        return len(self.waiting) < before

    def take(self) -> Entry | None:
        """The next that may be sent at this moment. It counts as active until it is released or put back."""
        if self._paused or self._holds:
            return None
        stuck: set[tuple[str, str]] = set()
        for index, place in enumerate(self._places):
            entry = place.entry
            kind = (entry.account, entry.model_id)
            if kind in stuck:
                continue
            lane = self.lane(entry.account)
            if lane.may_send(entry.model_id, self._model_limit(entry.model_id), self._at_once):
                del self._places[index]
                self._round = max(self._round, place.round)
                lane.begin(entry.id, entry.model_id)
                return entry
            stuck.add(kind)
        return None

    def next_change_s(self) -> float | None:
        """In how many seconds something may go that may not go now, without anything else happening."""
        if self._paused or self._holds:
            return None
        lanes = {place.entry.account for place in self._places}
        changes = [self.lane(account).next_change_s(self._at_once) for account in lanes]
        return min((change for change in changes if change is not None), default=None)

    def pause(self) -> None:
        """Send nothing more; what runs is finished."""
        self._paused = True

    def resume(self) -> None:
        """Go on, also with what an earlier run left."""
        self._paused = False
        parked, self._parked = self._parked, []
        self.add(parked)

    def hold(self, cause: Cause) -> None:
        """Send nothing in any lane until ``let_go``: there is no place to put a picture."""
        self._holds.add(cause)

    def let_go(self, *causes: Cause) -> None:
        self._holds -= set(causes)

    def set_limit(self, at_once: int) -> None:
        self._at_once = max(1, min(MOST_ACTIVE, at_once))

    def move_to_front(self, generation_id: ItemId) -> None:
        self.reorder([generation_id])

    def reorder(self, ids: Sequence[ItemId]) -> None:
        """Let these go first, in this order; the others keep theirs. Ids that do not wait any more are passed over.

        What an earlier run has left stays behind the rest until it is resumed.
        """
        rank = {generation_id: index for index, generation_id in enumerate(ids)}
        rounds = [place.round for place in self._places]
        ordered = sorted(self._places, key=lambda place: rank.get(place.entry.id, len(rank)))
        self._places = [_Place(place.entry, turn) for place, turn in zip(ordered, rounds, strict=True)]
        self._parked.sort(key=lambda entry: rank.get(entry.id, len(rank)))
