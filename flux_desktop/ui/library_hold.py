"""The library is held by one running program; another one that comes says so and waits for the person."""

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QWidget

from flux_desktop.domain.errors import LibraryInUseError, LibraryUnavailableError
from flux_desktop.services.library_check import is_place_for_library
from flux_desktop.services.workers import run_apart
from flux_desktop.storage.image_files import ImageFiles
from flux_desktop.storage.library_lock import LibraryLock
from flux_desktop.ui.start_trouble import words_for
from flux_desktop.ui.support.question import wants_to_go_on, warn

_LOOK_AGAIN_S = 1.0
_PATIENCE_S = 2.0
"""A drive that does not answer by then is not waited for: the banner tells of it."""


class LibraryHold:
    """``take`` it before anything is written to the library, and ``release`` it when nothing is any more."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._lock = LibraryLock()

    async def take(self, library: Path, *, may_create: bool, ended: asyncio.Event) -> bool:
        """Hold it, when the other program has let go of it if there is one; ``False``: the person leaves."""
        while True:
            try:
                await self.move(library, may_create=may_create)
            except LibraryInUseError as error:
                if not await self._ask(error, library, ended):
                    return False
            else:
                return True

    async def move(self, library: Path, *, may_create: bool = False) -> None:
        """Hold this one from now on, in place of the one before. Without a lock where the drive has none to give.

        Raises:
            LibraryInUseError: another program has it, and the one before is still held.
        """
        held = run_apart("flux-lock", _acquire, self._lock, library, may_create)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await asyncio.wrap_future(held)
        except (TimeoutError, LibraryUnavailableError):
            pass

    def release(self) -> None:
        self._lock.release()

    async def _ask(self, error: LibraryInUseError, library: Path, ended: asyncio.Event) -> bool:
        """Until the person has answered, or need not any more: the other program has let go of it."""
        box = warn(self._window, *words_for(error), details=str(library))
        answered = asyncio.Event()
        box.finished.connect(answered.set)
        box.open()
        freed = asyncio.ensure_future(self._freed(library))
        waiting = [freed, *(asyncio.ensure_future(event.wait()) for event in (answered, ended))]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for wait in waiting:
            wait.cancel()
        goes_on = (wants_to_go_on(box) or not answered.is_set()) and not ended.is_set()
        box.close()
        box.deleteLater()
        return goes_on

    async def _freed(self, library: Path) -> None:
        """Wait until nobody else has it."""
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            try:
                await self.move(library)
            except LibraryInUseError:
                continue
            return


def _acquire(lock: LibraryLock, library: Path, may_create: bool) -> None:
    if may_create:
        ImageFiles(library, library).create_library()
    elif not is_place_for_library(library):
        return
    lock.acquire(library)
