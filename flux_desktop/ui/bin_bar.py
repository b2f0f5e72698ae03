"""The bar above the pictures while they are those of the bin: how many, how large, and what can be done with them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from flux_desktop.ui.keeping_words import counted, size_words
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme


class BinBar(QFrame):
    """Emits what the person wants; ``show_contents`` and ``show_selected`` say how things are."""

    put_back_requested = Signal()
    delete_requested = Signal()
    empty_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("binBar")
        self.setAccessibleName("Bin")
        self._title = PlainLabel("Bin", "section")
        self._facts = PlainLabel("", "secondary")
        self._progress = PlainLabel("", "caption")
        self.back = button("Back to the gallery", name="Back to the gallery (Esc)")
        self.put_back = button("Put back")
        self.delete = button("Delete for ever…")
        self.empty = button("Empty Bin…")
        self.back.setIcon(theme.icons.icon("chevron-left", "text"))
        self.put_back.setIcon(theme.icons.icon("undo", "text"))
        self.back.clicked.connect(self.closed)
        self.put_back.clicked.connect(self.put_back_requested)
        self.delete.clicked.connect(self.delete_requested)
        self.empty.clicked.connect(self.empty_requested)
        self._lay_out(theme)

    def show_contents(self, count: int, size_bytes: int, days: int | None) -> None:
        """``days`` is how long things stay."""
        stay = f" They go for ever after {days} days." if days else ""
        self._facts.setText(f"{counted(count)}, {size_words(size_bytes)}.{stay}")
        self.empty.setEnabled(count > 0)

    def show_selected(self, *, has_any: bool) -> None:
        self.put_back.setEnabled(has_any)
        self.delete.setEnabled(has_any)

    def show_progress(self, done: int, of: int) -> None:
        """How many files have been moved, of how many."""
        self._progress.setText(f"Moving files: {done:,} of {of:,}" if of else "")
        self._progress.setVisible(bool(of))

    def _lay_out(self, theme: Theme) -> None:
        px = theme.px
        flow = FlowLayout(self, px(8))
        flow.setContentsMargins(0, px(10), 0, px(6))
        for widget in (self.back, self._words(theme), self.put_back, self.delete, self.empty):
            flow.addWidget(widget)
        self._progress.hide()

    def _words(self, theme: Theme) -> QWidget:
        from PySide6.QtWidgets import QHBoxLayout

        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        row.setSpacing(theme.px(10))
        for label in (self._title, self._facts, self._progress):
            row.addWidget(label)
        holder.setMinimumHeight(self.put_back.sizeHint().height())
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return holder
