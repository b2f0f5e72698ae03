"""Where pictures are looked at, found, kept and thrown away: the commands, the menus, the viewer and the dock."""

from PySide6.QtCore import QObject

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.rooms.context import RoomContext
from flux_desktop.rooms.making_room import MakingRoom
from flux_desktop.services.keeping import Keeping
from flux_desktop.services.searching import Searching
from flux_desktop.ui.bin_flow import BinFlow
from flux_desktop.ui.file_settings_flow import FileSettingsFlow
from flux_desktop.ui.grouping_menu import GroupingMenu
from flux_desktop.ui.inspector import Inspector
from flux_desktop.ui.keeping_commands import KeepingCommands
from flux_desktop.ui.keeping_flow import KeepingFlow
from flux_desktop.ui.label_desk import LabelDesk
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.open_with import OpenWith
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.practice_flow import PracticeFlow
from flux_desktop.ui.queue_flow import QueueFlow
from flux_desktop.ui.search_flow import SearchFlow
from flux_desktop.ui.side_dock import SideDock
from flux_desktop.ui.tracing import trace_search
from flux_desktop.ui.undo import UndoStack
from flux_desktop.ui.undo_commands import UndoCommands
from flux_desktop.ui.variation_commands import VariationCommands
from flux_desktop.ui.vary_offer import VaryOffer
from flux_desktop.ui.viewer_flow import ViewerFlow


