"""Choices that show what they do: a small window in each theme."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from flux_desktop.settings.settings import ThemeChoice
from flux_desktop.ui.support.controls import PushButton
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

_WIDTH, _HEIGHT, _LABEL = 124, 78, 26
_NAMES = {ThemeChoice.AUTO: "Like the system", ThemeChoice.LIGHT: "Light", ThemeChoice.DARK: "Dark"}
_TILES = ("#7C8DB5", "#C98B6B", "#6F9C8D", "#B58AA8", "#8A9A5B", "#5E7FA3")


class ThemeButton(PushButton):
    """One theme, drawn as a small window; both halves for the one that follows the system."""

    def __init__(self, theme: Theme, choice: ThemeChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self._theme = theme
        self.setText(_NAMES[choice])
        self.setAccessibleName(f"Theme: {_NAMES[choice]}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(self._theme.px(_WIDTH), words + self._theme.px(8)), self._theme.px(_HEIGHT + _LABEL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        px = self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF((self.width() - px(_WIDTH)) / 2, 0, px(_WIDTH), px(_HEIGHT)).adjusted(2.5, 2.5, -2.5, -2.5)
        self._paint_window(painter, card)
        self._paint_frame(painter, card)
        painter.setFont(self._theme.font("body", semibold=self.isChecked()))
        painter.setPen(self._theme.colour("text" if self.isChecked() else "text2"))
        words = QRectF(0, px(_HEIGHT), self.width(), px(_LABEL))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _paint_window(self, painter: QPainter, card: QRectF) -> None:
        shape = QPainterPath()
        radius = self._theme.px(6)
        shape.addRoundedRect(card, radius, radius)
        painter.save()
        painter.setClipPath(shape)
        if self.choice is ThemeChoice.AUTO:
            middle = card.center().x()
            _paint_small_window(painter, card, LIGHT)
            painter.setClipRect(QRectF(middle, card.top(), card.width(), card.height()), Qt.ClipOperation.IntersectClip)
            _paint_small_window(painter, card, DARK)
        else:
            _paint_small_window(painter, card, DARK if self.choice is ThemeChoice.DARK else LIGHT)
        painter.restore()

    def _paint_frame(self, painter: QPainter, card: QRectF) -> None:
        role, width = "control", 1.0
        if self.isChecked():
            role, width = "fill", 2.0
        if self.hasFocus():
            role, width = "focus", 3.0
        radius = self._theme.px(6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour(role), width))
        painter.drawRoundedRect(card, radius, radius)
        if self.isChecked():
            self._paint_check(painter, card)

    def _paint_check(self, painter: QPainter, card: QRectF) -> None:
        """A mark beside the frame: a choice is never told by colour alone."""
        side = self._theme.px(18)
        disc = QRectF(card.right() - side - 5, card.bottom() - side - 5, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("fill"))
        painter.drawEllipse(disc)
        self._theme.icons.paint(painter, "check", disc.adjusted(3, 3, -3, -3), "onfill")


def _paint_small_window(painter: QPainter, card: QRectF, tokens: Tokens) -> None:
    """A bar, the compose panel with its button, and a few pictures."""
    painter.setPen(Qt.PenStyle.NoPen)
    unit = card.width() / 120
    painter.fillRect(card, QColor(tokens.canvas))
    panel = QRectF(card.left(), card.top(), 38 * unit, card.height())
    painter.fillRect(panel, QColor(tokens.panel))
    painter.fillRect(QRectF(card.left(), card.top(), card.width(), 9 * unit), QColor(tokens.window))
    painter.setBrush(QColor(tokens.line))
    for row in range(3):
        painter.drawRoundedRect(
            QRectF(panel.left() + 6 * unit, card.top() + (16 + 8 * row) * unit, 26 * unit, 4 * unit), 2, 2
        )
    painter.setBrush(QColor(tokens.fill))
    painter.drawRoundedRect(QRectF(panel.left() + 6 * unit, card.bottom() - 14 * unit, 26 * unit, 8 * unit), 2, 2)
    for number, colour in enumerate(_TILES):
        column, row = number % 3, number // 3
        place = QRectF(
            card.left() + (44 + 25 * column) * unit, card.top() + (15 + 28 * row) * unit, 22 * unit, 25 * unit
        )
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(place, 2, 2)
