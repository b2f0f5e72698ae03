"""The shapes of a picture, drawn."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from flux_desktop.domain.sizes import Shape
from flux_desktop.ui.compose import words
from flux_desktop.ui.support.controls import PushButton, one_tab_stop
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import BASE_PX, Theme

_DRAWN = 18
_RADIUS = 6


class ShapeButton(PushButton):
    """A shape, drawn in its proportions with its name under it; ``ratio`` None is drawn dashed."""

    def __init__(self, theme: Theme, text: str, ratio: float | None, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ratio = ratio
        self._label = text
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._measure()
        theme.changed.connect(self._measure)

    def set_label(self, text: str, name: str) -> None:
        self._label = text
        self.setAccessibleName(name)
        self.update()

    def label(self) -> str:
        return self._label

    def sizeHint(self) -> QSize:
        text_px = QFontMetrics(self._theme.font("caption", semibold=True)).horizontalAdvance(self._label)
        return QSize(max(self._theme.px(44), text_px + self._theme.px(4)), self._theme.px(50))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, colour, rect = self._theme.px, self._theme.colour, QRectF(self.rect())
        on = self.isChecked()
        ground = "soft" if on else "hover" if self.underMouse() or self.isDown() else "raised"
        rounded(painter, rect, px(_RADIUS), colour(ground), colour("accent" if on else "line"))
        if on:
            rounded(painter, rect.adjusted(1, 1, -1, -1), px(_RADIUS) - 1, None, colour("accent"))
        self._paint_shape(painter, QRectF(0, px(8), rect.width(), px(_DRAWN)), "text" if on else "text2")
        painter.setFont(self._theme.font("caption", semibold=on))
        painter.setPen(colour("text" if on else "text2"))
        label = QRectF(0, px(29), rect.width(), px(17))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self._label)
        if self.hasFocus():
            if on:  # a gap, so that the ring is told from the border of the choice
                rounded(painter, rect, px(_RADIUS), None, colour("panel"))
                rounded(painter, rect.adjusted(2, 2, -2, -2), px(_RADIUS) - 2, None, colour("panel"))
                rounded(painter, rect.adjusted(3, 3, -3, -3), px(_RADIUS) - 3, None, colour("accent"))
            focus_ring(painter, rect, px(_RADIUS), self._theme)

    def _paint_shape(self, painter: QPainter, box: QRectF, role: str) -> None:
        ratio, side = self._ratio or 1.0, self._theme.px(_DRAWN)
        width, height = (side, side / ratio) if ratio >= 1 else (side * ratio, side)
        drawn = QRectF(0, 0, round(width), round(height))
        drawn.moveCenter(box.center())
        drawn.moveTo(round(drawn.x()) + 0.5, round(drawn.y()) + 0.5)
        pen = QPen(self._theme.colour(role), 1.4 * self._theme.base_px / BASE_PX)
        if self._ratio is None:
            pen.setDashPattern([2, 1.6])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(drawn, self._theme.px(2.5), self._theme.px(2.5))

    def _measure(self) -> None:
        self.setFixedHeight(self._theme.px(50))
        self.updateGeometry()


class ShapeRow(QWidget):
    """The shapes and, last, a size or ratio of one's own. Left and Right move."""

    chosen = Signal(object)
    """A ``Shape``, or ``None`` for one's own."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._buttons: dict[Shape | None, ShapeButton] = {}
        for shape in Shape:
            self._add(shape, ShapeButton(theme, shape.label, shape.ratio, f"Shape {words.SHAPE_NAMES[shape]}", self))
        self._add(None, ShapeButton(theme, "Custom", None, "Shape, a size of your own", self))
        self._measure()
        theme.changed.connect(self._measure)

    def show_choice(self, current: Shape | None, offered: frozenset[Shape], *, in_pixels: bool) -> None:
        """Mark the current shape; show the offered ones. ``in_pixels``: one's own is a size, not a ratio."""
        for shape in Shape:
            self._buttons[shape].setVisible(shape in offered)
        own = ("Custom", "Shape, a size of your own") if in_pixels else ("Other", "Shape, another ratio")
        self._buttons[None].set_label(*own)
        self._buttons[current].setChecked(True)
        one_tab_stop(self._buttons.values())

    @property
    def current_button(self) -> QWidget:
        """The one that Tab stops at."""
        return self._group.checkedButton() or self

    def button(self, shape: Shape | None) -> ShapeButton:
        return self._buttons[shape]

    def _add(self, shape: Shape | None, made: ShapeButton) -> None:
        self._buttons[shape] = made
        self._group.addButton(made)
        self._row.addWidget(made, 1)
        made.clicked.connect(lambda: self.chosen.emit(shape))

    def _measure(self) -> None:
        self._row.setSpacing(self._theme.px(6))
