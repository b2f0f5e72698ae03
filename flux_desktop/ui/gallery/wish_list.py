"""What the loader is asked for: the thumbnails in view, then some of those that come next."""

from PySide6.QtCore import QObject, QTimer

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.state import State
from flux_desktop.ui.gallery.thumbnail_loader import Wish
from flux_desktop.ui.gallery.tile_view import TileView

_WAIT_MS = 70
_AHEAD = 0.5


class WishList(QObject):
    """Tiles that change their size show their old thumbnail, scaled, and get another one when that has come to rest."""

    def __init__(self, view: TileView) -> None:
        super().__init__(view)
        self._view = view
        self._at_rest = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._at_rest.timeout.connect(self._renew_all)

    def renew(self) -> None:
        """Wish for what is in view now."""
        wishes = self._wishes()
        outgrown = {wish.item_id for wish in wishes if self._view.loader.is_outgrown(wish)}
        if outgrown:
            self._at_rest.start()
        self._view.loader.want([wish for wish in wishes if wish.item_id not in outgrown])

    def _renew_all(self) -> None:
        self._view.loader.want(self._wishes())

    def _wishes(self) -> list[Wish]:
        view = self._view
        wishes: list[Wish] = []
        if not view.isVisible():
            return wishes
        last = -1
        for last, tile in view.visible_tiles():
            self._add(wishes, last, tile.width(), tile.height())
        for row in range(last + 1, min(view.tiles.count, last + 1 + round(_AHEAD * len(wishes)))):
            known = view.tiles.known_rect(row)
            if known:
                self._add(wishes, row, known.width, known.height, is_ahead=True)
        return wishes

    def of_arrival(self, item_id: ItemId) -> Wish:
        """What has just come, at the size of its tile."""
        row = self._view.gallery.row_of(item_id)
        tile = self._view.tiles.known_rect(row) if row >= 0 else None
        target = self._view.tiles.metrics.target_px
        size = self._device_size(tile.width, tile.height) if tile else self._device_size(target * 3 // 2, target)
        return Wish(item_id, *size)

    def _add(self, wishes: list[Wish], number: int, width: int, height: int, *, is_ahead: bool = False) -> None:
        row = self._view.gallery.row(number)
        if row and row.state is State.DONE:
            wishes.append(Wish(row.id, *self._device_size(width, height), path=row.path, is_ahead=is_ahead))

    def _device_size(self, width: int, height: int) -> tuple[int, int]:
        dpr = self._view.devicePixelRatioF()
        return max(1, round(width * dpr)), max(1, round(height * dpr))
