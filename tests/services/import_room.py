"""A real library, and an engine that brings pictures into it."""

from pathlib import Path
from typing import Any

from flux_desktop.domain.imports import ImportReport
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importing import Importing
from flux_desktop.services.library import Library
from tests.support.engines import EngineRoom, Folders

PATIENCE_S = 30.0


class ImportRoom:
    """An engine that nobody sends anything with, and what its library holds."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.room = EngineRoom(folders, None)
        self.importing = Importing(self.room.engine)
        self.library = Library(folders.database, folders.profile / "thumbnails.sqlite3", folders.library)

    def run(self, *sources: Path, **options: Any) -> ImportReport:
        return self.importing.start(ImportJob(sources, **options)).result(PATIENCE_S)

    def rebuild(self) -> ImportReport:
        return self.run(purpose=Purpose.REBUILD)

    def paths(self) -> list[Path]:
        rows = self.library.rows(self.library.item_ids())
        return [self.library.absolute(rows[item_id].path or "") for item_id in self.library.item_ids()]
