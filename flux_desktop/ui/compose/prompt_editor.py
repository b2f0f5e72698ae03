"""The field for the prompt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QKeyEvent, QKeySequence, QTextCursor, QTextOption
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from flux_desktop.domain import prompt_text
from flux_desktop.domain.prompt_text import Edit, Negation
from flux_desktop.ui.compose.reference_sources import file_for_settings, may_hold_images, sources_of, text_file_of
from flux_desktop.ui.support.drops import take_copy
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.field_walk import FieldWalk
    from flux_desktop.ui.compose.prompt_highlighter import PromptHighlighter

LINES = 6
MOST_LINES = 14


class PromptEditor(QPlainTextEdit):
    """A plain-text field that knows references, submits on Ctrl+Return and hands images on to the references."""

    submit_requested = Signal()
    submit_one_requested = Signal()
    references_offered = Signal(list, bool)
    """Images dropped on the text (True: name them where the cursor is) or pasted into it."""
    settings_offered = Signal(object)
    """A picture file dropped for its prompt and settings."""
    text_file_offered = Signal(object)
    """A text file whose words are to be put in at the cursor."""
    undo_beyond_text = Signal()
    """Undo was asked for, and there is no typing to undo."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("promptEditor")
        self.setAccessibleName("Prompt")
        self.setPlaceholderText("Describe the picture: the subject, what it does, the setting, the light.")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self._lines = LINES
        self._reference_names: Sequence[str] = ()
        self._dropping = False
        self._highlighter: PromptHighlighter | None = None
        self._walk: FieldWalk | None = None
        self._measure()
        theme.changed.connect(self._measure)

    @property
    def lines(self) -> int:
        """How many lines it shows without scrolling."""
        return self._lines

    def set_lines(self, lines: int) -> None:
        self._lines = min(max(lines, LINES), MOST_LINES)
        self._measure()

    def line_height(self) -> int:
        return self.fontMetrics().lineSpacing()

    def set_references(self, names: Sequence[str]) -> None:
        """The names of the references, in their order, that the text may speak of."""
        self._reference_names = tuple(names)
        if self._highlighter:
            self._highlighter.set_reference_count(len(names))

    def mark_words(self) -> None:
        """Colour what the words mean, from now on; left until after the first paint, since it takes some time."""
        if self._highlighter is None:
            from flux_desktop.ui.compose.prompt_highlighter import PromptHighlighter  # not needed to start

            self._highlighter = PromptHighlighter(self.document(), self._theme)
            self._highlighter.set_reference_count(len(self._reference_names))
        self._highlighter.follow_alternatives()

    def fill_in_fields(self) -> None:
        """Select the first field of a template; Tab and Shift+Tab go to the others, Escape ends."""
        if self._walk is None:
            from flux_desktop.ui.compose.field_walk import FieldWalk  # not needed to start

            self._walk = FieldWalk(self, self._theme)
        self._walk.begin()

    def fields_left(self) -> list[str]:
        """The fields of the template that have not been filled in."""
        return self._walk.left() if self._walk else []

    def keep_examples(self) -> None:
        """Take the brackets off the fields that are left, as one step that can be undone."""
        if self._walk:
            self.apply_edits(self._walk.unbracketed())
            self._walk.end()

    def focusNextPrevChild(self, forward: bool) -> bool:  # Qt's own signature
        """Tab and Shift+Tab."""
        if self._walk and self._walk.step(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def insert_phrase(self, phrase: str) -> None:
        """Put ``phrase`` at the cursor with the commas it needs, as one step that can be undone."""
        cursor = self.textCursor()
        text = self.toPlainText()
        inserted = prompt_text.phrase_with_commas(
            text[: cursor.selectionStart()], phrase, text[cursor.selectionEnd() :]
        )
        cursor.insertText(inserted)
        self.setTextCursor(cursor)

    def insert_words(self, words: str) -> None:
        """Put ``words`` at the cursor with a space on either side where one is missing."""
        cursor = self.textCursor()
        text = self.toPlainText()
        before, after = text[: cursor.selectionStart()], text[cursor.selectionEnd() :]
        lead = " " if before and not before[-1].isspace() else ""
        trail = " " if after and after[0].isalnum() else ""
        cursor.insertText(f"{lead}{words}{trail}")
        self.setTextCursor(cursor)

    def replace_negation(self, negation: Negation) -> None:
        """Say what is there instead of what is not, as one step that can be undone."""
        self.apply_edits([Edit(negation.replace_start, negation.end, negation.replacement)])

    def apply_edits(self, edits: Sequence[Edit]) -> None:
        """Make changes, last one first, as one step that can be undone."""
        if not edits:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for edit in edits:
            cursor.setPosition(edit.start)
            cursor.setPosition(edit.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(edit.text)
        cursor.endEditBlock()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height_for(self._lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.height_for(LINES))

    def height_for(self, lines: int) -> int:
        return lines * self.line_height() + 2 * round(self.document().documentMargin()) + self._theme.px(22)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            submits = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
            )
            if submits:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers & control:
            (self.submit_one_requested if modifiers & shift else self.submit_requested).emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_beyond_text.emit()
        elif event.key() == Qt.Key.Key_Escape and self._walk and self._walk.is_active:
            self._walk.end()
        elif event.text() == "@" and self._reference_names:
            self.offer_references()
        else:
            super().keyPressEvent(event)

    def offer_references(self) -> None:
        """Let the person pick a reference to speak of; what is not picked is typed as ``@``."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, name in enumerate(self._reference_names, start=1):
            action = menu.addAction(f"image {number}   {name}".replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, number=number: self.insert_words(f"image {number}"))
        menu.addSeparator()
        menu.addAction("Type @").triggered.connect(lambda: self.textCursor().insertText("@"))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.viewport().mapToGlobal(self.cursorRect().bottomLeft() + QPoint(0, 4)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        position = self.cursorForPosition(event.pos()).position()
        for negation in prompt_text.negations(self.toPlainText()):
            if negation.suggestion and negation.start <= position <= negation.end:
                first = menu.actions()[0]
                action = menu.addAction(f"Replace with “{negation.suggestion}”")
                action.triggered.connect(lambda _checked=False, found=negation: self.replace_negation(found))
                menu.insertAction(first, action)
                menu.insertSeparator(first)
        menu.popup(event.globalPos())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return super().canInsertFromMimeData(source) or may_hold_images(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        images = sources_of(source)
        if images:
            self.references_offered.emit(images, self._dropping)
        elif file := text_file_of(source):
            self.text_file_offered.emit(file)
        else:
            super().insertFromMimeData(source)

    def dropEvent(self, event: QDropEvent) -> None:
        if file := file_for_settings(event):
            take_copy(event)
            self.settings_offered.emit(file)
            return
        self._dropping = True
        super().dropEvent(event)
        self._dropping = False
        if may_hold_images(event.mimeData()):
            take_copy(event)

    def _measure(self) -> None:
        self.setFont(self._theme.font("prompt"))
        self.setViewportMargins(0, 0, 0, self._theme.px(8))
        self.setFixedHeight(self.height_for(self._lines))
        self.updateGeometry()
