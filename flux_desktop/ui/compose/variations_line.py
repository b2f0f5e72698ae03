"""The line under a prompt with alternatives: how many pictures it makes, and a look at every combination."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from flux_desktop.domain.alternatives import COUNTED_TO
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.pricing import Estimate
from flux_desktop.ui.compose import words
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel


class VariationsLine(QWidget):
    """``6 variations × 2 = 12 pictures, $0.36`` and a link."""

    preview_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ElidedLabel("", "caption", self)
        self.preview = button("Preview", "link", name="Preview every combination", parent=self)
        self.preview.clicked.connect(self.preview_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.preview)


def sum_of(draft: RequestDraft, estimate: Estimate, *, practice: bool) -> str:
    """``6 variations × 2 = 12 pictures, $0.36``; ``estimate`` is the price of one."""
    if draft.variations >= COUNTED_TO:
        return f"More than {COUNTED_TO:,} variations"
    times = f" × {draft.count} = {words.pictures(draft.picture_count)}" if draft.count > 1 else ""
    return f"{draft.variations:,} variations{times}, {total_of(draft, estimate, practice=practice)}"


def total_of(draft: RequestDraft, estimate: Estimate, *, practice: bool) -> str:
    return "free" if practice else estimate.text(draft.picture_count)
