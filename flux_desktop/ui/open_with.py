"""Open with: the image programs of this computer, in a menu of their own where the system tells which there are."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer
from PySide6.QtWidgets import QMenu

from flux_desktop.services.desktop_programs import DesktopPrograms, Program
from flux_desktop.services.workers import run_apart
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.picture_commands import PictureCommands

_FORMATS = ("png", "jpeg", "webp")
_READ_AFTER_MS = 5_000
_MOST_OPENED = 20


class OpenWith(QObject):
    """Other systems have their own dialogs for it; there the command for the usual program stays alone."""

    def __init__(self, window: MainWindow, menus: Menus, commands: PictureCommands) -> None:
        super().__init__(window)
        self._window, self._commands = window, commands
        self._view = window.gallery.view
        self._usual = menus.actions["openWith"]
        self._read: Future[dict[str, list[Program]]] | None = None
        self.menu = QMenu("Open &with", window)
        self.menu.menuAction().setObjectName("openWithMenuAction")
        if sys.platform == "linux":
            self._attach(menus)

    def _attach(self, menus: Menus) -> None:
        self._window.menus["image"].insertMenu(menus.actions["showInFolder"], self.menu)
        self._usual.setText("Open with another program")
        self._usual.setVisible(False)
        self.menu.aboutToShow.connect(self._fill)
        self._view.selection_changed.connect(self._selection_changed)
        self._selection_changed()
        QTimer.singleShot(_READ_AFTER_MS, self, self._read_again)

    def _read_again(self) -> None:
        """Programs come and go: what is read now is for the next time."""
        self._read = run_apart("flux-programs", _programs)

    def _fill(self) -> None:
        if self._read is None:
            self._read_again()
        programs = self._read.result() if self._read else {}
        self.menu.clear()
        row = self._view.gallery.item(item_id) if (item_id := self._view.current_id()) is not None else None
        for program in programs.get(row.file_format or "" if row else "", ()):
            action = self.menu.addAction(program.name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, program=program: self._open_in(program))
        self.menu.addSeparator()
        usual = self.menu.addAction("The &usual program")
        usual.triggered.connect(self._usual.trigger)
        self._read_again()

    def _open_in(self, program: Program) -> None:
        self._commands.with_files(self._view.selected_ids()[:_MOST_OPENED], lambda files: self._start(program, files))

    def _start(self, program: Program, files: Sequence[Path]) -> None:
        for first, *others in program.starts(files):
            if not QProcess.startDetached(first, others)[0]:
                self._window.toasts.show(f"{program.name} could not be started.")
                return

    def _selection_changed(self) -> None:
        self.menu.menuAction().setEnabled(self._view.selectionModel().hasSelection())


def _programs() -> dict[str, list[Program]]:
    desktop = DesktopPrograms(os.environ, Path.home())
    return {name: desktop.for_type(f"image/{name}") for name in _FORMATS}
