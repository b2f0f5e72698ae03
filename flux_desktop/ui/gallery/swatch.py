"""Colours as menus show them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from flux_desktop.domain.colours import Colour

_CHECK = ((0.28, 0.52), (0.44, 0.68), (0.73, 0.36))
_LIGHT = frozenset({Colour.YELLOW, Colour.WHITE, Colour.ORANGE, Colour.PINK})


def swatch(colour: Colour, edge: QColor, side_px: int, dpr: float, *, is_picked: bool) -> QIcon:
    """A disc in this colour, with a check mark on it when it is picked: an entry with an icon shows no other.

    The ``edge`` tells white and black from the menu.
    """
    pixmap = QPixmap(round(side_px * dpr), round(side_px * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(QColor(colour.swatch))
    painter.drawEllipse(QRectF(1, 1, side_px - 2, side_px - 2))
    if is_picked:
        painter.setPen(QPen(QColor("#1A1A1A" if colour in _LIGHT else "#FFFFFF"), max(2, side_px / 9)))
        painter.drawPolyline([QPointF(x * side_px, y * side_px) for x, y in _CHECK])
    painter.end()
    return QIcon(pixmap)
