"""What widgets that paint themselves have in common."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from flux_desktop.ui.theme.theme import Theme


def fill(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """Fill a rectangle. ``fillRect`` makes PySide learn all of Qt's gradients, 1 ms, at its first call."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(rect)


def rounded(painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None = None) -> None:
    """A rounded rectangle that fills ``rect``, with a sharp one-pixel border."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    painter.setPen(QPen(line, 1))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def focus_ring(painter: QPainter, rect: QRectF, radius: float, theme: Theme, role: str = "focus") -> None:
    """The ring of the widget that has the keyboard: two pixels, inside ``rect``, so that nothing clips it."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(role), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
