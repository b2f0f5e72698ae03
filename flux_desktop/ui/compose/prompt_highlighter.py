"""Colours in the prompt: references, texts for the picture, colours, alternatives, notes, and words FLUX misreads."""

from bisect import bisect_left

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from flux_desktop.domain import alternatives, prompt_text
from flux_desktop.ui.theme.theme import Theme

_Underline = QTextCharFormat.UnderlineStyle


class PromptHighlighter(QSyntaxHighlighter):
    """Marks what the words mean. It works line by line; of all marks only alternatives span several paragraphs."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._references = 0
        self._revision = -1
        self._signs: list[int] = []
        self._signs_shown = 0
        self._make_formats()
        theme.changed.connect(self._theme_changed)

    def set_reference_count(self, count: int) -> None:
        """How many references there are to be named."""
        if count != self._references:
            self._references = count
            self.rehighlight()

    def follow_alternatives(self) -> None:
        """Mark all paragraphs anew where braces in one of them have become alternatives, or ceased to be."""
        number = len(self._signs_now())
        if number != self._signs_shown:
            self._signs_shown = number
            if self.document().blockCount() > 1:
                self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if not text:
            return
        if alternatives.notes(text):
            self.setFormat(0, len(text), self._note)
            return
        for span in prompt_text.quoted_spans(text):
            self.setFormat(span.start, span.end - span.start, self._quoted)
        for negation in prompt_text.negations(text):
            self.setFormat(negation.start, negation.end - negation.start, self._misread)
        for span in prompt_text.colour_spans(text):
            self.setFormat(span.start, span.end - span.start, self._colour(text[span.start : span.end]))
        for mention in prompt_text.image_mentions(text):
            known = 1 <= mention.number <= self._references
            self.setFormat(mention.start, mention.end - mention.start, self._mention if known else self._lost)
        start = self.currentBlock().position()
        signs = self._signs_now()
        for at in signs[bisect_left(signs, start) : bisect_left(signs, start + len(text))]:
            self.setFormat(at - start, 1, self._sign)

    def _signs_now(self) -> list[int]:
        """Where signs of alternatives stand in the whole text."""
        document = self.document()
        if document.revision() != self._revision:
            self._revision = document.revision()
            text = document.toPlainText()
            self._signs = alternatives.signs(alternatives.with_blank_notes(text)) if "{" in text else []
        return self._signs

    def _colour(self, code: str) -> QTextCharFormat:
        shown = QTextCharFormat()
        shown.setFontWeight(QFont.Weight.DemiBold)
        shown.setUnderlineStyle(_Underline.SingleUnderline)
        shown.setUnderlineColor(QColor(code))
        return shown

    def _make_formats(self) -> None:
        self._mention = QTextCharFormat()
        self._mention.setFontWeight(QFont.Weight.DemiBold)
        self._mention.setForeground(self._theme.colour("accent"))
        self._quoted = QTextCharFormat()
        self._quoted.setForeground(self._theme.colour("ok"))
        self._sign = QTextCharFormat()
        self._sign.setFontWeight(QFont.Weight.Bold)
        self._sign.setForeground(self._theme.colour("warn"))
        self._note = QTextCharFormat()
        self._note.setFontItalic(True)
        self._note.setForeground(self._theme.colour("text3"))
        self._misread = self._wavy()
        self._lost = self._wavy()

    def _wavy(self) -> QTextCharFormat:
        wavy = QTextCharFormat()
        wavy.setUnderlineStyle(_Underline.WaveUnderline)
        wavy.setUnderlineColor(self._theme.colour("warn"))
        return wavy

    def _theme_changed(self) -> None:
        self._make_formats()
        self.rehighlight()
