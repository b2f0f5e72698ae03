"""Finds the main colours of pictures: of new thumbnails as they are made, of older pictures a little at a time."""

import asyncio
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from flux_desktop.domain.colours import Colour
from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.colours import Colours
from flux_desktop.services.library import Library
from flux_desktop.services.workers import Workers, step_back
from flux_desktop.ui.gallery.picture_colour import colour_in
from flux_desktop.ui.tasks import TaskSet, answer

_OLDER_AFTER_MS = 20_000
_KEPT_EVERY_MS = 1_000
_AT_ONCE = 64
_PAUSE_S = 0.1
_HEIGHT_PX = 256
_NEWEST: ItemId = 2**63 - 1


class ColourFlow(QObject):
    """A picture without a thumbnail has no colour until it gets one."""

    _came = Signal()

    def __init__(self, library: Library, colours: Colours, tasks: TaskSet, parent: QObject) -> None:
        super().__init__(parent)
        self._library, self._colours, self._tasks = library, colours, tasks
        self._workers = Workers(1, "flux-colours")
        self._found: deque[tuple[ItemId, Colour]] = deque()
        self._is_stopping = False
        self._older = QTimer(self, singleShot=True, interval=_OLDER_AFTER_MS)
        self._older.timeout.connect(self.look_at_older)
        self._keeping = QTimer(self, singleShot=True, interval=_KEPT_EVERY_MS)
        self._keeping.timeout.connect(lambda: tasks.start(self._keep_found()))
        self._came.connect(self._begin_keeping)
        library.thumbnail_kept = self.take

    def begin(self) -> None:
        """The engine runs: look at what is older, a while later."""
        self._older.start()

    def stop(self) -> None:
        """What is not known yet is found the next time."""
        self._is_stopping = True
        self._older.stop()
        self._keeping.stop()
        self._workers.shutdown()

    def look_at_older(self) -> None:
        """Go through all pictures whose colour is not known."""
        self._tasks.start(self._look_at_older())

    def take(self, item_id: ItemId, jpeg: bytes) -> None:
        """This thumbnail was made; in the thread that has made it."""
        colour = None if self._is_stopping else colour_in(jpeg)
        if colour is not None:
            self._found.append((item_id, colour))
            self._came.emit()

    def _begin_keeping(self) -> None:
        if not self._keeping.isActive() and not self._is_stopping:
            self._keeping.start()

    async def _keep_found(self) -> None:
        """Each picture once: it has thumbnails in several sizes."""
        found = dict(self._found.popleft() for _ in range(len(self._found)))
        try:
            await answer(self._colours.keep(list(found.items())))
        except FluxDesktopError:
            return  # they are found again

    async def _look_at_older(self) -> None:
        before = _NEWEST
        try:
            while ids := await answer(self._colours.unknown(before, _AT_ONCE)):
                found = await answer(self._workers.submit(self._colours_of, ids))
                if found:
                    await answer(self._colours.keep(found))
                before = ids[-1]
                await asyncio.sleep(_PAUSE_S)  # nobody waits for it
        except FluxDesktopError:
            return  # the library is not there now; the next start goes on

    def _colours_of(self, ids: Sequence[ItemId]) -> list[tuple[ItemId, Colour]]:
        """Of those that have a thumbnail."""
        step_back()
        found = []
        for item_id in ids:
            jpeg = None if self._is_stopping else self._library.thumbnail(item_id, _HEIGHT_PX)
            colour = colour_in(jpeg) if jpeg else None
            if colour is not None:
                found.append((item_id, colour))
        return found
