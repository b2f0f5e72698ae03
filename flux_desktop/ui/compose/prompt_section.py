"""The upper part of the compose panel: the prompt and what helps to write it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain import alternatives
from flux_desktop.domain.prompt_text import Edit
from flux_desktop.ui.compose.phrase_chips import PhraseChips
from flux_desktop.ui.compose.prompt_editor import PromptEditor
from flux_desktop.ui.compose.prompt_grip import PromptGrip
from flux_desktop.ui.compose.prompt_hint import PromptHint
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.changed_words import ChangedWords
    from flux_desktop.ui.compose.variations_line import VariationsLine


class PromptSection(QWidget):
    """Title, editor, hint and chips. ``text_changed`` follows every change of the words."""

    text_changed = Signal(str)
    history_requested = Signal()
    templates_requested = Signal()
    preview_requested = Signal()
    """Every combination of the alternatives is to be shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.variations: VariationsLine | None = None
        self.changed_words: ChangedWords | None = None
        self.templates_link = button("Templates", "link", parent=self)
        self.history_link = button("History", "link", name="Prompt history", parent=self)
        self.editor = PromptEditor(theme, self)
        self.title = PlainLabel("Prompt", "label", parent=self)
        self.title.setBuddy(self.editor)
        self.hint = PromptHint(theme, self)
        self.chips = PhraseChips(theme, self)
        self.hint.lead_to(self.chips)
        # Advice follows the typing at the next turn of the event loop: the letters come first.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        self._lay_out()
        self._grip = PromptGrip(theme, self.editor)
        QWidget.setTabOrder(self.editor, self._grip)
        self.templates_link.clicked.connect(self.templates_requested)
        self.history_link.clicked.connect(self.history_requested)
        self.editor.textChanged.connect(self._edited)
        self.chips.phrase_chosen.connect(self.editor.insert_phrase)
        self.hint.replace_requested.connect(self.editor.replace_negation)
        self.hint.keep_requested.connect(self.editor.keep_examples)
        theme.changed.connect(self._measure)

    def text(self) -> str:
        return self.editor.toPlainText()

    def set_text(self, text: str) -> None:
        """Put ``text`` in place of the prompt; what was typed before is no longer undone by the field."""
        if text != self.text():
            self.editor.setPlainText(text)
            self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)

    def set_references(self, names: Sequence[str]) -> None:
        if len(names) != self._count:
            self._soon.start()
        self._count = len(names)
        self.editor.set_references(names)

    def apply_edits(self, edits: Sequence[Edit]) -> None:
        self.editor.apply_edits(edits)

    def fill_in_fields(self) -> None:
        """Lead the person through the fields of the template that has been put in."""
        self.editor.fill_in_fields()
        self._soon.start()

    def compare_with(self, before: str) -> None:
        """Show what changes against this prompt; nothing when it is empty."""
        if self.changed_words is None:
            if not before:
                return
            from flux_desktop.ui.compose.changed_words import ChangedWords  # only after "Edit again"

            self.changed_words = ChangedWords(self.editor, self._theme, self)
            self._column.insertWidget(self._column.indexOf(self.editor) + 1, self.changed_words)
        self.changed_words.compare(before)

    def show_variations(self, text: str) -> None:
        """What the alternatives in the prompt come to; nothing when there are none."""
        if self.variations is None:
            if not text:
                return
            from flux_desktop.ui.compose.variations_line import VariationsLine  # few prompts have alternatives

            self.variations = VariationsLine(self)
            self.variations.preview_requested.connect(self.preview_requested)
            self._column.insertWidget(self._column.indexOf(self.editor) + 1, self.variations)
            QWidget.setTabOrder(self._grip, self.variations.preview)
        self.variations.text.setText(text)
        show_if(self.variations, bool(text))

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self.title_row = QHBoxLayout()
        self.title_row.addWidget(self.title)
        self.title_row.addStretch(1)
        self.title_row.addWidget(self.templates_link)
        self.title_row.addSpacing(self._theme.px(10))
        self.title_row.addWidget(self.history_link)
        self._column.addLayout(self.title_row)
        self._column.addWidget(self.editor)
        self._column.addWidget(self.hint)
        self._column.addWidget(self.chips)
        self._measure()

    def _edited(self) -> None:
        self._soon.start()
        self.text_changed.emit(self.text())

    def _look(self) -> None:
        self.editor.mark_words()
        if self.changed_words:
            self.changed_words.look()
        text = alternatives.with_blank_notes(self.text())
        self.hint.look_at(text, self._count, self.editor.fields_left())

    def _measure(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._theme.px(8))
