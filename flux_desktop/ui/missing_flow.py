"""Pictures whose files are gone: noticed when they are looked at and a while after the start, and found again."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.engine import Engine
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importing import Importing
from flux_desktop.ui.actions import Command
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.import_flow import ImportFlow
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.support.picture_dialog import PictureDialog
from flux_desktop.ui.tasks import TaskSet, answer

_CHECKED_AFTER_MS = 30_000


class MissingFlow(QObject):
    """Their rows stay, with all that is known of them and a thumbnail."""

    def __init__(self, window: MainWindow, engine: Engine, imports: ImportFlow, tasks: TaskSet) -> None:
        super().__init__(window)
        self._window = window
        self._model: GalleryModel = window.gallery.view.gallery
        self._importing = Importing(engine)
        self._imports, self._tasks = imports, tasks
        self._quiet = QTimer(self, singleShot=True, interval=_CHECKED_AFTER_MS)
        self._quiet.timeout.connect(self.check)

    def attach(self, menus: Menus) -> None:
        """Put the command into the menus."""
        menus.add("file", [Command("findMissing", "Find &missing files…", self.choose_folder)], before="binPractice")

    def begin(self) -> None:
        """Everything runs: look at all files once, a while later."""
        self._quiet.start()

    def stop(self) -> None:
        self._quiet.stop()

    def check(self) -> None:
        """See which files of the library are there."""
        self._imports.start(ImportJob(purpose=Purpose.CHECK))

    def look_at(self, ids: Sequence[ItemId]) -> None:
        """The file of these could not be read: is it there at all?"""
        self._tasks.start(self._look_at(ids))

    def choose_folder(self) -> None:
        """Ask where the missing files may be."""
        dialog = PictureDialog(self._window, "Look for missing pictures in this folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.find(Path(folder)))
        dialog.open()

    def find(self, folder: Path) -> None:
        """Look for them there, by their content."""
        self._imports.start(ImportJob([folder], purpose=Purpose.FIND))

    async def _look_at(self, ids: Sequence[ItemId]) -> None:
        try:
            gone = await answer(self._importing.look_at(ids))
        except FluxDesktopError:
            return  # the drive does not answer, of which the banner tells
        self._model.refresh(gone)
