"""How a picture's tile is drawn: badges, buttons, selection and focus. The picture itself is one plain draw."""

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.tile_style import HEART, LIT_OVER_PICTURES, ON_PICTURES, OVER_PICTURES, STAR, TileStyle
from flux_desktop.ui.support.painting import fill

_BUTTON, _BUTTON_GAP, _INSET = 32, 6, 8
_BADGE = 24
_RING, _RING_GAP = 3, 2


class TilePart(StrEnum):
    """A button on a picture. Each has a key as well."""

    FAVOURITE = "favourite"
    REFERENCE = "reference"
    VARY = "vary"
    MORE = "more"
    LOCATE = "locate"
    REMOVE = "remove"


_ICONS = {
    TilePart.FAVOURITE: "heart",
    TilePart.REFERENCE: "image-plus",
    TilePart.VARY: "vary",
    TilePart.MORE: "more",
}
_TIPS = {
    TilePart.FAVOURITE: "Favourite (F)",
    TilePart.REFERENCE: "Use as reference (R)",
    TilePart.VARY: "Vary, with a new seed (V)",
    TilePart.MORE: "More",
    TilePart.LOCATE: "Choose the file of this picture",
    TilePart.REMOVE: "Take it out of the gallery; it can be put back",
}


class TileLook(NamedTuple):
    """What is special about a tile at this moment."""

    is_selected: bool = False
    has_focus: bool = False
    has_buttons: bool = False
    hovered: TilePart | None = None


PLAIN = TileLook()


def tip_for(part: TilePart, row: GalleryRow, price: str = "") -> str:
    """What a button does; ``price`` is that of another picture like this one."""
    if part is TilePart.VARY and price:
        return f"Vary, with a new seed, {price} (V)"
    return "Not a favourite any more (F)" if part is TilePart.FAVOURITE and row.favourite else _TIPS[part]


def buttons(tile: QRect, style: TileStyle) -> list[tuple[TilePart, QRect]]:
    """The buttons that fit on a tile: three at the left and one at the right of its foot."""
    side, gap, inset = style.px(_BUTTON), style.px(_BUTTON_GAP), style.px(_INSET)
    room = (tile.width() - 2 * inset + gap) // (side + gap)
    if room < 1 or tile.height() < side + 2 * inset:
        return []
    left = [TilePart.FAVOURITE, TilePart.REFERENCE, TilePart.VARY][: room - 1]
    y = tile.y() + tile.height() - inset - side
    placed = [(part, QRect(tile.x() + inset + i * (side + gap), y, side, side)) for i, part in enumerate(left)]
    return [*placed, (TilePart.MORE, QRect(tile.x() + tile.width() - inset - side, y, side, side))]


def paint_pixmap(painter: QPainter, style: TileStyle, tile: QRect, pixmap: QPixmap | None) -> None:
    """The picture, or a calm plate in its place. Exact pixmaps are copied; others are scaled until theirs comes."""
    dpr = style.dpr
    if pixmap is None:
        fill(painter, tile, style.placeholder)
    elif dpr == 1 and pixmap.size() == tile.size():
        painter.drawPixmap(tile.topLeft(), pixmap)
    else:
        painter.save()
        painter.scale(1 / dpr, 1 / dpr)
        corner = QPoint(round(tile.x() * dpr), round(tile.y() * dpr))
        width, height = round(tile.width() * dpr), round(tile.height() * dpr)
        if (pixmap.width(), pixmap.height()) == (width, height):
            painter.drawPixmap(corner, pixmap)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRect(corner.x(), corner.y(), width, height), pixmap)
        painter.restore()


def paint_overlay(painter: QPainter, style: TileStyle, tile: QRect, row: GalleryRow, look: TileLook) -> None:
    """All that lies on a picture. The painter smooths edges already."""
    if look is PLAIN and not (row.favourite or row.rating or row.practice):
        return
    if row.practice and tile.width() > style.px(110):
        _paint_practice(painter, style, tile, shifted=look.is_selected)
    if row.favourite:
        _paint_badge(painter, style, tile)
    if row.rating:
        _paint_rating(painter, style, tile, row.rating, beside_heart=row.favourite)
    if look.has_buttons:
        for part, rect in buttons(tile, style):
            _paint_button(painter, style, part, rect, row, is_hovered=part is look.hovered)
    if look.is_selected:
        paint_selection(painter, style, tile)
    if look.has_focus:
        paint_focus(painter, style, tile)


