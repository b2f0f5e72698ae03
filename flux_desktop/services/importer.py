"""Importing, as the engine does it: folders are listed, files read and copied in threads, rows written here."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from flux_desktop.domain.errors import LibraryError, LibraryUnavailableError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.imports import FoundFile, ImportReport, RefusedFile, WatchedFolder
from flux_desktop.services.clock import Bell
from flux_desktop.services.import_batch import ImportBatch, Planned, Read
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.import_reading import read_picture_file
from flux_desktop.services.library_check import check_library, files_gone
from flux_desktop.services.workers import Workers, step_back
from flux_desktop.storage.folder_walk import walk
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.imports import SeenBefore
from flux_desktop.storage.library_writer import LibraryWriter

T = TypeVar("T")

Listed = FoundFile | RefusedFile

_LISTED_AT_ONCE = 256
_READ_AT_ONCE, _READ_AT_ONCE_BYTES = 16, 24_000_000
_PATIENCE_S = 120.0
_RETRY_S = 2.0
_SETTLING_NS = 3_000_000_000
"""A file in a watched folder that was changed so lately may still be being written."""


def reader_count() -> int:
    """One core is left to the window."""
    return max(1, min(4, (os.cpu_count() or 1) - 1))


class Importer:
    """``files`` is where pictures go at that moment; ``on_edit`` hears of every change of the library. ``on_trouble``
    looks whether its folder cannot be used at present, and ``bell`` rings when it may be again."""

    def __init__(
        self,
        *,
        writer: LibraryWriter,
        files: Callable[[], ImageFiles],
        now: Callable[[], datetime],
        on_edit: Callable[[], None],
        on_trouble: Callable[[LibraryError | None], Awaitable[bool]],
        bell: Bell,
    ) -> None:
        self._store = writer.imports
        self._pictures = writer.pictures
        self._generations = writer.generations
        self._files = files
        self._workers = Workers(reader_count() + 2, "flux-import")
        self._now = now
        self._on_edit = on_edit
        self._on_trouble = on_trouble
        self._bell = bell

    async def run(self, job: ImportJob) -> ImportReport:
        """Do the job to its end; what could not be done is in its report."""
        report = job.report
        lists: asyncio.Queue[list[Listed]] = asyncio.Queue()
        counting = asyncio.ensure_future(self._list(job, lists))
        try:
            await self._read_and_take(job, lists)
        except LibraryError as error:
            report.trouble = error
        finally:
            job.is_counting = False
            counting.cancel()
        report.is_cancelled = job.is_cancelled
        if job.is_of_library or report.added or report.found_again or report.changed:
            self._on_edit()
        return report

    def close(self) -> None:
        """Let go of the threads."""
        self._workers.shutdown()

    async def watched_folders(self) -> list[WatchedFolder]:
        return self._store.watched_folders()

    async def watch(self, folder: Path, *, in_place: bool) -> list[WatchedFolder]:
        self._store.watch(str(folder), in_place=in_place)
        return self._store.watched_folders()

    async def unwatch(self, folder_id: int) -> list[WatchedFolder]:
        self._store.unwatch(folder_id)
        return self._store.watched_folders()

    async def look_at(self, ids: Sequence[ItemId]) -> list[ItemId]:
        """Those of these whose file is gone; their rows say so from now on."""
        rows = [row for row in map(self._store.picture, ids) if row]
        library = self._files().library
        gone = await _patient(self._workers.run(files_gone, library, rows))
        self._pictures.set_missing(gone, missing=True)
        if not gone:
            await self._on_trouble(None)  # it is not the file that cannot be reached
        return gone

    async def _list(self, job: ImportJob, lists: "asyncio.Queue[list[Listed]]") -> None:
        """Look through the folders ahead of everything, so that there is a total; an empty list is the end."""
        try:
            async for some in self._listed(job):
                job.found += len(some)
                lists.put_nowait(some)
        except LibraryError as error:
            job.report.trouble = error
        job.is_counting = False
        lists.put_nowait([])

    async def _listed(self, job: ImportJob) -> AsyncIterator[list[Listed]]:
        library = self._files().library
        listing = iter(await self._unlisted(job, library)) if job.is_of_library else walk(job.sources, skip=library)
        while not job.is_cancelled and (some := await self._workers.run(_next, listing)):
            yield some

    async def _unlisted(self, job: ImportJob, library: Path) -> list[Listed]:
        """What the library has no rows for. Before that, rows learn whether their file is there, so that one that was
        moved is known again."""
        rows = self._store.all()
        checked = await self._workers.run(check_library, library, rows, self._store.binned_ids())
        self._pictures.set_missing(checked.gone, missing=True)
        self._pictures.set_missing(checked.back, missing=False)
        job.report.missing = checked.gone
        job.tell([*checked.gone, *checked.back])
        return checked.unlisted if job.purpose is Purpose.REBUILD else []

    async def _read_and_take(self, job: ImportJob, lists: "asyncio.Queue[list[Listed]]") -> None:
        """Read a little ahead of what is being taken, in order."""
        reading: deque[asyncio.Future[list[Read]]] = deque()
        while not job.is_cancelled and (some := await _patient(lists.get())):
            for group in _groups(self._unseen(job, some)):
                reading.append(asyncio.wrap_future(self._workers.submit(_read, group)))
                if len(reading) > reader_count():
                    await self._take(job, await _patient(reading.popleft()))
                if job.is_cancelled:
                    break
        while reading and not job.is_cancelled:
            await self._take(job, await _patient(reading.popleft()))
        for group_read in reading:
            group_read.cancel()

    def _unseen(self, job: ImportJob, some: Sequence[Listed]) -> Iterator[FoundFile]:
        """Those that have to be read."""
        job.report.refused += [item for item in some if isinstance(item, RefusedFile)]
        files = [item for item in some if isinstance(item, FoundFile)]
        wanted = list(self._unknown(job, files))
        job.done += len(some) - len(wanted)
        return iter(wanted)

    def _unknown(self, job: ImportJob, files: Sequence[FoundFile]) -> Iterator[FoundFile]:
        """Without those that have not changed since they were looked at, and for a purpose without the unfit."""
        match job.purpose:
            case Purpose.FIND:
                sizes = self._store.missing_bytes()
                yield from (file for file in files if file.bytes in sizes)
            case Purpose.IMPORT | Purpose.WATCH:
                seen = self._store.seen(files)
                for file in files:
                    if not self._is_known(job, file, seen.get(file.path)):
                        yield file
            case _:
                yield from files

    def _is_known(self, job: ImportJob, file: FoundFile, before: SeenBefore | None) -> bool:
        if before and before.picture_id is not None and not before.is_missing:
            job.report.known_in_bin += before.is_binned
            job.report.known += not before.is_binned
            return True
        latest_ns = round(self._now().timestamp() * 1e9) - _SETTLING_NS
        return job.purpose is Purpose.WATCH and (before is not None or file.modified_ns > latest_ns)

    async def _take(self, job: ImportJob, read: Sequence[Read]) -> None:
        """Have these in the library: files first, then their rows."""
        batch = ImportBatch(self._store, self._files().library, self._now(), job)
        for item in read:
            batch.decide(item)
        if to_copy := batch.to_copy:
            await self._copy(job, to_copy)
        if generations := batch.lost_generations:
            self._generations.add(generations)
        batch.write()
        job.done += len(read)

    async def _copy(self, job: ImportJob, pictures: Sequence[Planned]) -> None:
        """Put them into the library. While it cannot be written it is waited for, as long as the person likes."""
        while True:
            try:
                await _patient(self._workers.run(_publish, self._files(), pictures))
            except LibraryError as error:
                if job.is_cancelled or not await self._on_trouble(error):
                    raise
                job.is_held_up = True
                await self._bell.wait(_RETRY_S)
            else:
                job.is_held_up = False
                return


def _next(listing: Iterator[Listed]) -> list[Listed]:
    return list(islice(listing, _LISTED_AT_ONCE))


def _read(files: Sequence[FoundFile]) -> list[Read]:
    step_back()
    return [(file, read_picture_file(file)) for file in files]


def _publish(files: ImageFiles, pictures: Sequence[Planned]) -> None:
    for picture in pictures:
        picture.path = files.relative(files.publish(picture.path, picture.file.data))


async def _patient(answer: Awaitable[T]) -> T:
    """A drive that has not answered after so long is as good as gone. Its thread is left to it.

    Raises:
        LibraryUnavailableError
    """
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await answer
    except TimeoutError as error:
        raise LibraryUnavailableError(f"nothing was read for {_PATIENCE_S:.0f} s") from error


def _groups(files: Iterator[FoundFile]) -> Iterator[list[FoundFile]]:
    """A few files at a time, and less when they are large: all of a group is in memory."""
    group: list[FoundFile] = []
    size = 0
    for file in files:
        if group and (len(group) == _READ_AT_ONCE or size + file.bytes > _READ_AT_ONCE_BYTES):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.bytes
    if group:
        yield group
