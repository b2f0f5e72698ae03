"""The details pane: made when it is first wanted, shown beside the gallery, told what is selected."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.library import Library
from flux_desktop.ui.details.details_pane import DetailsPane
from flux_desktop.ui.details.sources import Previews
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.window_memory import WindowMemory


class Inspector(QObject):
    """``wants_it`` tells whether the pane is shown when the person has not said."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        library: Library,
        previews: Previews,
        commands: PictureCommands,
        settings: SettingsFlow,
        memory: WindowMemory,
        menus: Menus,
        model_name: Callable[[str], str],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._library = library
        self._previews = previews
        self._commands = commands
        self._settings = settings
        self._memory = memory
        self._menus = menus
        self._model_name = model_name
        self._pane: DetailsPane | None = None
        window.gallery.details_toggled.connect(self.show)
        window.gallery.view.selection_changed.connect(self._selection_changed)
        window.gallery.view.gallery.changed.connect(self._item_changed)

    def begin(self) -> None:
        """At start: show the pane if the person left it so, or if there is room for it."""
        if self._memory.wants_details(self._settings.settings.details_shown):
            self._put(shown=True)

    def toggle(self) -> None:
        self.show(not (self._pane and self._pane.isVisible()))

    def show(self, shown: bool) -> None:
        self._settings.change(details_shown=shown)
        self._put(shown=shown)

    def _put(self, *, shown: bool) -> None:
        if shown and self._pane is None:
            self._pane = self._make_pane()
            self._window.set_details(self._pane)
            self._selection_changed()
        self._window.show_details(shown=shown)
        self._window.gallery.set_details(shown=shown)

    def _make_pane(self) -> DetailsPane:
        pane = DetailsPane(self._theme, self._library, self._previews, self._model_name, self._made_words)
        pane.vary_requested.connect(self._commands.vary)
        pane.reference_requested.connect(self._commands.use_as_reference)
        pane.more_requested.connect(self._menus.show_picture_menu)
        pane.use_prompt_requested.connect(self._commands.use_prompt)
        pane.show_in_folder_requested.connect(self._commands.show_in_folder)
        return pane

    def _made_words(self, item_id: ItemId) -> str:
        return self._window.gallery.view.gallery.calendar.day_words(item_id)

    def _selection_changed(self) -> None:
        if self._pane:
            self._pane.show_items(self._window.gallery.view.selected_ids())

    def _item_changed(self, item_id: ItemId) -> None:
        if self._pane:
            self._pane.refresh(item_id)
