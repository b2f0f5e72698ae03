"""Pixmaps of tiles, bounded by their bytes."""

from collections import OrderedDict

from PySide6.QtGui import QPixmap

from flux_desktop.domain.identifiers import ItemId

_BYTES_PER_PIXEL = 4


class PixmapCache:
    """One pixmap for each picture, in the size that was asked for last; the one used longest ago goes first."""

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.bytes = 0
        self._pixmaps: OrderedDict[ItemId, QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pixmaps)

    def get(self, item_id: ItemId) -> QPixmap | None:
        pixmap = self._pixmaps.get(item_id)
        if pixmap is not None:
            self._pixmaps.move_to_end(item_id)
        return pixmap

    def put(self, item_id: ItemId, pixmap: QPixmap) -> None:
        self.drop(item_id)
        self._pixmaps[item_id] = pixmap
        self.bytes += _weight(pixmap)
        while self.bytes > self.budget_bytes and len(self._pixmaps) > 1:
            self.bytes -= _weight(self._pixmaps.popitem(last=False)[1])

    def drop(self, item_id: ItemId) -> None:
        old = self._pixmaps.pop(item_id, None)
        if old is not None:
            self.bytes -= _weight(old)

    def clear(self) -> None:
        self._pixmaps.clear()
        self.bytes = 0


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * _BYTES_PER_PIXEL
