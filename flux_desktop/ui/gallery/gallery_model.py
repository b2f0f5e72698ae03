"""The gallery's items for Qt: an array of ids and a small cache of rows."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.local_days import Grouping
from flux_desktop.domain.money import Hundredths, to_credits
from flux_desktop.domain.state import State
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.row_cache import RowCache
from flux_desktop.ui.gallery.sections import Section, SectionCalendar

if TYPE_CHECKING:
    from flux_desktop.domain.request import GenerationRequest
    from flux_desktop.domain.sizes import Size
    from flux_desktop.services.events import GenerationChanged
    from flux_desktop.storage.found import Found, FoundSums
    from flux_desktop.ui.gallery.bulk import Run
    from flux_desktop.ui.gallery.library_access import RowSource, Searches, WholeSearch

_PAGE = 32
_NO_PARENT = QModelIndex()

AnyIndex = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row offers beside its words; the names are part of the program's contract."""

    GENERATION_ID = Qt.ItemDataRole.UserRole + 1
    STATE = Qt.ItemDataRole.UserRole + 2
    PROMPT = Qt.ItemDataRole.UserRole + 3
    MODEL_ID = Qt.ItemDataRole.UserRole + 4
    FILE_PATH = Qt.ItemDataRole.UserRole + 5
    COST_CREDITS = Qt.ItemDataRole.UserRole + 6
    FAVOURITE = Qt.ItemDataRole.UserRole + 7


_ROLE_NAMES = {
    Role.GENERATION_ID: b"generationId",
    Role.STATE: b"state",
    Role.PROMPT: b"prompt",
    Role.MODEL_ID: b"modelId",
    Role.FILE_PATH: b"filePath",
    Role.COST_CREDITS: b"costCredits",
    Role.FAVOURITE: b"favourite",
}


