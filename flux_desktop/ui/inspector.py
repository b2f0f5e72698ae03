"""The details pane: made when it is first wanted, and told what is selected."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.library import Library
from flux_desktop.ui.details.details_pane import DetailsPane
from flux_desktop.ui.details.sources import Previews
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.label_desk import LabelDesk
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.vary_offer import VaryOffer


class Inspector(QObject):
    """What the pane shows; whether it is shown is said elsewhere."""

    locate_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(
        self,
        *,
        gallery: GalleryPage,
        theme: Theme,
        library: Library,
        previews: Previews,
        commands: PictureCommands,
        menus: Menus,
        keeping: LabelDesk,
        model_name: Callable[[str], str],
        vary_offer: VaryOffer,
    ) -> None:
        super().__init__(gallery)
        self._gallery = gallery
        self._theme = theme
        self._library = library
        self._previews = previews
        self._commands = commands
        self._menus = menus
        self._keeping = keeping
        self._model_name = model_name
        self._vary_offer = vary_offer
        self._pane: DetailsPane | None = None
        gallery.view.selection_changed.connect(self._selection_changed)
        gallery.view.gallery.changed.connect(self._item_changed)
        gallery.search_changed.connect(self._search_changed)

    def pane(self) -> DetailsPane:
        if self._pane is None:
            self._pane = self._make_pane()
            self._selection_changed()
            self._search_changed()
        return self._pane

    def _make_pane(self) -> DetailsPane:
        pane = DetailsPane(
            self._theme,
            self._library,
            self._previews,
            self._model_name,
            self._made_words,
            vary_words=self._vary_offer.words,
        )
        self._vary_offer.changed.connect(pane.refresh_all)
        pane.vary_requested.connect(self._commands.vary)
        pane.reference_requested.connect(self._commands.use_as_reference)
        pane.more_requested.connect(self._menus.show_picture_menu)
        pane.use_prompt_requested.connect(self._commands.use_prompt)
        pane.show_in_folder_requested.connect(self._commands.show_in_folder)
        pane.locate_requested.connect(self.locate_requested)
        pane.remove_requested.connect(self.remove_requested)
        self._keeping.attach(pane)
        return pane

    def keep(self) -> None:
        """Save what is being written."""
        if self._pane:
            for section in self._pane.keeping:
                section.keep_notes()

    def _made_words(self, item_id: ItemId) -> str:
        return self._gallery.view.gallery.calendar.day_words(item_id)

    def _selection_changed(self) -> None:
        if self._pane:
            self._pane.show_items(self._gallery.view.selected_array())

    def _search_changed(self) -> None:
        if self._pane:
            self._pane.light(self._gallery.search.query)

    def _item_changed(self, item_id: ItemId) -> None:
        if self._pane:
            self._pane.refresh(item_id)
