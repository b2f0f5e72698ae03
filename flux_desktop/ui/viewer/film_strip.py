"""The filmstrip: the open picture among those around it."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.film_layout import Film, Frame
from flux_desktop.ui.viewer.film_model import AnyIndex, FilmModel
from flux_desktop.ui.viewer.small_pictures import SmallPictures, ThumbnailWish
from flux_desktop.ui.viewer.sources import Pictures, PictureSource, file_of

_HEIGHT, _PICTURE_HEIGHT, _GAP, _MARGIN, _RADIUS = 76, 52, 8, 16, 6
_NARROWEST, _WIDEST = 0.5, 2.4
_RING_GAP, _RING = 2, 2
_AHEAD = 240
_NOTCH, _SCROLL_A_NOTCH = 120, 172
_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)

ScrollHint = QAbstractItemView.ScrollHint


class FilmStrip(QListView):
    """A list view with a layout of its own, whose work grows only with what is in view.

    Its model tells screen readers of every picture; keys are left to the page.
    """

    picture_clicked = Signal(int)
    """The position of the picture that was clicked."""

    def __init__(
        self, theme: Theme, library: PictureSource, small: SmallPictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._library = library
        self._small = small
        self._pictures: Pictures | None = None
        self._anchor: Frame | None = None
        self._anchor_id: ItemId = 0
        self._frames: list[Frame] = []
        self._current = -1
        self._is_centred = True
        self._shows_focus = False
        self.film = FilmModel(self)
        self._set_up()
        small.thumbnails_changed.connect(self.viewport().update)
        theme.changed.connect(self._measure)

    def _set_up(self) -> None:
        self.setAccessibleName("Pictures around this one")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.setModel(self.film)
        self._measure()

    # What is shown

    def renew(self, pictures: Pictures | None, current: int) -> None:
        """Pictures have come or gone. What is in view stays in its place as far as it is still there."""
        self._pictures, self._current = pictures, current
        self.film.renew(pictures)
        position = pictures.position_of(self._anchor_id) if pictures else -1
        if self._anchor and position >= 0 and not self._is_centred:
            self._stand_by(self._film().scrolled(self._anchor._replace(position=position), 0))
        else:
            self._centre()
        self._tell_current()

    def show_at(self, current: int) -> None:
        """Another picture is open: ring it, and have it in the middle."""
        self._current = current
        self._centre()
        self._tell_current()

    @property
    def frames(self) -> list[Frame]:
        """What is in view, from the left."""
        return self._frames

    def frame_rect(self, frame: Frame) -> QRect:
        height = self._theme.px(_PICTURE_HEIGHT)
        return QRect(frame.left_px, (self.viewport().height() - height) // 2, frame.width_px, height)

    def scroll_film(self, right_px: int) -> None:
        """Draw the film to the right, or to the left when negative."""
        if self._anchor:
            self._is_centred = False
            self._stand_by(self._film().scrolled(self._anchor, right_px))

    def _film(self, ahead_px: int = 0) -> Film:
        px = self._theme.px
        count = len(self._pictures) if self._pictures else 0
        return Film(count, self._width_of, self.viewport().width() + ahead_px, px(_GAP), px(_MARGIN))

    def _width_of(self, position: int) -> int:
        row = self._pictures.picture(position) if self._pictures else None
        ratio = row.size.ratio if row else 1.0
        return round(self._theme.px(_PICTURE_HEIGHT) * max(_NARROWEST, min(_WIDEST, ratio)))

    def _centre(self) -> None:
        self._is_centred = True
        self._stand_by(self._film().centred(self._current) if self._current >= 0 else None)

    def _stand_by(self, anchor: Frame | None) -> None:
        self._anchor = anchor
        self._frames = self._film().visible(anchor) if anchor else []
        self._anchor_id = self._pictures.id_at(anchor.position) if anchor and self._pictures else 0
        self._wish()
        self.viewport().update()

    def _tell_current(self) -> None:
        index = self.film.index(self._current) if self._current >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _wish(self) -> None:
        """Ask for the thumbnails in view and some beside them."""
        if not self._anchor or not self._pictures or not self.isVisible():
            return
        ahead = self._theme.px(_AHEAD)
        wide = self._film(2 * ahead).visible(self._anchor._replace(left_px=self._anchor.left_px + ahead))
        in_view = {frame.position for frame in self._frames}
        beside = [frame for frame in wide if frame.position not in in_view]
        wishes = [self._wish_for(frame, self._pictures) for frame in (*self._frames, *beside)]
        self._small.want_thumbnails([wish for wish in wishes if wish])

    def _wish_for(self, frame: Frame, pictures: Pictures) -> ThumbnailWish | None:
        """What is lacking of a frame, if anything is."""
        row = pictures.picture(frame.position)
        dpr, px = self.devicePixelRatioF(), self._theme.px
        width, height = round(frame.width_px * dpr), round(px(_PICTURE_HEIGHT) * dpr)
        if row is None or self._small.has_thumbnail(row.id, width, height):
            return None
        file = file_of(self._library, row)
        return ThumbnailWish(row.id, width, height, px(_RADIUS) * dpr, file, row.file_format or "", dpr)

    def _measure(self) -> None:
        self.setFixedHeight(self._theme.px(_HEIGHT))
        self.updateGeometries()

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.picture_clicked.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_on_picture = self.indexAt(event.position().toPoint()).isValid()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_on_picture else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        exact, turned = event.pixelDelta(), event.angleDelta()
        if not exact.isNull():
            self.scroll_film(exact.x() or exact.y())
        else:
            self.scroll_film((turned.x() or turned.y()) * self._theme.px(_SCROLL_A_NOTCH) // _NOTCH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in _BY_KEYS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        super().focusOutEvent(event)
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme, area = self._theme, self.viewport().rect()
        painter.fillRect(area, theme.colour("window"))
        painter.fillRect(0, 0, area.width(), 1, theme.colour("line"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for frame in self._frames:
            rect = self.frame_rect(frame)
            if rect.adjusted(-4, -4, 4, 4).intersects(event.rect()):
                self._paint_frame(painter, frame, rect)
        if self._shows_focus:
            focus_ring(painter, QRectF(area).adjusted(1, 2, -1, -1), theme.px(_RADIUS), theme)
        painter.end()

    def _paint_frame(self, painter: QPainter, frame: Frame, rect: QRect) -> None:
        theme = self._theme
        row = self._pictures.picture(frame.position) if self._pictures else None
        pixmap = self._small.thumbnail(row.id) if row else None
        if pixmap is None:
            rounded(painter, QRectF(rect), theme.px(_RADIUS), theme.colour("hover"))
        elif pixmap.deviceIndependentSize() == rect.size().toSizeF():
            painter.drawPixmap(rect.topLeft(), pixmap)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, pixmap)
        if frame.position == self._current:
            out = _RING_GAP + _RING / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), _RING))
            radius = theme.px(_RADIUS) + out
            painter.drawRoundedRect(QRectF(rect).adjusted(-out, -out, out, out), radius, radius)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wish()

    # What Qt asks

    def updateGeometries(self) -> None:
        """The window of the strip has another size."""
        if not self._anchor:
            return
        if self._is_centred:
            self._centre()
        else:
            self._stand_by(self._film().scrolled(self._anchor, 0))

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid() or not self._frames:
            return QRect()
        for frame in self._frames:
            if frame.position == index.row():
                return self.frame_rect(frame)
        is_before = index.row() < self._frames[0].position
        side = self._theme.px(_PICTURE_HEIGHT)
        return self.frame_rect(Frame(index.row(), -2 * side if is_before else self.viewport().width() + side, side))

    def indexAt(self, point: QPoint) -> QModelIndex:
        for frame in self._frames:
            if self.frame_rect(frame).contains(point):
                return self.film.index(frame.position)
        return QModelIndex()

    def scrollTo(self, index: AnyIndex, hint: ScrollHint = ScrollHint.EnsureVisible) -> None:
        """``show_at`` does it."""

    def doItemsLayout(self) -> None:
        self.viewport().update()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return 0

    def isIndexHidden(self, _index: AnyIndex) -> bool:
        return False

    def viewportSizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(_HEIGHT))

    def visualRegionForSelection(self, _selection: object) -> QRegion:
        return QRegion()
