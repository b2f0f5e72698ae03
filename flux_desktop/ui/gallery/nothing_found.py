"""What the gallery shows when a search has no match."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain.search_query import SearchQuery
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme


class NothingFound(QWidget):
    """Says what was looked for, and offers to look for less."""

    clear_words_requested = Signal()
    clear_filters_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Nothing found")
        self._title = PlainLabel("", "title", wrap=True)
        self._advice = PlainLabel("", "secondary", wrap=True)
        self.clear_words = button("Clear the words")
        self.clear_filters = button("Clear the filters")
        self.clear_words.clicked.connect(self.clear_words_requested)
        self.clear_filters.clicked.connect(self.clear_filters_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        column.setSpacing(theme.px(8))
        column.addStretch(1)
        for label in (self._title, self._advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(theme.px(8))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.clear_words)
        row.addWidget(self.clear_filters)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def tell(self, query: SearchQuery) -> None:
        """``query`` is what has found nothing."""
        words = " ".join(term.text for term in query.words)
        has_filters = bool(query.filters)
        if words:
            self._title.setText(f"Nothing found for “{words}”" + (" with these filters" if has_filters else ""))
        else:
            self._title.setText("No picture has all of these filters" if len(query.filters) > 1 else "No such pictures")
        self._advice.setText(_advice(has_words=bool(words), has_filters=has_filters))
        self.clear_words.setVisible(bool(words))
        self.clear_filters.setVisible(has_filters)


def _advice(*, has_words: bool, has_filters: bool) -> str:
    if has_words and has_filters:
        return "Try fewer words, or clear the filters."
    return "Try fewer words, or only their beginnings." if has_words else "Try fewer filters."
