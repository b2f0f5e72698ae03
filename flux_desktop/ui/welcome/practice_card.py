"""The offer to look around without a key."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QShowEvent, QTransform
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.welcome.picture_loader import PictureLoader

_THUMB_WIDTH, _THUMB_HEIGHT = 96, 72
_OVER_PICTURES = QColor(20, 20, 20, 214)
_ON_PICTURES = QColor(255, 255, 255)


class PracticeCard(QFrame):
    """``practice_requested`` when the person takes the offer."""

    practice_requested = Signal()

    def __init__(self, theme: Theme, picture: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self._thumbnail = _Thumbnail(theme, picture, self)
        self.setProperty("role", "card")
        self.setAccessibleName("Just looking?")
        text = (
            "Practice mode draws simple patterns on your computer so you can learn the app. "
            "Free, offline, no key needed."
        )
        start = button("Try it without a key", "link", parent=self)
        start.setObjectName("practiceButton")
        start.setProperty("flush", True)  # noqa: FBT003 - Qt takes it by position
        start.clicked.connect(self.practice_requested)
        words = QVBoxLayout()
        words.setSpacing(px(3))
        words.addWidget(PlainLabel("Just looking?", "strong", parent=self))
        words.addWidget(PlainLabel(text, "secondary", wrap=True, parent=self))
        link = QHBoxLayout()
        link.addWidget(start)
        link.addStretch(1)
        words.addLayout(link)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(12), px(16), px(10))
        row.setSpacing(px(14))
        row.addWidget(self._thumbnail, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def stop(self) -> None:
        """Returns when nothing is being decoded any more."""
        self._thumbnail.stop()


class _Thumbnail(QWidget):
    """A small picture with the dashed badge that practice pictures carry."""

    def __init__(self, theme: Theme, picture: Path | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._path = picture
        self._pixmap = QPixmap()
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._show_picture)
        self.setAccessibleName("A practice picture")
        self.destroyed.connect(self._loader.stop)
        self.setFixedSize(theme.px(_THUMB_WIDTH), theme.px(_THUMB_HEIGHT))

    def stop(self) -> None:
        self._loader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._path and self._pixmap.isNull():
            self._loader.load([self._path], round(self.width() * self.devicePixelRatioF()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self._theme.px(4)
        painter.setBrush(self._picture_brush())
        painter.drawRoundedRect(self.rect(), radius, radius)
        self._paint_badge(painter)
        painter.end()

    def _picture_brush(self) -> QBrush:
        if self._pixmap.isNull():
            return QBrush(self._theme.colour("canvas"))
        brush = QBrush(self._pixmap)
        excess = self._pixmap.deviceIndependentSize().height() - self.height()
        brush.setTransform(QTransform.fromTranslate(0, -round(excess / 2)))
        return brush

    def _paint_badge(self, painter: QPainter) -> None:
        px = self._theme.px
        font = self._theme.font("caption", semibold=True)
        font.setPixelSize(px(11))
        painter.setFont(font)
        words = painter.fontMetrics().size(0, "Practice")
        badge = (
            QRectF(QPointF(px(5), px(5)), words.toSizeF()).adjusted(0, 0, px(12), px(5)).adjusted(0.5, 0.5, 0.5, 0.5)
        )
        painter.setBrush(_OVER_PICTURES)
        pen = QPen(_ON_PICTURES, 1, Qt.PenStyle.DashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawRoundedRect(badge, px(4), px(4))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, "Practice")

    def _show_picture(self, images: list[QImage]) -> None:
        if images:
            self._pixmap = QPixmap.fromImage(images[0])
            self._pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            self.update()
