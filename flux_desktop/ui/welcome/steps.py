"""The three steps of the first run, and which of them is next."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from flux_desktop.ui.support.flow_layout import FlowLayout
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_NAMES = ("Get a key", "Paste it", "First picture")
_DISC = 24


class Steps(QWidget):
    """A row of numbered discs: done ones with a check mark, the present one filled."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = [_Step(theme, number, name, self) for number, name in enumerate(_NAMES, start=1)]
        row = FlowLayout(self, theme.px(8), theme.px(6))
        for step in self._steps:
            row.addWidget(step)
        self.set_present(1)

    def set_present(self, number: int) -> None:
        """``number`` counts from one; the steps before it are done."""
        for step in self._steps:
            step.set_present(number)
        self.setAccessibleName(f"Step {number} of {len(self._steps)}: {_NAMES[number - 1]}")


class _Step(QWidget):
    def __init__(self, theme: Theme, number: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._disc = _Disc(theme, number, self)
        self._label = PlainLabel(name, "secondary", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        if number > 1:
            row.addWidget(PlainLabel("—", "hint", parent=self))
        row.addWidget(self._disc)
        row.addWidget(self._label)

    def set_present(self, number: int) -> None:
        self._disc.set_present(number)
        role = "strong" if number == self._number else "secondary"
        if self._label.property("role") != role:
            self._label.setProperty("role", role)
            self._label.style().unpolish(self._label)
            self._label.style().polish(self._label)


class _Disc(QWidget):
    def __init__(self, theme: Theme, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._present = 1
        self._measure()
        theme.changed.connect(self._measure)

    def set_present(self, number: int) -> None:
        self._present = number
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colour = self._theme.colour
        reached = self._number <= self._present
        area = QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("fill" if reached else "raised"))
        painter.drawEllipse(area)
        if self._number < self._present:
            _paint_check(painter, area, colour("onfill"))
        else:
            painter.setPen(colour("onfill" if reached else "text"))
            painter.setFont(self._theme.font("body", semibold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()

    def _measure(self) -> None:
        self.setFixedSize(self._theme.px(_DISC), self._theme.px(_DISC))
        self.update()


def _paint_check(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Heavier than the icon of that name, to match the numerals beside it."""
    unit = area.width() / 24
    painter.setPen(QPen(colour, 2 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline([QPointF(x * unit, y * unit) for x, y in ((8, 12.5), (10.8, 15.2), (16, 9.5))])
