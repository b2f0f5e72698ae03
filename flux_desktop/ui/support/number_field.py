"""A field for a whole number."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget


class NumberField(QSpinBox):
    """A field for a whole number, changed by typing, by Up and Down and by the wheel while it has the keyboard.

    The style sheet takes its buttons away. ``setButtonSymbols(NoButtons)`` must not: together with a style sheet Qt
    leaves the text no width then.
    """

    def __init__(self, name: str, lowest: int, highest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.setAccessibleName(name)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The style sheet cannot pad the text of a spin box.
        self.lineEdit().setTextMargins(7, 0, 4, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
