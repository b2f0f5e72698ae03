"""The pictures that are decoded: the one on view, its neighbours, and what was on view before, as memory allows."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.sizes import Size
from flux_desktop.ui.viewer.images import BYTES_PER_PIXEL, MOST_DECODED_PIXELS, Decoded, Trouble, read_picture, scaled
from flux_desktop.ui.viewer.workbench import Task, Workbench

BUDGET_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture to have decoded and, with ``exact``, scaled to that many device pixels as well."""

    item_id: ItemId
    path: Path | None
    file_format: str
    size: Size
    exact: Size | None = None

    @property
    def bytes(self) -> int:
        """About what it will take."""
        return BYTES_PER_PIXEL * (min(self.size.pixels, MOST_DECODED_PIXELS) + (self.exact.pixels if self.exact else 0))


@dataclass(slots=True)
class Sheet:
    """A decoded picture. ``exact`` is the same scaled for where it is shown, if that was wished for."""

    path: Path | None
    image: QImage
    size: Size
    exact: QImage | None = None

    @property
    def bytes(self) -> int:
        return self.image.sizeInBytes() + (self.exact.sizeInBytes() if self.exact else 0)

    def has_exact(self, size: Size) -> bool:
        return self.exact is not None and (self.exact.width(), self.exact.height()) == (size.width_px, size.height_px)


class PictureDecoder(QObject):
    """Sheets by id. ``changed`` names one that can be painted, or painted better, or cannot be had.

    A wish list replaces the one before it. ``stop`` it before it is destroyed.
    """

    changed = Signal(object)

    def __init__(self, budget_bytes: int = BUDGET_BYTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._budget_bytes = budget_bytes
        self._sheets: OrderedDict[ItemId, Sheet] = OrderedDict()
        self._troubles: dict[ItemId, Trouble] = {}
        self._wishes: dict[ItemId, Wish] = {}
        self._bench = Workbench("viewer pictures", self)
        self._bench.handed_over.connect(self._plan)

    @property
    def bytes(self) -> int:
        """What the decoded pictures weigh."""
        return sum(sheet.bytes for sheet in self._sheets.values())

    @property
    def is_caught_up(self) -> bool:
        """Whether all that was wished for is here, or cannot be had."""
        return not self._tasks()

    def sheet(self, item_id: ItemId) -> Sheet | None:
        return self._sheets.get(item_id)

    def trouble(self, item_id: ItemId) -> Trouble | None:
        """Why this one cannot be shown, if it cannot."""
        return self._troubles.get(item_id)

    def want(self, wishes: Sequence[Wish]) -> None:
        """Have these decoded, the first ones first, as many of them as there is memory for; the first one always."""
        self._wishes = {wish.item_id: wish for wish in _affordable(wishes, self._budget_bytes)}
        for wish in reversed(self._wishes.values()):
            if wish.item_id in self._sheets:
                self._sheets.move_to_end(wish.item_id)
        self._plan()

    def forget(self, ids: Iterable[ItemId]) -> None:
        """These have another file now, or none."""
        for item_id in ids:
            self._sheets.pop(item_id, None)
            self._troubles.pop(item_id, None)

    def clear(self) -> None:
        """Give all memory back."""
        self._wishes.clear()
        self._sheets.clear()
        self._troubles.clear()
        self._bench.set_tasks([])

    def stop(self) -> None:
        """End the thread. What is being decoded is finished first."""
        self._bench.stop()
        self.clear()

    def _plan(self) -> None:
        self._bench.set_tasks(self._tasks())

    def _tasks(self) -> list[Task]:
        """First what lacks a picture or its sharpness, in the order of the wishes."""
        tasks = (self._task(wish) for wish in self._wishes.values() if wish.item_id not in self._troubles)
        return [task for task in tasks if task]

    def _task(self, wish: Wish) -> Task | None:
        sheet = self._sheets.get(wish.item_id)
        if sheet is None:
            return Task((wish.item_id, wish.path), partial(self._decode, wish))
        if wish.exact is None or sheet.has_exact(wish.exact):
            return None
        return Task((wish.item_id, wish.exact), partial(self._scale, wish, sheet.image, wish.exact))

    # In the thread

    def _decode(self, wish: Wish) -> Callable[[], None]:
        decoded = read_picture(wish.path, wish.file_format) if wish.path else Trouble.MISSING
        return partial(self._take, wish, decoded)

    def _scale(self, wish: Wish, image: QImage, size: Size) -> Callable[[], None]:
        return partial(self._take_exact, wish, image, scaled(image, size.width_px, size.height_px))

    # In the window's thread

    def _take(self, wish: Wish, decoded: Decoded | Trouble) -> None:
        wanted = self._wishes.get(wish.item_id)
        if not self._wishes or (wanted and wanted.path != wish.path):
            return  # everything was cleared, or the file is another one by now
        if isinstance(decoded, Trouble):
            self._troubles[wish.item_id] = decoded
        else:
            self._sheets[wish.item_id] = Sheet(wish.path, decoded.image, decoded.size)
            if wanted is None:
                self._sheets.move_to_end(wish.item_id, last=False)
            self._drop_oldest()
        self.changed.emit(wish.item_id)

    def _take_exact(self, wish: Wish, image: QImage, exact: QImage) -> None:
        sheet = self._sheets.get(wish.item_id)
        if sheet is not None and sheet.image is image:
            sheet.exact = exact
            self._drop_oldest()
            self.changed.emit(wish.item_id)

    def _drop_oldest(self) -> None:
        """Keep to the budget; what is wished for stays."""
        excess = self.bytes - self._budget_bytes
        for item_id in [item_id for item_id in self._sheets if item_id not in self._wishes]:
            if excess <= 0:
                return
            excess -= self._sheets.pop(item_id).bytes


def _affordable(wishes: Sequence[Wish], budget_bytes: int) -> list[Wish]:
    """The first wish, and those after it that fit the budget together."""
    taken: list[Wish] = []
    total = 0
    for wish in wishes:
        total += wish.bytes
        if taken and total > budget_bytes:
            break
        taken.append(wish)
    return taken
