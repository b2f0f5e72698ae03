"""Images dropped anywhere on the compose panel."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.compose.reference_sources import file_for_settings, may_hold_images, sources_of
from flux_desktop.ui.support.drops import take_copy
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.support.drop_cover import DropCover

_SETTINGS_SENTENCE = "Drop to use its prompt and settings"
_HINT = f"Hold {'Command' if sys.platform == 'darwin' else 'Ctrl'} to use its prompt and settings instead"


class ReferenceDrop(QObject):
    """Covers ``target`` while an image is over it. ``dropped`` carries the sources and the point in ``target``.

    With Ctrl held it is not the picture of a file that is wanted, but its prompt and settings: ``settings_dropped``.
    """

    dropped = Signal(list, object)
    settings_dropped = Signal(object)

    def __init__(self, theme: Theme, target: QWidget) -> None:
        super().__init__(target)
        self._theme = theme
        self._target = target
        self._cover: DropCover | None = None
        self.sentence = "Drop to use as reference"
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    @property
    def is_over(self) -> bool:
        """Whether an image is held over the target."""
        return self._cover is not None and self._cover.isVisible()

    @property
    def said(self) -> str:
        """What the cover says, its hint included; nothing when there is none."""
        return f"{self._cover.sentence}\n{self._cover.hint}".strip() if self._cover and self.is_over else ""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter:
                return isinstance(event, QDragEnterEvent) and self._entered(event)
            case QEvent.Type.DragMove:
                return isinstance(event, QDragMoveEvent) and self._moved(event)
            case QEvent.Type.DragLeave:
                self._uncover()
            case QEvent.Type.Drop:
                return isinstance(event, QDropEvent) and self._dropped(event)
            case QEvent.Type.Resize:
                if self._cover and self.is_over:
                    self._cover.setGeometry(self._target.rect())
        return False

    def _entered(self, event: QDragEnterEvent) -> bool:
        from flux_desktop.ui.support.drop_cover import DropCover  # not needed to start

        if not may_hold_images(event.mimeData()):
            return False
        take_copy(event)
        if self._cover is None:
            self._cover = DropCover(self._theme, self._target)
        self._say(event)
        return True

    def _moved(self, event: QDragMoveEvent) -> bool:
        self._say(event)
        take_copy(event)
        return True

    def _say(self, event: QDragMoveEvent) -> None:
        """What a drop would do now."""
        if self._cover is None:
            return
        if file_for_settings(event):
            self._cover.cover(_SETTINGS_SENTENCE)
        elif any(url.isLocalFile() for url in event.mimeData().urls()):
            self._cover.cover(self.sentence, _HINT)
        else:
            self._cover.cover(self.sentence)

    def _dropped(self, event: QDropEvent) -> bool:
        self._uncover()
        sources = sources_of(event.mimeData())
        if file := file_for_settings(event):
            take_copy(event)
            self.settings_dropped.emit(file)
        elif sources:
            take_copy(event)
            self.dropped.emit(sources, event.position().toPoint())
        return True

    def _uncover(self) -> None:
        if self._cover:
            self._cover.hide()
