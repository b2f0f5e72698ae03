"""Brings back what a backup has and the library has not. What is newer stays, and nothing is overwritten unasked."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flux_desktop.domain.errors import LibraryError, UnsuitableFolderError
from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.services.backup import read_facts
from flux_desktop.services.engine import Engine
from flux_desktop.services.personal_files import NO_FILES, PersonalFiles, personal_in
from flux_desktop.services.progress import Progress
from flux_desktop.storage import atomic_files
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.file_names import path_inside
from flux_desktop.storage.file_transfer import NameTakenError, bring
from flux_desktop.storage.kept_files import KeptFile, kept_files, reference_files
from flux_desktop.storage.library_copy import copy_of, forget_old_asides, keep_aside, opened_copy
from flux_desktop.storage.library_merge import Comparison, compare

LOOKING, FILES, LIST = "Looking at the backup", "Bringing files back", "Putting pictures back into the gallery"


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What restoring would do. ``made_at`` is when the backup was made, ``newest_at`` when the newest of its
    ``pictures``; ``files_back`` are files that are gone and that the backup has. ``personal`` is for the window to
    bring back."""

    source: Path
    made_at: datetime
    pictures: int
    newest_at: datetime | None
    coming_back: int
    files_back: int
    in_both: int
    newer: int
    personal: PersonalFiles = NO_FILES

    @property
    def is_idle(self) -> bool:
        """Whether nothing is missing."""
        return self.coming_back == 0 and self.files_back == 0


@dataclass(slots=True)
class RestoreReport:
    """``aside`` is the copy of the database as it was before. ``failed`` names pictures and says why."""

    pictures: int = 0
    files: int = 0
    set_back: int = 0
    aside: Path | None = None
    failed: list[tuple[str, str]] = field(default_factory=list)


class Restore:
    """From a backup, or from the library's own copy of its database. All methods block but are for any thread; the
    engine goes on meanwhile and takes the rows in small portions."""

    def __init__(self, engine: Engine, database: Path, library: Path, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._database = database
        self._library = library
        self._now = now
        self._found: list[ItemId] = []

    def preview(self, source: Path, progress: Progress) -> RestorePreview:
        """
        Raises:
            UnsuitableFolderError: there is no backup in this folder.
            DatabaseDamagedError, DatabaseTooNewError, LibraryUnavailableError, DiskFullError
            WorkCancelledError
        """
        progress.at(LOOKING)
        if not copy_of(source).is_file():
            raise UnsuitableFolderError(
                "There is no backup in this folder. Choose the folder that a backup was made in."
            )
        with opened_copy(source, self._database.parent) as backup:
            found = compare(self._database, backup)
            files = self._lost_files(source, backup, progress)
        facts = read_facts(source)
        made_at = facts.made_at if facts else datetime.fromtimestamp(copy_of(source).stat().st_mtime).astimezone()
        return RestorePreview(
            source=source,
            made_at=made_at,
            pictures=found.pictures,
            newest_at=created_at(found.newest_id) if found.newest_id else None,
            coming_back=found.coming_back,
            files_back=len(files),
            in_both=len(found.in_both),
            newer=found.newer,
            personal=personal_in(source),
        )

    def run(self, source: Path, progress: Progress, *, sets_back: bool) -> RestoreReport:
        """Bring everything back. ``sets_back``: favourites, ratings, notes, tags, albums and the bin of the pictures
        that are in both become what they were, too. Stopped half-way it can be run again.

        Raises:
            as ``preview``
        """
        report, self._found = RestoreReport(), []
        with ExitStack() as stack:
            backup = stack.enter_context(opened_copy(source, self._database.parent))
            found = compare(self._database, backup)
            report.aside = keep_aside(self._database, self._now())
            with library_errors():
                self._library.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._bring_references(source)
            self._bring_files(source, backup, report, progress)
            self._merge(backup, found, report, progress, sets_back=sets_back)
            forget_old_asides(self._database)
        return report

    def _lost_files(self, source: Path, backup: Path, progress: Progress) -> list[KeptFile]:
        """Pictures of the library whose files are gone and in the backup."""
        lost, files = [], kept_files(self._database)
        in_backup = {kept.id: kept for kept in kept_files(backup)}
        for number, kept in enumerate(files):
            progress.at(LOOKING, number, len(files))
            spare = in_backup.get(kept.id)
            if spare and kept.in_library(self._library) is None and spare.in_backup(source):
                lost.append(kept)
        return lost

    def _bring_references(self, source: Path) -> None:
        if source == self._library:
            return
        with library_errors():
            for path in reference_files(source):
                target = path_inside(self._library, path)
                atomic_files.make_private_folder(target.parent, below=self._library)
                if not target.exists():
                    bring(source / path, target)

    def _bring_files(self, source: Path, backup: Path, report: RestoreReport, progress: Progress) -> None:
        """Files come before their rows, so that no row is without one."""
        in_backup = {kept.id: kept for kept in kept_files(backup)}
        here = {kept.id: kept for kept in kept_files(self._database)}
        wanted = [here.get(item_id, kept) for item_id, kept in in_backup.items()]
        for number, kept in enumerate(wanted):
            progress.at(FILES, number, len(wanted))
            if kept.in_library(self._library):
                continue
            file = in_backup[kept.id].in_backup(source)
            if file is None:
                if kept.id not in here:
                    report.failed.append((kept.name, "Its file is not in the backup."))
                continue
            if refusal := self._bring(file, kept):
                report.failed.append((kept.name, refusal))
            else:
                self._found.append(kept.id)

    def _bring(self, file: Path, kept: KeptFile) -> str:
        """Why not, if it cannot be brought to its own place."""
        target = Path(kept.path) if kept.is_outside else path_inside(self._library, kept.places[0])
        if kept.is_outside and not target.parent.is_dir():
            return "The folder it was in is not there."
        try:
            with library_errors():
                if not kept.is_outside:
                    atomic_files.make_private_folder(target.parent, below=self._library)
                bring(file, target)
        except LibraryError as error:
            if not isinstance(error.__cause__, NameTakenError):
                raise
            return "Another file has its name."
        return ""

    def _merge(
        self, backup: Path, comparison: Comparison, report: RestoreReport, progress: Progress, *, sets_back: bool
    ) -> None:
        back = comparison.in_both if sets_back else []

        def tell(done: int) -> None:
            progress.at(LIST, done, len(comparison.items) + len(back))

        self._engine.ask(
            lambda core: core.merging.take(backup, comparison.items, set_back=back, found=self._found, tell=tell)
        ).result()
        after = compare(self._database, backup)
        report.pictures = comparison.coming_back - after.coming_back
        report.files, report.set_back = len(self._found), len(back)
