"""One slot of the reference panel."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from flux_desktop.domain.references import Reference
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme

SLOT = 72
RADIUS = 6
_OVER_PICTURE = QColor(20, 20, 20, 214)
_ON_PICTURE = QColor("#FFFFFF")


class SlotState(Enum):
    READY = "ready"
    BUSY = "being read"
    FAILED = "unreadable"


@dataclass(slots=True)
class SlotContent:
    """What a slot shows: a reference, and the name of the image that is being read for it, or why it could not be."""

    name: str
    reference: Reference | None = None
    thumbnail: QImage | None = None
    waiting_for: str = ""
    failure: str = ""

    @property
    def state(self) -> SlotState:
        if self.failure:
            return SlotState.FAILED
        return SlotState.BUSY if self.waiting_for else SlotState.READY


class ReferenceSlot(QPushButton):
    """A picture with its number and a button to remove it. It tells what the person did; the panel does it."""

    menu_requested = Signal(QPointF)
    remove_requested = Signal()
    moved_by_key = Signal(int)
    focus_step = Signal(int)
    dragged_to = Signal(QPointF)
    dropped = Signal()

    def __init__(self, theme: Theme, content: SlotContent, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.content = content
        self._number = 0
        self._unused = ""
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self._picture: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._remove = _RemoveButton(theme, self)
        self._remove.clicked.connect(self.remove_requested)
        self.clicked.connect(lambda: self.menu_requested.emit(QPointF(self.rect().bottomLeft())))
        self._measure()
        theme.changed.connect(self._measure)

    def show_content(self, content: SlotContent, number: int, unused: str) -> None:
        """Show ``content`` as reference ``number`` (0: it has none); ``unused`` says why it is not sent."""
        if content.thumbnail is not self.content.thumbnail or content is not self.content:
            self._picture = None
        self.content, self._number, self._unused = content, number, unused
        what = f"Reference image {number}, {content.name}" if number else f"Reference image, {content.name}"
        what += ", cropped" if content.reference and content.reference.crop else ""
        state = {SlotState.BUSY: "being read", SlotState.FAILED: content.failure}.get(content.state, unused)
        self.setAccessibleName(f"{what}. {state}" if state else what)
        self.setAccessibleDescription("Space opens its menu, Alt with Left or Right moves it, Delete removes it")
        self.setToolTip(plain_tool_tip("\n".join(line for line in (content.name, state) if line)))
        self._remove.setAccessibleName(f"Remove {what[0].lower()}{what[1:]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(SLOT), self._theme.px(SLOT))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(QPointF(event.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        moving = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if step is not None:
            (self.moved_by_key if moving else self.focus_step).emit(step)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        far = (event.position() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._dragging:
            self._dragging = True
            self.setDown(False)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self.dragged_to.emit(self.mapToParent(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self._dragging:
            self._dragging = False
            self.unsetCursor()
            self.dropped.emit()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        rect, radius = QRectF(self.rect()), self._theme.px(RADIUS)
        rounded(painter, rect, radius, self._theme.colour("raised"), self._theme.colour("line"))
        match self.content.state:
            case SlotState.READY:
                self._paint_picture(painter, rect)
            case SlotState.BUSY:
                self._paint_icon(painter, "clock", "text3")
            case SlotState.FAILED:
                self._paint_icon(painter, "warning", "err")
        if self._unused:
            self._paint_hatch(painter, rect)
        if self._number:
            self._paint_number(painter)
        if self.hasFocus():
            focus_ring(painter, rect, radius, self._theme)

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        dpr = self.devicePixelRatioF()
        if self.content.thumbnail is None or self.content.thumbnail.isNull():
            self._paint_icon(painter, "image-plus", "text3")
            return
        if self._picture is None or self._picture.devicePixelRatio() != dpr:
            self._picture = _cropped(self.content.thumbnail, self.size(), dpr)
        clip = QPainterPath()
        clip.addRoundedRect(rect, self._theme.px(RADIUS), self._theme.px(RADIUS))
        painter.save()
        painter.setClipPath(clip)
        painter.drawPixmap(QPointF(0, 0), self._picture)
        painter.restore()

    def _paint_icon(self, painter: QPainter, icon: str, role: str) -> None:
        side = self._theme.px(24)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(QRectF(self.rect()).center())
        self._theme.icons.paint(painter, icon, spot, role)

    def _paint_hatch(self, painter: QPainter, rect: QRectF) -> None:
        shade = QColor(self._theme.colour("panel"))
        shade.setAlphaF(0.6)
        rounded(painter, rect, self._theme.px(RADIUS), shade)
        painter.setBrush(QBrush(self._theme.colour("text3"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, self._theme.px(RADIUS), self._theme.px(RADIUS))

    def _paint_number(self, painter: QPainter) -> None:
        px = self._theme.px
        badge = QRectF(px(4), self.height() - px(22), px(20), px(18))
        rounded(painter, badge, px(4), _OVER_PICTURE)
        painter.setFont(self._theme.font("caption", semibold=True))
        painter.setPen(QPen(_ON_PICTURE))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _measure(self) -> None:
        self._picture = None
        self.setFixedSize(self.sizeHint())
        corner = QPoint(self.width() - self._remove.sizeHint().width() - self._theme.px(3), self._theme.px(3))
        self._remove.setGeometry(QRect(corner, self._remove.sizeHint()))


class _RemoveButton(QPushButton):
    """A cross on a dark ground, readable over any picture."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        # The slot's own Delete key does the same; one stop for each slot is enough for the Tab key.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(plain_tool_tip("Remove this reference (Delete)"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(24), self._theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(70, 70, 70, 240) if self.underMouse() else _OVER_PICTURE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(self.rect()))
        side = self._theme.px(14)
        cross = self._theme.icons.pixmap("close", side, _ON_PICTURE, self.devicePixelRatioF())
        painter.drawPixmap(QPointF((self.width() - side) / 2, (self.height() - side) / 2), cross)


def _cropped(image: QImage, size: QSize, dpr: float) -> QPixmap:
    """The middle of ``image``, filling ``size``."""
    made = QPixmap(round(size.width() * dpr), round(size.height() * dpr))
    made.fill(Qt.GlobalColor.transparent)
    scale = max(made.width() / image.width(), made.height() / image.height())
    width, height = made.width() / scale, made.height() / scale
    source = QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(made.rect()), image, source)
    painter.end()
    made.setDevicePixelRatio(dpr)
    return made
