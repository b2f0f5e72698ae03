"""Loads the thumbnails of what is in view, newest wish first, in threads of its own.

A wish list replaces the one before it: that is how scrolling on cancels what has left the view. Readers decode stored
thumbnails. What has none goes to the maker, a thread that may wait for a slow disk without holding up the readers.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.gallery import thumbnail_images
from flux_desktop.ui.gallery.library_access import ThumbnailSource
from flux_desktop.ui.gallery.pixmap_cache import PixmapCache

_BUDGET_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A thumbnail at this size in device pixels. ``source`` is the file, or its bytes when it is not on disk yet.

    With ``done`` the picture is handed to it and not kept here.
    """

    item_id: ItemId
    width_px: int
    height_px: int
    source: Path | bytes | None = None
    done: Callable[[QPixmap | None], None] | None = None


def reader_count() -> int:
    """One core is left to the window."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))


class ThumbnailLoader(QObject):
    """Pixmaps by id. ``loaded`` names those that have come since the last time."""

    loaded = Signal(object)
    caught_up = Signal()
    """Everything that was wished for last has been loaded, or cannot be."""
    _woken = Signal()

    def __init__(
        self, thumbnails: ThumbnailSource, *, budget_bytes: int = _BUDGET_BYTES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._cache = PixmapCache(budget_bytes)
        self._unreadable: set[ItemId] = set()
        self._wishes: dict[ItemId, Wish] = {}
        self._more = threading.Condition()
        self._stack: list[Wish] = []
        self._for_maker: list[Wish] = []
        self._arrived: deque[Wish] = deque()
        self._results: deque[tuple[Wish, QImage | None]] = deque()
        self._is_awake = False
        self._is_stopping = False
        self._threads: list[threading.Thread] = []
        self._woken.connect(self._take_results, Qt.ConnectionType.QueuedConnection)

    def pixmap(self, item_id: ItemId) -> QPixmap | None:
        """What there is, perhaps in another size than was wished for."""
        return self._cache.get(item_id)

    def is_unreadable(self, item_id: ItemId) -> bool:
        """Whether there is neither a thumbnail nor a file to make one of."""
        return item_id in self._unreadable

    @property
    def is_caught_up(self) -> bool:
        return not self._wishes

    def set_scale(self, device_pixel_ratio: float) -> None:
        """Room for about as many pictures on every screen."""
        self._cache.budget_bytes = round(_BUDGET_BYTES * max(1.0, device_pixel_ratio) ** 2)

    def want(self, wishes: Sequence[Wish]) -> None:
        """Load these, the first ones first, and nothing that was wanted before and is not among them."""
        lacking = [wish for wish in wishes if not self._has(wish)]
        self._wishes = {wish.item_id: wish for wish in lacking}
        extras = [wish for wish in self._stack if wish.done]
        with self._more:
            self._stack = [*extras, *reversed(lacking)]
            self._for_maker = [w for w in self._for_maker if w.done or w.item_id in self._wishes]
            self._more.notify_all()
        self._start()
        if not lacking:
            self.caught_up.emit()

    def fetch(self, wish: Wish) -> None:
        """Load one picture beside the others and hand it to ``wish.done``."""
        with self._more:
            self._stack.append(wish)
            self._more.notify_all()
        self._start()

    def take_arrival(self, wish: Wish) -> None:
        """A picture has just arrived: its bytes come before everything, and its thumbnails are made and kept."""
        self._unreadable.discard(wish.item_id)
        with self._more:
            self._arrived.append(wish)
            self._more.notify_all()
        self._start()

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
        with self._more:
            self._is_stopping = True
            self._more.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _has(self, wish: Wish) -> bool:
        if wish.item_id in self._unreadable:
            return True
        pixmap = self._cache.get(wish.item_id)
        return pixmap is not None and (pixmap.width(), pixmap.height()) == (wish.width_px, wish.height_px)

    def _start(self) -> None:
        if self._threads or self._is_stopping:
            return
        jobs = [self._read] * reader_count() + [self._make]
        self._threads = [threading.Thread(target=job, name=f"thumbnails {i}") for i, job in enumerate(jobs)]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def _take_results(self) -> None:
        self._is_awake = False
        ids = []
        while self._results:
            wish, image = self._results.popleft()
            pixmap = None if image is None else QPixmap.fromImage(image)
            if wish.done:
                wish.done(pixmap)
                continue
            ids.append(wish.item_id)
            if pixmap is None:
                self._unreadable.add(wish.item_id)
            else:
                self._cache.put(wish.item_id, pixmap)
            if (waiting := self._wishes.get(wish.item_id)) and self._has(waiting):
                del self._wishes[wish.item_id]
        if ids:
            self.loaded.emit(ids)
            if not self._wishes:
                self.caught_up.emit()

    # In the threads

    def _read(self) -> None:
        while True:
            with self._more:
                while not (self._is_stopping or self._stack or self._arrived):
                    self._more.wait()
                if self._is_stopping:
                    return
                is_arrival = bool(self._arrived)
                wish = self._arrived.popleft() if is_arrival else self._stack.pop()
            if is_arrival:
                self._make_one(wish)
            else:
                self._read_one(wish)

    def _make(self) -> None:
        while True:
            with self._more:
                while not (self._is_stopping or self._for_maker):
                    self._more.wait()
                if self._is_stopping:
                    return
                wish = self._for_maker.pop()
            self._make_one(wish)

    def _read_one(self, wish: Wish) -> None:
        height = thumbnail_images.stored_height_px(wish.height_px)
        jpeg = self._thumbnails.thumbnail(wish.item_id, height)
        image = thumbnail_images.decode(jpeg, wish.width_px, wish.height_px) if jpeg else None
        if image is not None:
            self._hand_over(wish, image)
            return
        with self._more:
            self._for_maker.append(wish)
            self._more.notify_all()

    def _make_one(self, wish: Wish) -> None:
        """Show the picture first and store its thumbnails then."""
        whole = None if wish.source is None else thumbnail_images.read_picture(wish.source)
        if whole is None:
            self._hand_over(wish, None)
            return
        self._hand_over(wish, thumbnail_images.fitted(whole, wish.width_px, wish.height_px))
        for height, jpeg in thumbnail_images.thumbnails_of(whole).by_height_px.items():
            self._thumbnails.store_thumbnail(wish.item_id, height, jpeg)

    def _hand_over(self, wish: Wish, image: QImage | None) -> None:
        self._results.append((wish, image))
        if not self._is_awake:
            self._is_awake = True
            self._woken.emit()
