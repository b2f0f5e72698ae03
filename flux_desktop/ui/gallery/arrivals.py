"""Pictures that are coming in: which may be shown before they are on disk, which fade in, which nobody has seen yet."""

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from flux_desktop.domain.identifiers import ItemId

_FADE_S = 0.15
_FRAME_MS = 16


class Arrivals(QObject):
    """Keeps ids only. ``needs_paint`` names a tile that looks different now."""

    needs_paint = Signal(object)

    def __init__(self, parent: QObject | None = None, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.is_still = False
        self._monotonic_s = monotonic_s
        self._expected: set[ItemId] = set()
        self._here: set[ItemId] = set()
        self._unpainted: set[ItemId] = set()
        self._fades: dict[ItemId, float] = {}
        self._above: dict[ItemId, bool] = {}
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._next_frame)

    def expect(self, item_id: ItemId) -> None:
        """Its bytes are here and are being decoded."""
        self._expected.add(item_id)
        self._unpainted.add(item_id)

    def loaded(self, item_id: ItemId) -> None:
        """There is something to paint."""
        if item_id in self._expected:
            self._expected.discard(item_id)
            self._here.add(item_id)
            self._fade_in(item_id)

    def is_here(self, item_id: ItemId) -> bool:
        return item_id in self._here

    def finished(self, item_id: ItemId, *, is_above: bool) -> None:
        """It is a picture now, in the library; ``is_above``: above what is in view."""
        self._here.discard(item_id)
        if is_above or item_id in self._above:
            self._above[item_id] = True

    @property
    def is_fading(self) -> bool:
        """Whether a picture is on its way from its tile to full sight."""
        return bool(self._fades)

    def opacity(self, item_id: ItemId) -> float:
        """How much of the picture is to be seen."""
        since = self._fades.get(item_id)
        return 1.0 if since is None else min(1.0, 0.1 + (self._monotonic_s() - since) / _FADE_S)

    def take_first_paint(self, item_id: ItemId) -> bool:
        """Whether this is the first time that an expected picture is painted."""
        if item_id in self._unpainted and item_id not in self._expected:
            self._unpainted.discard(item_id)
            return True
        return False

    def came_above(self, ids: Iterable[ItemId]) -> None:
        """These came in above what is in view."""
        self._above.update(dict.fromkeys(ids, False))

    def seen(self) -> None:
        """The person is at the top."""
        self._above.clear()

    def above_words(self) -> str:
        """``2 new pictures``, ``3 being made``, or nothing."""
        finished = sum(self._above.values())
        if finished:
            return "1 new picture" if finished == 1 else f"{finished} new pictures"
        return f"{len(self._above)} being made" if self._above else ""

    def _fade_in(self, item_id: ItemId) -> None:
        if not self.is_still:
            self._fades[item_id] = self._monotonic_s()
            self._frames.start()

    def _next_frame(self) -> None:
        for item_id in list(self._fades):
            if self.opacity(item_id) >= 1:
                del self._fades[item_id]
            self.needs_paint.emit(item_id)
        if not self._fades:
            self._frames.stop()
