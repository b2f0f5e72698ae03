"""Images dropped anywhere on the compose panel."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.compose.reference_sources import may_hold_images, sources_of
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.drop_cover import DropCover


class ReferenceDrop(QObject):
    """Covers ``target`` while an image is over it. ``dropped`` carries the sources and the point in ``target``."""

    dropped = Signal(list, object)

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

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter:
                return isinstance(event, QDragEnterEvent) and self._entered(event)
            case QEvent.Type.DragMove:
                event.accept()
                return True
            case QEvent.Type.DragLeave:
                self._uncover()
            case QEvent.Type.Drop:
                return isinstance(event, QDropEvent) and self._dropped(event)
            case QEvent.Type.Resize:
                if self._cover and self.is_over:
                    self._cover.setGeometry(self._target.rect())
        return False

    def _entered(self, event: QDragEnterEvent) -> bool:
        from flux_desktop.ui.compose.drop_cover import DropCover  # not needed to start

        if not may_hold_images(event.mimeData()):
            return False
        event.acceptProposedAction()
        if self._cover is None:
            self._cover = DropCover(self._theme, self._target)
        self._cover.cover(self.sentence)
        return True

    def _dropped(self, event: QDropEvent) -> bool:
        self._uncover()
        sources = sources_of(event.mimeData())
        if sources:
            event.acceptProposedAction()
            self.dropped.emit(sources, event.position().toPoint())
        return True

    def _uncover(self) -> None:
        if self._cover:
            self._cover.hide()
