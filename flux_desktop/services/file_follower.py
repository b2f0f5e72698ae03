"""Moves picture files to where their rows say they belong, and removes those of condemned pictures. In the background,
some hundreds at a time: a library of 100,000 pictures may be thrown away in one stroke."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from pathlib import Path

from flux_desktop.domain.errors import LibraryError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.clock import Bell
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.workers import Workers
from flux_desktop.storage import bin_files
from flux_desktop.storage.keeping_store import KeepingStore
from flux_desktop.storage.picture_store import PictureStore

RETRY_S = 10.0
_AT_ONCE = 256

Progress = Callable[[int, int], None]


async def _nothing(_error: LibraryError) -> None:
    """Nobody is told."""


class FileFollower:
    """Rows change first, and files follow. What cannot be moved now is tried again, and at the next start.

    ``on_trouble`` is called when files cannot be moved, and the next try waits for it.
    ``on_progress`` gets how many files have been dealt with, of how many; both are 0 when all is done.
    """

    def __init__(
        self,
        keeping: KeepingStore,
        pictures: PictureStore,
        library: Callable[[], Path],
        *,
        workers: Workers,
        bell: Bell,
        tasks: TaskSet,
        on_trouble: Callable[[LibraryError], Awaitable[object]] = _nothing,
    ) -> None:
        self._keeping = keeping
        self._pictures = pictures
        self._library = library
        self._workers = workers
        self._bell = bell
        self._tasks = tasks
        self._on_trouble = on_trouble
        self.on_progress: Progress = _ignore
        self._waiting: dict[ItemId, None] = {}
        self._moving: set[ItemId] = set()
        self._doubtful: set[ItemId] = set()
        self._at_rest: set[ItemId] = set()
        self._done = 0
        self._is_at_work = self._has_condemned = False
        self._settling: list[asyncio.Future[None]] = []
        self._has_looked = asyncio.Event()

    def follow(self, ids: Sequence[ItemId]) -> None:
        """These were thrown away or put back. Files of those that are not waiting are where the rows said before."""
        at_rest = [i for i in ids if i not in self._waiting and i not in self._moving]
        self.revisit(ids)
        self._at_rest.update(at_rest)

    def revisit(self, ids: Sequence[ItemId]) -> None:
        """The rows of these may have changed, and their files may be anywhere."""
        self._doubtful.difference_update(ids)
        self._at_rest.difference_update(ids)
        self._waiting.update(dict.fromkeys(ids))
        self._begin()

    def purge(self) -> None:
        """Pictures have been condemned."""
        self._has_condemned = True
        self._begin()

    async def look_for_strays(self) -> None:
        """What an earlier run has left half-done: rows and files are made to agree."""
        try:
            listing = await self._workers.run(bin_files.listing, self._library())
        except LibraryError:
            return  # without its folder there is nothing to put right; the next start looks again
        finally:
            self._has_looked.set()
        binned = set(self._keeping.all_binned())
        strays = (binned ^ listing.ids) | listing.doubled
        self.revisit(sorted(strays))
        self._doubtful |= strays
        self.purge()

    async def settled(self) -> None:
        """Wait until all files are where they belong.

        Raises:
            LibraryError: they cannot be moved now. They are tried again.
        """
        await self._has_looked.wait()
        if self._is_at_work:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._settling.append(waiter)
            await waiter

    def _begin(self) -> None:
        if not self._is_at_work:
            self._is_at_work, self._done = True, 0
            self._tasks.spawn(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting or self._has_condemned:
                try:
                    await (self._move_some() if self._waiting else self._remove_some())
                except LibraryError as error:
                    self._tell(error)
                    await self._on_trouble(error)
                    await self._bell.wait(RETRY_S)
        finally:
            self._is_at_work = False
        self.on_progress(0, 0)
        self._tell(None)

    async def _move_some(self) -> None:
        ids = list(islice(self._waiting, _AT_ONCE))
        for item_id in ids:
            del self._waiting[item_id]  # at once: it comes back when its row changes again meanwhile
        self._moving = set(ids)
        places = self._keeping.places(ids)
        doubtful, at_rest = self._doubtful & self._moving, self._at_rest & self._moving
        try:
            moved = await self._workers.run(
                bin_files.settle, self._library(), places, doubtful=doubtful, from_the_bin=at_rest
            )
            if moved.missing:
                self._pictures.set_missing(moved.missing, missing=True)
            paths = {place.id: place.path for place in places}
            for item_id in moved.blocked:
                await self._rename(item_id, paths[item_id])
        except BaseException:
            self._waiting.update(dict.fromkeys(ids))
            raise
        finally:
            self._moving = set()
        self._at_rest.difference_update(ids)
        self._done += len(ids)
        self.on_progress(self._done, self._done + len(self._waiting))

    async def _rename(self, item_id: ItemId, path: str) -> None:
        """Another file has the name of a picture that is put back."""
        while True:
            path = await self._workers.run(bin_files.free_path, self._library(), path)
            if not self._keeping.is_path_known(path):
                break
        self._keeping.change_path(item_id, path)
        self._waiting[item_id] = None

    async def _remove_some(self) -> None:
        ids = self._keeping.condemned(_AT_ONCE)
        if not ids:
            self._has_condemned = False
            return
        places, library = self._keeping.places(ids), self._library()
        if places:
            await self._workers.run(bin_files.delete, library, places)
        self._keeping.forget(ids)

    def _tell(self, error: LibraryError | None) -> None:
        waiters, self._settling = self._settling, []
        for waiter in waiters:
            if waiter.done():
                continue
            if error:
                waiter.set_exception(error)
            else:
                waiter.set_result(None)


def _ignore(_done: int, _all: int) -> None:
    """Nobody watches."""
