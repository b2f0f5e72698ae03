"""How many pictures: a number between two buttons."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from flux_desktop.domain.draft import MOST_AT_ONCE
from flux_desktop.ui.compose.generate_button import HEIGHT
from flux_desktop.ui.support.controls import IconButton
from flux_desktop.ui.support.number_field import NumberField
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme

_RADIUS = 8


class CountStepper(QWidget):
    """The field ``countField`` with minus and plus. ``changed`` carries the number."""

    changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.minus = IconButton(theme, "minus", "One picture fewer", size=30, icon_size=16, parent=self)
        self.plus = IconButton(theme, "plus", "One picture more", size=30, icon_size=16, parent=self)
        for step in (self.minus, self.plus):
            # The field itself has Up and Down; it is one stop for the Tab key.
            step.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            step.setAutoRepeat(True)
        self.field = _CountField(self)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.minus)
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.plus)
        self.minus.clicked.connect(self.field.stepDown)
        self.plus.clicked.connect(self.field.stepUp)
        self.field.valueChanged.connect(self._changed)
        self._changed(1)
        self._measure()
        theme.changed.connect(self._measure)

    def set_count(self, count: int) -> None:
        self.field.setValue(count)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(96), self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, radius = QRectF(self.rect()), self._theme.px(_RADIUS)
        rounded(painter, rect, radius, self._theme.colour("raised"), self._theme.colour("control"))
        if self.field.hasFocus():
            focus_ring(painter, rect, radius, self._theme)

    def _changed(self, count: int) -> None:
        self.field.setAccessibleName(f"How many pictures, {count}")
        self.minus.setEnabled(count > 1)
        self.plus.setEnabled(count < MOST_AT_ONCE)
        self.changed.emit(count)

    def _measure(self) -> None:
        self.setFixedSize(self.sizeHint())
        self._row.setContentsMargins(self._theme.px(3), 0, self._theme.px(3), 0)
        self._row.setSpacing(0)
        self.field.setFont(self._theme.font("button", tabular=True))


class _CountField(NumberField):
    """The number alone; its frame and its focus ring are the stepper's."""

    def __init__(self, stepper: QWidget) -> None:
        super().__init__("How many pictures", 1, MOST_AT_ONCE, stepper)
        self.setObjectName("countField")
        self.lineEdit().setTextMargins(0, 0, 0, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("role", "bare")
        self._stepper = stepper

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(str(MOST_AT_ONCE)), super().minimumSizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._stepper.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._stepper.update()
