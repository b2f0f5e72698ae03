"""Variations of a picture: everything that made it is set up again, but for one thing. Nothing is sent by itself."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.seeds import nth_seed
from flux_desktop.services.library import Library
from flux_desktop.ui.actions import Command
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus

_SEEDS = 4


class VariationCommands(QObject):
    """Commands in the menus of pictures; each leads the keyboard to what is to be chosen."""

    def __init__(self, window: MainWindow, menus: Menus, library: Library) -> None:
        super().__init__(window)
        self._window, self._panel, self._library = window, window.panel, library
        self._view = window.gallery.view
        menus.add_menu_for_pictures(
            "variations",
            "More var&iations",
            [
                Command("editNewSeed", "Edit again with a &new seed", self.new_seed, ("Shift+E",), self._view),
                Command("varyModel", "Same seed, other &model…", self.other_model),
                Command("varyShape", "Same seed, other s&hape…", self.other_shape),
                Command("varySeeds", "&Seeds near this one…", self.seeds_near),
                Command("varyGrid", "Se&veral models and shapes…", self.several),
            ],
            before="usePrompt",
        )

    def new_seed(self) -> None:
        """Everything but the seed."""
        if self._set_up(keep_seed=False):
            self._panel.focus_prompt()

    def other_model(self) -> None:
        if self._set_up():
            self._panel.picker.open_list()

    def other_shape(self) -> None:
        if self._set_up():
            self._panel.focus_field("shape")

    def seeds_near(self) -> None:
        """The seeds that follow, so that Generate is all that is left to press."""
        if self._set_up(further=1):
            if self._panel.draft.count == 1:
                self._panel.footer.stepper.set_count(_SEEDS)
            self._panel.footer.generate.setFocus(Qt.FocusReason.OtherFocusReason)

    def several(self) -> None:
        """Several models and shapes at one click."""
        if self._set_up():
            self._panel.grid_requested.emit()

    def _set_up(self, *, further: int = 0, keep_seed: bool = True) -> bool:
        """Show in the panel what made the current picture, with the seed it had or one ``further`` on, or with none."""
        item_id = self._view.current_id()
        request = None if item_id is None else self._request(item_id, further)
        if request is None:
            self._window.toasts.show("How this picture was made is not known.")
            return False
        if not self._panel.isVisible():
            self._window.toggle_panel()
        self._panel.edit_request(request, keep_seed=keep_seed)
        return True

    def _request(self, item_id: ItemId, further: int) -> GenerationRequest | None:
        details = self._library.details(item_id)
        if details is None or details.request is None:
            return None
        seed = details.row.seed
        if seed is None:
            return details.request
        return replace(details.request, settings={**details.request.settings, "seed": nth_seed(seed, further)})
