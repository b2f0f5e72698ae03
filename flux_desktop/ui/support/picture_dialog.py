"""The system's dialog for files, for picking pictures: it begins where the last ones were, at first in Pictures."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class PictureDialog(QFileDialog):
    """Deletes itself when it is closed. The folder is known for as long as the program runs."""

    _last: ClassVar[Path | None] = None

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent, title, str(self.first_folder()))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fileSelected.connect(self._remember)
        self.filesSelected.connect(lambda names: self._remember(names[0]) if names else None)

    @classmethod
    def first_folder(cls) -> Path:
        """Where the last pictures were picked; else the person's folder for pictures, or their home."""
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folders = [cls._last, Path(pictures) if pictures else None]
        return next((folder for folder in folders if folder and folder.is_dir()), Path.home())

    @classmethod
    def _remember(cls, picked: str) -> None:
        cls._last = Path(picked).parent
