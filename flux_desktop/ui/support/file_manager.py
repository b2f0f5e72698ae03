"""Files and the desktop around the program: showing one where it is, asking where a copy shall go."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

_SERVICE, _PATH = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"


def show_in_file_manager(file: Path, parent: QObject) -> None:
    """With the file selected where the system can do that, else just its folder. It does not wait."""
    if sys.platform == "win32":
        QProcess.startDetached("explorer", [f"/select,{file}"])
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(file)])
    else:
        _ask_desktop(file, parent)


def ask_for_place(window: QWidget, name: str, folder: Path, chosen: Callable[[Path], None]) -> QFileDialog:
    """Open the system's dialog for a copy that is to be called so; ``chosen`` gets the place, if there is one."""
    dialog = QFileDialog(window, "Save a copy", str(folder))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda place: chosen(Path(place)))
    dialog.open()
    return dialog


def ask_for_folder(window: QWidget, title: str, folder: Path, chosen: Callable[[Path], None]) -> QFileDialog:
    """Open the system's dialog for folders, at ``folder``; ``chosen`` gets the one that is picked."""
    dialog = QFileDialog(window, title, str(folder))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda place: chosen(Path(place)))
    dialog.open()
    return dialog


def _ask_desktop(file: Path, parent: QObject) -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    def open_folder() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        open_folder()
        return
    message = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "ShowItems")
    message.setArguments([[QUrl.fromLocalFile(str(file)).toString()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(message), parent)
    watcher.finished.connect(lambda: open_folder() if watcher.isError() else None)
    watcher.finished.connect(watcher.deleteLater)
