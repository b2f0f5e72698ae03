"""Backs the library up: a folder in the form of a library, which this program and every file manager can read.

It blocks, and is called in a thread of its own. Killed at any moment it leaves the backup that was there, and whole
files; the next run goes on where this one ended.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from flux_desktop.domain.backup_facts import BackupFacts, BackupReport
from flux_desktop.domain.errors import PicturesUnreachableError, UnsuitableFolderError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.personal_files import keep_personal
from flux_desktop.services.progress import Progress
from flux_desktop.storage import atomic_files
from flux_desktop.storage.database import check
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.file_names import path_inside
from flux_desktop.storage.file_transfer import Brought, How, bring, is_same
from flux_desktop.storage.image_files import PRIVATE_FOLDER
from flux_desktop.storage.kept_files import KeptFile, kept_files, reference_files
from flux_desktop.storage.library_copy import copy_of, put_copy, snapshot

BACKUP_NAME = "Flux Desktop backup"
COPYING, CHECKING = "Copying", "Checking"

_FACTS = f"{PRIVATE_FOLDER}/backup.json"
_MOST_ROUNDS = 3
_MOST_NAMED = 200


def backup_in(folder: Path) -> Path:
    """Where a backup goes when this folder was chosen: into one of its own, unless it is a backup itself."""
    return folder if read_facts(folder) else folder / BACKUP_NAME


def read_facts(backup: Path) -> BackupFacts | None:
    """What a backup says of itself; ``None`` when there is none."""
    try:
        data = json.loads((backup / _FACTS).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return BackupFacts.from_dict(data) if isinstance(data, dict) else None


class Backup:
    """One library, to be backed up. ``now`` is aware."""

    def __init__(self, database: Path, library: Path, now: Callable[[], datetime]) -> None:
        self._database = database
        self._library = library
        self._now = now
        self._sizes: dict[ItemId, int] = {}

    def make(self, folder: Path, progress: Progress) -> BackupReport:
        """Bring the backup in ``folder`` up to date, or make one there, and look whether it is whole.

        What is in the backup already is not copied again. Pictures that are made, moved or thrown away meanwhile do
        not disturb it: the database of the backup is one moment's, and every file it names is there.

        Raises:
            UnsuitableFolderError: the folder is part of the library, or the library of it.
            PicturesUnreachableError: the library is not there.
            DiskFullError, LibraryUnavailableError: the backup cannot be written, or the database not be read.
            WorkCancelledError
        """
        progress.at(COPYING)
        self._refuse(folder)
        with library_errors():
            folder.mkdir(mode=0o700, exist_ok=True)
            report = BackupReport(folder, BackupFacts(self._now(), 0, 0))
            self._bring_references(report, progress)
            self._bring_pictures(report, progress)
            keep_personal(self._database.parent, folder)
            atomic_files.replace(path_inside(folder, _FACTS), [json.dumps(report.facts.to_dict(), indent=2).encode()])
            report.problems = check_backup(folder, progress, sizes=self._sizes)
        return report

    def _refuse(self, folder: Path) -> None:
        self._make_sure_of_library()
        library, wanted = self._library.resolve(), folder.resolve()
        if wanted == library or library in wanted.parents or wanted in library.parents:
            raise UnsuitableFolderError("A backup cannot be kept inside the library, nor the library inside a backup.")

    def _bring_references(self, report: BackupReport, progress: Progress) -> None:
        for path in reference_files(self._library):
            progress.at(COPYING)
            with suppress(FileNotFoundError):  # nobody asks for one that is being replaced just now
                self._bring(report, self._library / path, path)

    def _bring_pictures(self, report: BackupReport, progress: Progress) -> None:
        """In rounds: what was moved or thrown away while it was to be copied is found by the next list."""
        for number in range(_MOST_ROUNDS):
            with snapshot(self._database) as local:
                files = kept_files(local)
                report.missing, report.changed, self._sizes = [], [], {}
                vanished = self._bring_all(report, files, progress)
                if not vanished or number == _MOST_ROUNDS - 1:
                    put_copy(local, report.folder)
                    size = sum(kept.bytes for kept in files)
                    report.facts = BackupFacts(report.facts.made_at, len(files), size)
                    return

    def _bring_all(self, report: BackupReport, files: Sequence[KeptFile], progress: Progress) -> bool:
        """Whether some were not where the list says, and may be elsewhere by now."""
        has_vanished = False
        for number, kept in enumerate(files):
            progress.at(COPYING, number, len(files))
            found = kept.in_library(self._library)
            try:
                if found:
                    self._note(report, kept, self._bring_picture(report, kept, found))
                    continue
            except FileNotFoundError:
                has_vanished = True
            self._make_sure_of_library()
            if earlier := kept.in_backup(report.folder):
                self._sizes[kept.id] = earlier.stat().st_size
            else:
                has_vanished = True
                report.missing.append(kept.name)
        return has_vanished

    def _bring_picture(self, report: BackupReport, kept: KeptFile, found: Path) -> Brought:
        """Into the same place as in the library; a file that an earlier backup has elsewhere moves there."""
        place = kept.outside_copy if kept.is_outside else found.relative_to(self._library).as_posix()
        target, earlier = path_inside(report.folder, place), kept.in_backup(report.folder)
        if earlier and earlier != target and is_same(found, earlier):
            atomic_files.make_private_folder(target.parent, below=report.folder)
            earlier.replace(target)
        return self._bring(report, found, place)

    def _bring(self, report: BackupReport, source: Path, place: str) -> Brought:
        target = path_inside(report.folder, place)
        atomic_files.make_private_folder(target.parent, below=report.folder)
        return bring(source, target, replaces=True)

    def _make_sure_of_library(self) -> None:
        """The folder of a drive that has gone is not there, or empty: nothing is to be called missing then."""
        if not self._library.is_dir() or not any(self._library.iterdir()):
            raise PicturesUnreachableError(f"{self._library} is gone")

    def _note(self, report: BackupReport, kept: KeptFile, brought: Brought) -> None:
        match brought.how:
            case How.LINKED:
                report.linked += 1
            case How.COPIED:
                report.copied += 1
            case How.THERE:
                report.unchanged += 1
        self._sizes[kept.id] = brought.bytes
        if brought.bytes != kept.bytes or (brought.sha256 or kept.sha256) != kept.sha256:
            report.changed.append(kept.name)


def check_backup(folder: Path, progress: Progress, *, sizes: Mapping[ItemId, int]) -> list[str]:
    """What is wrong with a backup: its database, files that it should have. ``sizes`` are those of the files.

    Raises:
        LibraryUnavailableError: it cannot be read.
        WorkCancelledError
    """
    progress.at(CHECKING)
    database = copy_of(folder)
    if problems := check(database):
        return [f"The list of pictures is damaged: {problem}" for problem in problems]
    problems = []
    files = [kept for kept in kept_files(database) if kept.id in sizes]
    for number, kept in enumerate(files):
        progress.at(CHECKING, number, len(files))
        found = kept.in_backup(folder)
        if found is None:
            problems.append(f"{kept.name}: the file is not in the backup")
        elif found.stat().st_size != sizes[kept.id]:
            problems.append(f"{kept.name}: the file in the backup has another size")
    return problems[:_MOST_NAMED]
