"""The viewer in the place of the gallery: made when a picture is first opened, and kept in step with the gallery."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.library import Library
from flux_desktop.ui.keeping_flow import KeepingFlow
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.side_dock import SideDock
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.viewer.images import Trouble
from flux_desktop.ui.viewer.viewer_page import ViewerPage


class ViewerFlow(QObject):
    """``price_of`` words what a variation of a picture costs; ``throw_away`` and ``delete_for_ever`` are Delete and
    Shift+Delete. ``file_missed`` names a picture whose file is not where it should be."""

    file_missed = Signal(object)

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        library: Library,
        commands: PictureCommands,
        menus: Menus,
        dock: SideDock,
        keeping: KeepingFlow,
        throw_away: Callable[[Sequence[ItemId]], None],
        delete_for_ever: Callable[[Sequence[ItemId]], None],
        price_of: Callable[[ItemId], str],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._library = library
        self._commands = commands
        self._menus = menus
        self._dock = dock
        self._keeping = keeping
        self._throw_away = throw_away
        self._delete_for_ever = delete_for_ever
        self._price_of = price_of
        self._page: ViewerPage | None = None
        window.gallery.view.picture_activated.connect(self.open)

    @property
    def is_open(self) -> bool:
        return self._page is not None and self._window.pages.currentWidget() is self._page

    def open(self, item_id: ItemId) -> None:
        """Look at this picture; a job that has none yet stays where it is."""
        page = self._page = self._page or self._make()
        if not page.open(item_id, self._window.gallery.view.loader.pixmap(item_id)):
            return
        self._window.pages.setCurrentWidget(page)
        page.set_details(shown=self._dock.shows_details)
        page.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Back to the gallery; at once, for what concerns all pictures."""
        if self._page and self.is_open:
            self._page.close_viewer()

    def zoom(self, steps: int) -> None:
        """Larger or smaller: the open picture, or the pictures of the gallery."""
        if self._page is None or not self.is_open:
            self._window.gallery.view.zoom(steps)
        elif steps > 0:
            self._page.canvas.zoom_in()
        else:
            self._page.canvas.zoom_out()

    def refresh_price(self) -> None:
        """Varying the open picture may cost something else now."""
        if self._page and self.is_open:
            self._page.refresh_price()

    def toggle_full_screen(self) -> None:
        """The whole window, or nothing but the open picture."""
        self._set_full_screen(not self._window.isFullScreen())

    def stop(self) -> None:
        """End the viewer's threads."""
        if self._page:
            self._page.stop()

    def _make(self) -> ViewerPage:
        page = ViewerPage(self._theme, self._library, self._price_of)
        model = self._window.gallery.view.gallery
        page.set_ids(model)
        self._window.pages.addWidget(page)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(page.order_changed)
        model.changed.connect(page.row_changed)
        model.dataChanged.connect(self._rows_changed)
        page.stock.came.connect(self._look_for_trouble)
        page.closed.connect(self._closed)
        page.current_changed.connect(lambda item_id: self._window.gallery.view.select_ids([item_id]))
        page.vary_requested.connect(self._commands.vary)
        page.reference_requested.connect(self._commands.use_as_reference)
        page.edit_again_requested.connect(self._commands.edit_again)
        page.favourite_toggled.connect(self._keeping.set_favourite)
        page.rated.connect(self._keeping.set_rating)
        page.bin_requested.connect(self._throw_away)
        page.delete_requested.connect(self._delete_for_ever)
        page.copy_requested.connect(self._commands.copy_picture)
        page.save_copy_requested.connect(lambda item_id: self._commands.save_copies([item_id]))
        page.menu_requested.connect(self._menus.show_picture_menu)
        page.details_toggled.connect(self._dock.show_details)
        page.full_screen_requested.connect(self._set_full_screen)
        self._dock.details_shown.connect(lambda shown: page.set_details(shown=shown))
        return page

    def _look_for_trouble(self, item_id: ItemId) -> None:
        if self._page and self._page.stock.decoder.trouble(item_id) is Trouble.MISSING:
            self.file_missed.emit(item_id)

    def _rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self._page and self.is_open:
            for number in range(first.row(), last.row() + 1):
                self._page.row_changed(self._window.gallery.view.gallery.id_at(number))

    def _closed(self, item_id: ItemId | None) -> None:
        view = self._window.gallery.view
        if self._window.isFullScreen():
            self._set_full_screen(is_full=False)
        self._window.pages.setCurrentWidget(self._window.gallery)
        if item_id is not None:
            view.select_ids([item_id])
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_full_screen(self, is_full: bool) -> None:
        self._window.showFullScreen() if is_full else self._window.showNormal()
        self._window.show_page_alone(is_alone=is_full and self.is_open)
        if self._page and self.is_open:
            self._page.set_full_screen(is_full)
