"""Importing, as the window asks for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import ImportReport, WatchedFolder
from flux_desktop.services.engine import Engine
from flux_desktop.services.import_job import ImportJob

if TYPE_CHECKING:
    from concurrent.futures import Future

    from flux_desktop.services.locating import Located


class Importing:
    """The window's handle. Every method may be called in any thread and returns at once; see ``Engine``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, job: ImportJob) -> "Future[ImportReport]":
        """Import. The report is the job's own; it comes when all is done, cancelled, or stopped by trouble."""
        return self._engine.ask(lambda core: core.importer.run(job))

    def look_at(self, ids: Sequence[ItemId]) -> "Future[list[ItemId]]":
        """See whether the files of these are there; those that are marked as missing now."""
        return self._engine.ask(lambda core: core.importer.look_at(ids))

    def locate(self, item_id: ItemId, file: Path, *, may_differ: bool) -> "Future[Located]":
        """Take this file for that of a missing picture; ``may_differ``: even if it has other bytes.

        Raises:
            UnreadableImageError: it is no picture that can be kept here.
        """
        return self._engine.ask(lambda core: core.locator.locate(item_id, file, may_differ=may_differ))

    def watched_folders(self) -> "Future[list[WatchedFolder]]":
        return self._engine.ask(lambda core: core.importer.watched_folders())

    def watch(self, folder: Path, *, in_place: bool) -> "Future[list[WatchedFolder]]":
        """Watch this folder from now on; all that are watched."""
        return self._engine.ask(lambda core: core.importer.watch(folder, in_place=in_place))

    def unwatch(self, folder_id: int) -> "Future[list[WatchedFolder]]":
        """Do not watch it any more; what came from it stays. All that are watched."""
        return self._engine.ask(lambda core: core.importer.unwatch(folder_id))
