"""Change one thing: what differs from the prompt of the picture that is edited again."""

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from flux_desktop.domain.prompt_changes import PromptChanges, changes
from flux_desktop.ui.compose import words
from flux_desktop.ui.support.labels import ElidedLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_NAMED = 3


class ChangedWords(ElidedLabel):
    """A line that names the changes, and marks them in the editor."""

    def __init__(self, editor: QPlainTextEdit, theme: Theme, parent: QWidget) -> None:
        super().__init__("", "caption", parent)
        self._editor = editor
        self._theme = theme
        self._before = ""
        self._has_marks = False

    def compare(self, before: str) -> None:
        """From now on with this prompt; with none when it is empty."""
        self._before = before
        self.look()

    def look(self) -> None:
        """The text is another one now."""
        text = self._editor.toPlainText()
        found = changes(self._before, text) if self._before else PromptChanges()
        self._mark(found)
        self.setText(sentence(found, text))
        show_if(self, bool(self.full_text()))

    def _mark(self, found: PromptChanges) -> None:
        if not found.spans and not self._has_marks:
            return  # others mark something there, too
        marks = []
        for span in found.spans:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self._editor.document())
            cursor.setPosition(span.start)
            cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, self._format()
            marks.append(mark)
        self._editor.setExtraSelections(marks)
        self._has_marks = bool(marks)

    def _format(self) -> QTextCharFormat:
        """A ground, and dots for those who do not see it."""
        shade = QTextCharFormat()
        shade.setBackground(self._theme.colour("soft"))
        shade.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        shade.setUnderlineColor(self._theme.colour("accent"))
        return shade


def sentence(found: PromptChanges, text: str) -> str:
    """``Changed: “at dawn”. Left out: “quiet”.``"""
    new = [text[span.start : span.end].strip(" ,.;") for span in found.spans]
    parts = (("Changed", new), ("Left out", [piece.strip(" ,.;") for piece in found.left_out]))
    return " ".join(f"{what}: {_named(pieces)}." for what, pieces in parts if _named(pieces))


def _named(pieces: list[str]) -> str:
    quoted = [f"“{' '.join(piece.split())}”" for piece in pieces if piece]
    more = len(quoted) - _NAMED
    if more > 0:
        quoted = [*quoted[:_NAMED], f"{more} more"]
    return words.listed(quoted) if quoted else ""
