"""The bin: its pictures in the place of the gallery's, put back, deleted for ever, and emptied by time."""

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.edits import Column, Edit, SetValues
from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.keeping import Keeping
from flux_desktop.services.library import Library
from flux_desktop.settings.settings import Settings
from flux_desktop.storage.found import Found
from flux_desktop.ui.bin_bar import BinBar
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.keeping_flow import KeepingFlow
from flux_desktop.ui.keeping_words import consequence_words, counted, for_ever_words
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.support.question import ask
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.telling import trouble_said
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.services.keeping_desk import BinContents

_LOOK_EVERY_MS = 3_600_000
_MANY_FILES = 2000


class BinFlow(QObject):
    """``close_viewer`` comes back from a picture to the pictures."""

    opened = Signal(bool)
    """Whether the bin is shown now."""
    _files_moved = Signal(int, int)

    def __init__(
        self,
        *,
        window: QWidget,
        theme: Theme,
        gallery: GalleryPage,
        library: Library,
        keeping: Keeping,
        flow: KeepingFlow,
        settings: SettingsFlow,
        toasts: Toasts,
        tasks: TaskSet,
        close_viewer: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._gallery = gallery
        self._view = gallery.view
        self._model = gallery.view.gallery
        self._library = library
        self._keeping = keeping
        self._flow = flow
        self._settings = settings
        self._toasts = toasts
        self._tasks = tasks
        self._close_viewer = close_viewer
        self._bar: BinBar | None = None
        self._is_open = False
        self._back_to: ItemId | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._expire)
        self._connect()

    @property
    def is_open(self) -> bool:
        return self._is_open

    def begin(self) -> None:
        """Remove what has been in the bin for long enough, now and every hour."""
        self._keeping.watch_files(self._files_moved.emit)
        self._timer.start()
        self._expire()

    def open(self) -> None:
        """Show what is in the bin."""
        self._close_viewer()
        if not self._is_open:
            self._back_to = self._view.top_id()
        self._tasks.start(self._show_contents())

    def close(self) -> None:
        """Back to the gallery, where it was left."""
        if self._is_open:
            self._leave()
            self._model.show_all()
            if self._back_to is not None:
                self._view.scroll_to_id(self._back_to)

    def throw_away(self, ids: Sequence[ItemId]) -> None:
        """What Delete does: to the bin, or out of it for ever."""
        if self._is_open:
            self.delete_for_ever(ids)
        else:
            self._flow.bin(ids)

    def put_back(self) -> None:
        """What is selected."""
        self._flow.put_back(self._view.selected_array())

    def delete_for_ever(self, ids: Sequence[ItemId]) -> None:
        """After a question that names the count and the bytes. Not deleting is what Return and Escape do."""
        if ids:
            self._tasks.start(self._ask(ids))

    def delete_selected(self) -> None:
        self.delete_for_ever(self._view.selected_array())

    def empty(self) -> None:
        """Everything in the bin, after the question."""
        self._tasks.start(self._ask_to_empty())

    def _connect(self) -> None:
        self._view.selection_changed.connect(self._show_selected)
        self._gallery.search_changed.connect(self._searched)
        self._gallery.bin_requested.connect(self.open)
        self._flow.edited.connect(self._edited)
        self._files_moved.connect(self._show_progress)
        self._settings.changed.connect(self._settings_changed)

    async def _show_contents(self) -> None:
        with trouble_said(self._toasts):
            contents = await answer(self._keeping.bin_contents())
            if contents.ids:
                self._enter(contents)
            else:
                self._toasts.show("The Bin is empty.")
                self.close()

    def _enter(self, contents: "BinContents") -> None:
        self._gallery.search.clear()
        if not self._is_open:
            self._view.clearSelection()
        self._is_open = True
        self._model.show_only(_found(contents.ids))
        bar = self._bar = self._bar or self._make_bar()
        bar.show_contents(len(contents.ids), contents.bytes, self._settings.settings.bin_days)
        bar.show()
        self._show_selected()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit(True)  # noqa: FBT003 - signals have no names for what they carry

    def _make_bar(self) -> BinBar:
        bar = BinBar(self._theme)
        bar.put_back_requested.connect(self.put_back)
        bar.delete_requested.connect(self.delete_selected)
        bar.empty_requested.connect(self.empty)
        bar.closed.connect(self.close)
        self._gallery.set_banner(bar)
        return bar

    def _leave(self) -> None:
        self._is_open = False
        if self._bar:
            self._bar.hide()
        self.opened.emit(False)  # noqa: FBT003 - signals have no names for what they carry

    def _searched(self) -> None:
        """A search looks through the gallery, and shows what it has found in place of the bin."""
        if self._is_open and self._gallery.search.query.terms:
            self._leave()

    def _edited(self, edit: Edit) -> None:
        if self._is_open and isinstance(edit, SetValues) and edit.column is Column.BINNED_AT:
            self._tasks.start(self._renew())

    async def _renew(self) -> None:
        """Pictures have come or gone."""
        try:
            contents = await answer(self._keeping.bin_contents())
        except FluxDesktopError:
            return  # what is shown stays
        if not self._is_open or self._bar is None:
            return
        if not contents.ids:
            self.close()
            return
        self._bar.show_contents(len(contents.ids), contents.bytes, self._settings.settings.bin_days)
        if self._model.rowCount() != len(contents.ids):
            self._model.show_only(_found(contents.ids))

    async def _ask_to_empty(self) -> None:
        with trouble_said(self._toasts):
            contents = await answer(self._keeping.bin_contents())
            await self._ask(contents.ids[::-1])

    async def _ask(self, ids: Sequence[ItemId]) -> None:
        chosen = self._flow.pictures(ids)
        if not chosen:
            return
        with trouble_said(self._toasts):
            weight = await answer(self._keeping.weigh(chosen))
            ask(
                self._window,
                for_ever_words(weight.pictures),
                consequence_words(weight.pictures, weight.bytes, weight.outside),
                f"Delete {counted(weight.pictures)}",
                lambda: self._tasks.start(self._delete(chosen)),
            )

    async def _delete(self, ids: Sequence[ItemId]) -> None:
        with trouble_said(self._toasts):
            await answer(self._keeping.delete_for_ever(ids))
            self._flow.take_away(ids)
            self._toasts.show(f"{counted(len(ids))} deleted for ever.")
            await self._forget(ids)
            await self._renew()

    def _expire(self) -> None:
        days = self._settings.settings.bin_days
        if days:
            self._tasks.start(self._expire_after(days))

    async def _expire_after(self, days: int) -> None:
        try:
            gone = await answer(self._keeping.expire(days))
        except FluxDesktopError:
            return  # it is tried again in an hour
        if gone:
            await self._forget(gone)
            await self._renew()

    async def _forget(self, ids: Sequence[ItemId]) -> None:
        """Nothing is left of what was deleted for ever, small copies included."""
        import asyncio

        await asyncio.to_thread(self._library.forget_thumbnails, ids)

    def _show_selected(self) -> None:
        if self._bar and self._is_open:
            self._bar.show_selected(has_any=self._view.selectionModel().hasSelection())

    def _show_progress(self, done: int, of: int) -> None:
        if self._bar and (of >= _MANY_FILES or not of):
            self._bar.show_progress(done, of)

    def _settings_changed(self, before: Settings, after: Settings) -> None:
        if before.bin_days != after.bin_days:
            self._expire()


def _found(ids: "array[int]") -> Found:
    """What is in the bin has been paid for long ago: its headers only count."""
    return Found(ids, array("q", bytes(len(ids) * ids.itemsize)))
