"""The composition root: makes every object, connects them, starts them after the first paint and ends them.

The window is painted first. What it can do without until then (asyncio, the engine, the keychain, D-Bus) is imported
and started afterwards.
"""

import os
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from flux_desktop import resources
from flux_desktop.arguments import Arguments
from flux_desktop.crash import CrashReporter
from flux_desktop.domain.catalogue import Catalogue, CatalogueError
from flux_desktop.domain.draft import RequestDraft
from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.pricing import DEFAULT_SIZE, output_size
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.engine import Engine
from flux_desktop.services.events import Event
from flux_desktop.services.library import Library
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.settings.key_store import KeyStore, take_system_key
from flux_desktop.settings.profile import Profile
from flux_desktop.settings.settings import Settings
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.storage.database import prepare
from flux_desktop.trace import Trace
from flux_desktop.ui.account import PRACTICE, Account
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.engine_watch import EngineWatch
from flux_desktop.ui.errors import Action, sentence_for
from flux_desktop.ui.event_loop import Collector, run_until, wait_for_paint
from flux_desktop.ui.first_run import FirstRun
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.gallery.thumbnail_loader import ThumbnailLoader
from flux_desktop.ui.inspector import Inspector
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.making import Making
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.notices import Notices
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.single_instance import SingleInstance
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.support.question import tell
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.tracing import trace_event, trace_window
from flux_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    import asyncio

APPLICATION_ID = "io.github.flux_desktop.FluxDesktop"
FIRST_SCREEN = 60
"""So many pictures are read for the first paint: more than any screen shows at the usual size of thumbnails."""

_WEDGED = 9
_OWN_MODELS = "models.json"
_END_PATIENCE_S = 12.0
"""The longest that leaving may take: ten seconds for a request on its way, and a little more."""


def run(arguments: Arguments) -> int:
    """Start the program and return its exit status when the window is closed."""
    if not arguments.self_check:
        return _run_in(Profile(arguments.profile) if arguments.profile else Profile.default(), arguments)
    with tempfile.TemporaryDirectory(prefix="flux-desktop-check-") as folder:
        checked = replace(arguments, server=PRACTICE, library=Path(folder, "library"))
        return _run_in(Profile(Path(folder, "profile")), checked)


def _run_in(profile: Profile, arguments: Arguments) -> int:
    trace = Trace(arguments.trace) if arguments.trace else None
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    try:
        profile.prepare()
        instance = SingleInstance(profile.lock_file, profile.server_socket_name)
        if not instance.acquire():
            return 0 if instance.ask_other_to_show() else _refuse("Flux Desktop is running already, but not answering.")
        try:
            return Application(app, profile, arguments, trace, instance).live()
        finally:
            instance.release()
    except FluxDesktopError as error:
        return _refuse(f"{sentence_for(error)} ({error})")
    finally:
        if trace:
            trace.close()
    return 0


