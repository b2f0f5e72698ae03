"""The box under the prompt that says what FLUX will misread, or what would help."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from flux_desktop.domain import prompt_text
from flux_desktop.domain.prompt_text import Negation
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import LeadLabel
from flux_desktop.ui.support.tab_order import come_before
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class PromptHint(QFrame):
    """One hint at a time, the most harmful first; hidden when there is none."""

    replace_requested = Signal(object)
    """The ``Negation`` to say otherwise."""
    keep_requested = Signal()
    """The examples in the fields of a template are to stay as they are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "warn")
        self.setObjectName("promptHint")
        self._theme = theme
        self._built = False
        self._negation: Negation | None = None
        self._has_fields = False
        self._next: QWidget | None = None
        self.hide()

    def lead_to(self, control: QWidget) -> None:
        """Have the keyboard come from the buttons, which are made only when they are needed, to ``control``."""
        self._next = control

    def look_at(self, text: str, reference_count: int, fields_left: Sequence[str] = ()) -> None:
        """Show what there is to say about the prompt; ``fields_left`` are those of a template."""
        self._negation = next(iter(prompt_text.negations(text)), None)
        lost = next(
            (m.number for m in prompt_text.image_mentions(text) if not 1 <= m.number <= reference_count),
            None,
        )
        self._has_fields = bool(fields_left)
        if fields_left:
            self._negation = None
            self._say(*_about_fields(fields_left))
        elif self._negation:
            self._say(*_about(self._negation))
        elif lost is not None:
            self._say((f"There is no reference {lost} yet. Add it below, or change the number.", False))
        elif advice := prompt_text.length_hint(text):
            self._say((advice, False))
        else:
            self.hide()

    def text(self) -> str:
        """What it says, or nothing."""
        return self._text.accessibleName() if self._built and not self.isHidden() else ""

    def _say(self, *pieces: tuple[str, bool]) -> None:
        if not self._built:
            self._build()
        self._text.set_pieces(*pieces)
        show_if(self._replace, bool(self._negation and self._negation.suggestion))
        show_if(self._keep, self._has_fields)
        self.show()

    def _build(self) -> None:
        self._built = True
        row = QHBoxLayout(self)
        self._icon, self._text = QLabel(), LeadLabel()
        self._replace = button("Replace", "link", name="Replace these words in the prompt")
        self._replace.clicked.connect(lambda: self.replace_requested.emit(self._negation))
        self._keep = button("Keep examples", "link", name="Keep the examples in all fields of the template")
        self._keep.clicked.connect(self.keep_requested)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._replace, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._keep, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row = row
        if self._next:
            come_before(self._next, self._replace, self._keep)
        self._measure()
        self._theme.changed.connect(self._measure)

    def _measure(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(10), px(7), px(6), px(7))
        self._row.setSpacing(px(8))
        colour = self._theme.colour("warn")
        self._icon.setPixmap(self._theme.icons.pixmap("bulb", px(18), colour, self.devicePixelRatioF()))


def _about_fields(left: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    more = f" and {len(left) - 1} more" if len(left) > 1 else ""
    return ("Fill in ", False), (left[0], True), (f"{more}. Tab goes on, Esc ends.", False)


def _about(negation: Negation) -> tuple[tuple[str, bool], ...]:
    start = f"FLUX reads “{negation.phrase}” as {negation.what}. "
    if negation.suggestion:
        return (start + "Try ", False), (f"“{negation.suggestion}”", True), (" instead.", False)
    return ((start + "Say what is there instead.", False),)
