"""The menu of the Date button: words for days, and the months that have pictures."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from flux_desktop.domain.local_days import MONTHS
from flux_desktop.domain.search_query import Field, SearchQuery, Term
from flux_desktop.storage.search_facts import MonthCount

_WORDS = (
    ("&Today", "today"),
    ("&Yesterday", "yesterday"),
    ("Last &7 days", "last 7 days"),
    ("This &month", "this month"),
    ("&Last month", "last month"),
)
_MONTHS_SHOWN = 12


class DateMenu(QMenu):
    """Made anew each time it opens. ``pick`` gets the date, or ``None`` for any time."""

    def __init__(
        self,
        months: Sequence[MonthCount],
        query: SearchQuery,
        pick: Callable[[Term | None], None],
        choose_days: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._pick = pick
        self._chosen = {term.value.lower() for term in query.of(Field.DATE) if not term.is_left_out}
        self._group = QActionGroup(self)
        self.setAccessibleName("Date")
        self._entry(self, "&Any time", None)
        self.addSeparator()
        for words, value in _WORDS:
            self._entry(self, words, value)
        self.addSeparator()
        self._add_months(self, months[:_MONTHS_SHOWN])
        if months[_MONTHS_SHOWN:]:
            self._add_months(self.addMenu("&Earlier months"), months[_MONTHS_SHOWN:])
        if months:
            self.addSeparator()
        self.addAction("&Choose days…").triggered.connect(lambda _checked=False: choose_days())

    def _add_months(self, menu: QMenu, months: Sequence[MonthCount]) -> None:
        for year, month, pictures in months:
            name = f"{MONTHS[month - 1]} {year}"
            action = self._entry(menu, f"{name}\t{pictures:,}", f"{year:04}-{month:02}")
            action.setObjectName(f"month {year:04}-{month:02}")

    def _entry(self, menu: QMenu, words: str, value: str | None) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setActionGroup(self._group)
        action.setChecked(value in self._chosen if value else not self._chosen)
        term = Term(value, Field.DATE) if value else None
        action.triggered.connect(lambda _checked=False: self._pick(term))
        return action
