"""A justified view of pictures and jobs: what its tiles need in common, and what a person can ask for on them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.state import State
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.arrivals import Arrivals
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.justified_view import JustifiedView
from flux_desktop.ui.gallery.picture_tile import TilePart
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.gallery.tile_style import TileStyle
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.gallery.job_tile import JobTileArt
    from flux_desktop.ui.job_words import TileAction


class Attention:
    """Where the person's hand is: the tile and the button under the pointer, the rubber band, keyboard or mouse.

    ``pressed_row`` is where a mouse button went down.
    """

    def __init__(self) -> None:
        self.row = self.pressed_row = -1
        self.part: TilePart | TileAction | None = None
        self.band: QRect | None = None
        self.is_by_key = False

    def forget_rows(self) -> None:
        """Rows have moved: what was under the pointer may not be any more."""
        self.row, self.part, self.pressed_row = -1, None, -1


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
    locate_requested = Signal(object)
    """The file of this picture is gone, and the person knows where it is."""
    remove_requested = Signal(object)
    """Pictures whose files are gone are not wanted any more."""
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
        self.price_words: Callable[[GalleryRow], str] = lambda _row: ""
        """What another picture like this one costs."""
        self.arrivals = Arrivals(self)
        self.attention = Attention()
        self.restyle()

    def restyle(self) -> None:
        """Take fonts and colours from the theme anew."""
        self.style_of_tiles = TileStyle(self.theme, self.devicePixelRatioF())
        self._job_art: JobTileArt | None = None

    @property
    def job_art(self) -> "JobTileArt":
        if self._job_art is None:
            from flux_desktop.ui.gallery.job_tile import JobTileArt  # most screens show pictures alone

            self._job_art = JobTileArt(self.style_of_tiles)
        return self._job_art

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
