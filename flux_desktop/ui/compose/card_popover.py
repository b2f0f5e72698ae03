"""What the popovers with lists of prompts have in common: a field to search in, the list, and buttons under it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from flux_desktop.ui.compose.card_pictures import CardPictures, Fetch
from flux_desktop.ui.compose.cards import Card, CardList, is_at_once
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.popover import Popover
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _HEIGHT = 500, 560


class CardPopover(Popover):
    """``searched`` follows the typing; what to show then comes by ``show_cards``."""

    searched = Signal(str)
    use_requested = Signal(str)
    """The key of the card."""
    use_at_once_requested = Signal(str)

    def __init__(self, theme: Theme, name: str, search_words: str, window: QWidget, *, has_titles: bool) -> None:
        super().__init__(theme, name, window)
        self.search = QLineEdit()
        self.search.setPlaceholderText(search_words)
        self.search.setAccessibleName(search_words)
        self.search.setClearButtonEnabled(True)
        self.list = CardList(theme, name, has_titles=has_titles)
        self.empty = PlainLabel("", "secondary", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(10))
        self.body.addWidget(PlainLabel(name, "label"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addLayout(self.buttons)
        self.empty.hide()
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self.use_current)
        self.list.use_requested.connect(self.use_current)
        self.list.use_at_once_requested.connect(self.use_current_at_once)
        self.list.left_upwards.connect(self.take_focus)

    def open_over(self, anchor: QWidget, beside: QWidget) -> None:
        """Open under ``beside``, as the popover of ``anchor``."""
        px = self._theme.px
        self.open_at(anchor, "below", px(_WIDTH), px(_HEIGHT), beside=beside)
        self.take_focus()

    def take_focus(self) -> None:
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def current(self) -> Card | None:
        return self.list.current_card()

    def set_cards(self, cards: list[Card], current: int, empty_words: str) -> None:
        """Show the cards, or ``empty_words`` where there are none."""
        self.list.show_cards(cards, current)
        self.empty.setText(empty_words)
        had_focus = self.list.hasFocus()
        show_if(self.list, bool(cards))
        show_if(self.empty, not cards)
        if had_focus and not cards:
            self.take_focus()

    def use_current(self) -> None:
        card = self.current()
        if card:
            self.use_requested.emit(card.key)

    def use_current_at_once(self) -> None:
        card = self.current()
        if card:
            self.use_at_once_requested.emit(card.key)

    def fetch_pictures_with(self, fetch: Fetch) -> None:
        """Show the pictures that cards have."""
        self.list.show_pictures(CardPictures(fetch, self))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is open, every event of the program comes by."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if is_at_once(event):
                self.use_current_at_once()
                return True
            if event.key() == Qt.Key.Key_Down and self.current():
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            return False
        return super().eventFilter(watched, event)
