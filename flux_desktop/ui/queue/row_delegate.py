"""How the rows of the queue are drawn."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.queue.jobs import Section
from flux_desktop.ui.queue.queue_model import AnyIndex, QueueModel
from flux_desktop.ui.queue.row_layout import HEADING_HEIGHT, ROW_HEIGHT, RowLayout, lay_out
from flux_desktop.ui.queue.row_words import RowAction, RowButton, RowWords
from flux_desktop.ui.queue.small_pictures import SmallPictures
from flux_desktop.ui.support.painting import focus_ring, rounded
from flux_desktop.ui.theme.theme import FontRole, Theme

_BOX_RADIUS, _ROW_RADIUS, _BUTTON_RADIUS = 6, 8, 8
_ICON, _BUTTON_ICON = 20, 18
_TONES = {"plain": "text2", "busy": "accent", "warn": "warn", "err": "err"}


@dataclass(slots=True)
class Hand:
    """Where the person's hand is: the row and the button under the pointer, and whether the keyboard was used last."""

    row: int = -1
    action: RowAction | None = None
    is_by_key: bool = False


class RowDelegate(QStyledItemDelegate):
    """``hand`` belongs to the view, which says what is under the pointer."""

    def __init__(self, theme: Theme, model: QueueModel, pictures: SmallPictures, hand: Hand, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._pictures = pictures
        self._hand = hand

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        is_heading = isinstance(self._model.key(index.row()), Section)
        return QSize(0, self._theme.px(HEADING_HEIGHT if is_heading else ROW_HEIGHT))

    def layout(self, rect: QRect, words: RowWords, direction: Qt.LayoutDirection) -> RowLayout:
        return lay_out(self._theme, rect, words, direction)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        key, row = self._model.key(index.row()), self._model.row(index.row())
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if isinstance(key, Section):
            self._paint_heading(painter, option, key)
        elif row:
            self._paint_row(painter, option, index.row(), row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, section: Section) -> None:
        px, rect = self._theme.px, QRect(option.rect)
        inside = rect.adjusted(px(16), 0, -px(16), 0)
        painter.setFont(self._theme.font("section"))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, section.value)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, number: int, row: GalleryRow) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        words = self._model.words(row)
        layout = self.layout(rect, words, option.direction)
        self._paint_ground(painter, rect, number, state)
        self._paint_box(painter, layout.box, words, self._pictures.get(row) if not words.icon else None)
        self._paint_line(painter, layout.title, words.title, "body", "text")
        self._paint_line(painter, layout.detail, words.detail, "caption", "text2")
        for button, place in layout.buttons:
            is_hovered = number == self._hand.row and button.action is self._hand.action
            self._paint_button(painter, place, button, is_hovered=is_hovered)

    def _paint_ground(self, painter: QPainter, rect: QRect, number: int, state: QStyle.StateFlag) -> None:
        px = self._theme.px
        ground = QRectF(rect).adjusted(px(8), 0, -px(6), 0)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if state & QStyle.StateFlag.State_Selected and has_focus:
            rounded(painter, ground, px(_ROW_RADIUS), self._theme.colour("soft"))
        elif number == self._hand.row:
            rounded(painter, ground, px(_ROW_RADIUS), self._theme.colour("hover"))
        if has_focus and self._hand.is_by_key:
            focus_ring(painter, ground, px(_ROW_RADIUS), self._theme)

    def _paint_box(self, painter: QPainter, box: QRect, words: RowWords, picture: QPixmap | None) -> None:
        px = self._theme.px
        if picture:
            path = QPainterPath()
            path.addRoundedRect(QRectF(box), px(_BOX_RADIUS), px(_BOX_RADIUS))
            painter.setClipPath(path)
            painter.drawPixmap(_covering(box, picture), picture)
            painter.setClipping(False)
            return
        rounded(painter, QRectF(box), px(_BOX_RADIUS), self._theme.colour("raised"), self._theme.colour("line"))
        if words.icon:
            side = px(_ICON)
            icon = QRectF(0, 0, side, side)
            icon.moveCenter(QRectF(box).center())
            self._theme.icons.paint(painter, words.icon, icon, _TONES[words.tone])

    def _paint_line(self, painter: QPainter, rect: QRect, text: str, font: FontRole, colour: str) -> None:
        painter.setFont(self._theme.font(font, tabular=True))
        painter.setPen(self._theme.colour(colour))
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)

    def _paint_button(self, painter: QPainter, rect: QRect, button: RowButton, *, is_hovered: bool) -> None:
        theme, px = self._theme, self._theme.px
        if button.label:
            ground = theme.colour("hover" if is_hovered else "raised")
            rounded(painter, QRectF(rect), px(_BUTTON_RADIUS), ground, theme.colour("line"))
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, button.label)
            return
        if is_hovered:
            rounded(painter, QRectF(rect), px(_BUTTON_RADIUS), theme.colour("pressed"))
        side = px(_BUTTON_ICON)
        icon = QRectF(0, 0, side, side)
        icon.moveCenter(QRectF(rect).center())
        theme.icons.paint(painter, button.icon, icon, "text" if is_hovered else "text2")


def _covering(box: QRect, picture: QPixmap) -> QRect:
    """The rectangle that has the picture's shape and covers ``box`` from the middle."""
    size = picture.deviceIndependentSize().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    covering = QRect(0, 0, round(size.width()), round(size.height()))
    covering.moveCenter(box.center())
    return covering
