"""A picture with the frame in which it is cut."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from flux_desktop.domain.cropping import Edge, moved, resized
from flux_desktop.domain.references import Frame
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.support.painting import focus_ring
from flux_desktop.ui.theme.theme import Theme

_MARGIN, _HANDLE, _REACH = 14, 10, 24
_STEP_PX = 16
_OUTSIDE = QColor(0, 0, 0, 150)
_DARK, _LIGHT = QColor(0, 0, 0), QColor(255, 255, 255)

_CURSORS = {
    Edge.LEFT: Qt.CursorShape.SizeHorCursor,
    Edge.RIGHT: Qt.CursorShape.SizeHorCursor,
    Edge.TOP: Qt.CursorShape.SizeVerCursor,
    Edge.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Edge.LEFT | Edge.TOP: Qt.CursorShape.SizeFDiagCursor,
    Edge.RIGHT | Edge.BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    Edge.RIGHT | Edge.TOP: Qt.CursorShape.SizeBDiagCursor,
    Edge.LEFT | Edge.BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class CropCanvas(QWidget):
    """Drag the frame, its edges or its corners; arrows move it, with Shift they make it larger or smaller.

    ``image`` may be smaller than the picture, whose ``size`` is what the frame counts in. ``changed`` carries the new
    frame.
    """

    changed = Signal(object)

    def __init__(self, theme: Theme, image: QImage, size: Size, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._image, self._size = theme, image, size
        self._frame = Frame.around(size)
        self._ratio: float | None = None
        self._grabbed: tuple[QPointF, Frame, Edge] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleDescription(
            "Arrows move the part, Shift with arrows resizes it; with Ctrl by one pixel. The fields below do the same."
        )
        self._tell_name()

    @property
    def frame(self) -> Frame:
        return self._frame

    def show_frame(self, frame: Frame, ratio: float | None) -> None:
        """Show this frame, and keep it in this ratio from now on (``None``: any)."""
        self._frame, self._ratio = frame, ratio
        self._tell_name()
        self.update()

    def place_of(self, frame: Frame) -> QRectF:
        """Where a part of the picture lies in the widget."""
        room = QRectF(self.rect()).adjusted(*(self._theme.px(_MARGIN) * sign for sign in (1, 1, -1, -1)))
        scale = min(room.width() / self._size.width_px, room.height() / self._size.height_px)
        corner = room.center() - QPointF(self._size.width_px, self._size.height_px) * (scale / 2)
        left_top = corner + QPointF(frame.left_px, frame.top_px) * scale
        return QRectF(left_top.x(), left_top.y(), frame.width_px * scale, frame.height_px * scale)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(560), self._theme.px(380))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(100))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        edges = self._edges_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and edges is not None:
            self._grabbed = (event.position(), self._frame, edges)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            edges = self._edges_at(event.position())
            inside = Qt.CursorShape.ArrowCursor if edges is None else Qt.CursorShape.SizeAllCursor
            self.setCursor(QCursor(_CURSORS.get(edges, inside) if edges else inside))
            return
        start, frame, edges = self._grabbed
        scale = self._size.width_px / self.place_of(Frame.around(self._size)).width()
        way = (event.position() - start) * scale
        self._go(frame, edges, round(way.x()), round(way.y()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        step = 1 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else _STEP_PX
        resizes = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        edges = (Edge.RIGHT if way[0] else Edge.BOTTOM) if resizes else Edge(0)
        self._go(self._frame, edges, way[0] * step, way[1] * step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._theme.colour("canvas"))
        whole, part = self.place_of(Frame.around(self._size)), self.place_of(self._frame)
        painter.drawImage(whole, self._image)
        self._paint_outside(painter, whole, part)
        self._paint_frame(painter, part)
        for _, handle in self._handles():
            painter.setPen(QPen(_DARK, 1))
            painter.setBrush(_LIGHT)
            painter.drawRect(handle)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), self._theme.px(4), self._theme)

    def _paint_outside(self, painter: QPainter, whole: QRectF, part: QRectF) -> None:
        for dark in (
            QRectF(whole.left(), whole.top(), whole.width(), part.top() - whole.top()),
            QRectF(whole.left(), part.bottom(), whole.width(), whole.bottom() - part.bottom()),
            QRectF(whole.left(), part.top(), part.left() - whole.left(), part.height()),
            QRectF(part.right(), part.top(), whole.right() - part.right(), part.height()),
        ):
            painter.fillRect(dark, _OUTSIDE)

    def _paint_frame(self, painter: QPainter, part: QRectF) -> None:
        """Dark and light, so that it is seen on any picture; with the lines of thirds."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_DARK, 3))
        painter.drawRect(part)
        painter.setPen(QPen(_LIGHT, 1))
        painter.drawRect(part)
        painter.setPen(QPen(QColor(255, 255, 255, 110), 1))
        for third in (1 / 3, 2 / 3):
            x, y = part.left() + part.width() * third, part.top() + part.height() * third
            painter.drawLine(QPointF(x, part.top()), QPointF(x, part.bottom()))
            painter.drawLine(QPointF(part.left(), y), QPointF(part.right(), y))

    def _handles(self) -> Iterator[tuple[Edge, QRectF]]:
        part, side = self.place_of(self._frame), self._theme.px(_HANDLE)
        across = {Edge.LEFT: part.left(), Edge(0): part.center().x(), Edge.RIGHT: part.right()}
        down = {Edge.TOP: part.top(), Edge(0): part.center().y(), Edge.BOTTOM: part.bottom()}
        for x_edge, x in across.items():
            for y_edge, y in down.items():
                if x_edge | y_edge:
                    yield x_edge | y_edge, QRectF(x - side / 2, y - side / 2, side, side)

    def _edges_at(self, point: QPointF) -> Edge | None:
        """The edges that a press here takes hold of: none of them for the frame itself, ``None`` beside it."""
        reach = self._theme.px(_REACH)
        near = [(edges, handle) for edges, handle in self._handles() if _distance(handle, point) <= reach / 2]
        if near:
            return min(near, key=lambda pair: _distance(pair[1], point))[0]
        return Edge(0) if self.place_of(self._frame).contains(point) else None

    def _go(self, frame: Frame, edges: Edge, right_px: int, down_px: int) -> None:
        if edges:
            made = resized(frame, edges, right_px, down_px, self._size, ratio=self._ratio)
        else:
            made = moved(frame, right_px, down_px, self._size)
        if made != self._frame:
            self.show_frame(made, self._ratio)
            self.changed.emit(made)

    def _tell_name(self) -> None:
        left, top, width, height = self._frame
        self.setAccessibleName(f"The part that is used: {width} by {height} pixels, {left} from the left, {top} down")


def _distance(handle: QRectF, point: QPointF) -> float:
    away = handle.center() - point
    return max(abs(away.x()), abs(away.y()))
