"""The tile of a picture whose file is gone: its thumbnail stays, and above it are words and two ways on."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.picture_tile import TilePart, buttons, plate
from flux_desktop.ui.gallery.tile_style import LIT_OVER_PICTURES, ON_PICTURES, OVER_PICTURES, TileStyle

_WORDS_HEIGHT, _BUTTON_HEIGHT, _GAP, _PADDING, _INSET = 24, 28, 6, 10, 8
_FOOT = 48
"""Where the buttons are that every picture has."""
_WORDS, _SHORT = "File moved or deleted", "Missing"
_LABELS = {TilePart.LOCATE: "Locate…", TilePart.REMOVE: "Remove"}


def parts(tile: QRect, style: TileStyle, row: GalleryRow) -> list[tuple[TilePart, QRect]]:
    """Everything on a picture's tile that can be pressed."""
    return [*_offers(tile, style, row), *buttons(tile, style)] if row.missing else buttons(tile, style)


def _offers(tile: QRect, style: TileStyle, row: GalleryRow) -> list[tuple[TilePart, QRect]]:
    """The buttons in its middle that fit; the menu has both in any case. In the bin nothing is offered."""
    if row.binned:
        return []
    top = _words_rect(tile, style).bottom() + 1 + style.px(_GAP)
    height, gap = style.px(_BUTTON_HEIGHT), style.px(_GAP)
    if top + height > tile.y() + tile.height() - style.px(_FOOT):
        return []
    widths = {part: _width(style, part) for part in _LABELS}
    room = tile.width() - 2 * style.px(_INSET)
    shown = [
        part for count, part in enumerate(_LABELS) if sum(list(widths.values())[: count + 1]) + count * gap <= room
    ]
    x = tile.center().x() - (sum(widths[part] for part in shown) + gap * (len(shown) - 1)) // 2
    placed = []
    for part in shown:
        placed.append((part, QRect(x, top, widths[part], height)))
        x += widths[part] + gap
    return placed


def paint_missing(painter: QPainter, style: TileStyle, tile: QRect, row: GalleryRow, hovered: TilePart | None) -> None:
    """``hovered`` is the part of the tile under the pointer."""
    words_rect = _words_rect(tile, style)
    has_room = style.caption_metrics.horizontalAdvance(_WORDS) <= words_rect.width() - style.px(2 * _INSET)
    plate(painter, style, words_rect)
    painter.setFont(style.caption_font)
    painter.setPen(ON_PICTURES)
    painter.drawText(words_rect, Qt.AlignmentFlag.AlignCenter, _WORDS if has_room else _SHORT)
    for part, rect in _offers(tile, style, row):
        plate(painter, style, rect, LIT_OVER_PICTURES if part is hovered else OVER_PICTURES)
        painter.setFont(style.title_font)
        painter.setPen(ON_PICTURES)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _LABELS[part])


def _words_rect(tile: QRect, style: TileStyle) -> QRect:
    """In the middle, or higher where the buttons below would meet those at the foot."""
    words = style.caption_metrics.horizontalAdvance(_WORDS) + style.px(2 * _INSET)
    width, height = min(words, tile.width() - 2 * style.px(_INSET)), style.px(_WORDS_HEIGHT)
    block = height + style.px(_GAP) + style.px(_BUTTON_HEIGHT)
    lowest = tile.height() - style.px(_FOOT) - block
    y = min((tile.height() - block) // 2, lowest)
    if y < style.px(_INSET):
        y = (tile.height() - height) // 2
    return QRect(tile.center().x() - width // 2, tile.y() + y, width, height)


def _width(style: TileStyle, part: TilePart) -> int:
    return style.title_metrics.horizontalAdvance(_LABELS[part]) + 2 * style.px(_PADDING)
