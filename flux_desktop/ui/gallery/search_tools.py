"""What the search offers beside its field: menus for dates and filters, and chips for what was picked."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from flux_desktop.domain.search_query import Field, Term
from flux_desktop.ui.gallery.date_menu import DateMenu
from flux_desktop.ui.gallery.day_picker import DayPicker
from flux_desktop.ui.gallery.filter_menu import FilterMenu
from flux_desktop.ui.gallery.gallery_bar import GalleryBar
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.search import GallerySearch
from flux_desktop.ui.gallery.search_chips import SearchChips
from flux_desktop.ui.gallery.search_words import date_words
from flux_desktop.ui.theme.theme import Theme


class SearchTools(QObject):
    """Connects the bar with the search. ``chips`` go under the bar."""

    bin_requested = Signal()

    def __init__(
        self, theme: Theme, bar: GalleryBar, search: GallerySearch, library: GalleryModel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar = bar
        self._search = search
        self._library = library
        self.chips = SearchChips(theme, parent)
        self.chips.dropped.connect(search.drop)
        self.chips.date_meant.connect(search.replace)
        self.chips.all_dropped.connect(search.clear_filters)
        search.changed.connect(self._tell)

    def type_text(self, text: str) -> None:
        self._search.type_text(text)

    def open_dates(self) -> None:
        """The menu of the Date button."""
        months = self._library.searches.month_counts()
        self._pop_up(DateMenu(months, self._search.query, self._pick_date, self.choose_days, self._bar), self._bar.date)

    def open_filters(self) -> None:
        """The menu of the Filter button."""
        search, model_name = self._search, self._library.model_name
        menu = FilterMenu(self._library.searches, search.query, model_name, self._toggle, self._bar)
        menu.add_command("In the &bin", self.bin_requested.emit)
        menu.addSeparator()
        menu.add_command("&Clear filters", search.clear_filters, is_enabled=bool(search.query.filters))
        self._pop_up(menu, self._bar.filter)

    def choose_days(self) -> None:
        """A calendar to pick the first and the last day in."""
        picker = DayPicker(self._theme, self._library.calendar.today, self._bar.window())
        picker.picked.connect(self._search.pick)
        picker.closed.connect(picker.deleteLater)
        picker.begin(self._bar.date)

    def _pick_date(self, term: Term | None) -> None:
        if term:
            self._search.pick(term)
        else:
            self._search.drop(*self._search.query.of(Field.DATE))

    def _toggle(self, term: Term, is_picked: bool) -> None:
        if is_picked:
            self._search.pick(term)
        else:
            same = (
                [other for other in self._search.query.of(term.field) if other.value == term.value]
                if term.field
                else []
            )
            self._search.drop(*same)

    def _tell(self) -> None:
        query, today = self._search.query, self._library.calendar.today
        self.chips.tell(query, today, self._library.model_name)
        dates = [term for term in query.of(Field.DATE) if not term.is_left_out]
        others = len(query.filters) - len(dates[:1])
        self._bar.set_filters(date_words(dates[0].value, today) if dates else "", others)

    def _pop_up(self, menu: QMenu, below: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))
