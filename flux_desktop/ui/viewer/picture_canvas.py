"""The middle of the viewer: one picture, its zoom, the mouse on it."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from flux_desktop.domain.sizes import Size
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.picture_painter import paint_image
from flux_desktop.ui.viewer.placement import Placement, Target
from flux_desktop.ui.viewer.stock import Shown

_MARGIN = 20
_WHEEL_STEP = 120
_ZOOM_A_STEP = 1.25
_PAN_STEP = 96
_DIM = 0.3
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_NOWHERE = Size(1, 1)


class PictureCanvas(QLabel):
    """Screen readers take it for a graphic, because it is a label with a picture; it draws that itself."""

    placement_changed = Signal()
    """Zoom, place or window size are others now."""
    stepped = Signal(int)
    """The wheel asks for the next (1) or the previous (-1) picture."""
    menu_wanted = Signal(QPoint)
    picture_painted = Signal(object)
    """The decoded picture with this id was painted for the first time since it is on view."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Shown | None = None
        self._placement = Placement(_NOWHERE, _NOWHERE)
        self._dragged_from: QPointF | None = None
        self._wheel = 0
        self._was_painted = False
        self._shows_focus = False
        self.setPixmap(QPixmap(1, 1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._measure)

    # What is shown

    @property
    def placement(self) -> Placement:
        return self._placement

    @property
    def shown(self) -> Shown | None:
        return self._shown

    def open(self, shown: Shown) -> None:
        """Show this picture, to fit."""
        self.show_next(shown)
        self.fit()

    def show_next(self, shown: Shown) -> None:
        """Show this picture in place of another, as close as that was."""
        self._was_painted = False
        self._dragged_from = None
        self.update_shown(shown)

    def update_shown(self, shown: Shown | None) -> None:
        """More is there of the same picture; ``None``: nothing is on view any more."""
        self._shown = shown
        self.setAccessibleDescription(shown.trouble if shown else "")
        if shown:
            self._place(self._placement.of(shown.size))
        self.update()

    # Zoom and place

    def fit(self) -> None:
        self._place(self._placement.fitted())

    def zoom_to_pixels(self) -> None:
        """100 %: one pixel of the picture is one of the screen."""
        self._place(self._placement.at_scale(1.0, *self._middle()))

    def toggle_zoom(self) -> None:
        self._place(self._placement.toggled(*self._middle()))

    def zoom_in(self) -> None:
        self._place(self._placement.stepped(larger=True))

    def zoom_out(self) -> None:
        self._place(self._placement.stepped(larger=False))

    def pan(self, right: int, down: int) -> None:
        """Look farther to the right and down, in steps; negative: to the left and up."""
        step = self._theme.px(_PAN_STEP) * self.devicePixelRatioF()
        self._place(self._placement.panned(-right * step, -down * step))

    def _place(self, placement: Placement) -> None:
        if placement != self._placement:
            self._placement = placement
            self._update_pointer()
            self.update()
            self.placement_changed.emit()

    def _middle(self) -> tuple[float, float]:
        return self._placement.window.width_px / 2, self._placement.window.height_px / 2

    def _measure(self) -> None:
        """The window has another size, the screen another density, or the text another height."""
        dpr = self.devicePixelRatioF()
        window = Size(max(1, round(self.width() * dpr)), max(1, round(self.height() * dpr)))
        margin_px = min(round(self._theme.px(_MARGIN) * dpr), window.width_px // 6, window.height_px // 6)
        self._place(self._placement.inside(window, margin_px))

    # For Qt

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._theme.px(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        elif isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self._place(self._placement.zoomed(1 + event.value(), *self._device_point(event.position())))
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in _BY_KEYS
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._shown:
            by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
            self.menu_wanted.emit(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shows_focus = False
        if event.button() == Qt.MouseButton.LeftButton and self._placement.can_pan:
            self._dragged_from = event.position()
            self._update_pointer()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            return
        moved = (event.position() - self._dragged_from) * self.devicePixelRatioF()
        self._dragged_from = event.position()
        self._place(self._placement.panned(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = None
            self._update_pointer()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._place(self._placement.toggled(*self._device_point(event.position())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms with Ctrl; else it moves a picture that is larger than the window, or goes to the next one."""
        event.accept()
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = _ZOOM_A_STEP ** (turned.y() / _WHEEL_STEP)
            self._place(self._placement.zoomed(factor, *self._device_point(event.position())))
        elif self._placement.can_pan:
            scale = self._theme.px(_PAN_STEP) * self.devicePixelRatioF() / _WHEEL_STEP
            right, down = turned.x() * scale, turned.y() * scale
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not right:
                right, down = down, 0
            self._place(self._placement.panned(right, down))
        else:
            self._turn(turned.y() or turned.x())

    def _turn(self, angle: int) -> None:
        """Touchpads turn by little: a step is a whole notch."""
        if angle * self._wheel < 0:
            self._wheel = 0
        self._wheel += angle
        steps = int(self._wheel / _WHEEL_STEP)
        self._wheel -= steps * _WHEEL_STEP
        if steps:
            self.stepped.emit(-1 if steps > 0 else 1)

    def _device_point(self, point: QPointF) -> tuple[float, float]:
        dpr = self.devicePixelRatioF()
        return point.x() * dpr, point.y() * dpr

    def _update_pointer(self) -> None:
        if self._dragged_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._shown and self._placement.can_pan:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("canvas"))
        if self._shown:
            painter.save()
            dpr = self.devicePixelRatioF()
            painter.scale(1 / dpr, 1 / dpr)
            self._paint_picture(painter, self._shown, self._placement.target)
            painter.restore()
            if self._shown.trouble:
                self._paint_trouble(painter, self._shown.trouble)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shows_focus:
            self._paint_focus(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, shown: Shown, target: Target) -> None:
        window = QRect(0, 0, self._placement.window.width_px, self._placement.window.height_px)
        if shown.picture is not None:
            is_just_right = shown.exact is not None and (shown.exact.width(), shown.exact.height()) == target[2:]
            best = shown.exact if is_just_right and shown.exact is not None else shown.picture
            paint_image(painter, best, target, window, smooth=not self._placement.is_exact)
            if not self._was_painted:
                self._was_painted = True
                self.picture_painted.emit(shown.item_id)
            return
        if shown.preview is None:
            painter.fillRect(QRect(*target), self._theme.colour("panel" if self._theme.tokens.is_dark else "pressed"))
            return
        painter.setOpacity(_DIM if shown.trouble else 1.0)
        paint_image(painter, shown.preview, target, window, smooth=True)

    def _paint_trouble(self, painter: QPainter, text: str) -> None:
        """A plate in the middle of the window that says it."""
        px, margin = self._theme.px, self._theme.px(16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("body"))
        icon, gap = px(20), px(10)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        widest = max(px(80), self.width() - 4 * margin - icon - gap)
        words = painter.boundingRect(QRect(0, 0, widest, self.height()), flags, text)
        width, height = words.width() + icon + gap + 2 * margin, max(words.height(), icon) + 2 * px(12)
        plate = QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        rounded(painter, QRectF(plate), px(8), self._theme.colour("popover"), self._theme.colour("line"))
        at = QRectF(plate.x() + margin, plate.y() + (height - icon) / 2, icon, icon)
        self._theme.icons.paint(painter, "warning", at, "warn")
        painter.setPen(self._theme.colour("text"))
        painter.drawText(plate.adjusted(margin + icon + gap, 0, -margin, 0), flags, text)

    def _paint_focus(self, painter: QPainter) -> None:
        """Around the picture with a gap of canvas, or around the window where the picture fills that."""
        dpr, target = self.devicePixelRatioF(), self._placement.target
        gap = self._theme.px(4)
        around = QRectF(target.x / dpr, target.y / dpr, target.width / dpr, target.height / dpr)
        ring = around.adjusted(-gap, -gap, gap, gap).intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        focus_ring(painter, ring, self._theme.px(6), self._theme)
