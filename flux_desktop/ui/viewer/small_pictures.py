"""Thumbnails of the filmstrip, and larger ones that stand in for a picture until it is decoded."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.viewer.images import read_small, read_thumbnail, rounded_thumbnail
from flux_desktop.ui.viewer.sources import PictureSource
from flux_desktop.ui.viewer.workbench import Task, Workbench

_STORED_HEIGHTS_PX = (216, 432)
"""The heights in which the library always keeps a thumbnail."""
_THUMBNAILS_KEPT = 400
_PREVIEWS_KEPT = 12

_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class ThumbnailWish:
    """A thumbnail of the strip in device pixels; made of the file when the library has none."""

    item_id: ItemId
    width_px: int
    height_px: int
    radius_px: float
    path: Path | None
    file_format: str
    dpr: float = 1.0


class SmallPictures(QObject):
    """``thumbnails_changed`` when some have come, ``preview_changed`` with the id of a preview that has.

    ``stop`` it before it is destroyed.
    """

    thumbnails_changed = Signal()
    preview_changed = Signal(object)

    def __init__(self, library: PictureSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._thumbnails: OrderedDict[ItemId, QPixmap] = OrderedDict()
        self._previews: OrderedDict[ItemId, QImage] = OrderedDict()
        self._absent: set[ItemId] = set()
        self._unreadable: set[ItemId] = set()
        self._wishes: list[ThumbnailWish] = []
        self._preview_ids: list[ItemId] = []
        self._bench = Workbench("viewer thumbnails", self)
        self._bench.handed_over.connect(self._plan)

    def thumbnail(self, item_id: ItemId) -> QPixmap | None:
        """What there is, perhaps for another screen or text size than now."""
        return self._thumbnails.get(item_id)

    def has_thumbnail(self, item_id: ItemId, width_px: int, height_px: int) -> bool:
        """Whether there is one in just this size."""
        pixmap = self._thumbnails.get(item_id)
        return pixmap is not None and (pixmap.width(), pixmap.height()) == (width_px, height_px)

    def preview(self, item_id: ItemId) -> QImage | None:
        return self._previews.get(item_id)

    @property
    def is_caught_up(self) -> bool:
        return not self._tasks()

    def give_preview(self, item_id: ItemId, image: QImage) -> None:
        """Something to begin with: the gallery has it already."""
        self._previews[item_id] = image

    def want_previews(self, ids: Sequence[ItemId]) -> None:
        """Load these, the first ones first."""
        self._preview_ids = list(ids)
        self._plan()

    def want_thumbnails(self, wishes: Sequence[ThumbnailWish]) -> None:
        """Load these and none that were wished for before."""
        self._wishes = list(wishes)
        self._plan()

    def forget(self, item_id: ItemId) -> None:
        """It has another file now."""
        self._thumbnails.pop(item_id, None)
        self._previews.pop(item_id, None)
        self._absent.discard(item_id)
        self._unreadable.discard(item_id)

    def clear(self) -> None:
        for known in (self._thumbnails, self._previews, self._absent, self._unreadable):
            known.clear()
        self._wishes.clear()
        self._preview_ids.clear()
        self._plan()

    def stop(self) -> None:
        self._bench.stop()
        self.clear()

    def _plan(self) -> None:
        self._bench.set_tasks(self._tasks())

    def _tasks(self) -> list[Task]:
        """The preview on view, what is in the strip, the other previews; files, which take long, at the end."""
        previews = [Task(("preview", i), partial(self._read_preview, i)) for i in self._preview_ids if self._lacks(i)]
        lacking = [wish for wish in self._wishes if self._is_lacking(wish)]
        stored = [wish for wish in lacking if wish.item_id not in self._absent]
        files = [wish for wish in lacking if wish.item_id in self._absent]
        is_first_here = bool(self._preview_ids) and not self._lacks(self._preview_ids[0])
        first = 0 if is_first_here else 1
        return [
            *previews[:first],
            *(Task(wish, partial(self._read_thumbnail, wish)) for wish in stored),
            *previews[first:],
            *(Task(("file", wish), partial(self._read_file, wish)) for wish in files),
        ]

    def _is_lacking(self, wish: ThumbnailWish) -> bool:
        is_here = self.has_thumbnail(wish.item_id, wish.width_px, wish.height_px)
        return not is_here and wish.item_id not in self._unreadable

    def _lacks(self, item_id: ItemId) -> bool:
        return item_id not in self._previews and item_id not in self._absent

    # In the thread

    def _read_preview(self, item_id: ItemId) -> Callable[[], None]:
        return partial(self._take_preview, item_id, self._stored(item_id, _STORED_HEIGHTS_PX[::-1]))

    def _read_thumbnail(self, wish: ThumbnailWish) -> Callable[[], None]:
        heights = _STORED_HEIGHTS_PX if wish.height_px <= _STORED_HEIGHTS_PX[0] else _STORED_HEIGHTS_PX[::-1]
        return partial(self._take_thumbnail, wish, _rounded(self._stored(wish.item_id, heights), wish))

    def _read_file(self, wish: ThumbnailWish) -> Callable[[], None]:
        image = read_small(wish.path, wish.file_format, wish.height_px) if wish.path else None
        return partial(self._take_thumbnail, wish, _rounded(image, wish), is_last=True)

    def _stored(self, item_id: ItemId, heights_px: Sequence[int]) -> QImage | None:
        for height_px in heights_px:
            jpeg = self._library.thumbnail(item_id, height_px)
            image = read_thumbnail(jpeg) if jpeg else None
            if image is not None:
                return image
        return None

    # In the window's thread

    def _take_preview(self, item_id: ItemId, image: QImage | None) -> None:
        if image is None:
            self._absent.add(item_id)
            return
        _keep(self._previews, item_id, image, _PREVIEWS_KEPT)
        self.preview_changed.emit(item_id)

    def _take_thumbnail(self, wish: ThumbnailWish, image: QImage | None, *, is_last: bool = False) -> None:
        if image is None:
            (self._unreadable if is_last else self._absent).add(wish.item_id)
            return
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(wish.dpr)
        _keep(self._thumbnails, wish.item_id, pixmap, _THUMBNAILS_KEPT)
        self.thumbnails_changed.emit()


def _rounded(image: QImage | None, wish: ThumbnailWish) -> QImage | None:
    return None if image is None else rounded_thumbnail(image, wish.width_px, wish.height_px, wish.radius_px)


def _keep(kept: "OrderedDict[ItemId, _Kept]", item_id: ItemId, item: _Kept, at_most: int) -> None:
    kept[item_id] = item
    kept.move_to_end(item_id)
    while len(kept) > at_most:
        kept.popitem(last=False)
