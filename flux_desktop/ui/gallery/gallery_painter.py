"""Paints what is in view: headers, pictures, job tiles."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.money import Hundredths, dollars
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.gallery_layout import Header, VisibleRow
from flux_desktop.ui.gallery.job_clock import JobClock
from flux_desktop.ui.gallery.justified_view import AROUND_PX
from flux_desktop.ui.gallery.picture_tile import (
    PLAIN,
    TileLook,
    TilePart,
    paint_focus,
    paint_overlay,
    paint_pixmap,
    paint_selection,
)
from flux_desktop.ui.gallery.tile_view import TileView
from flux_desktop.ui.support.painting import fill


class GalleryPainter:
    """Draws on the viewport of a view, only where it is asked to."""

    def __init__(self, view: TileView, jobs: JobClock) -> None:
        self._view = view
        self._jobs = jobs
        self._sums: dict[ItemId, tuple[int, Hundredths]] = {}
        self._selected: list[tuple[int, int]] = []
        self._focused = -1
        self._region = QRegion()

    def forget_sums(self) -> None:
        """Pictures came or went, or a cost has changed."""
        self._sums.clear()

    def paint(self, event: QPaintEvent) -> bool:
        """``False`` when a picture in view was not there yet."""
        view, area, region = self._view, event.rect(), event.region()
        is_simple, top = region.rectCount() == 1, view.top_px
        self._region = region
        self._focused = view.currentIndex().row() if view.shows_focus else -1
        painter = QPainter(view.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill(painter, area, self._view.style_of_tiles.canvas)
        for header in view.tiles.headers(area.top() + top, area.bottom() + top + 1):
            self._paint_header(painter, header, header.top_px - top, area)
        lines = list(view.tiles.rows(area.top() + top - AROUND_PX, area.bottom() + top + 1 + AROUND_PX))
        self._selected = _meeting(view.selected_ranges(), lines)
        is_whole = True
        for line in lines:
            for offset, tile in enumerate(line.tiles):
                rect = view.to_view(tile)
                around = view.with_rings(rect)
                if around.intersects(area) if is_simple else region.intersects(around):
                    is_whole = self._paint_tile(painter, line.first + offset, rect) and is_whole
        self._paint_band(painter)
        painter.end()
        return is_whole

    def _paint_band(self, painter: QPainter) -> None:
        band = self._view.attention.band
        if band:
            colour = self._view.theme.colour("accent")
            painter.setPen(QPen(colour, 1))
            painter.setBrush(QColor(colour.red(), colour.green(), colour.blue(), 46))
            painter.drawRect(band)

    def _paint_header(self, painter: QPainter, header: Header, top: int, area: QRect) -> None:
        style, left = self._view.style_of_tiles, self._view.tiles.metrics.left_px
        height, width = style.px(32), self._view.viewport().width()
        if not area.intersects(QRect(0, top, width, height)):
            return  # the tile below it is painted, and the space between them
        centred = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(style.header_font)
        painter.setPen(style.colour("text"))
        painter.drawText(QRect(left, top, width, height), centred, header.section.label)
        left += style.header_metrics.horizontalAdvance(header.section.label) + style.px(10)
        painter.setFont(style.caption_font)
        painter.setPen(style.colour("text2"))
        painter.drawText(QRect(left, top, width, height), centred, self._sum_words(header))

    def _sum_words(self, header: Header) -> str:
        """``6 pictures · $0.27``."""
        section = header.section
        if section.first_id not in self._sums:
            sums = self._view.gallery.sum_of(section)
            if sums is None:
                return ""
            self._sums[section.first_id] = sums
        count, cost = self._sums[section.first_id]
        words = "1 picture" if count == 1 else f"{count:,} pictures"
        return "" if not count else f"{words} · {dollars(cost)}" if cost else words

    def _paint_tile(self, painter: QPainter, number: int, rect: QRect) -> bool:
        """``False`` when a picture is not there yet."""
        view = self._view
        row = view.gallery.row(number)
        if row is None:
            fill(painter, rect, self._view.style_of_tiles.placeholder)
            return True
        if view.is_picture(row):
            return self._paint_picture(painter, row, number, rect)
        self._paint_job(painter, row, number, rect)
        return True

    def _paint_picture(self, painter: QPainter, row: GalleryRow, number: int, rect: QRect) -> bool:
        view = self._view
        pixmap, opacity = view.loader.pixmap(row.id), view.arrivals.opacity(row.id)
        if opacity < 1:
            fill(painter, rect, self._view.style_of_tiles.colour("raised"))
            painter.setOpacity(opacity)
        paint_pixmap(painter, self._view.style_of_tiles, rect, pixmap)
        painter.setOpacity(1)
        self._view.style_of_tiles.round_off(painter, rect)
        look = self._look(number)
        if row.missing:
            from flux_desktop.ui.gallery.missing_tile import paint_missing  # few are

            paint_missing(painter, self._view.style_of_tiles, rect, row, look.hovered)
        paint_overlay(painter, self._view.style_of_tiles, rect, row, look)
        if pixmap is not None and view.arrivals.take_first_paint(row.id):
            view.picture_painted.emit(row.id)
        return pixmap is not None or view.loader.is_unreadable(row.id)

    def _paint_job(self, painter: QPainter, row: GalleryRow, number: int, rect: QRect) -> None:
        attention, words = self._view.attention, self._jobs.words(row)
        turning_s = self._jobs.turning_s(row) if not words.icon else None
        ring = self._view.job_art.ring_rect(words, rect)
        if ring and ring.contains(self._region.intersected(self._view.with_rings(rect)).boundingRect()):
            self._view.job_art.paint_ring(painter, rect, words, turning_s)
            return
        part = attention.part if attention.row == number else None
        hovered = None if isinstance(part, TilePart) else part
        self._view.job_art.paint(painter, rect, words, turning_s=turning_s, hovered=hovered)
        look = self._look(number)
        if look.is_selected:
            paint_selection(painter, self._view.style_of_tiles, rect)
        if look.has_focus:
            paint_focus(painter, self._view.style_of_tiles, rect)

    def _look(self, number: int) -> TileLook:
        view = self._view
        is_hovered, has_focus = number == view.attention.row, number == self._focused
        is_selected = any(first <= number <= last for first, last in self._selected)
        if not (is_hovered or has_focus or is_selected):
            return PLAIN
        part = view.attention.part
        return TileLook(
            is_selected=is_selected,
            has_focus=has_focus,
            has_buttons=is_hovered or has_focus,
            hovered=part if is_hovered and isinstance(part, TilePart) else None,
        )


def _meeting(ranges: list[tuple[int, int]], lines: list[VisibleRow]) -> list[tuple[int, int]]:
    """Those of the selected ranges that touch what is painted."""
    if not ranges or not lines:
        return []
    start, end = lines[0].first, lines[-1].first + len(lines[-1].tiles)
    return [(first, last) for first, last in ranges if first < end and last >= start]
