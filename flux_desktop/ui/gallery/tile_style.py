"""Fonts, colours and measures of tiles, taken from the theme once and again when it changes."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from flux_desktop.ui.support.painting import fill
from flux_desktop.ui.theme.theme import Theme

OVER_PICTURES = QColor(20, 20, 20, 214)
"""Behind what is drawn on pictures: 84 % of a near black, on which a white drawing shows on any picture."""
LIT_OVER_PICTURES = QColor(56, 56, 56, 235)
"""The same under the pointer."""
ON_PICTURES = QColor("#F4F4F4")
HEART = QColor("#FF8FA3")
STAR = QColor("#F2BC57")


class TileStyle:
    """``px`` scales the design's measures with the text; ``dpr`` is that of the screen."""

    def __init__(self, theme: Theme, dpr: float) -> None:
        self.theme = theme
        self.icons = theme.icons
        self.tokens = theme.tokens
        self.px = theme.px
        self.dpr = dpr
        self.radius_px = theme.px(6)
        self.canvas = theme.colour("canvas")
        self.placeholder = theme.colour("panel" if theme.tokens.is_dark else "pressed")
        self.header_font = theme.font("button")
        self.title_font = theme.font("body", semibold=True)
        self.caption_font = theme.font("caption", tabular=True)
        self.title_metrics = QFontMetrics(self.title_font)
        self.caption_metrics = QFontMetrics(self.caption_font)
        self.header_metrics = QFontMetrics(self.header_font)
        self._corners = self._cut_corners()
        self._stamps: dict[str, QPixmap] = {}

    def colour(self, role: str) -> QColor:
        return self.theme.colour(role)

    def icon(self, name: str, size_px: int, colour: QColor | str) -> QPixmap:
        return self.icons.pixmap(name, size_px, colour, self.dpr)

    def round_off(self, painter: QPainter, tile: QRect) -> None:
        """Paint the canvas over the corners of a tile, which rounds it off."""
        r, d = self.radius_px, round(self.radius_px * self.dpr)
        left, top, right, bottom = tile.x(), tile.y(), tile.x() + tile.width() - r, tile.y() + tile.height() - r
        corners = self._corners
        painter.drawPixmap(left, top, corners, 0, 0, d, d)
        painter.drawPixmap(right, top, corners, d, 0, d, d)
        painter.drawPixmap(left, bottom, corners, 0, d, d, d)
        painter.drawPixmap(right, bottom, corners, d, d, d, d)

    def stamp(self, name: str, size: QSize, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
        """What ``draw`` paints in a rectangle of this size, kept under its name: rounded plates and words cost most."""
        stamp = self._stamps.get(name)
        if stamp is None:
            stamp = self._stamps[name] = QPixmap(size * self.dpr)
            stamp.setDevicePixelRatio(self.dpr)
            stamp.fill(Qt.GlobalColor.transparent)
            painter = QPainter(stamp)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter, QRect(0, 0, size.width(), size.height()))
            painter.end()
        return stamp

    def _cut_corners(self) -> QPixmap:
        """A square of canvas with a disc cut out of it."""
        side = 2 * round(self.radius_px * self.dpr)
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        fill(painter, pixmap.rect(), self.canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        painter.setBrush(QColor(Qt.GlobalColor.black))
        painter.drawEllipse(QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(self.dpr)
        return pixmap
