"""What can be done with a single reference: look at it, and cut it."""

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.cropping import shown_frame
from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.references import Frame, Reference
from flux_desktop.services.engine import Engine
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.reference_pictures import ReferencePictures
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.theme.theme import Theme


class ReferenceCommands(QObject):
    """Between the slots of the panel, the dialog for cropping and the engine, which cuts."""

    def __init__(
        self,
        *,
        panel: ComposePanel,
        theme: Theme,
        engine: Engine,
        pictures: ReferencePictures,
        toasts: Toasts,
        tasks: TaskSet,
    ) -> None:
        super().__init__(panel)
        self._panel, self._theme, self._engine = panel, theme, engine
        self._pictures, self._toasts, self._tasks = pictures, toasts, tasks
        self._open: QWidget | None = None
        panel.references.open_requested.connect(self._look_at)
        panel.references.crop_requested.connect(lambda reference: tasks.start(self._show(reference)))

    def _look_at(self, reference: Reference) -> None:
        """As large as it is sent, in the program that the system opens pictures with."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._pictures.path(reference))))

    async def _show(self, reference: Reference) -> None:
        from flux_desktop.ui.compose.crop_dialog import CropDialog  # not needed to start

        image = await self._pictures.for_crop(reference.whole)
        if image.isNull():
            self._toasts.show(f"{reference.name} cannot be read any more. Add the file again.")
            return
        if self._open:
            self._open.close()
        dialog = CropDialog(self._theme, reference, image, self._panel.window())
        dialog.chosen.connect(lambda frame: self._tasks.start(self._crop(reference, frame)))
        dialog.destroyed.connect(self._closed)
        self._open = dialog
        dialog.open_beside()

    def _closed(self) -> None:
        self._open = None

    async def _crop(self, reference: Reference, frame: Frame) -> None:
        if frame == shown_frame(reference):
            return
        try:
            part = await answer(self._engine.ask(lambda core: core.shaper.cropped(reference, frame)))
        except FluxDesktopError as error:
            self._toasts.show(f"{reference.name}: {sentence_for(error)}")
            return
        self._panel.references.replace_reference(reference, part, await self._pictures.for_slot(part))
