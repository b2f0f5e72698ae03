"""Thumbnails as pixmaps: what is here, what is wished for, and the signal when something has come."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.gallery.pixmap_cache import PixmapCache
from flux_desktop.ui.gallery.thumbnail_crew import ThumbnailCrew, Wish

if TYPE_CHECKING:
    from flux_desktop.ui.gallery.library_access import ThumbnailSource

__all__ = ["ThumbnailLoader", "Wish", "reader_count"]

_BUDGET_BYTES = 64 << 20

Done = Callable[[QPixmap | None], None]


def reader_count() -> int:
    """One core is left to the window."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))


class ThumbnailLoader(QObject):
    """Pixmaps by id. ``loaded`` names those that have come, or can be painted better, since the last time.

    A wish list replaces the one before it: that is how scrolling on cancels what has left the view. ``stop`` it before
    it is destroyed.
    """

    loaded = Signal(object)
    caught_up = Signal()
    """Everything that was wished for last is here in its exact size, or cannot be had."""
    _woken = Signal()

    def __init__(
        self, thumbnails: "ThumbnailSource", *, budget_bytes: int = _BUDGET_BYTES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._budget_bytes = budget_bytes
        self._cache = PixmapCache(budget_bytes)
        self._unreadable: set[ItemId] = set()
        self._wishes: dict[ItemId, Wish] = {}
        self._rough: dict[ItemId, Wish] = {}
        self._is_awake = False
        self._crew = ThumbnailCrew(thumbnails, reader_count(), self._wake)
        self._woken.connect(self._take_results, Qt.ConnectionType.QueuedConnection)

    def pixmap(self, item_id: ItemId) -> QPixmap | None:
        """What there is, perhaps in another size than was wished for."""
        return self._cache.get(item_id)

    def is_outgrown(self, wish: Wish) -> bool:
        """Whether there is a pixmap in a size that nobody asked for lately: the tile has another size now."""
        pixmap, rough = self._cache.get(wish.item_id), self._rough.get(wish.item_id)
        return pixmap is not None and not wish.fits(pixmap) and not (rough and rough.is_as_large_as(wish))

    def is_unreadable(self, item_id: ItemId) -> bool:
        """Whether there is neither a thumbnail nor a file to make one of."""
        return item_id in self._unreadable

    @property
    def is_caught_up(self) -> bool:
        return not self._wishes

    @property
    def weight_bytes(self) -> int:
        """What the pixmaps weigh."""
        return self._cache.bytes

    def set_scale(self, device_pixel_ratio: float) -> None:
        """Room for about as many pictures on every screen."""
        self._cache.budget_bytes = round(self._budget_bytes * max(1.0, device_pixel_ratio) ** 2)

    def want(self, wishes: Sequence[Wish]) -> None:
        """Load these, the first ones first, and nothing that was wanted before and is not among them."""
        lacking = [wish for wish in wishes if not self._has(wish)]
        self._wishes = {wish.item_id: wish for wish in lacking}
        self._rough = {item_id: wish for item_id, wish in self._rough.items() if item_id in self._wishes}
        self._crew.want(lacking)
        if not lacking:
            self.caught_up.emit()

    def fetch_picture(self, item_id: ItemId, path: str | None, width_px: int, height_px: int, done: Done) -> None:
        """Load one picture beside the others, at this size in device pixels, and hand it over."""
        self._crew.fetch(Wish(item_id, width_px, height_px, path=path, done=done))

    def fetch_file(self, file: Path, width_px: int, height_px: int, done: Done) -> None:
        """The same for an image that is no item of the library."""
        self._crew.fetch(Wish(0, width_px, height_px, file=file, done=done))

    def begin_arrival(self, item_id: ItemId, data: bytes) -> None:
        """These bytes have just arrived: begin to decode them. Called in any thread, ahead of ``take_arrival``."""
        self._crew.begin_arrival(item_id, data)

    def take_arrival(self, wish: Wish, data: bytes) -> None:
        """A picture has just arrived: its bytes come before everything, and its thumbnails are made and kept."""
        self._unreadable.discard(wish.item_id)
        self._crew.take_arrival(wish, data)

    def forget(self, ids: Iterable[ItemId]) -> None:
        """These have another file now, or none."""
        for item_id in ids:
            self._cache.drop(item_id)
            self._unreadable.discard(item_id)

    def clear(self) -> None:
        self._cache.clear()
        self._unreadable.clear()

    def stop(self) -> None:
        """End the threads. What is being decoded is finished first."""
        self._crew.stop()

    def _has(self, wish: Wish) -> bool:
        if wish.item_id in self._unreadable:
            return True
        pixmap = self._cache.get(wish.item_id)
        return pixmap is not None and wish.fits(pixmap)

    def _wake(self) -> None:
        """In the crew's threads."""
        if not self._is_awake:
            self._is_awake = True
            self._woken.emit()

    def _take_results(self) -> None:
        self._is_awake = False
        ids, results = [], self._crew.results
        while results:
            wish, image = results.popleft()
            pixmap = None if image is None else QPixmap.fromImage(image)
            if wish.done:
                wish.done(pixmap)
                continue
            ids.append(wish.item_id)
            if pixmap is None:
                self._unreadable.add(wish.item_id)
            else:
                self._cache.put(wish.item_id, pixmap)
            self._rough.pop(wish.item_id, None)
            waiting = self._wishes.get(wish.item_id)
            if waiting and self._has(waiting):
                del self._wishes[wish.item_id]
            elif waiting:
                self._rough[wish.item_id] = wish
        if ids:
            self.loaded.emit(ids)
            if not self._wishes:
                self.caught_up.emit()
