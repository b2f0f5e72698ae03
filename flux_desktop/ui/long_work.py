"""Work of minutes in a thread of its own, with a dialog that says how far it is. The window goes on meanwhile."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.services.progress import Progress
from flux_desktop.services.workers import run_apart
from flux_desktop.ui.support.work_dialog import WorkDialog
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.theme.theme import Theme

T = TypeVar("T")

_LOOK_MS = 100
_SHOWN_AFTER_MS = 400
_LAST_WAIT_S = 2.0


class LongWork(QObject, Generic[T]):
    """One piece of work at a time. The dialog is shown once it takes longer than a moment."""

    def __init__(self, theme: Theme, window: QWidget, tasks: TaskSet) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._tasks = tasks
        self._progress = Progress()
        self._running: Future[T] | None = None
        self.dialog: WorkDialog | None = None
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show_stage)
        self._patience = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._patience.timeout.connect(self.show)

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def show(self) -> None:
        """Bring up the dialog."""
        if self.dialog and self._running:
            self.dialog.show()
            self.dialog.raise_()
            self.dialog.activateWindow()

    def begin(
        self,
        title: str,
        work: Callable[[Progress], T],
        on_end: Callable[[T | FluxDesktopError, WorkDialog], None],
        *,
        unit: str = "pictures",
    ) -> None:
        """Start it. ``on_end`` gets what came of it, an expected failure included, and says so in the dialog, or
        elsewhere when that was never shown or has been closed. Call it only when nothing is running."""
        self._progress = Progress()
        self.dialog = WorkDialog(self._theme, title, self._window, unit=unit)
        self.dialog.cancelled.connect(self._progress.cancel)
        self._running = run_apart("flux-work", work, self._progress)
        self._look.start()
        self._patience.start()
        self._tasks.start(self._wait(self._running, self.dialog, on_end))

    async def stop(self) -> None:
        """The program ends: stop it, and wait a moment until nothing half is left."""
        import asyncio

        self._progress.cancel()
        if self._running:
            await asyncio.wait([asyncio.wrap_future(self._running)], timeout=_LAST_WAIT_S)

    async def _wait(self, running: "Future[T]", dialog: WorkDialog, on_end: Callable[[Any, WorkDialog], None]) -> None:
        try:
            result: T | FluxDesktopError = await answer(running)
        except FluxDesktopError as error:
            result = error
        finally:
            self._running = None
            self._look.stop()
            self._patience.stop()
        on_end(result, dialog)
        if not dialog.isVisible():
            dialog.deleteLater()
            if self.dialog is dialog:
                self.dialog = None

    def _show_stage(self) -> None:
        if self.dialog:
            self.dialog.show_stage(self._progress.stage)
