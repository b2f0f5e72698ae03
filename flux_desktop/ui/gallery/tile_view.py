"""A justified view of pictures and jobs: what its tiles need in common, and what a person can ask for on them."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.arrivals import Arrivals
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.job_tile import JobTileArt
from flux_desktop.ui.gallery.justified_view import JustifiedView
from flux_desktop.ui.gallery.picture_tile import TilePart
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.gallery.tile_style import TileStyle
from flux_desktop.ui.job_words import TileAction
from flux_desktop.ui.theme.theme import Theme


@dataclass(slots=True)
class Attention:
    """Where the person's hand is: the tile and the button under the pointer, the rubber band, keyboard or mouse."""

    row: int = -1
    part: TilePart | TileAction | None = None
    band: QRect | None = None
    is_by_key: bool = False


class TileView(JustifiedView):
    """``loader`` is stopped by whoever made it."""

    picture_activated = Signal(object)
    cancel_requested = Signal(object)
    retry_requested = Signal(object)
    make_again_requested = Signal(object)
    dismiss_requested = Signal(object)
    edit_prompt_requested = Signal(object)
    action_requested = Signal(object, str)
    """A tile's button that concerns the program: the id and a ``TileAction`` such as ``add_credits``."""
    favourite_toggled = Signal(object, bool)
    reference_requested = Signal(object)
    vary_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    """The ids the menu is for (none: the background), and where to open it."""
    search_typed = Signal(str)
    picture_painted = Signal(object)
    """A picture that has just arrived was painted for the first time."""

    def __init__(
        self, model: GalleryModel, theme: Theme, loader: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self.theme = theme
        self.loader = loader
        self.arrivals = Arrivals(self)
        self.attention = Attention()
        self.restyle()

    def restyle(self) -> None:
        """Take fonts and colours from the theme anew."""
        self.style_of_tiles = TileStyle(self.theme, self.devicePixelRatioF())
        self.job_art = JobTileArt(self.style_of_tiles)

    def is_picture(self, row: GalleryRow) -> bool:
        """Whether the tile shows a picture: it is done, or its bytes are here already."""
        return row.state is State.DONE or self.arrivals.is_here(row.id)

    @property
    def shows_focus(self) -> bool:
        """Whether the keyboard was used last, and so where it is should be seen."""
        return self.attention.is_by_key and self.hasFocus()

    def current_id(self) -> ItemId | None:
        index = self.currentIndex()
        return self.gallery.id_at(index.row()) if index.isValid() else None
