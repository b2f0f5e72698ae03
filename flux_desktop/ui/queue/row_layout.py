"""Where things are in a row of the queue, and how large rows are."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle

from flux_desktop.ui.queue.row_words import RowButton, RowWords
from flux_desktop.ui.theme.theme import Theme

ROW_HEIGHT, HEADING_HEIGHT = 52, 30
_MARGIN = 16
_BOX, _BOX_GAP = 44, 10
_BUTTON, _BUTTON_GAP, _BUTTON_PADDING = 32, 4, 14
_RIGHT = 12


@dataclass(frozen=True, slots=True)
class RowLayout:
    """The square at the beginning, the two lines beside it, and the buttons."""

    box: QRect
    title: QRect
    detail: QRect
    buttons: tuple[tuple[RowButton, QRect], ...]

    def button_at(self, point: QPoint) -> RowButton | None:
        return next((button for button, rect in self.buttons if rect.contains(point)), None)


def lay_out(theme: Theme, row: QRect, words: RowWords, direction: Qt.LayoutDirection) -> RowLayout:
    """``row`` is the row in the view. Where text runs from right to left, so does the row."""
    px = theme.px
    middle = row.center().y()
    box = QRect(row.x() + px(_MARGIN), middle - px(_BOX) // 2, px(_BOX), px(_BOX))
    buttons, end = _buttons(theme, row, words)
    left = box.right() + 1 + px(_BOX_GAP)
    width = max(0, end - px(8) - left)
    title_height = QFontMetrics(theme.font("body")).height()
    detail_height = QFontMetrics(theme.font("caption")).height()
    gap = px(6)
    top = middle - (title_height + gap + detail_height) // 2
    title = QRect(left, top, width, title_height)
    detail = QRect(left, top + title_height + gap, width, detail_height)

    def mirrored(rect: QRect) -> QRect:
        return QStyle.visualRect(direction, row, rect)

    return RowLayout(
        mirrored(box),
        mirrored(title),
        mirrored(detail),
        tuple((button, mirrored(rect)) for button, rect in buttons),
    )


def _buttons(theme: Theme, row: QRect, words: RowWords) -> tuple[list[tuple[RowButton, QRect]], int]:
    """The buttons from the end of the row, and where they begin."""
    px = theme.px
    metrics = QFontMetrics(theme.font("body"))
    placed: list[tuple[RowButton, QRect]] = []
    end = row.x() + row.width() - px(_RIGHT)
    for button in reversed(words.buttons):
        side = px(_BUTTON)
        width = side if button.icon else metrics.horizontalAdvance(button.label) + 2 * px(_BUTTON_PADDING)
        end -= width
        placed.insert(0, (button, QRect(end, row.center().y() - side // 2, width, side)))
        end -= px(_BUTTON_GAP)
    return placed, end
