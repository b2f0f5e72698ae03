"""Writes down what BFL has answered, for as long as that takes."""

from flux_desktop.domain.errors import DatabaseDamagedError, DatabaseLostError, DiskFullError, LibraryError
from flux_desktop.domain.generation import Cause, Generation
from flux_desktop.domain.picture import Picture
from flux_desktop.services.clock import Bell
from flux_desktop.services.troubles import TroubleBoard
from flux_desktop.storage.generation_store import GenerationStore

RETRY_S = 3.0


class Recorder:
    """A paid step is not forgotten because the disk is full just now: it is tried again until it is on record."""

    def __init__(self, store: GenerationStore, board: TroubleBoard, bell: Bell) -> None:
        self._store = store
        self._board = board
        self._bell = bell

    async def move(self, before: Generation, after: Generation) -> Generation:
        """``after``, once it is recorded. Without trouble there is no moment in which anything else could happen."""
        return await self._insist(before, after, None)

    async def finish(self, before: Generation, after: Generation, picture: Picture) -> Generation:
        return await self._insist(before, after, picture)

    async def _insist(self, before: Generation, after: Generation, picture: Picture | None) -> Generation:
        while (trouble := self._try(before, after, picture)) is not None:
            self._board.report(disk_cause(trouble), before.id, str(trouble), retry_in_s=RETRY_S)
            await self._bell.wait(RETRY_S)
        self._board.clear(before.id, Cause.DISK_FULL, Cause.LIBRARY_UNAVAILABLE, Cause.DATABASE_LOST)
        return after

    def _try(self, before: Generation, after: Generation, picture: Picture | None) -> LibraryError | None:
        try:
            if picture:
                self._store.finish(before, after, picture)
            else:
                self._store.move(before, after)
        except LibraryError as error:
            return error
        return None


def disk_cause(error: LibraryError) -> Cause:
    """What a person is told about it."""
    if isinstance(error, (DatabaseLostError, DatabaseDamagedError)):
        return Cause.DATABASE_LOST
    return Cause.DISK_FULL if isinstance(error, DiskFullError) else Cause.LIBRARY_UNAVAILABLE
