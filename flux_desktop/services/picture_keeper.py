"""Where pictures go: the library, or the profile while the library cannot be written."""

import asyncio
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from flux_desktop.bfl.download import Download
from flux_desktop.bfl.picture_check import check_picture
from flux_desktop.domain.errors import (
    DamagedDownloadError,
    DiskFullError,
    LibraryError,
    LibraryUnavailableError,
)
from flux_desktop.domain.generation import Cause, Generation
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.picture import Picture
from flux_desktop.domain.references import Reference
from flux_desktop.services import embedding
from flux_desktop.services.clock import Bell
from flux_desktop.services.generation_queue import GenerationQueue
from flux_desktop.services.recorder import disk_cause
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.troubles import TroubleBoard
from flux_desktop.services.workers import Workers
from flux_desktop.storage.generation_store import GenerationStore
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.reference_files import ReferenceFiles

P = ParamSpec("P")
T = TypeVar("T")

RETRY_S = 5.0
_SETTLE_S = 0.2
_SPACE_S, _FILE_S = 10.0, 120.0
"""A drive that has not answered after so long is as good as gone. Its thread is left to it."""

_SPACE = "library"
_DISK_CAUSES = (Cause.DISK_FULL, Cause.LIBRARY_UNAVAILABLE)


class PictureKeeper:
    """Puts checked pictures into the library. What finds no place there is held in the profile, and in memory when that
    is full too, and tried again every few seconds; meanwhile nothing new is sent.
    """

    def __init__(
        self,
        library: Path,
        held: Path,
        *,
        store: GenerationStore,
        queue: GenerationQueue,
        board: TroubleBoard,
        bell: Bell,
        tasks: TaskSet,
        library_workers: Workers,
        workers: Workers,
        on_change: Callable[[], None],
        free_space_needed_bytes: int,
    ) -> None:
        self._held = held
        self._store = store
        self._queue = queue
        self._board = board
        self._bell = bell
        self._tasks = tasks
        self._library_workers = library_workers
        self._workers = workers
        self._on_change = on_change
        self._needed_bytes = free_space_needed_bytes
        self._libraries: list[Path] = []
        self._writing: Counter[Path] = Counter()
        self._is_watching = False
        self._files = ImageFiles(library, held)
        self.writes_settings = False
        """Whether the files of new pictures say how they were made."""
        self.use(library)

    @property
    def files(self) -> ImageFiles:
        return self._files

    @property
    def references(self) -> ReferenceFiles:
        return ReferenceFiles(self._files.library)

    @staticmethod
    def create(library: Path) -> None:
        """Make the folder, when a person has chosen it."""
        ImageFiles(library, library).create_library()

    def use(self, library: Path) -> None:
        """From now on this folder; what waits is tried again at once."""
        self._libraries = [library, *(other for other in self._libraries if other != library)]
        self._files = ImageFiles(library, self._held)
        self._bell.ring()

    async def settled(self, library: Path) -> None:
        """Wait until no picture is being written into this library."""
        while self._writing[library]:
            await self._bell.wait(_SETTLE_S)

    def reference_path(self, reference: Reference) -> Path:
        """Where the bytes of a reference lie, also when the library has been moved since it was added."""
        paths = [ReferenceFiles(library).path(reference) for library in self._libraries]
        return next((path for path in paths if path.exists()), paths[0])

    async def make_sure_of_space(self) -> None:
        """Before anything is sent: is there a place for the picture?

        Raises:
            DiskFullError, LibraryUnavailableError
        """
        await self._in_library(_SPACE_S, _check_space, self._files, self._needed_bytes)

    async def look(self, met: LibraryError | None = None) -> bool:
        """Somebody has ``met`` an error in the library. When nobody can use it (``True``), it is told until it is
        over."""
        try:
            await self.make_sure_of_space()
        except LibraryError as error:
            met = error
        else:
            if not isinstance(met, DiskFullError):
                return False
        self.wait_for_space(met)
        return True

    def wait_for_space(self, error: LibraryError) -> None:
        """There is none: send nothing until there is. A lost database is there again at the next start."""
        self._report(_SPACE, error)
        if not self._is_watching and disk_cause(error) in _DISK_CAUSES:
            self._is_watching = True
            self._tasks.spawn(self._watch_space())

    async def keep(self, generation: Generation, download: Download) -> Picture:
        """Put the picture into the library, however long that takes. Its row is still to be recorded."""
        is_held = False
        while True:
            try:
                picture = await self._publish(generation, download)
            except LibraryError as error:
                is_held = is_held or await self._hold(generation.id, download)
                self._report(generation.id, error)
                await self._bell.wait(RETRY_S)
            else:
                self._is_over(generation.id)
                return picture

    async def found(self, generation: Generation) -> Picture | None:
        """The picture, if an earlier run has left its file in the library, without its row."""
        planned = self._store.planned(generation.id)
        if planned is None:
            return None
        path, sha256 = planned
        with suppress(OSError, DamagedDownloadError, LibraryError):
            if not await self._in_library(_FILE_S, self._files.holds, path, sha256):
                return None
            data = await self._in_library(_FILE_S, self._files.absolute(path).read_bytes)
            checked = check_picture(data)
            return _picture(generation, path, Download(data, checked.file_format, checked.size), sha256)
        return None

    async def held(self, generation: Generation) -> Download | None:
        """The picture, if an earlier run has held it in the profile."""
        with suppress(LibraryError, OSError):
            for held in await self._workers.run(self._files.held):
                if held.generation_id == generation.id:
                    data = await self._workers.run(held.path.read_bytes)
                    return await self._checked(data, held.generation_id)
        return None

    async def drop_held(self, generation_id: ItemId) -> None:
        """The picture is in the library and on record."""
        with suppress(LibraryError):
            await self._workers.run(self._files.drop_held, generation_id)

    async def _checked(self, data: bytes, generation_id: ItemId) -> Download | None:
        try:
            picture = check_picture(data)
        except DamagedDownloadError:
            await self.drop_held(generation_id)
            return None
        return Download(data, picture.file_format, picture.size)

    async def _publish(self, generation: Generation, download: Download) -> Picture:
        files = self._files
        self._writing[files.library] += 1
        try:
            return await self._publish_into(files, generation, download)
        finally:
            self._writing[files.library] -= 1

    async def _publish_into(self, files: ImageFiles, generation: Generation, download: Download) -> Picture:
        stored, sha256 = await self._workers.run(_prepared, generation, download, with_settings=self.writes_settings)
        planned = self._store.planned(generation.id)
        path = planned[0] if planned and planned[1] == sha256 else files.planned_path(generation, download.file_format)
        if planned != (path, sha256):
            self._store.plan(generation.id, path, sha256)
        published = files.relative(await self._in_library(_FILE_S, files.publish, path, stored.data))
        if published != path:
            self._store.plan(generation.id, published, sha256)
        return _picture(generation, published, stored, sha256)

    async def _in_library(self, patience_s: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with asyncio.timeout(patience_s):
                return await self._library_workers.run(function, *args, **kwargs)
        except TimeoutError as error:
            raise LibraryUnavailableError(f"{self._files.library} does not answer") from error

    async def _hold(self, generation_id: ItemId, download: Download) -> bool:
        """A copy in the profile, so that it outlives a crash; ``False`` when there is no room for it there either."""
        try:
            await self._workers.run(self._files.hold, generation_id, download.data, download.file_format)
        except LibraryError:
            return False
        return True

    async def _watch_space(self) -> None:
        try:
            while True:
                await self._bell.wait(RETRY_S)
                try:
                    await self.make_sure_of_space()
                    break
                except LibraryError as error:
                    self._report(_SPACE, error)
        finally:
            self._is_watching = False
        self._is_over(_SPACE)
        self._bell.ring()  # whoever waits for the library goes on

    def _report(self, source: ItemId | str, error: LibraryError) -> None:
        cause = disk_cause(error)
        self._board.clear(source, *(other for other in _DISK_CAUSES if other is not cause))
        self._board.report(cause, source, str(error), retry_in_s=RETRY_S)
        self._queue.hold(cause)

    def _is_over(self, source: ItemId | str) -> None:
        self._board.clear(source, *_DISK_CAUSES)
        self._queue.let_go(*(cause for cause in _DISK_CAUSES if not self._board.has(cause)))
        self._on_change()


def _check_space(files: ImageFiles, needed_bytes: int) -> None:
    library = files.library
    files.make_sure_it_is_there()
    try:
        usage = shutil.disk_usage(library)
    except OSError as error:
        raise LibraryUnavailableError(f"{library}: {error.strerror}") from error
    if not os.access(library, os.W_OK | os.X_OK):
        raise LibraryUnavailableError(f"{library}: cannot be written")
    if not is_room(usage.free, usage.total, needed_bytes):
        raise DiskFullError(f"{usage.free // 1_000_000} MB are free on the disk of {library}")


def is_room(free_bytes: int, total_bytes: int, needed_bytes: int) -> bool:
    """Whether so much is free; of a small disk, a tenth."""
    return free_bytes >= min(needed_bytes, total_bytes // 10)


def _prepared(generation: Generation, download: Download, *, with_settings: bool) -> tuple[Download, str]:
    """The picture as it is to be stored, and its hash."""
    stored = embedding.with_settings(generation, download) if with_settings else download
    return stored, hashlib.sha256(stored.data).hexdigest()


def _picture(generation: Generation, path: str, download: Download, sha256: str) -> Picture:
    return Picture(
        id=generation.id,
        generation_id=generation.id,
        path=path,
        size=download.size,
        file_format=download.file_format,
        bytes=len(download.data),
        sha256=sha256,
    )
