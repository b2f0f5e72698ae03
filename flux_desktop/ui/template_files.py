"""Templates to and from files, without holding up the window."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.templates import PromptTemplate, TemplateError, from_dict, to_dict
from flux_desktop.settings.json_file import DamagedFileError, read_object, write_object

_MOST_BYTES = 12_000_000
_FILE_KINDS = "Templates (*.json *.txt)"
_NO_TEMPLATES = "This file holds no templates of Flux Desktop."


class TemplateFiles(QObject):
    """``found`` brings the templates of a file, ``message`` a sentence for a toast."""

    found = Signal(list)
    message = Signal(str)

    def choose_import(self, window: QWidget) -> None:
        """Ask for a file and read it."""
        dialog = QFileDialog(window, "Import templates", "", _FILE_KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        _open(dialog)

    def choose_export(self, window: QWidget, templates: Sequence[PromptTemplate]) -> None:
        """Ask for a place and write these there."""
        dialog = QFileDialog(window, "Export your templates", "", _FILE_KINDS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("flux-desktop-templates.json")
        dialog.fileSelected.connect(lambda name: self.write(Path(name), templates))
        _open(dialog)

    def read(self, path: Path) -> None:
        """Read the templates of a file."""
        _in_thread(lambda: self._read(path))

    def write(self, path: Path, templates: Sequence[PromptTemplate]) -> None:
        """Put these into a file, in place of what is there."""
        _in_thread(lambda: self._write(path, templates))

    # In a thread; Qt brings what is emitted here to the thread of the window.

    def _read(self, path: Path) -> None:
        try:
            self.found.emit(_templates_in(path))
        except TemplateError as error:
            self.message.emit(str(error))
        except DamagedFileError:
            self.message.emit(_NO_TEMPLATES)
        except OSError:
            self.message.emit("The file cannot be read.")

    def _write(self, path: Path, templates: Sequence[PromptTemplate]) -> None:
        try:
            write_object(path, to_dict(templates))
        except FluxDesktopError:
            self.message.emit("The file cannot be written there. Choose another place.")
        else:
            self.message.emit(f"{counted(len(templates))} exported to {path.name}")


def counted(number: int) -> str:
    return "1 template" if number == 1 else f"{number} templates"


def _templates_in(path: Path) -> list[PromptTemplate]:
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise TemplateError(_NO_TEMPLATES)
    return from_dict(read_object(path) or {})


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="template file", daemon=True).start()


def _open(dialog: QFileDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
