"""The small pictures of what has just been finished, fetched when they are first painted."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.queue.jobs import MOST_FINISHED
from flux_desktop.ui.queue.sources import Thumbnails


class SmallPictures(QObject):
    """``side_px`` says how many device pixels a picture should have at its shorter side."""

    arrived = Signal(object)
    """The id of a picture that can be painted now."""

    def __init__(self, thumbnails: Thumbnails, side_px: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._side_px = side_px
        self._pixmaps: dict[ItemId, QPixmap | None] = {}

    def get(self, row: GalleryRow) -> QPixmap | None:
        """The picture, or ``None`` until it is there."""
        if row.id not in self._pixmaps:
            self._pixmaps[row.id] = None
            for oldest in list(self._pixmaps)[: -2 * MOST_FINISHED]:
                del self._pixmaps[oldest]
            self._fetch(row)
        return self._pixmaps[row.id]

    def clear(self) -> None:
        """Fetch all of them anew: they are wanted in another size."""
        self._pixmaps.clear()

    def _fetch(self, row: GalleryRow) -> None:
        side, ratio = self._side_px(), row.size.ratio
        width, height = (round(side * ratio), side) if ratio >= 1 else (side, round(side / ratio))
        self._thumbnails.fetch_picture(row.id, row.path, width, height, lambda pixmap: self._take(row.id, pixmap))

    def _take(self, item_id: ItemId, pixmap: QPixmap | None) -> None:
        if pixmap is not None and item_id in self._pixmaps:
            self._pixmaps[item_id] = pixmap
            self.arrived.emit(item_id)
