"""What the details pane asks for. The library and the gallery's loader fit."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.references import Reference
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails

Done = Callable[[QPixmap | None], None]


class DetailsSource(Protocol):
    """``services.library.Library``."""

    def details(self, item_id: ItemId) -> GenerationDetails | None: ...

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]: ...

    def absolute(self, relative_path: str) -> Path: ...

    def reference_path(self, reference: Reference) -> Path: ...


class Previews(Protocol):
    """Decodes in the background and hands over a pixmap of just that size, or ``None``."""

    def fetch_picture(self, item_id: ItemId, path: str | None, width_px: int, height_px: int, done: Done) -> None: ...

    def fetch_file(self, file: Path, width_px: int, height_px: int, done: Done) -> None: ...