def paint_selection(painter: QPainter, style: TileStyle, tile: QRect) -> None:
    """A ring, a gap of canvas inside it, and a check mark, so that colour alone does not say it."""
    ring, gap, radius = style.px(_RING), style.px(_RING_GAP), float(style.radius_px)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = ring + gap / 2
    painter.setPen(QPen(style.canvas, gap))
    painter.drawRoundedRect(QRectF(tile).adjusted(inside, inside, -inside, -inside), radius - 3, radius - 3)
    painter.setPen(QPen(style.colour("accent"), ring))
    half = ring / 2
    painter.drawRoundedRect(QRectF(tile).adjusted(half, half, -half, -half), radius - half, radius - half)
    side, inset = style.px(22), style.px(10)
    disc = QRectF(tile.x() + inset, tile.y() + inset, side, side)
    painter.setPen(QPen(style.canvas, 2))
    painter.setBrush(style.colour("accent"))
    painter.drawEllipse(disc)
    icon = style.px(14)
    at = QPoint(tile.x() + inset + (side - icon) // 2, tile.y() + inset + (side - icon) // 2)
    painter.drawPixmap(at, style.icon("check", icon, style.colour("canvas")))


def paint_focus(painter: QPainter, style: TileStyle, tile: QRect) -> None:
    """A ring in the gap around the tile, with canvas between the two."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.colour("focus"), 2))
    radius = style.radius_px + 2
    painter.drawRoundedRect(QRectF(tile).adjusted(-3, -3, 3, 3), radius, radius)


def plate(painter: QPainter, style: TileStyle, rect: QRect, colour: QColor = OVER_PICTURES) -> None:
    """What words and drawings lie on, so that they are seen on any picture."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, style.radius_px, style.radius_px)


def _paint_icon(painter: QPainter, style: TileStyle, name: str, rect: QRect, colour: QColor) -> None:
    size_px = rect.width() * 9 // 16
    at = QPoint(rect.x() + (rect.width() - size_px) // 2, rect.y() + (rect.height() - size_px) // 2)
    painter.drawPixmap(at, style.icon(name, size_px, colour))


def _paint_badge(painter: QPainter, style: TileStyle, tile: QRect) -> None:
    side, inset = style.px(_BADGE), style.px(6)

    def draw(to: QPainter, rect: QRect) -> None:
        plate(to, style, rect)
        _paint_icon(to, style, "heart-filled", rect, HEART)

    at = QPoint(tile.x() + tile.width() - inset - side, tile.y() + inset)
    painter.drawPixmap(at, style.stamp("favourite", QSize(side, side), draw))


def _paint_rating(painter: QPainter, style: TileStyle, tile: QRect, rating: int, *, beside_heart: bool) -> None:
    """A star and its number, at the left of the heart."""
    height, inset, icon, pad = style.px(_BADGE), style.px(6), style.px(13), style.px(5)
    width = icon + style.caption_metrics.horizontalAdvance("5") + 3 * pad
    left = tile.x() + tile.width() - inset - (height + style.px(4) if beside_heart else 0) - width
    if left < tile.x() + inset:
        return  # too narrow a picture

    def draw(to: QPainter, rect: QRect) -> None:
        plate(to, style, rect)
        to.drawPixmap(QPoint(pad, (height - icon) // 2), style.icon("star-filled", icon, STAR))
        to.setFont(style.caption_font)
        to.setPen(ON_PICTURES)
        to.drawText(rect.adjusted(icon + 2 * pad, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(rating))

    painter.drawPixmap(QPoint(left, tile.y() + inset), style.stamp(f"rating {rating}", QSize(width, height), draw))


def _paint_button(
    painter: QPainter, style: TileStyle, part: TilePart, rect: QRect, row: GalleryRow, *, is_hovered: bool
) -> None:
    plate(painter, style, rect, LIT_OVER_PICTURES if is_hovered else OVER_PICTURES)
    if part is TilePart.FAVOURITE and row.favourite:
        _paint_icon(painter, style, "heart-filled", rect, HEART)
    else:
        _paint_icon(painter, style, _ICONS[part], rect, ON_PICTURES)


def _paint_practice(painter: QPainter, style: TileStyle, tile: QRect, *, shifted: bool) -> None:
    """A label with a dashed edge: not a picture that was paid for."""
    words, inset = "Practice", style.px(8)
    size = QSize(style.caption_metrics.horizontalAdvance(words) + style.px(14), style.px(22))

    def draw(to: QPainter, rect: QRect) -> None:
        plate(to, style, rect)
        pen = QPen(QColor("#C8C8C8"), 1)
        pen.setDashPattern([3, 2])
        to.setPen(pen)
        to.setBrush(Qt.BrushStyle.NoBrush)
        to.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), style.radius_px, style.radius_px)
        to.setFont(style.caption_font)
        to.setPen(ON_PICTURES)
        to.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    at = QPoint(tile.x() + inset + (style.px(30) if shifted else 0), tile.y() + inset)
    painter.drawPixmap(at, style.stamp("practice", size, draw))
