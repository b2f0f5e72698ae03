"""The search in the whole window: its commands, searches with a name, its words lit in the details."""

from collections.abc import Callable, Coroutine, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from flux_desktop.domain.edits import Column, Edit, Label, RenameAlbum, SetLabel, SetValues
from flux_desktop.domain.search_query import Field, SearchQuery, Term, parse
from flux_desktop.services.library import Library
from flux_desktop.services.searching import Searching
from flux_desktop.storage.search_facts import SavedSearch
from flux_desktop.ui.actions import SEPARATOR, Command, Entry
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.saved_popover import SavedPopover
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.telling import trouble_said
from flux_desktop.ui.theme.theme import Theme


class SearchFlow(QObject):
    """``show_gallery`` brings the gallery to the front, where a search can be seen."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        library: Library,
        searching: Searching,
        tasks: TaskSet,
        menus: Menus,
        show_gallery: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._gallery: GalleryPage = window.gallery
        self._theme = theme
        self._library = library
        self._searching = searching
        self._tasks = tasks
        self._show_gallery = show_gallery
        self._popover: SavedPopover | None = None
        self._gallery.saved_requested.connect(self.open_saved)
        window.pages.currentChanged.connect(self._page_changed)
        entries: list[Entry] = [
            Command("find", "&Find pictures", self.find, (QKeySequence.StandardKey.Find,)),
            Command("savedSearches", "Sav&ed searches…", self.open_saved),
            SEPARATOR,
        ]
        menus.add("edit", entries, before="editPrompt")

    @property
    def _toasts(self) -> Toasts:
        return self._window.toasts

    def find(self) -> None:
        """Go to the search field, wherever one is."""
        self._show_gallery()
        self._gallery.focus_search()

    def open_saved(self) -> None:
        """The searches with a name, and a field to name the present one."""
        self._show_gallery()
        popover = self._popover = SavedPopover(self._theme, self._gallery.search.query, self._window)
        popover.run_requested.connect(self.run)
        popover.save_requested.connect(self.save)
        popover.rename_requested.connect(self.rename)
        popover.remove_requested.connect(self.remove)
        popover.closed.connect(self._closed)
        popover.begin(self._gallery.bar.filter, self._saved())

    def follow(self, edit: Edit) -> None:
        """Marks have changed: what the search shows changes with them, but not while one of its pictures is open."""
        search = self._gallery.search
        if not search.is_on or not (terms := _asking_for(edit, search.query)):
            return
        if isinstance(edit, RenameAlbum):
            self._rename_in_search(edit, terms)
        elif self._is_gallery_shown:
            search.renew()
        else:
            search.renew_later()

    def run(self, search: SavedSearch) -> None:
        self._show_gallery()
        self._gallery.search.set_query(parse(search.text))

    def save(self, name: str) -> None:
        """Keep the present search under a name; one that had it can be brought back."""
        query: SearchQuery = self._gallery.search.query
        former = next((one for one in self._saved() if one.name.casefold() == name.casefold()), None)

        async def save() -> None:
            await answer(self._searching.save(name, query.text))
            undo = (lambda: self._put_back(former)) if former else (lambda: self._take_away(name))
            self._toasts.show(f"Saved as “{name}”.", "Undo", undo)

        self._start(save())

    def rename(self, search: SavedSearch, name: str) -> None:
        former = next((one for one in self._saved() if one.name.casefold() == name.casefold()), None)

        async def rename() -> None:
            await answer(self._searching.rename(search.id, name))
            self._toasts.show(f"Renamed to “{name}”.", "Undo", lambda: self._rename_back(search, former))

        if name != search.name:
            self._start(rename())

    def remove(self, search: SavedSearch) -> None:
        async def remove() -> None:
            await answer(self._searching.remove(search.id))
            self._toasts.show(f"The search “{search.name}” was removed.", "Undo", lambda: self._put_back(search))

        self._start(remove())

    @property
    def _is_gallery_shown(self) -> bool:
        return self._window.pages.currentWidget() is self._gallery

    def _page_changed(self) -> None:
        if self._is_gallery_shown and self._gallery.search.waits:
            self._gallery.search.renew()

    def _rename_in_search(self, edit: RenameAlbum, terms: Sequence[Term]) -> None:
        """Who looks at an album goes on looking at it under its new name."""
        search = self._gallery.search
        for term in terms:
            if term.value.casefold() == edit.name.casefold():
                renamed = term._replace(value=edit.new_name)
                search.set_query(SearchQuery(tuple(renamed if one == term else one for one in search.query.terms)))

    def _put_back(self, search: SavedSearch) -> None:
        async def put_back() -> None:
            await answer(self._searching.save(search.name, search.text))

        self._start(put_back())

    def _take_away(self, name: str) -> None:
        async def take_away() -> None:
            for search in self._saved():
                if search.name == name:
                    await answer(self._searching.remove(search.id))

        self._start(take_away())

    def _rename_back(self, search: SavedSearch, former: SavedSearch | None) -> None:
        async def rename_back() -> None:
            await answer(self._searching.rename(search.id, search.name))
            if former and former.id != search.id:
                await answer(self._searching.save(former.name, former.text))

        self._start(rename_back())

    def _start(self, change: Coroutine[object, object, None]) -> None:
        self._tasks.start(self._changed(change))

    async def _changed(self, change: Coroutine[object, object, None]) -> None:
        with trouble_said(self._toasts):
            await change
        if self._popover:
            self._popover.tell(self._saved())

    def _saved(self) -> list[SavedSearch]:
        return self._library.searches.saved_searches()

    def _closed(self) -> None:
        if self._popover:
            self._popover.deleteLater()
            self._popover = None


def _asking_for(edit: Edit, query: SearchQuery) -> tuple[Term, ...]:
    """The terms of a query that find something else after this edit. Of the bin, those who keep tell the search."""
    match edit:
        case SetValues(Column.FAVOURITE):
            return query.of(Field.FAVOURITE)
        case SetValues(Column.RATING):
            return query.of(Field.RATING)
        case SetValues():
            return ()
        case SetLabel(Label.TAG):
            return query.of(Field.TAG)
        case _:
            return query.of(Field.ALBUM)