class PictureRoom(QObject):
    """Everything is made in the constructor and started by ``begin``."""

    def __init__(self, context: RoomContext, making: MakingRoom, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._making = making
        self._make_commands()
        self._make_keeping()
        self._make_dock()
        self._make_finding()
        self._connect()

    def begin(self) -> None:
        self.queue.begin()
        self.bin.begin()

    def stop(self) -> None:
        self.inspector.keep()
        self.viewer.stop()
        self._context.screen.gallery.search.stop()

    def take_place(self) -> None:
        """Show at the right what was there the last time."""
        self.dock.begin()

    def close_viewer(self) -> None:
        self.viewer.close()

    def reload(self) -> None:
        """Everything may have changed."""
        self.viewer.close()
        self._context.screen.model.load()
        self._context.screen.gallery.view.reload_pictures()

    def _make_commands(self) -> None:
        """What a person can ask for."""
        context, screen = self._context, self._context.screen
        self.commands = PictureCommands(
            model=screen.model,
            library=screen.library,
            engine=context.engine,
            panel=self._making.panel,
            making=self._making.making,
            checkout=self._making.checkout,
            toasts=screen.window.toasts,
            tasks=context.tasks,
        )
        self._vary_offer = VaryOffer(self._making.panel, screen.library, screen.catalogue, context.account)
        self.menus = Menus(
            screen.window,
            self.commands,
            open_picture=self._open_picture,
            zoom=self._zoom,
            toggle_full_screen=self._toggle_full_screen,
            open_settings=context.settings.open,
            toggle_details=self._toggle_details,
            toggle_queue=self._toggle_queue,
            toggle_pause=self._making.watch.toggle_pause,
            try_again=context.engine.try_again,
            end=context.leaving.request,
            vary_words=self._vary_offer.words,
        )
        self._variations = VariationCommands(screen.window, self.menus, screen.library)
        screen.gallery.templates_requested.connect(self.menus.actions["templates"].trigger)
        self.open_with = OpenWith(screen.window, self.menus, self.commands)
        self._file_settings = FileSettingsFlow(
            panel=self._making.panel,
            library=screen.library,
            catalogue=screen.catalogue,
            toasts=screen.window.toasts,
            tasks=context.tasks,
        )
        self._file_settings.attach(self.menus)

    def _make_keeping(self) -> None:
        """What people keep and throw away."""
        context, screen, window = self._context, self._context.screen, self._context.screen.window
        undo, keeping, toasts = UndoStack(self), Keeping(context.engine), window.toasts
        self.keeping = KeepingFlow(
            keeping=keeping,
            library=screen.library,
            gallery=screen.gallery,
            stack=undo,
            toasts=toasts,
            tasks=context.tasks,
        )
        self.bin = BinFlow(
            window=window,
            theme=screen.theme,
            gallery=screen.gallery,
            library=screen.library,
            keeping=keeping,
            flow=self.keeping,
            settings=context.settings,
            toasts=toasts,
            tasks=context.tasks,
            close_viewer=self.close_viewer,
        )
        self.labels = LabelDesk(
            window=window,
            theme=screen.theme,
            keeping=keeping,
            flow=self.keeping,
            toasts=toasts,
            tasks=context.tasks,
            search=self._search,
        )
        UndoCommands(window, self.menus, undo)
        KeepingCommands(
            window,
            self.menus,
            flow=self.keeping,
            bin_flow=self.bin,
            labels=self.labels,
            dismiss=self.commands.dismiss,
        )

    def _make_dock(self) -> None:
        """What is shown at the right."""
        context, screen = self._context, self._context.screen
        self.inspector = Inspector(
            gallery=screen.gallery,
            theme=screen.theme,
            library=screen.library,
            previews=screen.loader,
            commands=self.commands,
            menus=self.menus,
            keeping=self.labels,
            model_name=screen.catalogue.name_of,
            vary_offer=self._vary_offer,
        )
        self.queue = QueueFlow(
            gallery=screen.gallery,
            theme=screen.theme,
            library=screen.library,
            thumbnails=screen.loader,
            engine=context.engine,
            bridge=context.bridge,
            account=context.account,
            settings=context.settings,
            commands=self.commands,
            notices=context.notices,
            toasts=screen.window.toasts,
        )
        self.dock = SideDock(
            window=screen.window,
            settings=context.settings,
            memory=screen.memory,
            details=self.inspector.pane,
            queue=self.queue.pane,
        )

    def _make_finding(self) -> None:
        context, screen = self._context, self._context.screen
        self.viewer = ViewerFlow(
            window=screen.window,
            theme=screen.theme,
            library=screen.library,
            commands=self.commands,
            menus=self.menus,
            dock=self.dock,
            keeping=self.keeping,
            throw_away=self.bin.throw_away,
            delete_for_ever=self.bin.delete_for_ever,
            price_of=self._vary_offer.words,
        )
        self.search_flow = SearchFlow(
            window=screen.window,
            theme=screen.theme,
            library=screen.library,
            searching=Searching(context.engine),
            tasks=context.tasks,
            menus=self.menus,
            show_gallery=self.close_viewer,
        )
        self.keeping.recorded.connect(self.search_flow.follow)
        PracticeFlow(screen.window, screen.library, context.account, context.settings, screen.memory)
        self.grouping = GroupingMenu(self.menus, screen.gallery.view, context.settings)

    def _connect(self) -> None:
        gallery = self._context.screen.gallery
        self.commands.follow(gallery)
        gallery.view.price_words = lambda row: self._vary_offer.words(row.id)
        self._vary_offer.changed.connect(self.menus.show_price_of_selection)
        self._vary_offer.changed.connect(self.viewer.refresh_price)
        self.commands.settings_found.connect(self._file_settings.use)
        gallery.view.favourite_toggled.connect(self.keeping.set_favourite)
        self.queue.close_requested.connect(self.dock.close_queue)
        self.queue.show_requested.connect(lambda: self.dock.show_queue(shown=True))
        if self._context.trace:
            trace_search(self._context.trace, self._context.screen.window)

    # What the menus ask of parts that are made after them

    def _open_picture(self, item_id: ItemId) -> None:
        self.viewer.open(item_id)

    def _zoom(self, steps: int) -> None:
        self.viewer.zoom(steps)

    def _toggle_full_screen(self) -> None:
        self.viewer.toggle_full_screen()

    def _toggle_details(self) -> None:
        self.dock.toggle_details()

    def _toggle_queue(self) -> None:
        self.dock.toggle_queue()

    def _search(self, text: str) -> None:
        """Show what this finds, in the gallery."""
        from flux_desktop.domain.search_query import parse

        self.viewer.close()
        self._context.screen.gallery.search.set_query(parse(text))
