"""Makes thumbnails of what was imported before anybody looks, so that no place in the gallery is cold."""

import threading
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.library import Library
from flux_desktop.services.workers import step_back
from flux_desktop.ui.gallery import thumbnail_images

_KEPT_AT_ONCE = 32


class ImportThumbnails:
    """One thread, which waits while there is nothing to do. ``stop`` it before the library is closed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._more = threading.Condition()
        self._waiting: deque[tuple[ItemId, Path, int]] = deque()
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self.made = 0

    def make(self, pictures: Iterable[tuple[ItemId, Path]], height_px: int) -> None:
        """In this height, when its time comes."""
        with self._more:
            self._waiting.extend((item_id, path, height_px) for item_id, path in pictures)
            self._more.notify()
        if self._thread is None and not self._is_stopping:
            self._thread = threading.Thread(target=self._work, name="import thumbnails", daemon=True)
            self._thread.start()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def stop(self) -> None:
        """What is being made is finished first."""
        with self._more:
            self._is_stopping = True
            self._more.notify()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        step_back()
        made: list[tuple[ItemId, int, bytes]] = []
        while True:
            if made and (len(made) >= _KEPT_AT_ONCE or not self._waiting):
                self._library.store_thumbnails(made)
                self.made += len(made)
                made = []
            with self._more:
                while not (self._waiting or self._is_stopping):
                    self._more.wait()
                if self._is_stopping:
                    return
                item_id, path, height_px = self._waiting.popleft()
            if jpeg := _thumbnail(self._library, item_id, path, height_px):
                made.append((item_id, height_px, jpeg))


def _thumbnail(library: Library, item_id: ItemId, path: Path, height_px: int) -> bytes | None:
    """``None`` when it is there already, or cannot be made."""
    if library.thumbnail(item_id, height_px):
        return None
    image = thumbnail_images.read_picture(path, thumbnail_images.height_to_read(height_px))
    return thumbnail_images.thumbnails_of(image, [height_px])[0][1] if image else None
