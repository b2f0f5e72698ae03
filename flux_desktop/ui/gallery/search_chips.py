"""What is filtered by, as a row of chips under the gallery's bar. A click on a chip takes it away."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from flux_desktop.domain.date_words import date_span
from flux_desktop.domain.local_days import MONTHS
from flux_desktop.domain.search_fields import is_understood
from flux_desktop.domain.search_query import Field, SearchQuery, Term, plain_date
from flux_desktop.ui.gallery.search_words import ModelName, date_words, words_of
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.theme.theme import Theme

_LONGEST = 48
_SPACE = "\N{NO-BREAK SPACE}"
"""Between the words and the cross: Qt leaves none on this side."""


class SearchChips(QFrame):
    """Filled anew for each query; hidden while there is nothing to say."""

    dropped = Signal(object)
    """The term of the chip."""
    date_meant = Signal(object, object)
    """Words that were typed, and the date that was meant by them."""
    all_dropped = Signal()
    save_requested = Signal()

    def __init__(self, theme: Theme, before: QWidget, parent: QWidget | None = None) -> None:
        """``before`` is the widget after which the Tab key comes to the chips."""
        super().__init__(parent)
        self._theme = theme
        self._before = before
        self.setObjectName("searchChips")
        self.setProperty("role", "bar")
        self.setAccessibleName("Filters")
        row = self._row = QHBoxLayout(self)
        place = QWidget()
        self._chips = FlowLayout(place)
        row.addWidget(place, 1)
        self.save = button("Save this search", "link")
        self.save.clicked.connect(self.save_requested)
        self.clear = button("Clear filters", "link")
        self.clear.clicked.connect(self.all_dropped)
        for link in (self.save, self.clear):
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        self._told: object = None
        self._measure()
        theme.changed.connect(self._measure)
        self.hide()

    def tell(self, query: SearchQuery, today: date, model_name: ModelName, being_typed: Term | None = None) -> None:
        """Show the filters of a query, and what else its words can mean.

        What is ``being_typed`` comes when it is understood: no row is to flash up at half a word.
        """
        filters = tuple(term for term in query.filters if term != being_typed or is_understood(term))
        told = filters, plain_date(query), today
        if told == self._told:
            return
        self._told = told
        focused = self._focused()
        self._empty()
        chips = [self._chip(term, words_of(term, today, model_name)) for term in filters]
        suggestion = self._suggestion(query, today)
        for chip in (*chips, *([suggestion] if suggestion else [])):
            self._chips.addWidget(chip)
            chip.show()  # at once, so that it can have the keyboard
        self._come_after(self._before, *self.shown, self.save, self.clear)
        self.clear.setVisible(bool(filters))
        self.setVisible(bool(filters or suggestion))
        self._focus(focused)

    @property
    def shown(self) -> Sequence[QPushButton]:
        """The chips, from the first on."""
        items = (self._chips.itemAt(number) for number in range(self._chips.count()))
        return [widget for item in items if item and isinstance(widget := item.widget(), QPushButton)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the chips: a button's own arrow keys would go by the order in which the buttons were made."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.shown[self._focused()].click()
            case Qt.Key.Key_Left:
                self._focus(max(0, self._focused() - 1))
            case Qt.Key.Key_Right:
                self._focus(self._focused() + 1)
            case _:
                return super().eventFilter(watched, event)
        return True

    def _chip(self, term: Term, words: str) -> QPushButton:
        chip = button(f"{_shortened(words)}{_SPACE}", "chip", name=f"Remove the filter {words}")
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross comes after the words
        chip.setIcon(self._theme.icons.icon("close", "text2", "text"))
        chip.setIconSize(QSize(self._theme.px(10), self._theme.px(10)))
        chip.setToolTip("Remove this filter")
        chip.clicked.connect(lambda: self.dropped.emit(term))
        chip.installEventFilter(self)
        return chip

    def _suggestion(self, query: SearchQuery, today: date) -> QPushButton | None:
        """Words that may be a date are both until the person says which."""
        found = plain_date(query)
        if found is None:
            return None
        words = _named(found.words, today)
        chip = button(f"Only made in {words}?" if words[0].isupper() else f"Only made {words}?", "chip")
        chip.setIcon(self._theme.icons.icon("calendar", "text2", "text"))
        chip.setIconSize(QSize(self._theme.px(14), self._theme.px(14)))
        chip.setToolTip("Leave out pictures that have these words in their prompt")
        typed = query.terms[found.first : found.end]
        chip.clicked.connect(lambda: self.date_meant.emit(typed, Term(found.words, Field.DATE)))
        chip.installEventFilter(self)
        return chip

    def _empty(self) -> None:
        while item := self._chips.takeAt(0):
            widget = item.widget()
            if widget:
                widget.hide()
                widget.deleteLater()

    def _come_after(self, *widgets: QWidget) -> None:
        """Have the Tab key go from one to the next: chips are made later than what stands below them."""
        for first, second in pairwise(widgets):
            QWidget.setTabOrder(first, second)

    def _focused(self) -> int:
        return next((number for number, chip in enumerate(self.shown) if chip.hasFocus()), -1)

    def _focus(self, number: int) -> None:
        """Where the keyboard was, as far as there are chips."""
        chips = self.shown
        if chips and number >= 0:
            chips[min(number, len(chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _measure(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(16), px(7), px(16), px(7))
        self._row.setSpacing(px(12))
        self._chips.set_gap(px(6))


def _named(words: str, today: date) -> str:
    """``August 2026``; ``last month`` as it is."""
    span = date_span(words, today)
    name = date_words(words, today)
    return name if span and name.startswith(MONTHS) else words.lower()


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
