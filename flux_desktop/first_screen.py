"""What the first paint shows, and no more of the program: a theme, a library, and the gallery in its window.

Every module imported here, and what those import, is waited for at each start. The rest is made behind the first paint,
in ``workroom.py``; a test keeps the two apart.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flux_desktop.domain.errors import DatabaseDamagedError
from flux_desktop.services.library import Library
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.storage.database import prepare
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from flux_desktop.arguments import Arguments
    from flux_desktop.domain.catalogue import Catalogue
    from flux_desktop.domain.request import GenerationRequest
    from flux_desktop.domain.sizes import Size
    from flux_desktop.settings.profile import Profile
    from flux_desktop.settings.settings import Settings

_NEWEST = 60
"""So many pictures are read for the first paint: more than any screen shows at the usual size of thumbnails."""

_OWN_MODELS = "models.json"


def library_folder(profile: "Profile", arguments: "Arguments", settings: "Settings") -> Path:
    """Where the pictures are: as the command line says, else the settings, else the usual place."""
    return arguments.library or Path(settings.library or profile.library_default())


class FirstScreen:
    """The window with the newest pictures. Places are kept free for the panels that come later."""

    def __init__(self, app: "QApplication", profile: "Profile", arguments: "Arguments") -> None:
        self._profile = profile
        self._arguments = arguments
        self.settings_file = SettingsFile(profile.settings_file)
        self.settings = self.settings_file.load()
        self.theme = Theme(app)
        self.theme.apply(self.settings.theme.value)
        folder = library_folder(profile, arguments, self.settings)
        if not profile.database.exists():
            self._begin_list(folder)
        if profile.damaged_mark.exists():
            raise DatabaseDamagedError("it was found while the program ran last time")
        prepare(profile.database)
        self.library = Library(profile.database, profile.thumbnails, folder)
        self.model = GalleryModel(self.library, self._model_name, self._expected_size)
        self.model.set_grouping(self.settings.grouping)
        self.loader = ThumbnailLoader(self.library)
        self.gallery = GalleryPage(self.theme, self.model, self.loader)
        self.window = MainWindow(self.theme, self.gallery)
        self.memory = WindowMemory(self.window, JsonFile(profile.window_file))
        self._is_whole = False
        self._fill()

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The models. Pictures are painted without them."""
        from flux_desktop.settings.own_models import catalogue_with

        return catalogue_with(self._profile.root / _OWN_MODELS)

    @property
    def is_practice(self) -> bool:
        """Whether the program starts in practice mode."""
        chosen = self._arguments.server
        return self.settings.practice if chosen is None else chosen.is_practice

    @property
    def is_enough(self) -> bool:
        """Whether it is good to look at while the rest is missing: there are pictures."""
        return self.model.rowCount() > 0

    def is_painted(self) -> bool:
        """Whether there is nothing more to wait for: all pictures in view are there, or there are none to see."""
        has_pictures = self.model.rowCount() > 0 and self.window.is_in_workspace
        return self.window.is_painted and (self._is_whole or not has_pictures)

    def _fill(self) -> None:
        view = self.gallery.view
        view.all_painted.connect(self._note_painted)
        self.memory.restore_window()
        view.set_row_height(self.settings.thumbnail_height_px)
        has_key = self.memory.had_key or bool(os.environ.get("BFL_API_KEY"))
        self.library.hides_practice = not self.is_practice and self.settings.hides_practice(has_key=has_key)
        self.model.load_newest(self.library.item_ids(_NEWEST))
        wants_queue, wants_details = self.settings.queue_shown, self.memory.wants_details(self.settings.details_shown)
        if wants_queue or wants_details:
            self.window.keep_place_for_dock()
            self.gallery.set_dock(queue=wants_queue, details=not wants_queue)
        self.memory.restore_panes()

    def _note_painted(self) -> None:
        self._is_whole = True

    def _begin_list(self, folder: Path) -> None:
        """The library may carry a list of its own, or pictures that are to be listed."""
        from flux_desktop.services.repair import bring_back

        self._profile.unread_mark.touch(mode=0o600)
        bring_back(folder, self._profile.database)

    def _model_name(self, model_id: str) -> str:
        return self.catalogue.name_of(model_id)

    def _expected_size(self, request: "GenerationRequest") -> "Size":
        from flux_desktop.domain.pricing import DEFAULT_SIZE, output_size

        model = self.catalogue.models.get(request.model_id)
        return output_size(model, request) if model else request.size or DEFAULT_SIZE
