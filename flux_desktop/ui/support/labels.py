"""Text on the screen that is never taken for markup.

``QLabel``, tool tips and message boxes read HTML when a text looks like it, and load files and pictures it names.
Prompts and the service's answers are other people's text, so everything goes through here.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from flux_desktop.ui.support.tool_tips import escape, plain_tool_tip

__all__ = ["ElidedLabel", "LeadLabel", "LitLabel", "PlainLabel", "escape", "keep_to_the_pane", "plain_tool_tip"]


class PlainLabel(QLabel):
    """A label that shows its text as it is.

    ``role`` picks its look: page, title, section, label, strong, body, secondary, caption, hint, error.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)


class ElidedLabel(PlainLabel):
    """One line that ends in "…" where it does not fit; the whole text is its tool tip then."""

    def __init__(self, text: str = "", role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        self._full = text
        self.setAccessibleName(text)
        self._elide()

    def full_text(self) -> str:
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def paintEvent(self, event: QPaintEvent) -> None:
        # The font is only known for sure once the style sheet has been applied.
        self._elide()
        super().paintEvent(event)

    def _elide(self) -> None:
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        if shown != self.text():
            super().setText(shown)
            is_shortened = shown != self._full
            self.setToolTip(plain_tool_tip(self._full) if is_shortened else "")
            self.setAccessibleDescription("Shortened on the screen" if is_shortened else "")


class LitLabel(PlainLabel):
    """A paragraph that is shown as it is, with some places in it lit: a colour behind them, and a line below."""

    def light(self, text: str, places: Sequence[tuple[int, int]], colours: tuple[str, str]) -> None:
        """Show ``text`` and light ``text[start:end]`` for each of the places, which are in order and apart.

        ``colours`` are that of the letters there and the one behind them, as ``#rrggbb``.
        """
        self.setTextFormat(Qt.TextFormat.RichText if places else Qt.TextFormat.PlainText)
        self.setText(_lit(text, places, *colours) if places else text)


class LeadLabel(QLabel):
    """A paragraph in which some words are bold. All of it is shown as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(True)

    def set_pieces(self, *pieces: tuple[str, bool]) -> None:
        """Show the pieces one after the other, the ones with ``True`` bold."""
        self.setText("".join(f"<b>{escape(text)}</b>" if bold else escape(text) for text, bold in pieces))
        self.setAccessibleName("".join(text for text, _ in pieces))

    def set_text(self, lead: str, rest: str) -> None:
        """Show ``lead`` in bold and ``rest`` after it."""
        self.set_pieces((lead, True), (f" {rest}" if lead else rest, False))


def _lit(text: str, places: Sequence[tuple[int, int]], colour: str, behind: str) -> str:
    pieces, end = [], 0
    mark = f'<u style="color: {colour}; background-color: {behind}">'
    for first, last in places:
        pieces += [escape(text[end:first]), f"{mark}{escape(text[first:last])}</u>"]
        end = last
    pieces.append(escape(text[end:]))
    return f'<span style="white-space: pre-wrap">{"".join(pieces)}</span>'


def keep_to_the_pane(label: PlainLabel) -> None:
    """One long word, such as an address, is cut at the edge instead of making everything wider than the pane."""
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
