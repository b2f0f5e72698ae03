"""Templates to begin with: the ones that come along, and one's own."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget

from flux_desktop.domain.templates import LONGEST_NAME, PromptTemplate
from flux_desktop.ui.compose.card_popover import CardPopover
from flux_desktop.ui.compose.cards import Card
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_OWN, _BUILT_IN = "own:", "built-in:"


@dataclass(frozen=True, slots=True)
class Offer:
    """A template, what it is made for in words, what a picture of it costs, and a sample where there is one."""

    template: PromptTemplate
    made_for: str
    price: str
    is_own: bool
    sample: Hashable | None = None

    @property
    def key(self) -> str:
        return f"{_OWN if self.is_own else _BUILT_IN}{self.template.name}"


class TemplatesPopover(CardPopover):
    """Return uses a template, F2 renames and Delete deletes one's own. Keys are those of the offers."""

    delete_requested = Signal(str)
    rename_requested = Signal(str, str)
    """The key and the new name."""
    save_requested = Signal(str)
    """A name for what is set up now."""
    import_requested = Signal()
    export_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "Templates", "Search templates", window, has_titles=True)
        self._offers: Sequence[Offer] = ()
        self._naming: Callable[[str], None] | None = None
        self.use = button("Use", "primary", name="Use this template (Return)")
        self.rename = button("Rename…", name="Rename this template (F2)")
        self.delete = button("Delete", name="Delete this template (Delete)")
        self.save_as = button("Save as template…", "link", name="Save what is set up now as a template")
        self.take_in = button("Import…", "link", name="Import templates from a file")
        self.give_out = button("Export…", "link", name="Export your own templates to a file")
        self.name_field = QLineEdit()
        self.name_field.setMaxLength(LONGEST_NAME)
        self.name_field.setPlaceholderText("Name of the template")
        self.name_field.setAccessibleName("Name of the template")
        self.name_button = button("Save")
        self.problem = PlainLabel("", "error", wrap=True)
        self._name_row = QWidget(self)
        self._lay_out()
        self._connect()

    def show_templates(self, offers: Sequence[Offer], current: str = "") -> None:
        """Show these; the one with the key ``current``, or else the row that was, becomes the current one."""
        self._offers = offers
        self._fill(max(self.list.currentIndex().row(), 0))
        row = self.list.cards.row_of(current)
        if row >= 0:
            self.list.go_to(row)

    def set_can_save(self, can_save: bool) -> None:  # a slot
        """Whether there is a prompt to be saved."""
        self.save_as.setEnabled(can_save)
        self.save_as.setAccessibleDescription("" if can_save else "Write a prompt first.")

    def say_problem(self, sentence: str) -> None:
        """Why the name, or the file, cannot be; empty when it can."""
        self.problem.setText(sentence)
        show_if(self.problem, bool(sentence))

    def end_naming(self) -> None:
        """Put the field for a name away."""
        self._naming = None
        self.say_problem("")
        focused = QApplication.focusWidget()
        if focused and self._name_row.isAncestorOf(focused):
            (self.list if self.current() else self.search).setFocus(Qt.FocusReason.OtherFocusReason)
        self._name_row.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is open, every event of the program comes by."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.name_field and event.key() == Qt.Key.Key_Escape:
                self.end_naming()
                return True
            if watched is self.list and event.key() == Qt.Key.Key_F2:
                self._begin_renaming()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        for made in (self.rename, self.delete):
            self.buttons.addWidget(made)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.use)
        names = QHBoxLayout(self._name_row)
        names.setContentsMargins(0, 0, 0, 0)
        names.addWidget(self.name_field, 1)
        names.addWidget(self.name_button)
        self._name_row.hide()
        self.problem.hide()
        links = QHBoxLayout()
        links.addWidget(self.save_as)
        links.addStretch(1)
        links.addWidget(self.take_in)
        links.addSpacing(self._theme.px(12))
        links.addWidget(self.give_out)
        self.body.addWidget(self._name_row)
        self.body.addWidget(self.problem)
        self.body.addLayout(links)

    def _connect(self) -> None:
        self.use.clicked.connect(self.use_current)
        self.rename.clicked.connect(self._begin_renaming)
        self.delete.clicked.connect(self._ask_to_delete)
        self.list.delete_requested.connect(self._ask_to_delete)
        self.list.selectionModel().currentChanged.connect(self._show_buttons)
        self.searched.connect(lambda _text: self._fill(0))
        self.save_as.clicked.connect(self._begin_saving)
        self.take_in.clicked.connect(self.import_requested)
        self.give_out.clicked.connect(self.export_requested)
        self.name_field.returnPressed.connect(self._named)
        self.name_button.clicked.connect(self._named)
        self.name_field.textEdited.connect(lambda _text: self.say_problem(""))

    def _fill(self, row: int) -> None:
        words = self.search.text().casefold().split()
        fitting = [offer for offer in self._offers if _fits(offer.template, words)]
        self.set_cards([_card(offer) for offer in fitting], row, "No template has these words.")
        self.give_out.setEnabled(any(offer.is_own for offer in self._offers))
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.use.setEnabled(self.current() is not None)
        is_own = self._own() is not None
        self.rename.setEnabled(is_own)
        self.delete.setEnabled(is_own)

    def _own(self) -> Card | None:
        """The current card, if it is one's own."""
        card = self.current()
        return card if card and card.key.startswith(_OWN) else None

    def _ask_to_delete(self) -> None:
        card = self._own()
        if card:
            self.delete_requested.emit(card.key)

    def _begin_renaming(self) -> None:
        card = self._own()
        if card:
            self._ask_name(card.title, "Rename", lambda name: self.rename_requested.emit(card.key, name))

    def _begin_saving(self) -> None:
        self._ask_name("", "Save", self.save_requested.emit)

    def _ask_name(self, name: str, words: str, then: Callable[[str], None]) -> None:
        self._naming = then
        self.name_field.setText(name)
        self.name_field.selectAll()
        self.name_button.setText(words)
        self.name_button.setAccessibleName(words)
        self.say_problem("")
        self._name_row.show()
        self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self) -> None:
        if self._naming:
            self._naming(self.name_field.text())


def _fits(template: PromptTemplate, words: Sequence[str]) -> bool:
    text = f"{template.name} {template.prompt}".casefold()
    return all(word in text for word in words)


def _card(offer: Offer) -> Card:
    template = offer.template
    caption = f"Yours, {offer.made_for}" if offer.is_own and offer.made_for else offer.made_for or "Yours"
    pictures = () if offer.sample is None else (offer.sample,)
    return Card(offer.key, template.prompt, caption, template.name, offer.price, pictures=pictures)