class GalleryModel(QAbstractListModel):
    """Pictures and generations, newest first.

    Ids are kept ascending, so that a new one goes to the end of the array, however long that is. Rows are read a page
    at a time when they are first asked for.
    """

    shape_changed = Signal(int)
    """The picture in this row has another ratio of width to height than before."""
    changed = Signal(object)
    """The generation with this id has changed, whether it is shown or not."""
    finished = Signal(object)
    """The generation with this id has become a picture."""

    def __init__(
        self,
        library: "RowSource",
        model_name: Callable[[str], str],
        expected_size: "Callable[[GenerationRequest], Size]",
        today: Callable[[], date] = date.today,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._model_name = model_name
        self._expected_size = expected_size
        self._today = today
        self._calendar = SectionCalendar(today())
        self._answers = self._make_answers()
        self._ids: array[int] = array("q")
        self._all: array[int] | None = None
        self._found: FoundSums | None = None
        self._rows = RowCache(library)
        self._hidden: set[ItemId] = set()

    # What is in it

    @property
    def ascending_ids(self) -> Sequence[ItemId]:
        """The ids that are shown, oldest first. Not to be changed."""
        return self._ids

    @property
    def is_filtered(self) -> bool:
        return self._all is not None

    @property
    def jobs(self) -> Mapping[ItemId, GalleryRow]:
        """Generations under way or in need of attention, as far as they have been seen."""
        return self._rows.jobs

    @property
    def calendar(self) -> SectionCalendar:
        """Names days as of today; another object when the day has changed."""
        if self._calendar.today != self._today():
            self.set_grouping(self._calendar.grouping)
        return self._calendar

    def set_grouping(self, grouping: Grouping) -> None:
        """Part what is shown into days, weeks or months; a view has to be told."""
        self._calendar = SectionCalendar(self._today(), grouping=grouping)

    def id_at(self, row: int) -> ItemId:
        return self._ids[-1 - row]

    def ids_between(self, first: int, last: int) -> list[ItemId]:
        """The ids of these rows, the last included."""
        count = len(self._ids)
        return self._ids[count - 1 - last : count - first].tolist()[::-1]

    def ascending_between(self, first: int, last: int) -> "array[int]":
        """The ids of these rows, the last included, oldest first."""
        count = len(self._ids)
        return self._ids[count - 1 - last : count - first]

    def row_of(self, item_id: ItemId) -> int:
        """The row of an id, or -1."""
        position = bisect_left(self._ids, item_id)
        found = position < len(self._ids) and self._ids[position] == item_id
        return len(self._ids) - 1 - position if found else -1

    def row_from(self, item_id: ItemId) -> int:
        """The row of the newest item that is no newer than this id, which need not be shown."""
        return len(self._ids) - bisect_right(self._ids, item_id)

    def row(self, number: int) -> GalleryRow | None:
        """What there is to a row; ``None`` when its item has just vanished from the library."""
        item_id = self.id_at(number)
        found = self._rows.get(item_id)
        if found is None:
            first = number // _PAGE * _PAGE
            self._rows.read(self.ids_between(first, min(first + _PAGE, len(self._ids)) - 1))
            found = self._rows.get(item_id)
        return found

    def item(self, item_id: ItemId) -> GalleryRow | None:
        """What there is to an item, whether it is shown or not."""
        return self._rows.get(item_id) or self._library.rows([item_id]).get(item_id)

    def read_among(self, ids: Sequence[ItemId]) -> list[ItemId]:
        """Those of these items whose rows have been read lately."""
        return self._rows.those_among(ids)

    def ratios(self, first: int, count: int) -> Sequence[float]:
        """Width to height of rows, for the layout."""
        return self._library.aspect_ratios(self.ids_between(first, first + count - 1))

    def sum_of(self, section: Section) -> tuple[int, Hundredths] | None:
        """How many pictures of a section are shown, and what they cost; ``None`` while a search has not found all."""
        if self._found:
            return self._found.of_span(section.first_id, section.end_id)
        return self._library.section_cost(section.first_id, section.end_id - 1)

    @property
    def searches(self) -> "Searches":
        """What searches ask of the library, in the window's thread."""
        return self._library.searches

    def search_reader(self) -> "WholeSearch":
        """One more, for another thread."""
        return self._library.search_reader()

    def model_name(self, model_id: str) -> str:
        """The name of a FLUX model."""
        return self._model_name(model_id)

    # Changes

    def load(self) -> None:
        """Show everything the library has."""
        self._reset(self._ascending(), None)

    def reload(self) -> None:
        """The library has other items now. What a search or the bin shows stays, and gives way to them later."""
        if self._all is None:
            self.load()
        else:
            self._all = self._ascending()

    def load_newest(self, newest: Sequence[ItemId]) -> None:
        """Show just these, newest first, until ``load_rest``: enough for the first screen."""
        self._reset(array("q", newest)[::-1], None)

    def load_rest(self) -> None:
        """Add what is older than what is shown, below it."""
        everything = self._ascending()
        shown_from = bisect_left(everything, self._ids[0]) if self._ids else len(everything)
        if self._all is None and shown_from and everything[shown_from:] == self._ids:
            count = len(self._ids)
            self.beginInsertRows(_NO_PARENT, count, count + shown_from - 1)
            self._ids = everything
            self.endInsertRows()
        elif everything != self._ids:
            self._reset(everything, None)

    def show_only(self, found: "Found") -> None:
        """Show just these until ``show_all``. What arrives meanwhile is kept for then."""
        from flux_desktop.storage.found import FoundSums  # nothing is searched for before the first paint

        everything = self._ids if self._all is None else self._all
        self._reset(found.ids[::-1], everything)
        self._found = FoundSums(found)

    def shows(self, found: "Found") -> bool:
        """Whether these are what ``show_only`` has left or, if there are more of them, the newest of it."""
        count = len(found.ids)
        if self._all is None or count > len(self._ids) or (found.is_whole and count < len(self._ids)):
            return False
        return self._ids[len(self._ids) - count :] == found.ids[::-1]

    def take_sums(self, found: "Found") -> bool:
        """Count these from now on, which are what is shown. Whether there are others than before."""
        from flux_desktop.storage.found import FoundSums

        if self._found and self._found.are_of(found):
            return False
        self._found = FoundSums(found)
        return True

    def follow(self, found: "Found") -> bool:
        """All that is found now, after ``show_only``: what is not any more goes, what is besides comes in. ``False``
        when that is in too many places, and all was shown anew."""
        from flux_desktop.storage.found import FoundSums
        from flux_desktop.ui.gallery import bulk

        ascending = found.ids[::-1]
        is_scattered = bulk.runs_of(ascending, self._ids) is None or bulk.runs_of(self._ids, ascending) is None
        runs = None if is_scattered else bulk.runs_of(bulk.without(self._ids, ascending), self._ids)
        gaps = None if is_scattered else bulk.gaps_for(bulk.without(ascending, self._ids), self._ids)
        if self._all is None or runs is None or gaps is None:
            self.show_only(found)
            return False
        self._found = FoundSums(found)
        self._insert_at(gaps)
        if runs:
            self._remove_runs(bulk.runs_of(bulk.without(self._ids, ascending), self._ids) or [])
        return True

    def show_all(self) -> None:
        if self._all is not None:
            self._reset(self._all, None)

    def put(self, event: "GenerationChanged") -> None:
        """A generation has changed; it has been recorded already."""
        expected = self._expected_size(event.generation.request)
        row = GalleryRow.of(event.generation, event.picture, expected)
        if row.state is State.CANCELLED:
            self.remove([row.id])
        elif self._was_thrown_away(row):
            self._rows.forget(row.id)
        elif row.id not in self._hidden or row.state is State.DONE:
            self._hidden.discard(row.id)
            self._store(row)
        if row.state is State.DONE:
            self.finished.emit(row.id)
        self.changed.emit(row.id)

    def refresh(self, ids: Sequence[ItemId]) -> None:
        """Read these anew, as far as they have been read: favourites, ratings, files that were moved."""
        for row in self._library.rows(self._rows.those_among(ids)).values():
            if self.row_of(row.id) >= 0:
                self._store(row)
            else:
                self._rows.keep(row)

    def mark(self, ids: Sequence[ItemId], **marks: Any) -> None:
        """Show other fields of these rows at once; the library learns of it by other ways."""
        for item_id in self._rows.those_among(ids):
            row = self._rows.get(item_id)
            if row is not None and self.row_of(item_id) >= 0:
                self._store(row._replace(**marks))
            else:
                self._rows.forget(item_id)

    def remove(self, ids: Sequence[ItemId]) -> None:
        """These are not in the gallery any more. One that is under way comes back when it is a picture."""
        from flux_desktop.ui.gallery import bulk  # nothing goes before the first paint

        gone = bulk.ascending(ids)
        self._hidden.update(i for i in self._rows.those_among(gone) if i in self.jobs and self.jobs[i].state.is_open)
        self._rows.forget_all(gone)
        if self._all is not None:
            self._all = bulk.without(self._all, gone)
        if self._found:
            self._found.forget(set(gone))
        runs = bulk.runs_of(gone, self._ids)
        if runs is None:
            self._reset(bulk.without(self._ids, gone), self._all)
            return
        self._remove_runs(runs)

    def restore(self, ids: Sequence[ItemId]) -> None:
        """These are in the gallery again. Their rows are read when they come into view."""
        from flux_desktop.ui.gallery import bulk

        back = bulk.ascending(ids)
        if self._library.hides_practice:
            back = bulk.without(back, self._library.practice_ids())
        self._rows.forget_all(back)
        if self._all is not None:
            self._all = bulk.with_all(self._all, back)
            return
        gaps = bulk.gaps_for(back, self._ids)
        if gaps is None:
            self._reset(bulk.with_all(self._ids, back), None)
            return
        self._insert_at(gaps)

    # For Qt

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def roleNames(self) -> dict[int, bytes]:  # type: ignore[override]
        return {**super().roleNames(), **_ROLE_NAMES}  # type: ignore[dict-item]

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        answer = self._answers.get(role)
        row = self.row(index.row()) if answer and index.isValid() else None
        return answer(row) if answer and row else None

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list", "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = [row for row in (self.row(index.row()) for index in indexes) if row and row.path]
        from flux_desktop.ui.gallery.drag_data import DragData  # for those who drag

        files = [str(self._library.absolute(row.path or "")) for row in rows]
        return DragData(files, "\n\n".join(row.prompt for row in rows))

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _make_answers(self) -> dict[int, Callable[[GalleryRow], object]]:
        return {
            Qt.ItemDataRole.DisplayRole: self._words,
            Qt.ItemDataRole.AccessibleTextRole: self._words,
            Role.GENERATION_ID: lambda row: row.id,
            Role.STATE: lambda row: row.state.value,
            Role.PROMPT: lambda row: row.prompt,
            Role.MODEL_ID: lambda row: row.model_id,
            Role.FILE_PATH: lambda row: str(self._library.absolute(row.path)) if row.path else "",
            Role.COST_CREDITS: lambda row: None if row.cost is None else to_credits(row.cost),
            Role.FAVOURITE: lambda row: row.favourite,
        }

    def _words(self, row: GalleryRow) -> str:
        """What a screen reader says."""
        parts = [row.prompt.strip().rstrip(".") or "Picture without words", self._model_name(row.model_id)]
        if row.state is State.DONE:
            parts.append("File moved or deleted" if row.missing else "")
        else:
            from flux_desktop.ui.job_words import words_for

            words = words_for(row)
            parts += [words.title, words.text.rstrip(".")]
        parts += [self.calendar.day_words(row.id), "Practice" if row.practice else ""]
        parts.append("Favourite" if row.favourite else "")
        parts.append(("1 star" if row.rating == 1 else f"{row.rating} stars") if row.rating else "")
        return ". ".join(part for part in parts if part) + "."

    def _reset(self, ascending: "array[int]", everything: "array[int] | None") -> None:
        self.beginResetModel()
        self._ids, self._all = ascending, everything
        self._found = None
        self.endResetModel()

    def _ascending(self) -> "array[int]":
        """All ids of the library, oldest first."""
        ids = self._library.item_ids()
        ids.reverse()
        return ids

    def _remove_runs(self, runs: "Sequence[Run]") -> None:
        for first, end in reversed(runs):  # from the newest on, so that the positions of the others stay
            count = len(self._ids)
            self.beginRemoveRows(_NO_PARENT, count - end, count - 1 - first)
            del self._ids[first:end]
            self.endRemoveRows()

    def _insert_at(self, gaps: "Sequence[tuple[int, array[int]]]") -> None:
        for position, some in gaps:
            row = len(self._ids) - position
            self.beginInsertRows(_NO_PARENT, row, row + len(some) - 1)
            self._ids[position:position] = some
            self.endInsertRows()

    def _store(self, row: GalleryRow) -> None:
        """Show the row, in its place if it is new."""
        old = self._rows.get(row.id)
        self._rows.keep(row)
        number = self.row_of(row.id)
        if number >= 0:
            if old is not None and old.size != row.size:
                self.shape_changed.emit(number)
            index = self.index(number)
            self.dataChanged.emit(index, index)
        else:
            self._insert(row.id)

    def _was_thrown_away(self, row: GalleryRow) -> bool:
        """A picture that is in the bin by the time that the last news of its making comes."""
        if row.state is not State.DONE or self.row_of(row.id) >= 0:
            return False
        recorded = self._library.rows([row.id]).get(row.id)
        return recorded is not None and recorded.binned

    def _insert(self, item_id: ItemId) -> None:
        if self._all is not None:
            position = bisect_left(self._all, item_id)
            if self._all[position : position + 1] != array("q", [item_id]):
                self._all.insert(position, item_id)
            return
        position = bisect_left(self._ids, item_id)
        row = len(self._ids) - position
        self.beginInsertRows(_NO_PARENT, row, row)
        self._ids.insert(position, item_id)
        self.endInsertRows()
