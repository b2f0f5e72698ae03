"""A picture: a finished image in the library."""

from dataclasses import dataclass
from datetime import datetime

from flux_desktop.domain.identifiers import ItemId, created_at
from flux_desktop.domain.outside_path import OutsidePath
from flux_desktop.domain.sizes import Size

__all__ = ["OutsidePath", "Picture"]


@dataclass(frozen=True, slots=True)
class Picture:
    """``path`` is relative to the library, with forward slashes, or an ``OutsidePath``; ``id`` is that of its
    generation, if it has one."""

    id: ItemId
    generation_id: ItemId | None
    path: str
    size: Size
    file_format: str
    bytes: int
    sha256: str
    favourite: bool = False
    rating: int = 0
    binned: bool = False

    @property
    def created_at(self) -> datetime:
        return created_at(self.id)
