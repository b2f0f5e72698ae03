"""Favourites, ratings, tags, albums, notes and the bin: shown at once, recorded by the engine, and taken back again."""

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.edits import (
    Column,
    CreateAlbum,
    Edit,
    Ids,
    Label,
    RemoveAlbum,
    RenameAlbum,
    SetLabel,
    SetValues,
    clean_name,
    ids_of,
)
from flux_desktop.domain.errors import FluxDesktopError, LibraryError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.keeping import Keeping
from flux_desktop.services.library import Library
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.keeping_words import done_words, step_words
from flux_desktop.ui.support.toast import Toast, Toasts
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.telling import trouble_said
from flux_desktop.ui.undo import UndoStack

if TYPE_CHECKING:
    import asyncio

_FILES_WAIT = "Some picture files cannot be moved at the moment. Is the drive connected? They follow when it is back."


class Act:
    """One edit that was made. ``reverse`` is what takes it back, as soon as it is known."""

    def __init__(self, words: str, reverse: "Future[Edit]", turn: "Callable[[Act], None]") -> None:
        self.words = words
        self.reverse = reverse
        self._turn = turn

    def turn(self) -> None:
        self._turn(self)


class KeepingFlow(QObject):
    """Every method does one thing to any number of pictures; what is no picture yet is left out."""

    edited = Signal(object)
    """An edit has been recorded, or could not be."""
    recorded = Signal(object)
    """An edit has been recorded."""

    def __init__(
        self,
        *,
        keeping: Keeping,
        library: Library,
        gallery: GalleryPage,
        stack: UndoStack,
        toasts: Toasts,
        tasks: TaskSet,
    ) -> None:
        super().__init__(gallery)
        self._keeping = keeping
        self._library = library
        self._gallery = gallery
        self._view = gallery.view
        self._model = gallery.view.gallery
        self._stack = stack
        self._toasts = toasts
        self._tasks = tasks
        self._toast: Toast | None = None
        self._is_waiting_for_files = False

    # What can be asked for

    def set_favourite(self, ids: Ids, favourite: bool) -> None:
        self._set(Column.FAVOURITE, int(favourite), ids)

    def toggle_favourite(self, ids: Ids) -> None:
        """All of them favourites, or none when all are."""
        chosen = self.pictures(ids)
        rows = [row for item_id in self._model.read_among(chosen) if (row := self._model.item(item_id))]
        if not all(row.favourite for row in rows):
            self.set_favourite(chosen, favourite=True)
        elif len(rows) == len(chosen):
            self.set_favourite(chosen, favourite=False)
        else:
            self._tasks.start(self._toggle_after_a_look(chosen))

    def set_rating(self, ids: Ids, rating: int) -> None:
        """1 to 5, or 0 for none."""
        self._set(Column.RATING, rating, ids)

    def set_notes(self, item_id: ItemId, text: str) -> None:
        self._set(Column.NOTES, text.strip(), [item_id])

    def set_label(self, kind: Label, ids: Ids, name: str, *, is_on: bool = True) -> None:
        """Tag pictures or put them into an album, which is made if it is not there; or the opposite."""
        chosen, name = self.pictures(ids), clean_name(name)
        if chosen and name:
            self.make(SetLabel(kind, name, chosen, is_on))

    def create_album(self, name: str) -> None:
        if clean_name(name):
            self.make(CreateAlbum(clean_name(name)))

    def rename_album(self, name: str, new_name: str) -> None:
        if clean_name(new_name) and clean_name(new_name) != name:
            self.make(RenameAlbum(name, clean_name(new_name)))

    def remove_album(self, name: str) -> None:
        """Its pictures stay."""
        self.make(RemoveAlbum(name))

    def bin(self, ids: Ids) -> None:
        """Throw them away, with a way back."""
        chosen = self.pictures(ids)
        if chosen:
            edit = SetValues.all(Column.BINNED_AT, 1, chosen)
            self._show(edit)
            self._begin(edit, self._keeping.bin(chosen))

    def bin_all_but_favourites(self, ids: Ids) -> None:
        chosen = self.pictures(ids)
        if chosen:
            edit = SetValues.all(Column.BINNED_AT, 1, ())
            self._begin(edit, self._keeping.bin(chosen, but_favourites=True))

    def bin_practice(self) -> None:
        self._begin(SetValues.all(Column.BINNED_AT, 1, ()), self._keeping.bin_practice())

    def put_back(self, ids: Ids) -> None:
        """Out of the bin."""
        if ids:
            self.make(SetValues.all(Column.BINNED_AT, None, ids))

    def imported(self, ids: Ids) -> None:
        """They came in by another way; the way back is into the bin."""
        reverse: Future[Edit] = Future()
        reverse.set_result(SetValues.all(Column.BINNED_AT, 1, ids))
        self._stack.push(Act("Import", reverse, lambda act: self._tasks.start(self._turn(act))))

    def make(self, edit: Edit) -> None:
        """Show it, have it recorded, and offer to take it back."""
        self._show(edit)
        self._begin(edit, self._keeping.make(edit))

    # How it is done

    @cached_property
    def _turns(self) -> "asyncio.Lock":
        """Steps are taken back one after the other."""
        import asyncio

        return asyncio.Lock()

    def pictures(self, ids: Ids) -> "array[int]":
        """Those of these items that are pictures, oldest first."""
        from flux_desktop.ui.gallery import bulk

        return bulk.without(bulk.ascending(ids), array("q", sorted(self._library.job_ids())))

    def _set(self, column: Column, value: int | str, ids: Ids) -> None:
        chosen = self.pictures(ids)
        if chosen:
            self.make(SetValues.all(column, value, chosen))

    async def _toggle_after_a_look(self, ids: Ids) -> None:
        with trouble_said(self._toasts):
            are_all = await answer(self._keeping.are_favourites(ids))
            self.set_favourite(ids, not are_all)

    def _begin(self, edit: Edit, reverse: "Future[Edit]") -> None:
        act = Act(step_words(edit), reverse, lambda act: self._tasks.start(self._turn(act)))
        self._stack.push(act)
        self._tasks.start(self._finish(act, edit))

    async def _finish(self, act: Act, edit: Edit) -> None:
        reverse = await self._recorded(act, edit)
        if reverse is None:
            return
        count = len(ids_of(reverse))
        if not count and isinstance(edit, SetValues | SetLabel):
            self._stack.drop(act)  # there was nothing to do
            if not ids_of(edit):
                self._say("There is nothing to move to the Bin.")
        else:
            self._say(done_words(edit, count), act)

    async def _turn(self, act: Act) -> None:
        """Take it back, or make it again."""
        async with self._turns:
            try:
                edit = await answer(act.reverse)
            except FluxDesktopError:
                return  # it had not been done at all, which has been said
            self._show(edit)
            act.reverse = self._keeping.make(edit)
            reverse = await self._recorded(act, edit)
            if reverse is not None:
                self._say(done_words(edit, len(ids_of(reverse))))

    async def _recorded(self, act: Act, edit: Edit) -> Edit | None:
        """Wait until an edit is recorded, and show what came of it; ``None`` when it could not be."""
        try:
            reverse = await answer(act.reverse)
        except FluxDesktopError as error:
            self._stack.drop(act)
            self._show_truth(edit)
            self._say(sentence_for(error))
            self.edited.emit(edit)  # what shows it is to show the truth
            return None
        if isinstance(reverse, SetValues):
            self._model.refresh(ids_of(reverse))
            if reverse.column is Column.BINNED_AT:
                self._binning_recorded(edit, reverse)
        self.recorded.emit(edit)
        self.edited.emit(edit)
        return reverse

    def _binning_recorded(self, edit: Edit, reverse: SetValues) -> None:
        if not ids_of(edit) and reverse.groups:
            self.take_away(ids_of(reverse))  # which ones it would be was not known before
        elif self._gallery.search.is_on:
            self._gallery.search.renew()
        self._view.sums_changed()
        if not self._is_waiting_for_files:
            self._tasks.start(self._wait_for_files())

    def _show(self, edit: Edit) -> None:
        """In the gallery, before it is recorded."""
        if not isinstance(edit, SetValues):
            return
        for value, ids in edit.groups:
            if edit.column is Column.BINNED_AT and value is None:
                self.take_away(ids)  # out of what the bin shows
                self._model.restore(ids)
            elif edit.column is Column.BINNED_AT:
                self.take_away(ids)
            elif edit.column is Column.FAVOURITE:
                self._model.mark(ids, favourite=bool(value))
            elif edit.column is Column.RATING:
                self._model.mark(ids, rating=value)

    def _show_truth(self, edit: Edit) -> None:
        """It could not be recorded."""
        if not isinstance(edit, SetValues):
            return
        for value, ids in edit.groups:
            if edit.column is not Column.BINNED_AT:
                self._model.refresh(ids)
            elif value is None:
                self._model.remove(ids)
            else:
                self._model.restore(ids)

    def take_away(self, ids: Sequence[ItemId]) -> None:
        """The selection goes to the next neighbour."""
        with self._view.selecting_neighbour():
            self._model.remove(ids)

    async def _wait_for_files(self) -> None:
        """Files follow their rows; what holds them up is said once."""
        self._is_waiting_for_files = True
        try:
            await answer(self._keeping.settled())
        except LibraryError:
            self._toasts.show(_FILES_WAIT)
        except FluxDesktopError:
            return  # the program is closing
        finally:
            self._is_waiting_for_files = False

    def _say(self, words: str, act: Act | None = None) -> None:
        """In place of what was said of the step before."""
        if self._toast in self._toasts.shown and self._toast:
            self._toast.gone.emit()
        if act:
            self._toast = self._toasts.show(words, "Undo", lambda: self._stack.undo_step(act))
        else:
            self._toast = self._toasts.show(words)
