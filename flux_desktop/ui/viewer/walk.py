"""Going from picture to picture: which one is open, what is beside it, and what happens when some go."""

from enum import Enum

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.viewer.sources import Order, Pictures

_REMEMBERED = (1, -1, 2, -2, 3, -3)
"""Where to go, in this order, when the open picture goes."""


class Change(Enum):
    """What became of the open picture when others came or went."""

    STAYED = "stayed"
    GONE = "gone"
    """Its neighbour is open now."""
    NONE_LEFT = "none left"


class Walk:
    """The way through the pictures of an order. While none is open, ``current_id`` is ``None``."""

    def __init__(self) -> None:
        self.pictures: Pictures | None = None
        self.current_id: ItemId | None = None
        self.position = -1
        self.direction = 0
        self._beside: list[ItemId] = []

    def __len__(self) -> int:
        return len(self.pictures) if self.pictures else 0

    def use(self, order: Order) -> None:
        self.pictures = Pictures(order)

    def enter(self, item_id: ItemId) -> bool:
        """Open this one; ``False`` when it is no picture."""
        if self.pictures is None:
            return False
        self.pictures.look_again()
        position = self.pictures.position_of(item_id)
        if position < 0 or self.pictures.picture(position) is None:
            return False
        self.direction = 0
        self._stand_at(position)
        return True

    def leave(self) -> None:
        self.current_id, self.position = None, -1

    def go_to(self, position: int) -> bool:
        """Open the picture at this position, or at the end that it is beyond; ``False`` when it is open already."""
        if self.pictures is None or self.current_id is None:
            return False
        position = self._within(position)
        if position == self.position:
            return False
        while self.pictures.picture(position) is None and self.pictures.look_again():
            self.position = self.pictures.position_of(self.current_id)  # there was a job in the way
            position = self._within(position)
        self.direction = 1 if position > self.position else -1
        self._stand_at(position)
        return True

    def look_again(self) -> Change:
        """Pictures have come or gone: stay with the open one, or go to its neighbour when it is gone."""
        assert self.pictures is not None
        assert self.current_id is not None
        self.pictures.look_again()
        if not len(self.pictures):
            return Change.NONE_LEFT
        position = self.pictures.position_of(self.current_id)
        if position >= 0:
            self._stand_at(position)
            return Change.STAYED
        beside = [self.pictures.position_of(item_id) for item_id in self._beside]
        self._stand_at(next((place for place in beside if place >= 0), self._within(self.position)))
        return Change.GONE

    def row(self, item_id: ItemId | None) -> GalleryRow | None:
        """What there is to a picture of the order."""
        position = self.pictures.position_of(item_id) if self.pictures and item_id is not None else -1
        return self.pictures.picture(position) if self.pictures and position >= 0 else None

    def near(self, reach: int) -> list[ItemId]:
        """The pictures beside the open one, in the order in which they are likely to be asked for."""
        if self.pictures is None:
            return []
        ahead = self.direction or 1
        offsets = [side * far for side in (ahead, -ahead) for far in range(1, reach + 1)]
        if not self.direction:
            offsets.sort(key=abs)
        positions = [self.position + offset for offset in offsets]
        return [self.pictures.id_at(position) for position in positions if 0 <= position < len(self)]

    def _stand_at(self, position: int) -> None:
        assert self.pictures is not None
        self.position = position
        self.current_id = self.pictures.id_at(position)
        places = [position + offset for offset in _REMEMBERED if 0 <= position + offset < len(self)]
        self._beside = [self.pictures.id_at(place) for place in places]

    def _within(self, position: int) -> int:
        return max(0, min(len(self) - 1, position))
