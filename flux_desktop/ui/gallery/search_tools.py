"""What the search offers beside its field: menus for dates and filters, and chips for what was picked."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from flux_desktop.domain.search_fields import is_understood
from flux_desktop.domain.search_query import Field, Term, parse
from flux_desktop.storage.search_facts import SavedSearch
from flux_desktop.ui.gallery.date_menu import DateMenu
from flux_desktop.ui.gallery.day_picker import DayPicker
from flux_desktop.ui.gallery.filter_menu import FilterMenu, PracticeSwitch
from flux_desktop.ui.gallery.gallery_bar import GalleryBar
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.gallery.search import GallerySearch
from flux_desktop.ui.gallery.search_chips import SearchChips
from flux_desktop.ui.gallery.search_completer import SearchCompleter
from flux_desktop.ui.gallery.search_words import date_words
from flux_desktop.ui.support.announce import announce
from flux_desktop.ui.theme.theme import Theme

_REST_MS = 700


class SearchTools(QObject):
    """The search, connected with the bar. ``chips`` go under the bar."""

    bin_requested = Signal()
    saved_requested = Signal()
    """Searches with a name: the present one is to be kept, or another one changed."""

    def __init__(self, theme: Theme, bar: GalleryBar, view: GalleryView, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar = bar
        self._library = view.gallery
        self.search = GallerySearch(view)
        self.practice_switch: Callable[[], PracticeSwitch] | None = None
        """What the filter menu says of practice pictures; nothing when ``None``."""
        self.chips = SearchChips(theme, bar.details, parent)
        self.chips.dropped.connect(self.search.drop)
        self.chips.date_meant.connect(self.search.replace)
        self.chips.all_dropped.connect(self.search.clear_filters)
        self.chips.save_requested.connect(self.saved_requested)
        self.search.changed.connect(self._tell)
        self._view = view
        self._telling = QTimer(self, singleShot=True, interval=_REST_MS)
        self._telling.timeout.connect(self._tell_count)
        self.search.answered.connect(self._telling.start)
        self.completer = SearchCompleter(bar.search, self._library.searches)

    def open_dates(self) -> None:
        """The menu of the Date button."""
        months = self._library.searches.month_counts()
        self._pop_up(DateMenu(months, self.search.query, self._pick_date, self.choose_days, self._bar), self._bar.date)

    def open_filters(self) -> None:
        """The menu of the Filter button."""
        search, model_name = self.search, self._library.model_name
        practice = self.practice_switch() if self.practice_switch else None
        menu = FilterMenu(self._library.searches, search.query, model_name, self._toggle, self._bar, practice=practice)
        menu.add_command("In the &Bin", self.bin_requested.emit)
        menu.addSeparator()
        menu.add_saved(self._library.searches.saved_searches(), self._run)
        menu.add_command("Sa&ve or change searches…", self.saved_requested.emit)
        menu.addSeparator()
        menu.add_command("&Clear filters", search.clear_filters, is_enabled=bool(search.query.filters))
        self._pop_up(menu, self._bar.filter)

    def choose_days(self) -> None:
        """A calendar to pick the first and the last day in."""
        picker = DayPicker(self._theme, self._library.calendar.today, self._bar.window())
        picker.picked.connect(self.search.pick)
        picker.closed.connect(picker.deleteLater)
        picker.begin(self._bar.date)

    def _run(self, saved: SavedSearch) -> None:
        self.search.set_query(parse(saved.text))

    def _pick_date(self, term: Term | None) -> None:
        if term:
            self.search.pick(term)
        else:
            self.search.drop(*self.search.query.of(Field.DATE))

    def _toggle(self, term: Term, is_picked: bool) -> None:
        if is_picked:
            self.search.pick(term)
        else:
            same = (
                [other for other in self.search.query.of(term.field) if other.value == term.value] if term.field else []
            )
            self.search.drop(*same)

    def _tell(self) -> None:
        query, today = self.search.query, self._library.calendar.today
        self.chips.tell(query, today, self._library.model_name, self.search.being_typed)
        dates = [term for term in query.of(Field.DATE) if is_understood(term) and not term.is_left_out]
        others = sum(map(is_understood, query.filters)) - len(dates[:1])
        self._bar.set_filters(date_words(dates[0].value, today) if dates else "", others)

    def _tell_count(self) -> None:
        """For those who do not see what is found, when the typing rests."""
        if self.search.is_on:
            count = self._library.rowCount()
            words = {0: "Nothing found", 1: "1 picture found"}.get(count, f"{count:,} pictures found")
            announce(self._view, words)

    def _pop_up(self, menu: QMenu, below: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))
