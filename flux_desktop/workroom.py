"""All that works behind the window: the engine, the account, and the rooms of ``flux_desktop.rooms``.

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
from flux_desktop.first_screen import FirstScreen
from flux_desktop.rooms.context import RoomContext
from flux_desktop.rooms.library_room import LibraryRoom
from flux_desktop.rooms.making_room import MakingRoom
from flux_desktop.rooms.picture_room import PictureRoom
from flux_desktop.services.engine import Engine
from flux_desktop.services.events import Event, PictureArrived
from flux_desktop.settings.key_store import KeyStore, take_system_key
from flux_desktop.settings.profile import Profile
from flux_desktop.settings.settings import Settings
from flux_desktop.trace import Trace
from flux_desktop.ui.account import Account
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.errors import Action
from flux_desktop.ui.leaving import Leaving
from flux_desktop.ui.notices import Notices
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.support.banner import Banner
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.tracing import trace_event

if TYPE_CHECKING:
    import asyncio


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
        self._make_engine()
        self._make_account()
        self.leaving = Leaving(screen.window, self.bridge, self.account, self.settings, end)
        context = self._make_context()
        self.making = MakingRoom(context, self)
        self.pictures = PictureRoom(context, self.making, self)
        self.library = LibraryRoom(context, self.making, self.pictures, self)
        self._connect()
        self._take_place()

    @property
    def key_text(self) -> str | None:
        """For taking the key out of what is logged."""
        return self.account.key_text

    async def hold_library(self, ended: "asyncio.Event") -> bool:
        """Before ``begin``: see that no other program keeps this library. ``False``: the person leaves instead."""
        return await self.library.hold(ended)

    def begin(self) -> None:
        """Start it all, once the window's loop runs."""
        self.library.use_folder()
        self.engine.start()
        self.account.begin()
        self._screen.model.load_rest()
        self.pictures.begin()
        self.making.begin()
        self.library.begin()
        if self._screen.settings_file.report:
            self._screen.window.toasts.show(self._screen.settings_file.report)
        self._screen.theme.ask_desktop()

    async def check(self) -> bool:
        """The self-check: whether a picture can be made here."""
        from flux_desktop.ui.self_check import SelfCheck

        check = SelfCheck(self._screen.window, self.bridge, self._screen.library)
        return await check.run(self._arguments.screenshot)

    async def stop(self) -> None:
        """Keep everything, and end the engine as soon as that loses nothing."""
        self.leaving.stop()
        await self.library.stop()
        self._screen.memory.keep()
        self.settings.keep()
        self.making.stop()
        self.pictures.stop()
        self._screen.loader.stop()
        await self._tasks.cancel_all()
        await answer(self.engine.stop())
        self.library.release()

    def close(self) -> None:
        """Let go of the keychain."""
        self._keys.close()

    def _make_engine(self) -> None:
        screen, settings = self._screen, self._screen.settings
        self.bridge = EngineBridge(self)
        self.engine = Engine(
            profile_database=self._profile.database,
            held=self._profile.held,
            library=screen.library.folder,
            catalogue=screen.catalogue,
            sink=self._on_event,
        )
        self.engine.set_limit(settings.at_most_at_once)
        self.engine.write_settings_into_files(settings.embed_settings)

    def _make_account(self) -> None:
        screen, settings, chosen = self._screen, self._screen.settings, self._arguments.server
        self._keys = KeyStore(self._profile.keychain_service, system_key=take_system_key(os.environ))
        self.account = Account(
            self.engine,
            self._keys,
            self._tasks,
            settings.server if chosen is None or chosen.is_practice else chosen,
            screen.catalogue[screen.catalogue.default_model],
            practice=screen.is_practice,
        )
        self.settings = SettingsFlow(
            window=screen.window,
            theme=screen.theme,
            account=self.account,
            file=screen.settings_file,
            settings=settings,
            usual_library=self._arguments.library or self._profile.library_default(),
            logs=self._profile.logs,
            thumbnails_bytes=screen.library.thumbnails_bytes,
        )

    def _make_context(self) -> RoomContext:
        return RoomContext(
            screen=self._screen,
            profile=self._profile,
            arguments=self._arguments,
            trace=self._trace,
            tasks=self._tasks,
            engine=self.engine,
            bridge=self.bridge,
            account=self.account,
            settings=self.settings,
            leaving=self.leaving,
            notices=self._make_notices(),
        )

    def _make_notices(self) -> Notices:
        """The banner, and what the buttons in it and on the tiles do for the whole program."""
        banner = Banner(self._screen.theme)
        banner.follow(self._screen.gallery.bar.details)
        self._screen.gallery.set_banner(banner)
        actions: dict[Action, Callable[[], None]] = {
            Action.ADD_CREDITS: open_dashboard,
            Action.CHOOSE_FOLDER: lambda: self.settings.open("Pictures"),
            Action.ENTER_KEY: lambda: self.settings.open("Account"),
            Action.OPEN_DASHBOARD: open_dashboard,
            Action.QUIT: self.leaving.request,
            Action.RESUME: self.engine.resume,
            Action.TRY_AGAIN: self.engine.try_again,
            Action.UNLOCK: lambda: self.account.look_for_key(may_ask=True),
        }
        self._screen.gallery.view.action_requested.connect(lambda _id, action: actions[Action(action)]())
        return Notices(banner, actions)

    def _connect(self) -> None:
        screen, account = self._screen, self.account
        screen.gallery.view.row_height_changed.connect(lambda px: self.settings.change(thumbnail_height_px=px))
        self.settings.changed.connect(self._settings_changed)
        self.settings.clear_thumbnails_requested.connect(self._clear_thumbnails)
        account.changed.connect(lambda: screen.memory.set_had_key(account.is_key_kept))

    def _take_place(self) -> None:
        """Show in the window what belongs there at the start."""
        self._screen.window.setWindowIcon(QIcon(str(resources.path("icons/flux-desktop.svg"))))
        self.pictures.take_place()
        self.making.take_place(had_key=self._screen.memory.had_key)

    def _on_event(self, event: Event) -> None:
        """In the engine's thread."""
        if self._trace:
            trace_event(self._trace, event)
        if isinstance(event, PictureArrived):
            self._screen.loader.begin_arrival(event.generation_id, event.data)
        self.bridge.post(event)

    def _settings_changed(self, before: Settings, after: Settings) -> None:
        """Everything that is chosen in Settings applies at once."""
        view, library = self._screen.gallery.view, self._screen.library
        self._screen.theme.apply(after.theme.value)
        view.set_row_height(after.thumbnail_height_px)
        self.engine.set_limit(after.at_most_at_once)
        self.engine.write_settings_into_files(after.embed_settings)
        if (after.server, after.practice) != (before.server, before.practice):
            # What was not changed stays as it is: the command line may have named it.
            home = after.server if after.server != before.server else self.account.home
            practice = after.practice if after.practice != before.practice else self.account.is_practice
            self.account.use(home, practice=practice)
        if after.library != before.library:
            library.folder = Path(after.library or self._arguments.library or self._profile.library_default())
            self.library.follow_folder(before.library)
            self.pictures.close_viewer()
            view.reload_pictures()

    def _clear_thumbnails(self) -> None:
        self._screen.library.clear_thumbnails()
        self._screen.gallery.view.reload_pictures()


def open_dashboard() -> None:
    """Where BFL sells credits and makes keys, in the browser."""
    QDesktopServices.openUrl(QUrl("https://dashboard.bfl.ai"))
