"""What job tiles say, and the one timer that turns their rings. It stands still when no ring is in view."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.state import State
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.tile_view import TileView

if TYPE_CHECKING:
    from flux_desktop.services.events import QueueChanged, TroubleChanged
    from flux_desktop.ui.job_words import JobFacts, TileWords

_TURN_MS = 60
_BUSY = frozenset({State.SUBMITTING, State.RUNNING, State.FETCHING})


class JobClock(QObject):
    """``usual_s`` gives a model's usual time; where it knows none, the queue's own figure is taken."""

    def __init__(
        self,
        view: TileView,
        usual_s: Callable[[str], float | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(view)
        self.is_still = False
        self._view = view
        self.usual_s = usual_s
        self._now = now
        self._queue: QueueChanged | None = None
        self._trouble: TroubleChanged | None = None
        self._place: dict[ItemId, int] = {}
        self._second = 0
        self._timer = QTimer(self, interval=_TURN_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def set_queue(self, queue: "QueueChanged") -> None:
        self._queue = queue
        self._place = {item_id: number + 1 for number, item_id in enumerate(queue.order)}
        self._update_jobs()

    def set_trouble(self, trouble: "TroubleChanged") -> None:
        self._trouble = trouble
        self._update_jobs()

    def words(self, row: GalleryRow) -> "TileWords":
        """What a tile says at this moment."""
        from flux_desktop.ui.job_words import words_for  # most screens show pictures alone

        return words_for(row, self._facts(row))

    def turning_s(self, row: GalleryRow) -> float | None:
        """How far a ring has turned, or ``None`` when rings stand still. Starts the timer."""
        if self.is_still or row.state not in _BUSY:
            return None
        if not self._timer.isActive():
            self._timer.start()
        return time.monotonic()

    def _update_jobs(self) -> None:
        """Paint the jobs in view again, and no picture."""
        view = self._view
        for number, tile in view.visible_tiles():
            row = view.gallery.row(number)
            if row and not view.is_picture(row):
                view.viewport().update(tile)

    def _facts(self, row: GalleryRow) -> "JobFacts":
        from flux_desktop.ui.job_words import JobFacts

        queue = self._queue
        if row.state is State.QUEUED:
            place = self._place.get(row.id)
            trouble = self._trouble.cause if self._trouble else None
            return JobFacts(place=place, paused=queue is not None and queue.paused, trouble=trouble)
        if row.state is not State.RUNNING:
            return JobFacts()
        elapsed = (self._now() - row.submitted_at).total_seconds() if row.submitted_at else None
        usual_s = self.usual_s(row.model_id) or (queue.usual_s if queue else None)
        return JobFacts(elapsed and max(0.0, elapsed), usual_s)

    def _tick(self) -> None:
        """Turn the rings in view; once a second paint the words too."""
        view, second = self._view, int(time.monotonic())
        is_new_second, self._second = second != self._second, second
        is_needed = False
        if view.isVisible() and not view.window().isMinimized():
            for number, tile in view.visible_tiles():
                row = view.gallery.row(number)
                if row and row.state in _BUSY and not view.is_picture(row):
                    is_needed = True
                    ring = view.job_art.ring_rect(self.words(row), tile)
                    if is_new_second or ring:
                        view.viewport().update(tile if is_new_second or not ring else ring)
        if not is_needed:
            self._timer.stop()
