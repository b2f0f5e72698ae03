"""How the tile of a generation is drawn that is no picture yet: a ring or a drawing, words and buttons."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPen, QPixmap

from flux_desktop.ui.gallery.tile_style import TileStyle
from flux_desktop.ui.job_words import TileAction, TileButton, TileWords

_RING, _RING_PEN, _ICON = 28, 3, 24
_BUTTON_HEIGHT, _BUTTON_PADDING, _BUTTON_GAP = 30, 12, 8
_PADDING, _PADDING_Y = 12, 7
_TURN_S = 1.2
_ARC_DEGREES = 100
_LAYOUTS_KEPT = 400
_PLATES_KEPT = 24


@dataclass(frozen=True, slots=True)
class JobLayout:
    """Where things are on a tile whose corner is at 0, 0. What has no room has no place."""

    sign: QRect | None
    title: QRect | None
    title_text: str
    lines: tuple[tuple[QRect, str], ...]
    close: QRect | None
    buttons: tuple[tuple[TileButton, QRect], ...]


class JobTileArt:
    """Lays out and paints job tiles. Layouts and plates are kept, because a ring is painted many times."""

    def __init__(self, style: TileStyle) -> None:
        self._style = style
        self._layouts: dict[tuple[TileWords, int, int], JobLayout] = {}
        self._plates: dict[tuple[int, int, bool], QPixmap] = {}

    def layout(self, words: TileWords, width: int, height: int) -> JobLayout:
        key = (words, width, height)
        found = self._layouts.get(key)
        if found is None:
            if len(self._layouts) > _LAYOUTS_KEPT:
                self._layouts.clear()
            found = self._layouts[key] = _lay_out(self._style, words, width, height)
        return found

    def ring_rect(self, words: TileWords, tile: QRect) -> QRect | None:
        """Where a ring turns, if one does."""
        sign = None if words.icon else self.layout(words, tile.width(), tile.height()).sign
        return sign.translated(tile.topLeft()) if sign else None

    def button_at(self, words: TileWords, tile: QRect, x_px: int, y_px: int) -> TileButton | None:
        layout = self.layout(words, tile.width(), tile.height())
        if layout.close and layout.close.translated(tile.topLeft()).contains(x_px, y_px):
            return _dismissal(words)
        for button, rect in layout.buttons:
            if rect.translated(tile.topLeft()).contains(x_px, y_px):
                return button
        return None

    def paint(
        self,
        painter: QPainter,
        tile: QRect,
        words: TileWords,
        *,
        turning_s: float | None,
        hovered: TileAction | None = None,
    ) -> None:
        """``turning_s``: how long the ring has turned; ``None`` draws a clock that stands still."""
        layout = self.layout(words, tile.width(), tile.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(tile.topLeft(), self._plate(tile.size(), is_busy=words.tone == "busy"))
        painter.translate(tile.topLeft())
        if layout.sign:
            self._paint_sign(painter, layout.sign, words, turning_s)
        self._paint_words(painter, layout)
        for button, rect in layout.buttons:
            self._paint_button(painter, rect, button, is_hovered=button.action is hovered)
        if layout.close:
            self._paint_close(painter, layout.close, is_hovered=hovered is TileAction.DISMISS)
        painter.restore()

    def paint_ring(self, painter: QPainter, tile: QRect, words: TileWords, turning_s: float | None) -> None:
        """Only what turns, with the plate behind it: for when nothing else of the tile is to be painted."""
        sign = self.layout(words, tile.width(), tile.height()).sign
        if sign is None:
            return
        plate, dpr = self._plate(tile.size(), is_busy=words.tone == "busy"), self._style.dpr
        source = QRectF(sign.x() * dpr, sign.y() * dpr, sign.width() * dpr, sign.height() * dpr)
        painter.drawPixmap(QRectF(sign.translated(tile.topLeft())), plate, source)
        painter.save()
        painter.translate(tile.topLeft())
        self._paint_sign(painter, sign, words, turning_s)
        painter.restore()

    def _plate(self, size: QSize, *, is_busy: bool) -> QPixmap:
        """The tile without anything on it, with the canvas around its round corners."""
        key = (size.width(), size.height(), is_busy)
        found = self._plates.get(key)
        if found is None:
            if len(self._plates) >= _PLATES_KEPT:
                self._plates.clear()
            found = self._plates[key] = self._draw_plate(size, is_busy=is_busy)
        return found

    def _draw_plate(self, size: QSize, *, is_busy: bool) -> QPixmap:
        style = self._style
        plate = QPixmap(size * style.dpr)
        plate.setDevicePixelRatio(style.dpr)
        plate.fill(style.canvas)
        painter = QPainter(plate)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile, raised = QRect(QPoint(0, 0), size), style.colour("raised")
        if is_busy:
            slope = QLinearGradient(QPointF(tile.topLeft()), QPointF(tile.bottomRight()))
            slope.setColorAt(0.12, raised)
            slope.setColorAt(0.52, style.colour("soft"))
            slope.setColorAt(0.92, raised)
            painter.setBrush(slope)
        else:
            painter.setBrush(raised)
        painter.setPen(QPen(style.colour("line"), 1))
        painter.drawRoundedRect(QRectF(tile).adjusted(0.5, 0.5, -0.5, -0.5), style.radius_px, style.radius_px)
        painter.end()
        return plate

    def _paint_sign(self, painter: QPainter, rect: QRect, words: TileWords, turning_s: float | None) -> None:
        style = self._style
        tones = {"plain": "text2", "busy": "accent", "warn": "warn", "err": "err"}
        if words.icon or turning_s is None:
            side = style.px(_ICON)
            left, top = rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2
            painter.drawPixmap(left, top, style.icon(words.icon or "clock", side, style.colour(tones[words.tone])))
            return
        pen_px = style.px(_RING_PEN)
        inside = QRectF(rect).adjusted(pen_px / 2, pen_px / 2, -pen_px / 2, -pen_px / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.colour("pressed" if style.tokens.is_dark else "line"), pen_px))
        painter.drawEllipse(inside)
        pen = QPen(style.colour("accent"), pen_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        start = 90 - 360 * (turning_s % _TURN_S) / _TURN_S
        painter.drawArc(inside, round(start * 16), -_ARC_DEGREES * 16)

    def _paint_words(self, painter: QPainter, layout: JobLayout) -> None:
        style, centred = self._style, Qt.AlignmentFlag.AlignCenter
        if layout.title:
            painter.setFont(style.title_font)
            painter.setPen(style.colour("text"))
            painter.drawText(layout.title, centred, layout.title_text)
        painter.setFont(style.caption_font)
        painter.setPen(style.colour("text2"))
        for rect, line in layout.lines:
            painter.drawText(rect, centred, line)

    def _paint_close(self, painter: QPainter, rect: QRect, *, is_hovered: bool) -> None:
        style = self._style
        if is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("hover"))
            painter.drawRoundedRect(rect, style.radius_px, style.radius_px)
        side = style.px(14)
        inset = (rect.width() - side) // 2
        colour = style.colour("text" if is_hovered else "text3")
        painter.drawPixmap(rect.x() + inset, rect.y() + inset, style.icon("close", side, colour))

    def _paint_button(self, painter: QPainter, rect: QRect, button: TileButton, *, is_hovered: bool) -> None:
        style = self._style
        painter.setPen(QPen(style.colour("control"), 1))
        painter.setBrush(style.colour("hover" if is_hovered else "raised"))
        radius = style.px(6)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(style.title_font)
        painter.setPen(style.colour("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, button.label)


def _lay_out(style: TileStyle, words: TileWords, width: int, height: int) -> JobLayout:
    """Everything in one column in the middle. What is least needed is left out when the tile is small."""
    px = style.px
    room_x, room_y = width - 2 * px(_PADDING), height - 2 * px(_PADDING_Y)
    buttons = _fitting_buttons(style, words, room_x)
    lines = _wrapped(style, words.text, room_x)
    heights = {
        "sign": px(_RING) if words.icon == "" else px(_ICON),
        "title": style.title_metrics.height() if room_x > px(70) else 0,
        "lines": len(lines) * style.caption_metrics.height(),
        "buttons": px(_BUTTON_HEIGHT) if buttons else 0,
    }
    gaps = {"title": px(8), "lines": px(2), "buttons": px(10)}
    for least_needed in ("lines", "sign", "buttons", "title"):
        total = sum(heights.values()) + sum(gap for name, gap in gaps.items() if heights[name])
        if total <= room_y:
            break
        if sum(1 for value in heights.values() if value) > 1:
            heights[least_needed] = 0
    total = sum(heights.values()) + sum(gap for name, gap in gaps.items() if heights[name])
    y, tops = (height - total) // 2, {}
    for name, part in heights.items():
        y += gaps.get(name, 0) if part else 0
        tops[name] = y
        y += part
    return JobLayout(
        sign=QRect((width - px(_RING)) // 2, tops["sign"], px(_RING), heights["sign"]) if heights["sign"] else None,
        title=QRect(0, tops["title"], width, heights["title"]) if heights["title"] else None,
        title_text=style.title_metrics.elidedText(words.title, Qt.TextElideMode.ElideRight, room_x),
        lines=tuple(_placed_lines(style, lines, tops["lines"], width)) if heights["lines"] else (),
        close=_close_rect(style, width, height) if _dismissal(words) else None,
        buttons=_placed_buttons(style, buttons, tops["buttons"], width) if heights["buttons"] else (),
    )


def _dismissal(words: TileWords) -> TileButton | None:
    """The button that takes the tile away; it is a cross in the corner."""
    return next((button for button in words.buttons if button.action is TileAction.DISMISS), None)


def _close_rect(style: TileStyle, width: int, height: int) -> QRect | None:
    side, inset = style.px(24), style.px(6)
    return QRect(width - inset - side, inset, side, side) if min(width, height) > 3 * side else None


def _placed_lines(style: TileStyle, lines: list[str], top: int, width: int) -> Iterator[tuple[QRect, str]]:
    step = style.caption_metrics.height()
    for number, line in enumerate(lines):
        yield QRect(0, top + number * step, width, step), line


def _wrapped(style: TileStyle, text: str, room_px: int) -> list[str]:
    """At most two lines; what is too long ends in an ellipsis."""
    measure = style.caption_metrics.horizontalAdvance
    if not text or room_px < style.px(80):
        return []
    if measure(text) <= room_px:
        return [text]
    first, rest = "", text.split(" ")
    while rest and measure(f"{first} {rest[0]}".strip()) <= room_px:
        first = f"{first} {rest.pop(0)}".strip()
    second = style.caption_metrics.elidedText(" ".join(rest), Qt.TextElideMode.ElideRight, room_px)
    return [line for line in (first, second) if line]


def _button_width(style: TileStyle, button: TileButton) -> int:
    return style.title_metrics.horizontalAdvance(button.label) + 2 * style.px(_BUTTON_PADDING)


def _fitting_buttons(style: TileStyle, words: TileWords, room_px: int) -> list[TileButton]:
    """The first button, and the second when there is room for both. The others are in the menu."""
    shown: list[TileButton] = []
    left = room_px
    for button in [button for button in words.buttons if button.action is not TileAction.DISMISS][:2]:
        left -= _button_width(style, button)
        if left < 0:
            break
        shown.append(button)
        left -= style.px(_BUTTON_GAP)
    return shown


def _placed_buttons(
    style: TileStyle, buttons: list[TileButton], top: int, width: int
) -> tuple[tuple[TileButton, QRect], ...]:
    gap, height = style.px(_BUTTON_GAP), style.px(_BUTTON_HEIGHT)
    widths = [_button_width(style, button) for button in buttons]
    x, placed = (width - sum(widths) - gap * (len(widths) - 1)) // 2, []
    for button, button_width in zip(buttons, widths, strict=True):
        placed.append((button, QRect(x, top, button_width, height)))
        x += button_width + gap
    return tuple(placed)
