"""Files and folders dropped on the gallery."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from flux_desktop.storage.folder_walk import PICTURE_SUFFIXES
from flux_desktop.ui.support.drops import take_copy
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.support.drop_cover import DropCover

_LOOKED_AT = 20
_SENTENCE = "Drop to import into your library"


class GalleryDrop(QObject):
    """Covers ``target`` while files are over it; ``dropped`` carries their paths. Pictures of our own window that are
    dragged over it are none of its business."""

    dropped = Signal(list)

    def __init__(self, theme: Theme, target: QWidget) -> None:
        super().__init__(target)
        self._theme = theme
        self._target = target
        self._cover: DropCover | None = None
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @property
    def is_over(self) -> bool:
        """Whether files are held over the target."""
        return self._cover is not None and self._cover.isVisible()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter:
                return isinstance(event, QDragEnterEvent) and self._entered(event)
            case QEvent.Type.DragMove:
                event.setAccepted(self.is_over)
                return True
            case QEvent.Type.DragLeave:
                self._uncover()
            case QEvent.Type.Drop:
                return isinstance(event, QDropEvent) and self._dropped(event)
        return False

    def _entered(self, event: QDragEnterEvent) -> bool:
        from flux_desktop.ui.support.drop_cover import DropCover  # not needed to start

        if event.source() is not None or not may_hold_pictures(event.mimeData()):
            event.ignore()
            return True
        take_copy(event)
        if self._cover is None:
            self._cover = DropCover(self._theme, self._target)
        self._cover.cover(_SENTENCE)
        return True

    def _dropped(self, event: QDropEvent) -> bool:
        self._uncover()
        paths = paths_of(event.mimeData())
        if paths and event.source() is None:
            take_copy(event)
            self.dropped.emit(paths)
        return True

    def _uncover(self) -> None:
        if self._cover:
            self._cover.hide()


def paths_of(mime: QMimeData) -> list[Path]:
    """The files and folders of this computer in a drop."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def may_hold_pictures(mime: QMimeData) -> bool:
    """Whether one of the first files is called like a picture, or is a folder."""
    some = paths_of(mime)[:_LOOKED_AT]
    return any(path.suffix.lower() in PICTURE_SUFFIXES for path in some) or any(map(os.path.isdir, some))
