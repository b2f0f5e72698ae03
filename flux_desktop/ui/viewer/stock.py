"""All there is of pictures in memory, and what is fetched next: decoded, sharp, as previews, as thumbnails."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.sizes import Size
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.viewer.images import Trouble
from flux_desktop.ui.viewer.picture_decoder import PictureDecoder, Wish
from flux_desktop.ui.viewer.placement import Placement
from flux_desktop.ui.viewer.small_pictures import SmallPictures
from flux_desktop.ui.viewer.sources import PictureSource, file_of

_TROUBLES = {
    Trouble.MISSING: "This picture's file was moved or deleted.",
    Trouble.DAMAGED: "This picture's file is damaged and cannot be shown.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is of a picture. ``trouble`` says why there is no more, if that is so.

    ``picture`` is its decoded image, ``exact`` the same at the size it is shown in, ``preview`` a rough one.
    """

    item_id: ItemId
    size: Size
    preview: QImage | None = None
    picture: QImage | None = None
    exact: QImage | None = None
    trouble: str = ""


class Stock(QObject):
    """``came`` names a picture of which there is more now. ``stop`` it before it is destroyed."""

    came = Signal(object)

    def __init__(self, library: PictureSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.decoder = PictureDecoder(parent=self)
        self.small = SmallPictures(library, self)
        self.decoder.changed.connect(self.came)
        self.small.preview_changed.connect(self.came)

    @property
    def is_caught_up(self) -> bool:
        """Whether all that was asked for is here, or cannot be had."""
        return self.decoder.is_caught_up and self.small.is_caught_up

    def is_ready(self, item_id: ItemId) -> bool:
        """Whether the picture itself can be painted at once."""
        return self.decoder.sheet(item_id) is not None

    def shown(self, row: GalleryRow) -> Shown:
        """The best there is at this moment."""
        sheet, trouble = self.decoder.sheet(row.id), self.decoder.trouble(row.id)
        return Shown(
            row.id,
            sheet.size if sheet else row.size,
            self._rough(row.id),
            sheet.image if sheet else None,
            sheet.exact if sheet else None,
            _TROUBLES[trouble] if trouble else "",
        )

    def want(self, rows: Sequence[GalleryRow], placement: Placement) -> None:
        """Have these ready, the first ones first, each as sharp as it is shown in this placement."""
        self.decoder.want([self._wish(row, placement) for row in rows])

    def look_again(self, row: GalleryRow) -> None:
        """Forget what came from another file, or did not come from this one."""
        sheet = self.decoder.sheet(row.id)
        if self.decoder.trouble(row.id) or (sheet and sheet.path != file_of(self._library, row)):
            self.decoder.forget([row.id])
            self.small.forget(row.id)

    def clear(self) -> None:
        """Give all memory back."""
        self.decoder.clear()
        self.small.clear()

    def stop(self) -> None:
        """End the threads. What is being decoded is finished first."""
        self.decoder.stop()
        self.small.stop()

    def _rough(self, item_id: ItemId) -> QImage | None:
        preview = self.small.preview(item_id)
        thumbnail = self.small.thumbnail(item_id) if preview is None else None
        return thumbnail.toImage() if thumbnail else preview

    def _wish(self, row: GalleryRow, placement: Placement) -> Wish:
        sheet = self.decoder.sheet(row.id)
        size = sheet.size if sheet else row.size
        file = file_of(self._library, row)
        return Wish(row.id, file, row.file_format or "", size, placement.of(size).exact_size)
