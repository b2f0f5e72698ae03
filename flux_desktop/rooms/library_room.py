"""Where the library as a whole is looked after: what comes in and goes out, its copies, its folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flux_desktop.domain.errors import LibraryInUseError
from flux_desktop.rooms.context import RoomContext
from flux_desktop.rooms.making_room import MakingRoom
from flux_desktop.rooms.picture_room import PictureRoom
from flux_desktop.services.colours import Colours
from flux_desktop.services.library_check import is_on_own_drive, is_place_for_library
from flux_desktop.services.workers import run_apart
from flux_desktop.ui.backup_flow import BackupFlow
from flux_desktop.ui.colour_flow import ColourFlow
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.export_flow import ExportFlow
from flux_desktop.ui.import_flow import ImportFlow
from flux_desktop.ui.import_settings import ImportSettings
from flux_desktop.ui.library_hold import LibraryHold
from flux_desktop.ui.locate_flow import LocateFlow
from flux_desktop.ui.missing_flow import MissingFlow
from flux_desktop.ui.move_flow import MoveFlow
from flux_desktop.ui.personal_restore import PersonalRestore
from flux_desktop.ui.repair_news import RepairNews
from flux_desktop.ui.watch_flow import WatchFlow

if TYPE_CHECKING:
    import asyncio

_DRIVE = "library_on_own_drive"
_DRIVE_PATIENCE_S = 2.0
_LOOK_AGAIN_S = 5.0


class LibraryRoom(QObject):
    """Everything is made in the constructor and started by ``begin``, after ``hold``."""

    def __init__(self, context: RoomContext, making: MakingRoom, pictures: PictureRoom, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._hold: LibraryHold | None = None
        self._may_create = True
        self._make_export(pictures)
        self._make_copies(pictures, making)
        self._make_import(pictures)
        self._colours = ColourFlow(context.screen.library, Colours(context.engine), context.tasks, self)

    async def hold(self, ended: "asyncio.Event") -> bool:
        """See that no other program keeps this library. ``False``: the person leaves instead."""
        screen = self._context.screen
        self._hold = LibraryHold(screen.window)
        self._may_create = await self._may_create_library()
        is_held = await self._hold.take(screen.library.folder, may_create=self._may_create, ended=ended)
        if is_held:
            self._context.tasks.start(self._remember_drive() if self._may_create else self._hold_when_back(self._hold))
        return is_held

    def use_folder(self) -> None:
        """Have the engine keep pictures there, unless the folder is one that has only gone for the moment."""
        if self._may_create:
            self._context.engine.use_library(self._context.screen.library.folder)
        else:
            self._context.engine.ask(lambda core: core.expect_library())

    def begin(self) -> None:
        self.repaired.begin()
        self.importing.begin()
        self._colours.begin()
        self.watched.begin()
        self.missing.begin()
        self.move.begin()

    async def stop(self) -> None:
        for work in (self.export, self.backup, self.move):
            await work.stop()
        self.watched.stop()
        self.missing.stop()
        self.importing.stop()
        self._colours.stop()

    def release(self) -> None:
        """Others may have the library now."""
        if self._hold:
            self._hold.release()

    def follow_folder(self, before: str | None) -> None:
        """Another folder was chosen; ``before`` is the choice until now."""
        self._context.engine.use_library(self._context.screen.library.folder)
        if self._hold:
            self._context.tasks.start(self._hold_other(self._hold, before))

    async def _hold_when_back(self, hold: LibraryHold) -> None:
        """Its drive is not there yet."""
        import asyncio

        folder = self._context.screen.library.folder
        is_back = False
        while not is_back:
            await asyncio.sleep(_LOOK_AGAIN_S)
            is_back = await asyncio.wrap_future(run_apart("flux-look", is_place_for_library, folder))
        if folder == self._context.screen.library.folder:
            await self._hold_other(hold, self._context.settings.settings.library)

    async def _hold_other(self, hold: LibraryHold, before: str | None) -> None:
        """It is ours now, or the choice is taken back."""
        screen = self._context.screen
        try:
            await hold.move(screen.library.folder, may_create=True)
        except LibraryInUseError as error:
            screen.window.toasts.show(sentence_for(error))
            self._context.settings.change(library=before)

    async def _may_create_library(self) -> bool:
        """A library that is in use and gone is on a drive that is not connected: it is not made anew elsewhere, nor in
        the empty place for a drive. Nor is it on a drive that does not answer, which nobody waits for."""
        import asyncio

        screen = self._context.screen
        if not screen.model.rowCount() or screen.memory.recall(_DRIVE) is False:
            return True  # whoever has emptied a folder on the profile's own disk wanted that
        looking = asyncio.wrap_future(run_apart("flux-look", is_place_for_library, screen.library.folder))
        done, _ = await asyncio.wait([looking], timeout=_DRIVE_PATIENCE_S)
        return bool(done) and looking.result()

    async def _remember_drive(self) -> None:
        """Whether the library is on another drive than the profile, and can vanish."""
        import asyncio

        folder, profile = self._context.screen.library.folder, self._context.profile.root
        looking = asyncio.wrap_future(run_apart("flux-look", is_on_own_drive, folder, profile))
        done, _ = await asyncio.wait([looking], timeout=_DRIVE_PATIENCE_S)
        if done:
            self._context.screen.memory.remember(_DRIVE, looking.result())

    def _make_export(self, pictures: PictureRoom) -> None:
        context, screen = self._context, self._context.screen
        self.export = ExportFlow(
            window=screen.window,
            theme=screen.theme,
            model=screen.model,
            library=screen.library,
            database=context.profile.database,
            model_name=screen.catalogue.name_of,
            memory=screen.memory,
            tasks=context.tasks,
        )
        self.export.attach(pictures.menus, pictures.commands)

    def _make_copies(self, pictures: PictureRoom, making: MakingRoom) -> None:
        context, screen = self._context, self._context.screen
        self.backup = BackupFlow(
            window=screen.window,
            theme=screen.theme,
            engine=context.engine,
            library=screen.library,
            database=context.profile.database,
            memory=screen.memory,
            tasks=context.tasks,
            reload=pictures.reload,
            personal=PersonalRestore(making.history, making.templates, context.settings),
        )
        self.backup.attach(pictures.menus)
        self.move = MoveFlow(
            window=screen.window,
            theme=screen.theme,
            engine=context.engine,
            library=screen.library,
            settings=context.settings,
            database=context.profile.database,
            state_file=context.profile.move_file,
            named=context.arguments.library,
            take=lambda folder: self._take_folder(folder, pictures),
            tasks=context.tasks,
        )

    def _take_folder(self, folder: Path, pictures: PictureRoom) -> None:
        """Use this folder, whatever the command line says."""
        self._context.screen.library.folder = folder
        self._context.engine.use_library(folder)
        pictures.reload()

    def _make_import(self, pictures: PictureRoom) -> None:
        context, screen = self._context, self._context.screen
        self.importing = ImportFlow(
            window=screen.window,
            theme=screen.theme,
            library=screen.library,
            engine=context.engine,
            settings=context.settings,
            tasks=context.tasks,
            unread_mark=context.profile.unread_mark,
        )
        self.importing.attach(pictures.menus)
        self.repaired = RepairNews(screen.window, self.importing, context.profile.unread_mark)
        self.watched = WatchFlow(context.engine, self.importing, context.tasks)
        self._import_settings = ImportSettings(context.settings, self.importing, self.watched)
        context.settings.opened.connect(self._import_settings.attach)
        self.importing.added.connect(pictures.keeping.imported)
        self.missing = MissingFlow(screen.window, context.engine, self.importing, context.tasks)
        self.missing.attach(pictures.menus)
        self._locating = LocateFlow(screen.window, context.engine, screen.library, context.tasks)
        self._locating.attach(pictures.menus, pictures.inspector, remove=pictures.keeping.bin)
        pictures.viewer.file_missed.connect(lambda item_id: self.missing.look_at([item_id]))
