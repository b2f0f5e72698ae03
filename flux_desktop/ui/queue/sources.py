"""What the queue pane asks for. The library, the engine and the gallery's loader fit."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtGui import QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow

Done = Callable[[QPixmap | None], None]


class JobSource(Protocol):
    """``services.library.Library``. Asked in the window's thread, so every answer must be quick."""

    def job_ids(self) -> list[ItemId]: ...

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]: ...


class Thumbnails(Protocol):
    """Decodes in the background and hands over a pixmap of just that size, or ``None``."""

    def fetch_picture(self, item_id: ItemId, path: str | None, width_px: int, height_px: int, done: Done) -> None: ...
