"""Filling in a template: Tab goes from one field in square brackets to the next and selects it."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from flux_desktop.domain import templates
from flux_desktop.domain.prompt_text import Edit, Span
from flux_desktop.ui.theme.theme import Theme


class FieldWalk(QObject):
    """Walks the fields of an editor from ``begin`` until the last one is passed, or ``end``."""

    def __init__(self, editor: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(editor)
        self._editor = editor
        self._theme = theme
        self._names: frozenset[str] = frozenset()
        self.is_active = False
        editor.textChanged.connect(self._mark)
        theme.changed.connect(self._mark)

    def begin(self) -> None:
        """Select the first field of the text, if it has any."""
        text = self._editor.toPlainText()
        self._names = frozenset(text[span.start : span.end] for span in templates.fields(text))
        self._editor.moveCursor(QTextCursor.MoveOperation.Start)
        self.is_active = bool(self._names)
        self._mark()
        self.step(1)

    def step(self, direction: int) -> bool:
        """Select the next field (1), or the one before (-1); when there is none, the walk ends."""
        if not self.is_active:
            return False
        cursor = self._editor.textCursor()
        if direction > 0:
            ahead = [span for span in self._open() if span.start >= cursor.selectionEnd()]
        else:
            ahead = [span for span in self._open() if span.end <= cursor.selectionStart()][-1:]
        if not ahead:
            self.end()
            return False
        self._select(ahead[0])
        return True

    def end(self) -> None:
        """Leave the fields as they are; the text stays, and nothing of it is selected."""
        self.is_active = False
        cursor = self._editor.textCursor()
        cursor.clearSelection()
        self._editor.setTextCursor(cursor)
        self._mark()

    def left(self) -> list[str]:
        """The fields of the template that still stand in the text, also after the walk."""
        if not self._names:
            return []
        text = self._editor.toPlainText()
        return [text[span.start : span.end] for span in self._open()]

    def unbracketed(self) -> list[Edit]:
        """The edits, last one first, that make the examples in the fields part of the text."""
        text = self._editor.toPlainText()
        return [Edit(span.start, span.end, text[span.start + 1 : span.end - 1]) for span in reversed(self._open())]

    def _open(self) -> list[Span]:
        text = self._editor.toPlainText()
        return [span for span in templates.fields(text) if text[span.start : span.end] in self._names]

    def _select(self, span: Span) -> None:
        cursor = self._editor.textCursor()
        cursor.setPosition(span.start)
        cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()

    def _mark(self) -> None:
        if not self._names:
            return
        shade = QTextCharFormat()
        shade.setBackground(self._theme.colour("soft"))
        marks = []
        for span in self._open():
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self._editor.document())
            cursor.setPosition(span.start)
            cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, shade
            marks.append(mark)
        self._editor.setExtraSelections(marks)
