"""The rows of the queue for Qt: headings, and generations below them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.pricing import DEFAULT_SIZE
from flux_desktop.services.events import GenerationChanged, QueueChanged, TroubleChanged
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.job_words import JobFacts
from flux_desktop.ui.queue.jobs import Jobs, Key, Section, section_of
from flux_desktop.ui.queue.row_words import RowWords, retry_button, words_of
from flux_desktop.ui.queue.sources import JobSource
from flux_desktop.ui.support.labels import plain_tool_tip

_NO_PARENT = QModelIndex()
_TITLE_LENGTH = 200

AnyIndex = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row offers beside its words. A heading has a section only."""

    GENERATION_ID = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2
    SECTION = Qt.ItemDataRole.UserRole + 3


class QueueModel(QAbstractListModel):
    """Told what the engine tells. What comes in one turn of the loop changes the rows once, however much it is."""

    settled = Signal()
    """The rows are as the engine has said."""

    def __init__(
        self,
        library: JobSource,
        usual_s: Callable[[str], float | None] = lambda _model_id: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._usual_s = usual_s
        self._now = now
        self._jobs = Jobs()
        self._queue = QueueChanged(0, 0, paused=False)
        self._trouble = TroubleChanged(None)
        self._keys: list[Key] = []
        self._row_of: dict[Key, int] = {}
        self._changed: set[ItemId] = set()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.settle)

    # What is in it

    @property
    def queue(self) -> QueueChanged:
        """What the engine said last of how much is under way."""
        return self._queue

    def key(self, number: int) -> Key:
        """The heading or the id in a row."""
        return self._keys[number]

    def number_of(self, key: Key) -> int:
        """The row of a heading or of an id, or -1."""
        return self._row_of.get(key, -1)

    def row(self, number: int) -> GalleryRow | None:
        """The generation in a row, ``None`` for a heading."""
        key = self._keys[number]
        return None if isinstance(key, Section) else self._jobs.rows.get(key)

    def words(self, row: GalleryRow) -> RowWords:
        """What a row says at this moment."""
        return words_of(row, self._facts(row))

    def ids(self, section: Section) -> list[ItemId]:
        """Those below a heading, from the top."""
        return self._jobs.sections()[section]

    def retriable(self) -> list[tuple[GalleryRow, bool]]:
        """What "Retry all" takes: each with whether that is made, and paid for, anew."""
        found = []
        for item_id in self.ids(Section.NEEDS_YOU):
            row = self._jobs.rows[item_id]
            button = retry_button(row)
            if button:
                found.append((row, button.action.value == "make_again"))
        return found

    def order_with(self, item_id: ItemId, step: int) -> Sequence[ItemId] | None:
        """See ``Jobs.order_with``."""
        return self._jobs.order_with(item_id, step)

    # Changes

    def load(self) -> int:
        """Read what is open or needs a person; how many of them BFL is making or has made."""
        found = self._library.rows(self._library.job_ids()).values()
        for row in found:
            if row.id not in self._jobs.rows:
                self._keep(row)
        return sum(row.state in (State.RUNNING, State.FETCHING) for row in found)

    def put(self, event: GenerationChanged) -> None:
        """A generation has changed; it has been recorded already."""
        generation = event.generation
        if generation.state is State.DONE and event.picture is None:
            rows = self._library.rows([generation.id])
            row = rows.get(generation.id)
        else:
            row = GalleryRow.of(generation, event.picture, DEFAULT_SIZE)
        if row:
            self._keep(row)

    def set_queue(self, queue: QueueChanged) -> None:
        if queue.order != self._queue.order or queue.paused != self._queue.paused:
            self._changed.update(self._jobs.order, queue.order)
        self._queue, self._jobs.order = queue, queue.order
        unknown = [item_id for item_id in queue.order if item_id not in self._jobs.rows]
        for row in self._library.rows(unknown).values() if unknown else ():
            self._jobs.put(row)
        self._later.start()

    def set_trouble(self, trouble: TroubleChanged) -> None:
        self._trouble = trouble
        self._changed.update(self._jobs.order)
        self._later.start()

    def hide(self, item_id: ItemId) -> None:
        """Nobody waits for this one any more; it comes back when it is finished."""
        self._jobs.hide(item_id)
        self._later.start()

    def forget(self, ids: Iterable[ItemId]) -> None:
        """These pictures are not in the library any more."""
        self._jobs.forget(ids)
        self._later.start()

    def settle(self) -> None:
        """Bring the rows in line now."""
        self._later.stop()
        keys = self._jobs.keys()
        if keys != self._keys:
            self._take_out(set(keys))
            self._put_in_order(keys)
            self._put_in(keys)
        changed = sorted(number for item_id in self._changed if (number := self.number_of(item_id)) >= 0)
        self._changed.clear()
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first), self.index(last))
        self.settled.emit()

    # For Qt

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        if isinstance(self._keys[index.row()], Section):
            return flag.ItemNeverHasChildren
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        key = self._keys[index.row()]
        if isinstance(key, Section):
            is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return key.value if is_text or role == Role.SECTION else None
        row = self._jobs.rows.get(key)  # it may have gone a moment ago
        return self._data_of(row, role) if row else None

    def _data_of(self, row: GalleryRow, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                words = self.words(row)
                return f"{words.title[:_TITLE_LENGTH]}. {words.detail[:_TITLE_LENGTH]}."
            case Qt.ItemDataRole.ToolTipRole:
                detail = row.failure.detail if row.failure else ""
                return plain_tool_tip("\n\n".join(part for part in (row.prompt, detail) if part))
            case Role.GENERATION_ID:
                return row.id
            case Role.STATE:
                return row.state.value
            case Role.SECTION:
                section = section_of(row)
                return section.value if section else None
            case _:
                return None

    def _facts(self, row: GalleryRow) -> JobFacts:
        if row.state is State.QUEUED:
            place = self._jobs.place_of(row.id)
            return JobFacts(place=place, paused=self._queue.paused, trouble=self._trouble.cause)
        if row.state is not State.RUNNING:
            return JobFacts()
        elapsed = max(0.0, (self._now() - row.submitted_at).total_seconds()) if row.submitted_at else None
        return JobFacts(elapsed, self._usual_s(row.model_id) or self._queue.usual_s)

    def _keep(self, row: GalleryRow) -> None:
        self._jobs.put(row)
        self._changed.add(row.id)
        self._later.start()

    def _take_out(self, staying: set[Key]) -> None:
        gone = [number for number, key in enumerate(self._keys) if key not in staying]
        for first, last in reversed(_runs(gone)):
            self.beginRemoveRows(_NO_PARENT, first, last)
            del self._keys[first : last + 1]
            self._renumber()
            self.endRemoveRows()

    def _put_in_order(self, keys: Sequence[Key]) -> None:
        """The rows that stay, in their new order. What is selected stays selected."""
        here = set(self._keys)
        wanted = [key for key in keys if key in here]
        if wanted == self._keys:
            return
        self.layoutAboutToBeChanged.emit()
        before = self._keys
        self._keys = wanted
        self._renumber()
        old = self.persistentIndexList()
        self.changePersistentIndexList(old, [self.index(self._row_of[before[index.row()]]) for index in old])
        self.layoutChanged.emit()

    def _put_in(self, keys: Sequence[Key]) -> None:
        here = set(self._keys)
        new = [number for number, key in enumerate(keys) if key not in here]
        for first, last in _runs(new):
            self.beginInsertRows(_NO_PARENT, first, last)
            self._keys[first:first] = keys[first : last + 1]
            self._renumber()
            self.endInsertRows()

    def _renumber(self) -> None:
        self._row_of = {key: number for number, key in enumerate(self._keys)}


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs of following ones."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
