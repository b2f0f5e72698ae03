"""The pane at the right of the window: what is known of the pictures that are selected."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import dollars
from flux_desktop.domain.search_query import SearchQuery
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.details.item_details import ItemDetails
from flux_desktop.ui.details.keeping_section import KeepingSection
from flux_desktop.ui.details.sources import DetailsSource, Previews
from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_WIDTH = 320
_WAIT_MS = 30
_MOST_SUMMED = 2000


class DetailsPane(QFrame):
    """``show_items`` says what is selected. While it is hidden it reads nothing.

    ``made_words`` gives the words for when an item was made.
    """

    vary_requested = Signal(object)
    reference_requested = Signal(object)
    more_requested = Signal(object, QPoint)
    """The ids, and where to open the menu."""
    use_prompt_requested = Signal(object)
    show_in_folder_requested = Signal(object)
    locate_requested = Signal(object)
    remove_requested = Signal(object)
    """Pictures whose files are gone: to be found by the person, or given up."""
    labels_wanted = Signal(object)
    """These are shown: their tags and albums are to be told to ``keeping``, and which ones there are."""

    def __init__(
        self,
        theme: Theme,
        library: DetailsSource,
        previews: Previews,
        model_name: Callable[[str], str],
        made_words: Callable[[ItemId], str],
        *,
        vary_words: Callable[[ItemId], str] = lambda _item_id: "",
    ) -> None:
        """``made_words`` say when a picture was made, ``vary_words`` what varying it makes and costs."""
        super().__init__()
        self.setObjectName("detailsPane")
        self.setProperty("role", "panel")
        self.setAccessibleName("Details")
        self._theme = theme
        self._library = library
        self._made_words = made_words
        self._vary_words = vary_words
        self._ids: Sequence[ItemId] = ()
        self._shown: Sequence[ItemId] | None = None
        self._told: Sequence[ItemId] = ()
        self._item = ItemDetails(theme, library, previews, model_name)
        self._many = SelectionSummary(theme)
        self.keeping = (self._item.keeping, self._many.keeping)
        """The section of one picture and that of many, for whoever does what is asked for in them."""
        self._later = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._later.timeout.connect(self._fill)
        self._lay_out()
        self._connect()

    @property
    def shown_ids(self) -> Sequence[ItemId]:
        """What it is about."""
        return self._ids

    def show_items(self, ids: Sequence[ItemId]) -> None:
        """Show these a moment later, unless others are named first."""
        self._ids = ids
        self._later.start()

    def refresh(self, item_id: ItemId) -> None:
        """Something about this item has changed."""
        if item_id in (self._shown or ())[:_MOST_SUMMED]:
            self._shown = None
            self._later.start()

    def refresh_all(self) -> None:
        """Tags, albums or marks have changed."""
        self._shown = None
        self._later.start()

    def light(self, query: SearchQuery) -> None:
        """Light what this search finds in the words of the picture."""
        self._item.light(query)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        if not self.isVisible() or self._shown == self._ids:
            return
        is_other = self._told != self._ids
        self._shown = self._told = self._ids
        details = self._library.details(self._ids[0]) if len(self._ids) == 1 else None
        if details:
            self._item.show_item(details, self._made_words(details.row.id))
            self._item.show_vary_words(self._vary_words(details.row.id))
            self._pages.setCurrentIndex(1)
            if is_other:
                self._scroll.verticalScrollBar().setValue(0)
        elif len(self._ids) > 1:
            rows = self._library.rows(self._ids) if len(self._ids) <= _MOST_SUMMED else {}
            self._many.show_items(self._ids, list(rows.values()))
            self._pages.setCurrentIndex(2)
        else:
            self._pages.setCurrentIndex(0)
        if self._ids:
            self.labels_wanted.emit(self._ids)

    def _lay_out(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(_WIDTH))
        self._pages = QStackedLayout(self)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._item)
        for widget in (self._scroll.viewport(), self._item):
            widget.setAutoFillBackground(False)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(px(32), px(32), px(32), px(32))
        words = PlainLabel("Select a picture to see how it was made.", "secondary", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        for page in (nothing, self._scroll, self._many):
            self._pages.addWidget(page)

    def _connect(self) -> None:
        item, many = self._item, self._many
        item.vary_requested.connect(self.vary_requested)
        item.use_prompt_requested.connect(self.use_prompt_requested)
        item.show_in_folder_requested.connect(self.show_in_folder_requested)
        item.locate_requested.connect(self.locate_requested)
        item.remove_requested.connect(self.remove_requested)
        for part in (item, many):
            part.reference_requested.connect(self.reference_requested)
            part.more_requested.connect(self.more_requested)


class SelectionSummary(QWidget):
    """Several items at once: how many, what they cost, and what can be done with all of them."""

    reference_requested = Signal(object)
    more_requested = Signal(object, QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._ids: Sequence[ItemId] = ()
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(20), px(16), px(16))
        column.setSpacing(px(6))
        self._title = PlainLabel("", "title", wrap=True)
        self._sums = PlainLabel("", "secondary", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._sums)
        column.addSpacing(px(10))
        row = QHBoxLayout()
        reference = button("Use as references")
        reference.clicked.connect(lambda: self.reference_requested.emit(self._ids))
        more = IconButton(theme, "more", "More")
        more.clicked.connect(lambda: self.more_requested.emit(self._ids, more.mapToGlobal(QPoint(0, more.height()))))
        row.addWidget(reference)
        row.addStretch(1)
        row.addWidget(more)
        column.addLayout(row)
        self.keeping = KeepingSection(theme)
        column.addWidget(self.keeping)
        column.addStretch(1)

    def show_items(self, ids: Sequence[ItemId], rows: Sequence[GalleryRow]) -> None:
        """``rows`` may be left out when there are too many to read."""
        self._ids = ids
        self._title.setText(f"{len(ids):,} selected")
        self._sums.setText("\n".join(_sums(rows)))
        self.keeping.show_many(ids, rows)


def _sums(rows: Sequence[GalleryRow]) -> list[str]:
    if not rows:
        return []
    pictures = [row for row in rows if row.state is State.DONE]
    cost = sum(row.cost or 0 for row in pictures if not row.practice)
    favourites = sum(row.favourite for row in pictures)
    lines = [f"{len(pictures):,} pictures, {dollars(cost)} in all" if cost else f"{len(pictures):,} pictures"]
    if favourites:
        lines.append("1 favourite" if favourites == 1 else f"{favourites:,} favourites")
    return lines
