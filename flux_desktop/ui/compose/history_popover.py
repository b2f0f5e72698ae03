"""The prompts that were used, to be used again."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.prompt_history import PromptHistory, UsedPrompt
from flux_desktop.ui.compose.card_popover import CardPopover
from flux_desktop.ui.compose.cards import Card
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.theme.theme import Theme

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class HistoryPopover(CardPopover):
    """Search, Return to use, Ctrl+Return to generate, Delete to forget, P to pin; buttons for the mouse."""

    forget_requested = Signal(str)
    pin_requested = Signal(str)

    def __init__(self, theme: Theme, window: QWidget, today: Callable[[], date] = date.today) -> None:
        super().__init__(theme, "Prompt history", "Search your prompts", window, has_titles=False)
        self._today = today
        self._history, self._keeps = PromptHistory(), True
        self.generate = button("Generate")
        self.use = button("Use", "primary", name="Use this prompt (Return)")
        self.pin = button("Pin", name="Pin this prompt to the top (P)")
        self.forget = button("Forget", name="Forget this prompt (Delete)")
        for made in (self.pin, self.forget):
            self.buttons.addWidget(made)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.generate)
        self.buttons.addWidget(self.use)
        self.generate.clicked.connect(self.use_current_at_once)
        self.use.clicked.connect(self.use_current)
        self.pin.clicked.connect(lambda: self._ask(self.pin_requested))
        self.forget.clicked.connect(lambda: self._ask(self.forget_requested))
        self.list.pin_requested.connect(lambda: self._ask(self.pin_requested))
        self.list.delete_requested.connect(lambda: self._ask(self.forget_requested))
        self.list.selectionModel().currentChanged.connect(self._show_buttons)
        self.searched.connect(lambda _text: self._fill(0))

    def show_history(self, history: PromptHistory, current: str = "", *, keeps: bool = True) -> None:
        """Show this history; the prompt ``current``, or else the row that was, becomes the current one. ``keeps``:
        whether new ones come to it."""
        self._history, self._keeps = history, keeps
        self._fill(max(self.list.currentIndex().row(), 0))
        row = self.list.cards.row_of(current)
        if row >= 0:
            self.list.go_to(row)

    def _fill(self, row: int) -> None:
        today = self._today()
        cards = [_card(prompt, today) for prompt in self._history.found(self.search.text())]
        empty = "Prompts appear here once you use them."
        if self._history.prompts:
            empty = "No prompt has these words."
        elif not self._keeps:
            empty = "New prompts are not kept. Settings > Making pictures changes that."
        self.set_cards(cards, row, empty)
        self._show_buttons()

    def _show_buttons(self) -> None:
        card = self.current()
        for made in (self.use, self.generate, self.pin, self.forget):
            made.setEnabled(card is not None)
        price = f", {card.right.lower()}" if card else ""
        self.generate.setText(f"Generate{price}")
        self.generate.setAccessibleName(f"Generate this prompt now{price} (Ctrl+Return)")
        unpins = card is not None and card.is_marked
        self.pin.setText("Unpin" if unpins else "Pin")
        self.pin.setAccessibleName("Unpin this prompt (P)" if unpins else "Pin this prompt to the top (P)")

    def _ask(self, signal: SignalInstance) -> None:
        card = self.current()
        if card:
            signal.emit(card.key)


def _card(prompt: UsedPrompt, today: date) -> Card:
    times = "used once" if prompt.count == 1 else f"used {prompt.count} times"
    when = _day(datetime.fromtimestamp(prompt.last_used_s, UTC).astimezone().date(), today)
    return Card(prompt.text, prompt.text, f"{when}, {times}", is_marked=prompt.is_pinned)


def _day(day: date, today: date) -> str:
    """``Today``, ``Yesterday``, ``3 November``, ``3 November 2025``."""
    ago = (today - day).days
    if ago in (0, 1):
        return ("Today", "Yesterday")[ago]
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"
