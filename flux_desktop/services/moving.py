"""Moves the library to another folder while pictures are made, found and looked at.

First everything is brought to the new folder, and the old one stays in use. Then the new one is in use, what has come
meanwhile follows, and the old files go. So every picture is found at every moment, and a move that was killed goes on
at the next start from the file that says how far it had come.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from flux_desktop.domain.errors import (
    DiskFullError,
    LibraryUnavailableError,
    PicturesUnreachableError,
    UnsuitableFolderError,
    WorkCancelledError,
)
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.engine import Engine
from flux_desktop.services.progress import Progress
from flux_desktop.storage import atomic_files
from flux_desktop.storage.error_translation import library_errors
from flux_desktop.storage.file_names import path_inside, read_name
from flux_desktop.storage.file_transfer import How, NameTakenError, bring, is_same
from flux_desktop.storage.image_files import PRIVATE_FOLDER
from flux_desktop.storage.kept_files import KeptFile, kept_files, reference_files
from flux_desktop.storage.library_copy import copy_of, refresh_copy
from flux_desktop.storage.library_lock import LibraryLock, lock_of

BRINGING, CLEARING, UNDOING = "Moving", "Clearing the old folder", "Putting everything back"

_MOST_ROUNDS = 3
_SPARE_BYTES = 200_000_000
"""What stays free on the new disk: pictures go on being made."""


class LibrarySize(NamedTuple):
    pictures: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MoveState:
    """A move that is under way. ``has_switched``: the new folder is the library, and the old one is being cleared."""

    source: Path
    target: Path
    has_switched: bool = False


class LibraryMove:
    """One library of an engine. ``switch`` makes the window use a folder, and returns when it does and the settings
    that say so are on the disk; it is called in the thread that moves. ``state_file`` is in the profile. Everything
    blocks."""

    def __init__(self, engine: Engine, database: Path, state_file: Path, switch: Callable[[Path], None]) -> None:
        self._engine = engine
        self._database = database
        self._state_file = state_file
        self._switch = switch
        self.is_ending = False
        """Whether the program ends: what is stopped now goes on at the next start."""
        self._before: dict[ItemId, KeptFile] = {}
        self._brought: set[Path] = set()

    def pending(self) -> MoveState | None:
        """The move that an earlier run has begun and not ended."""
        try:
            data = json.loads(self._state_file.read_bytes())
            return MoveState(Path(data["from"]), Path(data["to"]), data["switched"] is True)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def size(self) -> LibrarySize:
        """How much there is to move."""
        files = [kept for kept in kept_files(self._database) if not kept.is_outside]
        return LibrarySize(len(files), sum(kept.bytes for kept in files))

    def look_at(self, source: Path, target: Path) -> None:
        """Whether the library can be there.

        Raises:
            UnsuitableFolderError: one folder is in the other.
            LibraryInUseError: another running program keeps its pictures there.
            LibraryUnavailableError: the new one cannot be written.
        """
        with library_errors():
            one, other = source.resolve(), target.resolve()
            if one in other.parents or other in one.parents or one == other:
                raise UnsuitableFolderError("The old and the new folder must not lie one inside the other.")
            if not target.is_dir() or not os.access(target, os.W_OK | os.X_OK):
                raise LibraryUnavailableError(f"{target} cannot be written")
            lock = LibraryLock()
            try:
                lock.acquire(target)
            finally:
                lock.release()

    def move(self, source: Path, target: Path, progress: Progress) -> LibrarySize:
        """Move everything; what was moved. Run it again when it was interrupted, with the same folders.

        Raises:
            UnsuitableFolderError: a folder is in the other, or files are in the way. Nothing has changed.
            WorkCancelledError: it was stopped before the new folder was in use; everything is as it was.
            PicturesUnreachableError, DiskFullError, LibraryUnavailableError: a disk failed. Nothing is lost, every
                picture is where the program looks for it; ``pending`` tells what is to go on.
        """
        state = self.pending() or MoveState(source, target)
        if not state.has_switched:
            self.look_at(state.source, state.target)
            try:
                self._bring_everything(state, progress)
            except (WorkCancelledError, UnsuitableFolderError):
                if not self.is_ending:
                    self.give_up(progress)
                raise
            state = replace(state, has_switched=True)
            self._keep(state)
        self._use(state.target)
        with library_errors():
            self._clear(state, progress)
        return self.size()

    def give_up(self, progress: Progress) -> None:
        """Put everything back of a move that has not switched: the new folder becomes what it was.

        Raises:
            LibraryUnavailableError: it cannot be written now.
        """
        state = self.pending()
        if state is None or state.has_switched:
            return
        with library_errors():
            for number, (here, there, _) in enumerate(pairs := list(self._pairs(state))):
                progress.note(UNDOING, number, len(pairs))
                with suppress(FileNotFoundError):
                    if is_same(here, there):
                        there.unlink()
            _remove_empty(state.target, keep=state.target)
            self._state_file.unlink(missing_ok=True)

    def forget(self) -> None:
        """Leave the old folder as it is, of a move that has switched: its drive will not come back."""
        self._state_file.unlink(missing_ok=True)

    def _bring_everything(self, state: MoveState, progress: Progress) -> None:
        progress.at(BRINGING)
        if not state.source.is_dir() or not any(state.source.iterdir()):
            raise PicturesUnreachableError(f"{state.source} is gone")
        self._before, self._brought = {kept.id: kept for kept in kept_files(self._database)}, set()
        with library_errors():
            self._keep(state)
            self._make_sure_of_room(state)
            for _ in range(_MOST_ROUNDS):  # what is made or thrown away meanwhile follows in the next round
                taken, news = self._bring_round(state, progress)
                if taken:
                    words = f"There are other files with the names of {len(taken)} of your pictures in this folder."
                    raise UnsuitableFolderError(f"{words} Choose an empty one.")
                if not news:
                    break

    def _bring_round(self, state: MoveState, progress: Progress) -> tuple[list[str], int]:
        """Names that are taken, and how many files were not there yet."""
        taken, news, pairs = [], 0, list(self._pairs(state))
        for number, (here, there, name) in enumerate(pairs):
            progress.at(BRINGING, number, len(pairs))
            atomic_files.make_private_folder(there.parent, below=state.target)
            try:
                news += bring(here, there, replaces=there in self._brought).how is not How.THERE
                self._brought.add(there)
            except NameTakenError:
                taken.append(name)
            except FileNotFoundError:
                news += 1  # it has been moved or thrown away just now, unless the drive has gone
                if not any(state.source.iterdir()):
                    raise
        return taken, news

    def _make_sure_of_room(self, state: MoveState) -> None:
        """On the same disk files only get another name."""
        if state.source.stat().st_dev == state.target.stat().st_dev:
            return
        needed = sum(here.stat().st_size for here, there, _ in self._pairs(state) if not there.exists())
        free = shutil.disk_usage(state.target).free
        if free < needed + _SPARE_BYTES:
            raise DiskFullError(f"{needed} bytes are needed, {free} are free on {state.target}")

    def _use(self, target: Path) -> None:
        self._engine.ask(lambda core: core.desk.change_library(target)).result()
        self._switch(target)

    def _clear(self, state: MoveState, progress: Progress) -> None:
        """Bring what is new and remove what is old, until nothing is written into the old folder any more."""
        progress.note(CLEARING)
        self._clear_round(state, progress)
        self._engine.ask(lambda core: core.desk.library_settled(state.source)).result()
        self._clear_round(state, progress)
        self._forget_deleted(state)
        refresh_copy(self._database, state.target)
        copy_of(state.source).unlink(missing_ok=True)
        self._state_file.unlink(missing_ok=True)
        _remove_empty(state.source, keep=state.source.parent)

    def _forget_deleted(self, state: MoveState) -> None:
        """What was deleted for ever after it had been brought goes in the new folder, too."""
        left = {kept.id for kept in kept_files(self._database)}
        for kept in self._before.values():
            if kept.id not in left and not kept.is_outside:
                for place in kept.places:
                    path_inside(state.target, place).unlink(missing_ok=True)

    def _clear_round(self, state: MoveState, progress: Progress) -> None:
        pairs, done = list(self._pairs(state, with_strays=True)), 0
        for folder, group in groupby(pairs, key=lambda pair: pair[1].parent):
            atomic_files.make_private_folder(folder, below=state.target)
            moved = []
            for here, there, _ in group:
                progress.note(CLEARING, done, len(pairs))
                done += 1
                with suppress(FileNotFoundError):  # thrown away just now, or the drive has gone
                    _bring_newer(here, there)
                    moved.append(here)
            atomic_files.fsync_folder(folder)
            for here in moved:
                here.unlink(missing_ok=True)
        if not state.source.is_dir():
            raise LibraryUnavailableError(f"{state.source} is not there")

    def _pairs(self, state: MoveState, *, with_strays: bool = False) -> Iterator[tuple[Path, Path, str]]:
        """Every file that is in the old folder, its place in the new one, and what a person knows it by."""
        for path in reference_files(state.source):
            yield state.source / path, state.target / path, path
        files = [kept for kept in kept_files(self._database) if not kept.is_outside]
        known = set()
        for kept in files:
            for place in kept.places:
                here = path_inside(state.source, place)
                known.add(here)
                if here.is_file():
                    yield here, path_inside(state.target, place), kept.name
        if with_strays:
            for here in _own_files(state.source):
                if here not in known:
                    yield here, state.target / here.relative_to(state.source), here.name

    def _keep(self, state: MoveState) -> None:
        data = {"from": str(state.source), "to": str(state.target), "switched": state.has_switched}
        atomic_files.replace(self._state_file, [json.dumps(data).encode()])


def _bring_newer(here: Path, there: Path) -> None:
    """Have the newer of the two in ``there``: a file may have been edited while it was being moved."""
    if not there.exists():
        bring(here, there)
    elif not is_same(here, there) and there.stat().st_mtime_ns < here.stat().st_mtime_ns:
        bring(here, there, replaces=True)


def _own_files(library: Path) -> Sequence[Path]:
    """Files that this program has named: a picture that was written while the folders changed may have no row yet."""
    return sorted(path for path in library.glob("[0-9]*/[0-9]*-[0-9]*/*.*") if read_name(path.name))


def _remove_empty(folder: Path, keep: Path) -> None:
    """Remove the folders in which nothing is left, up to and without ``keep``; it is no library any more."""
    private = folder / PRIVATE_FOLDER
    lock_of(folder).unlink(missing_ok=True)
    months = sorted(folder.glob("[0-9]*/[0-9]*-[0-9]*"))
    years = sorted(folder.glob("[0-9]*"))
    inner = [private / name for name in ("references", "bin", "outside")]
    for path in (*months, *years, *inner, private, folder):
        if path == keep:
            return
        with suppress(OSError):
            path.rmdir()
