"""A field for a sum of money in US dollars."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox

from flux_desktop.domain.money import Hundredths
from flux_desktop.settings.settings import LARGEST_AMOUNT
from flux_desktop.ui.theme.theme import Theme

_HUNDREDTHS_PER_DOLLAR = 10_000
_WIDTH = 96


class MoneyField(QDoubleSpinBox):
    """``$25.00``. What is typed counts when Return is pressed or the keyboard leaves."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
        self.setPrefix("$")
        self.setDecimals(2)
        self.setRange(0, LARGEST_AMOUNT / _HUNDREDTHS_PER_DOLLAR)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setFixedWidth(theme.px(_WIDTH))
        # The style sheet cannot pad the text of a spin box.
        self.lineEdit().setTextMargins(7, 0, 4, 0)

    @property
    def amount(self) -> Hundredths:
        return round(self.value() * _HUNDREDTHS_PER_DOLLAR)

    def show_amount(self, amount: Hundredths) -> None:
        """Show it without a word about it."""
        if amount != self.amount:
            blocked = self.blockSignals(True)  # noqa: FBT003 - Qt takes it by position
            self.setValue(amount / _HUNDREDTHS_PER_DOLLAR)
            self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
