"""What can be made of the open picture: a row of buttons below it."""

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.theme.theme import Theme

_WORDS_FROM = 420
"""The width, in the design's pixels, below which only icons are left."""


class ActionRow(QFrame):
    """Emits what the person asks for; ``show_price`` says what Vary costs."""

    vary_requested = Signal()
    reference_requested = Signal()
    edit_again_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._price = ""
        self.setProperty("role", "canvas")
        self.vary = self._make("vary", self.vary_requested)
        self.reference = self._make("image-plus", self.reference_requested)
        self.edit_again = self._make("spark", self.edit_again_requested)
        row = QHBoxLayout(self)
        row.addStretch(1)
        for widget in (self.vary, self.reference, self.edit_again):
            row.addWidget(widget)
        row.addStretch(1)
        self._measure()
        theme.changed.connect(self._measure)

    def show_price(self, price: str) -> None:
        """What one click on Vary costs, in words; empty when that is not known."""
        if price != self._price:
            self._price = price
            self._name()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name()

    def _make(self, icon: str, asked: SignalInstance) -> QPushButton:
        made = button("")
        made.setIcon(self._theme.icons.icon(icon, "text2", "text"))
        made.clicked.connect(asked)
        return made

    def _name(self) -> None:
        """Words and tool tips, as far as there is room."""
        price = f", {self._price}" if self._price else ""
        is_wide = self.width() >= self._theme.px(_WORDS_FROM)
        for widget, words, tip in (
            (self.vary, f"Vary{price}", f"Vary with a new seed{price} (V)"),
            (self.reference, "Use as reference", "Use as reference (R)"),
            (self.edit_again, "Edit again", "Edit again, with all settings and references (E)"),
        ):
            widget.setText(f" {words}" if is_wide else "")
            widget.setToolTip(plain_tool_tip(tip))
            widget.setAccessibleName(tip)

    def _measure(self) -> None:
        px, layout = self._theme.px, self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setContentsMargins(px(12), px(10), px(12), px(10))
            layout.setSpacing(px(8))
        for widget in (self.vary, self.reference, self.edit_again):
            widget.setIconSize(QSize(px(16), px(16)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name()
