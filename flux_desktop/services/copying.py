"""Keeps the copy of the database in the library folder fresh: while nothing else is going on, and at the end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flux_desktop.domain.errors import DatabaseDamagedError, LibraryError
from flux_desktop.services.clock import Bell
from flux_desktop.services.tasks import TaskSet
from flux_desktop.services.workers import Workers
from flux_desktop.storage.library_copy import refresh_copy

QUIET_S = 20.0
LAST_COPY_S = 0.6


class CopyKeeper:
    """Without a copy nothing is lost but convenience, so no failure of it is told but damage, which it may be the first
    to find: every page is looked at.
    """

    def __init__(
        self,
        database: Path,
        bell: Bell,
        tasks: TaskSet,
        workers: Workers,
        on_damage: Callable[[DatabaseDamagedError], None],
    ) -> None:
        self._database = database
        self._on_damage = on_damage
        self._bell = bell
        self._tasks = tasks
        self._workers = workers
        self._is_waiting = self._is_stale = False

    def changed(self, library: Path) -> None:
        """Something new is in the database; copy it when it has been quiet for a while."""
        self._is_stale = True
        if not self._is_waiting:
            self._is_waiting = True
            self._tasks.spawn(self._copy_later(library))

    async def copy_at_the_end(self, library: Path) -> None:
        """A last copy, if it is quick."""
        if self._is_stale:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._copy(library), LAST_COPY_S)

    async def _copy_later(self, library: Path) -> None:
        try:
            while await self._bell.wait(QUIET_S):
                pass
            await self._copy(library)
        finally:
            self._is_waiting = False

    async def _copy(self, library: Path) -> None:
        self._is_stale = False
        try:
            await self._workers.run(refresh_copy, self._database, library)
        except DatabaseDamagedError as error:
            self._on_damage(error)
        except LibraryError:
            pass
