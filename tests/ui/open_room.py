"""The whole program behind a window, the real engine included, on the loop of the test."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from flux_desktop.arguments import Arguments
from flux_desktop.first_screen import FirstScreen
from flux_desktop.settings.profile import Profile
from flux_desktop.settings.settings import Settings
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.ui.support.toast import Toast
from flux_desktop.ui.tasks import TaskSet
from flux_desktop.workroom import Workroom

_PATIENCE_S = 30


class OpenRoom:
    """Nobody has a key, and nothing is sent."""

    def __init__(self, app: QApplication, root: Path, settings: Settings | None = None) -> None:
        self._app = app
        self.profile = Profile(root / "profile")
        self.profile.prepare()
        self.folder = root / "library"
        SettingsFile(self.profile.settings_file).save(settings or Settings())
        arguments = Arguments(library=self.folder)
        self.screen = FirstScreen(app, self.profile, arguments)
        self.window, self.model = self.screen.window, self.screen.model
        self.reports: list[str] = []
        self.work = Workroom(
            self.screen, self.profile, arguments, None, tasks=TaskSet(self.reports.append), end=lambda: None
        )
        self.window.show_workspace()

    def begin(self) -> None:
        self.window.show()
        self.work.begin()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            while not condition():
                self._app.processEvents()
                await asyncio.sleep(0.005)

    def said(self) -> list[str]:
        """What the toasts say."""
        return [toast.accessibleName() for toast in self.window.findChildren(Toast)]

    def question(self) -> QMessageBox | None:
        return next((box for box in self.window.findChildren(QMessageBox) if box.isVisible()), None)

    def prompts(self) -> list[str]:
        rows = [self.model.row(number) for number in range(self.model.rowCount())]
        return [row.prompt for row in rows if row]

    async def close(self) -> None:
        await self.work.stop()
        self.work.close()
        self.screen.library.close()
        self.window.allow_closing()
        self.window.close()
        self.window.deleteLater()
        for part in (self.work, self.screen.theme):
            part.setParent(None)
            part.deleteLater()
        self._app.setStyleSheet("")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert self.reports == []


@asynccontextmanager
async def open_room(app: QApplication, root: Path, settings: Settings | None = None) -> AsyncIterator[OpenRoom]:
    made = OpenRoom(app, root, settings)
    try:
        made.begin()
        yield made
    finally:
        await made.close()


class Drag:
    """Files held over a widget by the mouse, as another program drags them."""

    def __init__(self, target: QWidget, files: Sequence[Path]) -> None:
        self._target = target
        self._mime = QMimeData()
        self._mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        self._buttons, self._keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def enter(self) -> bool:
        """Whether the widget would take them."""
        event = QDragEnterEvent(QPoint(200, 200), Qt.DropAction.CopyAction, self._mime, self._buttons, self._keys)
        QCoreApplication.sendEvent(self._target, event)
        return event.isAccepted()

    def drop(self) -> None:
        point = self._target.rect().center().toPointF()
        QCoreApplication.sendEvent(
            self._target, QDropEvent(point, Qt.DropAction.CopyAction, self._mime, self._buttons, self._keys)
        )

    def leave(self) -> None:
        QCoreApplication.sendEvent(self._target, QDragLeaveEvent())
