"""Pictures leave the library: saved as a copy, exported in a dialog, or exported once more as the last time."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.export_choice import ExportChoice
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.state import State
from flux_desktop.services.library import Library
from flux_desktop.services.workers import run_apart
from flux_desktop.ui.actions import Command
from flux_desktop.ui.errors import pictures, sentence_for
from flux_desktop.ui.gallery.gallery_model import GalleryModel
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.support.file_manager import ask_for_folder, ask_for_place, show_in_file_manager
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:  # a start need not wait for what is used now and then
    from flux_desktop.services.exporting import Exported, Exporter
    from flux_desktop.ui.long_work import LongWork
    from flux_desktop.ui.support.work_dialog import WorkDialog

_FOLDER, _CHOICE = "export_folder", "export_choice"


class ExportFlow(QObject):
    """The last folder and the last choice are remembered from run to run."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        model: GalleryModel,
        library: Library,
        database: Path,
        model_name: Callable[[str], str],
        memory: WindowMemory,
        tasks: TaskSet,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._model = model
        self._library = library
        self._memory = memory
        self._tasks = tasks
        self._database = database
        self._model_name = model_name
        self._running: LongWork[Exported] | None = None
        self._quick_action: QAction

    def attach(self, menus: Menus, commands: PictureCommands) -> None:
        """Take the commands for this, and put those that are missing into the menus."""
        view = self._window.gallery.view
        commands.save_copies_requested.connect(self.save_copies)
        entries = [
            Command("export", "E&xport…", lambda: self.open(view.selected_ids()), ("Ctrl+Shift+E",)),
            Command("quickExport", "Export as &last time", lambda: self.quick(view.selected_ids()), ("Ctrl+S",)),
        ]
        menus.add_for_pictures(entries, before="openWith")
        self._quick_action = menus.actions["quickExport"]
        self._name_quick()

    def _name_quick(self) -> None:
        """A command that asks nothing says where it puts things."""
        folder = self._folder
        to = f" to “{folder.name}”".replace("&", "&&") if folder and folder.name else ""
        self._quick_action.setText(f"Export as &last time{to}")

    async def stop(self) -> None:
        """The program ends: nothing half stays."""
        if self._running:
            await self._running.stop()

    def save_copies(self, ids: Sequence[ItemId]) -> None:
        """One under a name that is asked for, several in a folder."""
        found = self._pictures(ids)
        row = self._model.item(found[0]) if len(found) == 1 else None
        if row and row.path:
            file = self._library.absolute(row.path)
            ask_for_place(self._window, file.name, self._folder or Path.home(), lambda place: self._save(file, place))
        elif found:
            self.open(found)

    def open(self, ids: Sequence[ItemId]) -> None:
        """Ask how these are to be exported."""
        found = self._pictures(ids)
        row = self._model.item(found[0]) if found else None
        if row is None or self._is_busy():
            return
        from flux_desktop.ui.export.export_dialog import ExportDialog

        dialog = ExportDialog(
            self._theme,
            count=len(found),
            choice=self._choice,
            folder=self._folder,
            example=lambda choice: self._exporter.name_for(row, choice),
            parent=self._window,
        )
        dialog.export_requested.connect(lambda choice, place: self._begin(found, choice, place))
        dialog.open()

    def quick(self, ids: Sequence[ItemId]) -> None:
        """As the last time, into the same folder; which one is asked for the first time."""
        found = self._pictures(ids)
        if not found or self._is_busy():
            return
        choice = ExportChoice.from_dict({**self._choice.to_dict(), "as_zip": False})
        if folder := self._folder:
            self._begin(found, choice, folder)
        else:
            title = f"Export {pictures(len(found))} to folder"
            ask_for_folder(self._window, title, Path.home(), lambda folder: self._begin(found, choice, folder))

    @cached_property
    def _exporter(self) -> "Exporter":
        from flux_desktop.services.exporting import Exporter

        return Exporter(self._database, self._library, self._model_name)

    @cached_property
    def _work(self) -> "LongWork[Exported]":
        from flux_desktop.ui.long_work import LongWork

        self._running = LongWork(self._theme, self._window, self._tasks)
        return self._running

    @property
    def _folder(self) -> Path | None:
        kept = self._memory.recall(_FOLDER)
        return Path(kept) if isinstance(kept, str) and kept else None

    @property
    def _choice(self) -> ExportChoice:
        kept = self._memory.recall(_CHOICE)
        return ExportChoice.from_dict(kept if isinstance(kept, dict) else {})

    def _pictures(self, ids: Sequence[ItemId]) -> list[ItemId]:
        jobs = self._model.jobs
        if not jobs:
            return list(ids)
        return [item_id for item_id in ids if item_id not in jobs or jobs[item_id].state is State.DONE]

    def _is_busy(self) -> bool:
        self._work.show()
        return self._work.is_running

    def _begin(self, ids: Sequence[ItemId], choice: ExportChoice, place: Path) -> None:
        from flux_desktop.ui.export.outcome import name_of

        self._memory.remember(_FOLDER, str(place.parent if choice.as_zip else place))
        self._memory.remember(_CHOICE, choice.to_dict())
        self._name_quick()
        self._work.begin(
            f"Exporting {pictures(len(ids))} to “{name_of(place)}”",
            lambda progress: self._exporter.export(ids, choice, place, progress),
            lambda result, dialog: self._ended(result, dialog, len(ids), choice),
        )

    def _ended(
        self, result: "Exported | FluxDesktopError", dialog: "WorkDialog", wanted: int, choice: ExportChoice
    ) -> None:
        if isinstance(result, FluxDesktopError):
            raise result  # the exporter answers with what came of it
        from flux_desktop.ui.export.outcome import outcome_of

        outcome = outcome_of(result, wanted)

        def show() -> None:
            if choice.as_zip:
                show_in_file_manager(result.place, self)
            else:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(result.place)))

        if outcome.is_plain:
            dialog.hide()
            self._window.toasts.show(outcome.lead, "Show" if result.count else "", show if result.count else None)
        else:
            dialog.show_end(outcome.kind, outcome.lead, outcome.rest, result.failures)
            dialog.show()

    def _save(self, file: Path, place: Path) -> None:
        self._memory.remember(_FOLDER, str(place.parent))
        self._name_quick()
        self._tasks.start(self._copy(file, place))

    async def _copy(self, file: Path, place: Path) -> None:
        from flux_desktop.services.exporting import save_copy

        try:
            await answer(run_apart("flux-copy", save_copy, file, place))
        except FluxDesktopError as error:
            self._window.toasts.show(f"The copy was not saved. {sentence_for(error)}")
        else:
            self._window.toasts.show(f"Saved as {place.name}.", "Show", lambda: show_in_file_manager(place, self))
