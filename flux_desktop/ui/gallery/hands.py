"""What answers the mouse and the keys in the gallery. It is made when the first of them comes."""

from flux_desktop.ui.gallery.job_clock import JobClock
from flux_desktop.ui.gallery.keyboard import Keyboard
from flux_desktop.ui.gallery.pointer import Pointer
from flux_desktop.ui.gallery.selector import Selector
from flux_desktop.ui.gallery.tile_actions import TileActions
from flux_desktop.ui.gallery.tile_view import TileView


class Hands:
    """Keys and mouse select in one way and press the same buttons."""

    def __init__(self, view: TileView, jobs: JobClock) -> None:
        actions = TileActions(view, jobs)
        self.selector = Selector(view)
        self.keyboard = Keyboard(view, self.selector, actions)
        self.pointer = Pointer(view, self.selector, actions, jobs)
