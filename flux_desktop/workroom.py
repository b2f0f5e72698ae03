"""All that works behind the window: the engine, the account, the compose panel, the menus, and what connects them.

It is made right after the first paint, or before it when there is nothing to paint yet (see ``first_screen.py``).
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QIcon

from flux_desktop import resources
from flux_desktop.arguments import Arguments
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.errors import LibraryInUseError
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.first_screen import FirstScreen
from flux_desktop.services.engine import Engine
from flux_desktop.services.events import Event, PictureArrived
from flux_desktop.services.keeping import Keeping
from flux_desktop.services.searching import Searching
from flux_desktop.services.workers import run_apart
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.settings.key_store import KeyStore, take_system_key
from flux_desktop.settings.profile import Profile
from flux_desktop.settings.settings import Settings
from flux_desktop.trace import Trace
from flux_desktop.ui.account import Account
from flux_desktop.ui.backup_flow import BackupFlow
from flux_desktop.ui.bin_flow import BinFlow
from flux_desktop.ui.checkout import Checkout
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.draft_memory import DraftMemory
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.engine_watch import EngineWatch
from flux_desktop.ui.errors import Action, sentence_for
from flux_desktop.ui.export_flow import ExportFlow
from flux_desktop.ui.file_settings_flow import FileSettingsFlow
from flux_desktop.ui.first_run import FirstRun
from flux_desktop.ui.grouping_menu import GroupingMenu
from flux_desktop.ui.import_flow import ImportFlow
from flux_desktop.ui.import_settings import ImportSettings
from flux_desktop.ui.inspector import Inspector
from flux_desktop.ui.keeping_commands import KeepingCommands
from flux_desktop.ui.keeping_flow import KeepingFlow
from flux_desktop.ui.label_desk import LabelDesk
from flux_desktop.ui.leaving import Leaving
from flux_desktop.ui.library_hold import LibraryHold
from flux_desktop.ui.making import Making
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.move_flow import MoveFlow
from flux_desktop.ui.notices import Notices
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.prompt_history_desk import PromptHistoryDesk
from flux_desktop.ui.queue_flow import QueueFlow
from flux_desktop.ui.reference_commands import ReferenceCommands
from flux_desktop.ui.reference_pictures import ReferencePictures
from flux_desktop.ui.search_flow import SearchFlow
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.side_dock import SideDock
from flux_desktop.ui.spending_settings import SpendingSettings
from flux_desktop.ui.spending_watch import SpendingWatch
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.template_desk import TemplateDesk
from flux_desktop.ui.tracing import trace_event, trace_making, trace_search
from flux_desktop.ui.undo import UndoStack
from flux_desktop.ui.undo_commands import UndoCommands
from flux_desktop.ui.variation_commands import VariationCommands
from flux_desktop.ui.viewer_flow import ViewerFlow
from flux_desktop.ui.watch_flow import WatchFlow

if TYPE_CHECKING:
    import asyncio

_DRIVE_PATIENCE_S = 2.0


class Workroom(QObject):
    """Makes everything in its constructor and starts it in ``begin``. ``end`` is what leaves the program."""

    def __init__(
        self,
        screen: FirstScreen,
        profile: Profile,
        arguments: Arguments,
        trace: Trace | None,
        *,
        tasks: TaskSet,
        end: Callable[[], None],
    ) -> None:
        super().__init__()
        self._screen, self._profile, self._arguments, self._trace = screen, profile, arguments, trace
        self._tasks = tasks
        self._end = end
        self._hold: LibraryHold | None = None
        self._may_create = True
        self._make_services()
        self._make_panel()
        self._make_flows()
        self._make_commands()
        self._connect()
        self._take_place()

    @property
    def key_text(self) -> str | None:
        """For taking the key out of what is logged."""
        return self._account.key_text

    async def hold_library(self, ended: "asyncio.Event") -> bool:
        """Before ``begin``: see that no other program keeps this library. ``False``: the person leaves instead."""
        self._hold = LibraryHold(self._screen.window)
        self._may_create = await self._may_create_library()
        return await self._hold.take(self._screen.library.folder, may_create=self._may_create, ended=ended)

    def begin(self) -> None:
        """Start it all, once the window's loop runs."""
        if self._may_create:
            self._engine.use_library(self._screen.library.folder)
        self._engine.start()
        self._account.begin()
        self._screen.model.load_rest()
        self._import.begin()
        self._watched.begin()
        self._queue.begin()
        self._making.begin()
        self._spending.refresh()
        self._bin.begin()
        self._move.begin()
        if self._screen.settings_file.report:
            self._screen.window.toasts.show(self._screen.settings_file.report)
        self._screen.theme.ask_desktop()

    async def _may_create_library(self) -> bool:
        """A library that is in use and gone is on a drive that is not connected: it is not made anew elsewhere. Nor is
        it on a drive that does not answer, which nobody waits for."""
        import asyncio

        if not self._screen.model.rowCount():
            return True
        looking = asyncio.wrap_future(run_apart("flux-look", os.path.isdir, self._screen.library.folder.parent))
        done, _ = await asyncio.wait([looking], timeout=_DRIVE_PATIENCE_S)
        return bool(done) and looking.result()

    async def check(self) -> bool:
        """The self-check: whether a picture can be made here."""
        from flux_desktop.ui.self_check import SelfCheck

        check = SelfCheck(self._screen.window, self._bridge, self._screen.library)
        return await check.run(self._arguments.screenshot)

    async def stop(self) -> None:
        """Keep everything, and end the engine as soon as that loses nothing."""
        self.leaving.stop()
        for work in (self._export, self._backup, self._move):
            await work.stop()
        self._watched.stop()
        self._import.stop()
        self._inspector.keep()
        self._screen.memory.keep()
        self._draft.keep()
        self._history.keep()
        self._templates.keep()
        self._settings.keep()
        self._first_run.end()
        self._viewer.stop()
        self._screen.gallery.search.stop()
        self._screen.loader.stop()
        await self._tasks.cancel_all()
        await answer(self._engine.stop())
        if self._hold:
            self._hold.release()

    def close(self) -> None:
        """Let go of the keychain."""
        self._keys.close()

    # Making

    def _make_services(self) -> None:
        screen, settings = self._screen, self._screen.settings
        self._bridge = EngineBridge(self)
        self._engine = Engine(
            profile_database=self._profile.database,
            held=self._profile.held,
            library=screen.library.folder,
            catalogue=screen.catalogue,
            sink=self._on_event,
        )
        self._engine.set_limit(settings.at_most_at_once)
        self._engine.write_settings_into_files(settings.embed_settings)
        self._keys = KeyStore(self._profile.keychain_service, system_key=take_system_key(os.environ))
        chosen = self._arguments.server
        self._account = Account(
            self._engine,
            self._keys,
            self._tasks,
            settings.server if chosen is None or chosen.is_practice else chosen,
            screen.catalogue[screen.catalogue.default_model],
            practice=screen.is_practice,
        )

    def _make_panel(self) -> None:
        screen = self._screen
        self._panel = ComposePanel(screen.catalogue, screen.theme)
        self._draft = DraftMemory(self._panel, JsonFile(self._profile.draft_file))
        self._history = PromptHistoryDesk(
            self._panel,
            screen.theme,
            JsonFile(self._profile.prompts_file),
            toasts=screen.window.toasts,
            fetcher=screen.loader,
            library=screen.library,
        )
        self._templates = TemplateDesk(
            self._panel,
            screen.theme,
            JsonFile(self._profile.templates_file),
            catalogue=screen.catalogue,
            toasts=screen.window.toasts,
            fetcher=screen.loader,
        )
        file_format = screen.settings.output_format.value
        self._draft.restore(RequestDraft(screen.catalogue.default_model, file_format=file_format))
        screen.window.set_panel(self._panel)
        screen.gallery.view.jobs.usual_s = self._engine.usual_s

    def _make_flows(self) -> None:
        """What connects the window with the engine."""
        screen, window = self._screen, self._screen.window
        self._first_run = FirstRun(window, self._account, screen.theme)
        self._settings = SettingsFlow(
            window=window,
            theme=screen.theme,
            account=self._account,
            file=screen.settings_file,
            settings=screen.settings,
            usual_library=self._arguments.library or self._profile.library_default(),
            logs=self._profile.logs,
            thumbnails_bytes=screen.library.thumbnails_bytes,
        )
        self.leaving = Leaving(window, self._bridge, self._account, self._settings, self._end)
        self._spending = SpendingWatch(
            panel=self._panel,
            engine=self._engine,
            bridge=self._bridge,
            library=screen.library,
            account=self._account,
            settings=self._settings,
        )
        database = self._profile.database
        self._spending_settings = SpendingSettings(self._spending, screen.catalogue, database, self._tasks)
        self._settings.opened.connect(self._spending_settings.attach)
        self._checkout = Checkout(
            window=window, settings=self._settings, watch=self._spending, toasts=window.toasts, tasks=self._tasks
        )
        pictures = ReferencePictures(screen.library)
        self._making = Making(
            panel=self._panel,
            engine=self._engine,
            library=screen.library,
            pictures=pictures,
            account=self._account,
            catalogue=screen.catalogue,
            toasts=window.toasts,
            tasks=self._tasks,
            checkout=self._checkout,
            clock_us=self._trace.now_us if self._trace else lambda: 0.0,
        )
        self._notices = self._make_notices()
        self._reference_commands = ReferenceCommands(
            panel=self._panel,
            theme=screen.theme,
            engine=self._engine,
            pictures=pictures,
            toasts=window.toasts,
            tasks=self._tasks,
        )
        self._watch = EngineWatch(
            bridge=self._bridge,
            engine=self._engine,
            gallery=screen.gallery,
            making=self._making,
            account=self._account,
            settings=self._settings,
            library=screen.library,
            notices=self._notices,
        )

    def _make_commands(self) -> None:
        """What a person can ask for."""
        screen = self._screen
        self._commands = PictureCommands(
            model=screen.model,
            library=screen.library,
            engine=self._engine,
            panel=self._panel,
            making=self._making,
            checkout=self._checkout,
            toasts=screen.window.toasts,
            tasks=self._tasks,
        )
        self._menus = Menus(
            screen.window,
            self._commands,
            open_picture=self._open_picture,
            zoom=self._zoom,
            toggle_full_screen=self._toggle_full_screen,
            open_settings=self._settings.open,
            toggle_details=self._toggle_details,
            toggle_queue=self._toggle_queue,
            toggle_pause=self._watch.toggle_pause,
            try_again=self._engine.try_again,
            end=self.leaving.request,
        )
        self._variations = VariationCommands(screen.window, self._menus, screen.library)
        self._export = ExportFlow(
            window=screen.window,
            theme=screen.theme,
            model=screen.model,
            library=screen.library,
            database=self._profile.database,
            model_name=screen.catalogue.name_of,
            memory=screen.memory,
            tasks=self._tasks,
        )
        self._export.attach(self._menus, self._commands)
        self._backup = BackupFlow(
            window=screen.window,
            theme=screen.theme,
            engine=self._engine,
            library=screen.library,
            database=self._profile.database,
            memory=screen.memory,
            tasks=self._tasks,
            reload=self._reload,
        )
        self._backup.attach(self._menus)
        self._move = MoveFlow(
            window=screen.window,
            theme=screen.theme,
            engine=self._engine,
            library=screen.library,
            settings=self._settings,
            database=self._profile.database,
            state_file=self._profile.move_file,
            tasks=self._tasks,
        )
        self._file_settings = FileSettingsFlow(
            panel=self._panel,
            library=screen.library,
            catalogue=screen.catalogue,
            toasts=screen.window.toasts,
            tasks=self._tasks,
        )
        self._file_settings.attach(self._menus)
        self._commands.settings_found.connect(self._file_settings.use)
        self._import = ImportFlow(
            window=screen.window,
            theme=screen.theme,
            library=screen.library,
            engine=self._engine,
            settings=self._settings,
            tasks=self._tasks,
            unread_mark=self._profile.unread_mark,
        )
        self._import.attach(self._menus)
        self._watched = WatchFlow(self._engine, self._import, self._tasks)
        self._import_settings = ImportSettings(self._settings, self._import, self._watched)
        self._settings.opened.connect(self._import_settings.attach)
        self._make_keeping()
        self._make_dock()

    def _make_keeping(self) -> None:
        """What people keep and throw away."""
        screen, window, undo = self._screen, self._screen.window, UndoStack(self)
        keeping, toasts = Keeping(self._engine), window.toasts
        self._keeping = KeepingFlow(
            keeping=keeping,
            library=screen.library,
            gallery=screen.gallery,
            stack=undo,
            toasts=toasts,
            tasks=self._tasks,
        )
        self._bin = BinFlow(
            window=window,
            theme=screen.theme,
            gallery=screen.gallery,
            library=screen.library,
            keeping=keeping,
            flow=self._keeping,
            settings=self._settings,
            toasts=toasts,
            tasks=self._tasks,
            close_viewer=self._close_viewer,
        )
        self._labels = LabelDesk(
            window=window,
            theme=screen.theme,
            keeping=keeping,
            flow=self._keeping,
            toasts=toasts,
            tasks=self._tasks,
            search=self._search,
        )
        UndoCommands(window, self._menus, undo)
        KeepingCommands(window, self._menus, self._keeping, self._bin, self._labels)

    def _make_dock(self) -> None:
        """What is shown at the right."""
        screen = self._screen
        self._inspector = Inspector(
            gallery=screen.gallery,
            theme=screen.theme,
            library=screen.library,
            previews=screen.loader,
            commands=self._commands,
            menus=self._menus,
            keeping=self._labels,
            model_name=screen.catalogue.name_of,
        )
        self._queue = QueueFlow(
            gallery=screen.gallery,
            theme=screen.theme,
            library=screen.library,
            thumbnails=screen.loader,
            engine=self._engine,
            bridge=self._bridge,
            account=self._account,
            settings=self._settings,
            commands=self._commands,
            notices=self._notices,
            toasts=screen.window.toasts,
        )
        self._dock = SideDock(
            window=screen.window,
            settings=self._settings,
            memory=screen.memory,
            details=self._inspector.pane,
            queue=self._queue.pane,
        )
        self._queue.close_requested.connect(self._dock.close_queue)
        self._queue.show_requested.connect(lambda: self._dock.show_queue(shown=True))
        self._viewer = ViewerFlow(
            window=screen.window,
            theme=screen.theme,
            library=screen.library,
            commands=self._commands,
            menus=self._menus,
            dock=self._dock,
            keeping=self._keeping,
            throw_away=self._bin.throw_away,
            delete_for_ever=self._bin.delete_for_ever,
            price_of=self._commands.price_of_varying,
        )
        self._search_flow = SearchFlow(
            window=screen.window,
            theme=screen.theme,
            library=screen.library,
            searching=Searching(self._engine),
            tasks=self._tasks,
            menus=self._menus,
            show_gallery=self._viewer.close,
        )
        self._grouping = GroupingMenu(self._menus, screen.gallery.view, self._settings)

    def _make_notices(self) -> Notices:
        """The banner, and what the buttons in it and on the tiles do for the whole program."""
        banner = Banner(self._screen.theme)
        self._screen.gallery.set_banner(banner)
        actions: dict[Action, Callable[[], None]] = {
            Action.ADD_CREDITS: open_dashboard,
            Action.CHOOSE_FOLDER: lambda: self._settings.open("Pictures"),
            Action.ENTER_KEY: lambda: self._settings.open("Account"),
            Action.OPEN_DASHBOARD: open_dashboard,
            Action.QUIT: self.leaving.request,
            Action.RESUME: self._engine.resume,
            Action.TRY_AGAIN: self._engine.try_again,
            Action.UNLOCK: lambda: self._account.look_for_key(may_ask=True),
        }
        self._screen.gallery.view.action_requested.connect(lambda _id, action: actions[Action(action)]())
        return Notices(banner, actions)

    def _connect(self) -> None:
        """What one feature tells another."""
        screen, account = self._screen, self._account
        screen.gallery.view.row_height_changed.connect(lambda px: self._settings.change(thumbnail_height_px=px))
        screen.gallery.prompt_suggested.connect(self._panel.use_prompt)
        screen.gallery.view.price_words = self._making.price_words
        self._making.queued.connect(self._history.queued)
        self._panel.change_limit_requested.connect(lambda: self._settings.open("Spending"))
        self._commands.follow(screen.gallery)
        screen.gallery.view.favourite_toggled.connect(self._keeping.set_favourite)
        self._first_run.practice_chosen.connect(lambda: self._settings.change(practice=True))
        self._settings.changed.connect(self._settings_changed)
        self._settings.clear_thumbnails_requested.connect(self._clear_thumbnails)
        account.searched.connect(self._key_searched)
        account.changed.connect(lambda: screen.memory.set_had_key(account.is_key_kept))
        if self._trace:
            trace_making(self._trace, screen.window, self._making)
            trace_search(self._trace, screen.window)

    def _take_place(self) -> None:
        """Show in the window what belongs there at the start."""
        self._screen.window.setWindowIcon(QIcon(str(resources.path("icons/flux-desktop.svg"))))
        self._dock.begin()
        if self._account.is_ready or self._screen.memory.had_key or self._screen.is_enough:
            self._panel.focus_prompt()
        else:
            self._first_run.begin()

    # Slots

    def _on_event(self, event: Event) -> None:
        """In the engine's thread."""
        if self._trace:
            trace_event(self._trace, event)
        if isinstance(event, PictureArrived):
            self._screen.loader.begin_arrival(event.generation_id, event.data)
        self._bridge.post(event)

    def _open_picture(self, item_id: ItemId) -> None:
        self._viewer.open(item_id)

    def _close_viewer(self) -> None:
        self._viewer.close()

    def _search(self, text: str) -> None:
        """Show what this finds, in the gallery."""
        from flux_desktop.domain.search_query import parse

        self._viewer.close()
        self._screen.gallery.search.set_query(parse(text))

    def _zoom(self, steps: int) -> None:
        self._viewer.zoom(steps)

    def _toggle_full_screen(self) -> None:
        self._viewer.toggle_full_screen()

    def _toggle_details(self) -> None:
        self._dock.toggle_details()

    def _toggle_queue(self) -> None:
        self._dock.toggle_queue()

    def _key_searched(self) -> None:
        """Without a key, whoever has pictures looks at them; the panel and the banner say what is missing."""
        if not self._account.is_ready and self._account.trouble is None and not self._screen.model.rowCount():
            self._first_run.begin()

    def _settings_changed(self, before: Settings, after: Settings) -> None:
        """Everything that is chosen in Settings applies at once."""
        view, library = self._screen.gallery.view, self._screen.library
        self._screen.theme.apply(after.theme.value)
        view.set_row_height(after.thumbnail_height_px)
        self._engine.set_limit(after.at_most_at_once)
        self._engine.write_settings_into_files(after.embed_settings)
        if (after.server, after.practice) != (before.server, before.practice):
            self._account.use(after.server, practice=after.practice)  # not before: the command line may have named one
        if after.library != before.library:
            library.folder = Path(after.library or self._arguments.library or self._profile.library_default())
            self._engine.use_library(library.folder)
            if self._hold:
                self._tasks.start(self._hold_other(self._hold, before))
            self._viewer.close()
            view.reload_pictures()

    async def _hold_other(self, hold: LibraryHold, before: Settings) -> None:
        """Another library was chosen: it is ours now, or the choice is taken back."""
        try:
            await hold.move(self._screen.library.folder)
        except LibraryInUseError as error:
            self._screen.window.toasts.show(sentence_for(error))
            self._settings.change(library=before.library)

    def _reload(self) -> None:
        """Everything may have changed."""
        self._viewer.close()
        self._screen.model.load()
        self._screen.gallery.view.reload_pictures()

    def _clear_thumbnails(self) -> None:
        self._screen.library.clear_thumbnails()
        self._screen.gallery.view.reload_pictures()


def open_dashboard() -> None:
    """Where BFL sells credits and makes keys, in the browser."""
    QDesktopServices.openUrl(QUrl("https://dashboard.bfl.ai"))
