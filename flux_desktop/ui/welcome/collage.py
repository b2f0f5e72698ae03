"""Columns of pictures that run out of the page at the top, the bottom and the side: what the program is for."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent, QTransform
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.welcome.picture_loader import PictureLoader

_WIDEST_COLUMN, _THREE_FROM = 360, 540
_SHOWN_OF_LAST = 0.9
_GAP = 12
_RADIUS = 8
_STARTS = (0.66, 0.92, 0.30, 0.78, 0.45, 0.10)
"""How far above the edge each column begins, in column widths, so that no two rows line up."""


class Collage(QWidget):
    """Decodes its pictures after it was shown, at the size they are painted in."""

    def __init__(self, theme: Theme, pictures: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paths = pictures
        self._pixmaps: list[QPixmap] = []
        self._wanted_px = 0
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._show_pictures)
        self.destroyed.connect(self._loader.stop)
        self.setAccessibleName("Sample pictures")
        theme.changed.connect(self._load)

    def stop(self) -> None:
        """Returns when nothing is being decoded any more."""
        self._loader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._load()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._load()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self._theme.px(_RADIUS)
        for place, pixmap in self._places():
            # A brush, not a clip: the corners come out smooth, and the pixels go to the screen one to one.
            brush = QBrush(pixmap)
            scale = place.width() / pixmap.deviceIndependentSize().width()
            brush.setTransform(QTransform.fromScale(scale, scale))  # 1, but for the moment after the width has changed
            painter.setBrushOrigin(place.topLeft())
            painter.setBrush(brush)
            painter.drawRoundedRect(place, radius, radius)
        painter.end()

    def _places(self) -> list[tuple[QRectF, QPixmap]]:
        """Where each visible picture goes; the pictures come round again until the columns are full."""
        count, width = self._columns()
        places = []
        for column in range(count if self._pixmaps else 0):
            x = column * (width + self._theme.px(_GAP))
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                x = self.width() - x - width
            places += self._places_of_column(column, count, QPointF(x, 0), width)
        return places

    def _places_of_column(self, column: int, count: int, top: QPointF, width: int) -> list[tuple[QRectF, QPixmap]]:
        places = []
        turn, y = column, -round(_STARTS[column % len(_STARTS)] * width)
        while y < self.height():
            pixmap = self._pixmaps[turn % len(self._pixmaps)]
            height = round(pixmap.height() * width / pixmap.width())
            places.append((QRectF(top.x(), y, width, height), pixmap))
            y += height + self._theme.px(_GAP)
            turn += count
        return places

    def _columns(self) -> tuple[int, int]:
        """How many columns, and how wide: most of the last one is inside, so that it runs out of the page."""
        gap = self._theme.px(_GAP)
        least = 3 if self.width() >= self._theme.px(_THREE_FROM) else 2
        count = max(least, -(-(self.width() + gap) // (self._theme.px(_WIDEST_COLUMN) + gap)))
        width = (self.width() - (count - 1) * gap) / (count - 1 + _SHOWN_OF_LAST)
        return count, max(1, round(width))

    def _load(self) -> None:
        wanted_px = round(self._columns()[1] * self.devicePixelRatioF())
        if self.isVisible() and wanted_px != self._wanted_px and self._paths:
            self._wanted_px = wanted_px
            self._loader.load(self._paths, wanted_px)

    def _show_pictures(self, images: list[QImage]) -> None:
        ratio = self.devicePixelRatioF()
        self._pixmaps = [QPixmap.fromImage(image) for image in images]
        for pixmap in self._pixmaps:
            pixmap.setDevicePixelRatio(ratio)
        self.update()
