"""Watched folders: looked at again and again, which drives of every kind can bear; notices of the system reach no
network drive."""

import time
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.imports import WatchedFolder
from flux_desktop.services.engine import Engine
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importing import Importing
from flux_desktop.ui.import_flow import ImportFlow
from flux_desktop.ui.tasks import TaskSet, answer

_EVERY_S = 10.0
_REST = 20
"""Between two looks there are so many times as long as a look takes: a slow drive is not kept busy."""


class WatchFlow(QObject):
    """``changed`` carries the folders that are watched."""

    changed = Signal(object)

    def __init__(self, engine: Engine, imports: ImportFlow, tasks: TaskSet) -> None:
        super().__init__(imports)
        self._importing = Importing(engine)
        self._imports, self._tasks = imports, tasks
        self._running: set[ImportJob] = set()
        self._began_s = 0.0
        self.folders: tuple[WatchedFolder, ...] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        imports.ended.connect(self._ended)

    def begin(self) -> None:
        """The engine runs."""
        self._tasks.start(self._learn(self._importing.watched_folders()))

    def add(self, folder: Path, *, in_place: bool) -> None:
        self._tasks.start(self._learn(self._importing.watch(folder, in_place=in_place)))

    def remove(self, folder_id: int) -> None:
        """What came from it stays."""
        self._tasks.start(self._learn(self._importing.unwatch(folder_id)))

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Take what is new in the folders, unless that is being done."""
        if self._running or not self.folders:
            return
        self._began_s = time.monotonic()
        for in_place in (False, True):
            paths = [Path(folder.path) for folder in self.folders if folder.in_place is in_place]
            if paths:
                job = ImportJob(paths, purpose=Purpose.WATCH, in_place=in_place)
                self._running.add(job)
                self._imports.start(job)

    async def _learn(self, folders: "Future[list[WatchedFolder]]") -> None:
        try:
            found = await answer(folders)
        except FluxDesktopError:
            return  # the database is in trouble, of which others tell
        self.folders = tuple(found)
        self.changed.emit(self.folders)
        self.look()

    def _ended(self, job: ImportJob) -> None:
        self._running.discard(job)
        if not self._running:
            took_s = time.monotonic() - self._began_s
            self._timer.start(round(1000 * max(_EVERY_S, _REST * took_s)))
