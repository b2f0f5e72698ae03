"""The empty slot at the end of the references."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.compose.reference_slot import RADIUS, SLOT
from flux_desktop.ui.support.controls import PushButton
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme


class AddSlot(PushButton):
    """A dashed frame that says what it is for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Add a reference image")
        self.setToolTip(plain_tool_tip("Add a picture for FLUX to look at: drop it here, paste it or click to choose"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._measure()
        theme.changed.connect(self._measure)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(SLOT), self._theme.px(SLOT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, rect = self._theme.px, QRectF(self.rect())
        if self.underMouse() or self.isDown():
            rounded(painter, rect, px(RADIUS), self._theme.colour("hover"))
        pen = QPen(self._theme.colour("control"), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(RADIUS), px(RADIUS))
        side = px(20)
        self._theme.icons.paint(painter, "image-plus", QRectF((rect.width() - side) / 2, px(16), side, side), "text2")
        font = self._theme.font("caption")
        font.setPixelSize(px(11))
        painter.setFont(font)
        painter.setPen(self._theme.colour("text2"))
        words = QRectF(px(1), px(38), rect.width() - px(2), px(24))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, "Drop or add")
        if self.hasFocus():
            focus_ring(painter, rect, px(RADIUS), self._theme)

    def _measure(self) -> None:
        self.setFixedSize(self.sizeHint())
