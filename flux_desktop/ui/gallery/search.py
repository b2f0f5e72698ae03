"""Search as one types: the newest matches at once, the rest as soon as another thread has found them."""

from contextlib import nullcontext

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.search_fields import narrows
from flux_desktop.domain.search_query import SearchQuery, Term, parse
from flux_desktop.storage.found import Found
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.search_worker import SearchWorker

FIRST = 120
"""So many are read in the window's thread: more than a screen shows."""

LONGEST_LOOK_S = 0.008
"""A look that takes longer is left to the other thread: half a frame is for painting."""


class GallerySearch(QObject):
    """One query, said in two ways: what is ``typed``, and what was picked from menus, which is ``chosen``.

    It shows in ``view`` what matches. When the search is over the view is back where it was.
    """

    text_changed = Signal(str)
    """What is typed has changed by other means than typing."""
    changed = Signal()
    """The query is another one; ``answered`` follows."""
    answered = Signal()
    """What is shown is what the query finds, or its newest part."""

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._typed = self._chosen = self._query = SearchQuery()
        self._back_to: ItemId | None = None
        self._is_on = self._waits = False
        self._worker = SearchWorker(view.gallery.search_reader, self)
        self._worker.found.connect(self._take_all)
        view.gallery.finished.connect(self._look_again)

    @property
    def query(self) -> SearchQuery:
        return self._query

    @property
    def being_typed(self) -> Term | None:
        """What stands last in the field; a field there need not be finished."""
        return self._typed.terms[-1] if self._typed.terms else None

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return self._is_on

    def type_text(self, text: str) -> None:
        """The newest words win."""
        self._typed = parse(text)
        self._look()

    def pick(self, term: Term) -> None:
        """One more filter, in the place of one that was typed where only one can be."""
        self._retype(self._typed.with_term(term).without(term))
        self._chosen = self._chosen.with_term(term)
        self._look()

    def drop(self, *terms: Term) -> None:
        for term in terms:
            self._retype(self._typed.without(term))
            self._chosen = self._chosen.without(term)
        self._look()

    def replace(self, terms: tuple[Term, ...], term: Term) -> None:
        """``term`` instead of some that were typed."""
        for old in terms:
            self._retype(self._typed.without(old))
        self.pick(term)

    def set_query(self, query: SearchQuery) -> None:
        """Words are typed, filters are picked."""
        self._chosen = SearchQuery(query.filters)
        self._retype(SearchQuery(query.words))
        self._look()

    def clear_words(self) -> None:
        self.set_query(SearchQuery(self._query.filters))

    def clear_filters(self) -> None:
        self.set_query(SearchQuery(self._query.words))

    def clear(self) -> None:
        self.set_query(SearchQuery())

    def renew(self) -> None:
        """The library has changed: look once more."""
        self._waits = False
        self._look_again()

    def renew_later(self) -> None:
        """It has, but what is shown stays until ``renew``, newcomers included: somebody looks at one of them."""
        self._waits = self._is_on

    @property
    def waits(self) -> bool:
        """Whether ``renew`` is due."""
        return self._waits

    def stop(self) -> None:
        """End the other thread."""
        self._worker.stop()

    def _retype(self, typed: SearchQuery) -> None:
        if typed != self._typed:
            self._typed = typed
            self.text_changed.emit(typed.text)

    def _look(self) -> None:
        query = self._typed.with_terms(self._chosen.terms)
        if query == self._query:
            return
        self._query, self._waits = query, False
        self.changed.emit()
        if narrows(query):
            self._begin()
        else:
            self._end()
        self.answered.emit()

    def _begin(self) -> None:
        gallery = self._view.gallery
        if not self._is_on:
            self._is_on, self._back_to = True, self._view.top_id()
        found = gallery.searches.newest(self._query, FIRST, LONGEST_LOOK_S)
        if found and (self._view.top_px or not gallery.shows(found)):
            gallery.show_only(found)
        elif found and found.is_whole and gallery.take_sums(found):
            self._view.sums_changed()
        if found and found.is_whole:
            self._worker.forget()
        else:
            self._worker.find(self._query)

    def _end(self) -> None:
        self._worker.forget()
        if self._is_on:
            self._is_on = False
            self._view.gallery.show_all()
            if self._back_to is not None:
                self._view.scroll_to_id(self._back_to)

    def _take_all(self, query: SearchQuery, found: Found) -> None:
        if self._is_on and query == self._query:
            if not self._view.gallery.shows(found):
                self._show_all(found)
                self._view.sums_changed()
            elif self._view.gallery.take_sums(found):
                self._view.sums_changed()
            self.answered.emit()

    def _show_all(self, found: Found) -> None:
        """What is looked at stays in its place, and when the selected pictures go, their neighbour is selected."""
        top, had_selection = self._view.top_id(), self._view.selectionModel().hasSelection()
        with self._view.selecting_neighbour() if had_selection else nullcontext():
            is_shown_anew = not self._view.gallery.follow(found)
        if is_shown_anew and top is not None:
            self._view.scroll_to_id(top)

    def _look_again(self) -> None:
        """A picture has arrived: perhaps it is one of those."""
        if self._is_on and not self._waits:
            self._worker.find(self._query)
