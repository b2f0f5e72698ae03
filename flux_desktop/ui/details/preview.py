"""The picture at the top of the details pane, and the small ones of its references."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.details.sources import Done, Previews
from flux_desktop.ui.theme.theme import Theme

_RADIUS = 6


class RoundedPicture(QWidget):
    """A pixmap with round corners, or a calm plate until it comes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap: QPixmap | None = None
        self._asked = 0

    def expect(self) -> Done:
        """Forget the picture. Answers where to hand over the next one; only the newest counts."""
        self._pixmap = None
        self._asked += 1
        self.update()
        asked = self._asked
        return lambda pixmap: self._take(pixmap, asked)

    def picture_rect(self) -> QRectF:
        return QRectF(self.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.picture_rect()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(rect, self._theme.px(_RADIUS), self._theme.px(_RADIUS))
        painter.setClipPath(path)
        if self._pixmap:
            painter.drawPixmap(rect.toRect(), self._pixmap)
        else:
            painter.fillRect(rect, self._theme.colour("hover"))

    def device_size(self) -> tuple[int, int]:
        rect, dpr = self.picture_rect(), self.devicePixelRatioF()
        return max(1, round(rect.width() * dpr)), max(1, round(rect.height() * dpr))

    def _take(self, pixmap: QPixmap | None, asked: int) -> None:
        if asked == self._asked and isValid(self):
            self._pixmap = pixmap
            self.update()


class Preview(RoundedPicture):
    """One item's picture, as wide as the pane, or as tall as is bearable."""

    def __init__(self, theme: Theme, previews: Previews, width: int, tallest: int, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._previews = previews
        self._width = width
        self._tallest = tallest
        self._size = Size(3, 2)
        self._item: tuple[ItemId, str | None] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_item(self, item_id: ItemId, path: str | None, size: Size) -> None:
        if (item_id, path) == self._item:
            return
        self._item, self._size = (item_id, path), size
        self.setFixedSize(self.sizeHint())
        self._previews.fetch_picture(item_id, path, *self.device_size(), self.expect())

    def clear(self) -> None:
        self._item = None
        self.expect()

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(self._width), min(px(self._tallest), round(px(self._width) / self._size.ratio)))

    def picture_rect(self) -> QRectF:
        """The whole picture, in the middle when it is narrow."""
        height = float(self.height())
        width = min(float(self.width()), height * self._size.ratio)
        return QRectF(round((self.width() - width) / 2), 0, round(width), height)


class ReferencePicture(RoundedPicture):
    """A reference with its number."""

    def __init__(self, theme: Theme, previews: Previews, file: Path, number: int) -> None:
        super().__init__(theme)
        self._number = number
        side = theme.px(44)
        self.setFixedSize(side, side)
        self.setAccessibleName(f"Reference {number}")
        previews.fetch_file(file, *self.device_size(), self.expect())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        px = self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = QRectF(px(3), self.height() - px(3) - px(16), px(16), px(16))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawRoundedRect(plate, px(4), px(4))
        painter.setPen(Qt.GlobalColor.white)
        painter.setFont(self._theme.font("caption", semibold=True))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, str(self._number))