class Application(QObject):
    """All objects of a running program."""

    def __init__(
        self, app: QApplication, profile: Profile, arguments: Arguments, trace: Trace | None, instance: SingleInstance
    ) -> None:
        super().__init__()
        self._app, self._profile, self._arguments = app, profile, arguments
        self._trace, self._instance = trace, instance
        app.setApplicationName("Flux Desktop")
        app.setDesktopFileName(APPLICATION_ID)
        app.setQuitOnLastWindowClosed(False)
        self._collector = Collector(self)
        self._crashes = CrashReporter(profile.logs, self._redact)
        self._settings_file = SettingsFile(profile.settings_file)
        self._settings_at_start = self._settings_file.load()
        self._catalogue = _catalogue(profile.root / _OWN_MODELS)
        self._tasks = TaskSet(self._crashes.report)
        self._theme = Theme(app)
        self._theme.apply(self._settings_at_start.theme.value)
        self._closed: asyncio.Event | None = None
        self._status = 0
        self._is_whole = False
        self._make_services()
        self._make_window()
        self._make_flows()
        self._connect()

    def _make_services(self) -> None:
        profile, settings = self._profile, self._settings_at_start
        folder = self._arguments.library or Path(settings.library or profile.library_default())
        prepare(profile.database)
        self._library = Library(profile.database, profile.thumbnails, folder)
        self._bridge = EngineBridge(self)
        self._engine = Engine(
            profile_database=profile.database,
            held=profile.held,
            library=folder,
            catalogue=self._catalogue,
            sink=self._on_event,
        )
        self._engine.set_limit(settings.at_most_at_once)
        self._keys = KeyStore(profile.keychain_service, system_key=take_system_key(os.environ))
        chosen = self._arguments.server
        self._account = Account(
            self._engine,
            self._keys,
            self._tasks,
            settings.server if chosen is None or chosen.is_practice else chosen,
            self._catalogue[self._catalogue.default_model],
            practice=settings.practice if chosen is None else chosen.is_practice,
        )

    def _make_window(self) -> None:
        """The window with everything in it that the first paint shows."""
        self._model = GalleryModel(self._library, self._catalogue.name_of, self._expected_size)
        self._loader = ThumbnailLoader(self._library)
        self._panel = ComposePanel(self._catalogue, self._theme)
        self._gallery = GalleryPage(self._theme, self._model, self._loader, self._engine.usual_s)
        self._window = MainWindow(self._theme, self._panel, self._gallery)
        files = JsonFile(self._profile.window_file), JsonFile(self._profile.draft_file)
        self._memory = WindowMemory(self._window, *files)
        self._memory.restore_window()
        settings = self._settings_at_start
        self._gallery.view.set_row_height(settings.thumbnail_height_px)
        self._memory.restore_draft(
            RequestDraft(self._catalogue.default_model, file_format=settings.output_format.value)
        )
        self._model.load_newest(self._library.item_ids(FIRST_SCREEN))

    def _make_flows(self) -> None:
        """What connects the parts of the window with the engine."""
        window, toasts = self._window, self._window.toasts
        self._first_run = FirstRun(window, self._account, self._theme)
        self._settings = SettingsFlow(
            window=window,
            theme=self._theme,
            account=self._account,
            file=self._settings_file,
            settings=self._settings_at_start,
            usual_library=self._arguments.library or self._profile.library_default(),
            logs=self._profile.logs,
            thumbnails_bytes=self._library.thumbnails_bytes,
        )
        self._making = Making(
            panel=self._panel,
            engine=self._engine,
            library=self._library,
            account=self._account,
            catalogue=self._catalogue,
            toasts=toasts,
            tasks=self._tasks,
            confirm_above=lambda: self._settings.settings.confirm_above,
            clock_us=self._trace.now_us if self._trace else lambda: 0.0,
        )
        self._commands = PictureCommands(
            model=self._model,
            library=self._library,
            engine=self._engine,
            panel=self._panel,
            making=self._making,
            toasts=toasts,
            tasks=self._tasks,
        )
        self._watch = EngineWatch(
            bridge=self._bridge,
            engine=self._engine,
            gallery=self._gallery,
            making=self._making,
            account=self._account,
            settings=self._settings,
            library=self._library,
            notices=self._make_notices(),
        )
        self._menus = Menus(
            window,
            self._commands,
            open_settings=self._settings.open,
            toggle_details=self._toggle_details,
            toggle_queue=self._watch.toggle_pause,
            try_again=self._engine.try_again,
            end=self.end,
        )
        self._inspector = Inspector(
            window=window,
            theme=self._theme,
            library=self._library,
            previews=self._loader,
            commands=self._commands,
            settings=self._settings,
            memory=self._memory,
            menus=self._menus,
            model_name=self._catalogue.name_of,
        )

    def _make_notices(self) -> Notices:
        """The banner, and what the buttons in it do."""
        banner = Banner(self._theme)
        self._gallery.set_banner(banner)
        return Notices(
            banner,
            {
                Action.ADD_CREDITS: open_dashboard,
                Action.CHOOSE_FOLDER: lambda: self._settings.open("Pictures"),
                Action.ENTER_KEY: lambda: self._settings.open("Account"),
                Action.OPEN_DASHBOARD: open_dashboard,
                Action.RESUME: self._engine.resume,
                Action.TRY_AGAIN: self._engine.try_again,
                Action.UNLOCK: lambda: self._account.look_for_key(may_ask=True),
            },
        )

    def _connect(self) -> None:
        """What one feature tells another."""
        view = self._gallery.view
        view.row_height_changed.connect(lambda height: self._settings.change(thumbnail_height_px=height))
        self._window.close_requested.connect(self.end)
        self._first_run.practice_chosen.connect(lambda: self._settings.change(practice=True))
        self._settings.changed.connect(self._settings_changed)
        self._settings.clear_thumbnails_requested.connect(self._clear_thumbnails)
        self._account.searched.connect(self._key_searched)
        self._account.changed.connect(lambda: self._memory.set_had_key(self._account.is_key_kept))
        self._crashes.reported.connect(self._show_crash)
        self._gallery.prompt_suggested.connect(self._panel.use_prompt)
        self._commands.follow(self._gallery)
        view.all_painted.connect(self._note_painted)
        if self._trace:
            trace_window(self._trace, self._window, self._making)

    # Life

    def live(self) -> int:
        """Show the window, run until it is closed, end everything, and return the exit status."""
        self._crashes.install()
        try:
            if not self._account.is_ready and not self._memory.had_key:
                self._first_run.begin()
            self._inspector.begin()
            self._memory.restore_panes()
            self._window.show()
            wait_for_paint(self._app, self._is_painted)
            run_until(self._app, self._live)
        finally:
            self._crashes.uninstall()
            self._keys.close()
            self._library.close()
        return self._status

    def end(self) -> None:
        """Close the window and leave, as soon as that loses nothing."""
        self._window.hide()
        if self._closed:
            self._closed.set()

    async def _live(self) -> None:
        """After the first paint: start the rest, wait for the end, and end in the order that loses nothing."""
        import asyncio

        from flux_desktop import logs
        from flux_desktop.ui.signals import EndSignals

        self._closed = asyncio.Event()
        log = logs.start(self._profile.logs, self._arguments.log_level, self._redact)
        signals = EndSignals(self)
        signals.asked_to_end.connect(self.end)
        self._app.commitDataRequest.connect(self.end)
        self._instance.raised.connect(self._raise_window)
        self._instance.listen()
        self._begin()
        await self._closed.wait()
        watchdog = threading.Timer(_END_PATIENCE_S, os._exit, (_WEDGED,))
        watchdog.daemon = True
        watchdog.start()
        await self._stop()
        watchdog.cancel()
        signals.stop()
        logs.stop(log)

    def _begin(self) -> None:
        """What the first paint could do without."""
        if not self._model.rowCount() or self._library.folder.parent.is_dir():
            # A library that is in use and gone is on a drive that is not connected: it is not made anew elsewhere.
            self._engine.use_library(self._library.folder)
        self._engine.start()
        self._account.begin()
        self._model.load_rest()
        self._making.begin()
        self._theme.ask_desktop()
        if self._arguments.self_check:
            self._tasks.start(self._check())

    async def _check(self) -> None:
        from flux_desktop.ui.self_check import SelfCheck

        went_well = await SelfCheck(self._window, self._bridge, self._library).run(self._arguments.screenshot)
        self._status = 0 if went_well else 1
        self.end()

    async def _stop(self) -> None:
        self._memory.keep()
        self._settings.keep()
        self._first_run.end()
        self._loader.stop()
        await self._tasks.cancel_all()
        await answer(self._engine.stop())
        self._window.allow_closing()
        self._window.close()

    # Slots

    def _on_event(self, event: Event) -> None:
        """In the engine's thread."""
        if self._trace:
            trace_event(self._trace, event)
        self._bridge.post(event)

    def _is_painted(self) -> bool:
        """Whether there is nothing more to wait for: all pictures in view are there, or there are none to see."""
        has_pictures = self._model.rowCount() > 0 and not self._first_run.is_on
        return self._window.is_painted and (self._is_whole or not has_pictures)

    def _toggle_details(self) -> None:
        self._inspector.toggle()

    def _note_painted(self) -> None:
        self._is_whole = True

    def _key_searched(self) -> None:
        if not self._account.is_ready and self._account.trouble is None:
            self._first_run.begin()

    def _raise_window(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _settings_changed(self, before: Settings, after: Settings) -> None:
        """Everything that is chosen in Settings applies at once."""
        self._theme.apply(after.theme.value)
        self._gallery.view.set_row_height(after.thumbnail_height_px)
        self._engine.set_limit(after.at_most_at_once)
        self._account.use(after.server, practice=after.practice)
        if after.library != before.library:
            folder = Path(after.library or self._arguments.library or self._profile.library_default())
            self._library.folder = folder
            self._engine.use_library(folder)
            self._gallery.view.reload_pictures()

    def _clear_thumbnails(self) -> None:
        self._library.clear_thumbnails()
        self._gallery.view.reload_pictures()

    def _show_crash(self, report: str) -> None:
        text = "Your pictures and jobs are safe. The details below help to mend it; they hold no key."
        tell(self._window, "Something went wrong in Flux Desktop.", text, report)

    def _redact(self, text: str) -> str:
        from flux_desktop.logs import redactor

        return redactor(lambda: self._account.key_text)(text)

    def _expected_size(self, request: GenerationRequest) -> Size:
        model = self._catalogue.models.get(request.model_id)
        return output_size(model, request) if model else request.size or DEFAULT_SIZE


def open_dashboard() -> None:
    """Where BFL sells credits and makes keys, in the browser."""
    QDesktopServices.openUrl(QUrl("https://dashboard.bfl.ai"))


def _catalogue(own_models: Path) -> Catalogue:
    """The models that come with the program, and those of the person's own file, if it makes sense."""
    catalogue = Catalogue.from_json(resources.text("model_catalogue.json"))
    try:
        return catalogue.with_entries_of(own_models.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return catalogue
    except (CatalogueError, OSError, UnicodeDecodeError) as error:
        print(f"{own_models} was not used: {error}", file=sys.stderr)  # noqa: T201 - before there is a log
        return catalogue


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - there is no window to say it in
    return 1
