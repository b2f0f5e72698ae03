"""The small pictures on cards, fetched when they are first painted."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

_KEPT = 200

Fetch = Callable[[object, int, Callable[[QPixmap | None], None]], None]


class CardPictures(QObject):
    """``fetch`` is given the picture's key, how many device pixels it needs at its shorter side, and where to bring it.

    ``arrived`` says that something can be painted now.
    """

    arrived = Signal()

    def __init__(self, fetch: Fetch, parent: QObject) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._pixmaps: dict[tuple[Hashable, int], QPixmap | None] = {}

    def get(self, key: Hashable, side_px: int) -> QPixmap | None:
        """The picture, or ``None`` until it is there."""
        place = (key, side_px)
        if place not in self._pixmaps:
            self._pixmaps[place] = None
            for oldest in list(self._pixmaps)[:-_KEPT]:
                del self._pixmaps[oldest]
            self._fetch(key, side_px, lambda pixmap: self._take(place, pixmap))
        return self._pixmaps[place]

    def _take(self, place: tuple[Hashable, int], pixmap: QPixmap | None) -> None:
        if pixmap is not None and place in self._pixmaps:
            self._pixmaps[place] = pixmap
            self.arrived.emit()
