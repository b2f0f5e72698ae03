"""Another folder for the library: with all pictures, or for those to come alone."""

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Signal

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.services.engine import Engine
from flux_desktop.services.library import Library
from flux_desktop.services.workers import run_apart
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:  # a start need not wait for what is used now and then
    from flux_desktop.services.moving import LibraryMove, LibrarySize, MoveState
    from flux_desktop.ui.long_work import LongWork
    from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
    from flux_desktop.ui.support.work_dialog import WorkDialog

_LONGEST_SWITCH_S = 20.0


class MoveFlow(QObject):
    """A move that an earlier run has left goes on at ``begin``. ``named`` is the folder that the command line names,
    and ``take`` makes the window use one."""

    _switching = Signal(str, object)

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        engine: Engine,
        library: Library,
        settings: SettingsFlow,
        database: Path,
        state_file: Path,
        named: Path | None,
        take: Callable[[Path], None],
        tasks: TaskSet,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._engine = engine
        self._library = library
        self._settings = settings
        self._database = database
        self._state_file = state_file
        self._named = named
        self._take = take
        self._tasks = tasks
        self._running: LongWork[LibrarySize] | None = None
        self._switching.connect(self._use)  # from the thread that moves into the window's
        settings.opened.connect(self._attach)

    def begin(self) -> None:
        """Go on with what an earlier run has begun."""
        if not self._state_file.exists():
            return
        state = self._service.pending()
        if state:
            self._window.toasts.show(f"Going on with moving your pictures to “{state.target.name}”.")
            self._move(state.source, state.target)

    async def stop(self) -> None:
        """The program ends: the move goes on at the next start."""
        if self._running:
            self._service.is_ending = True
            await self._running.stop()

    def choose(self, folder: Path, dialog: "PreferencesDialog") -> None:
        """Ask what is to become of the pictures that there are, once it is known that the folder will do."""
        if self._running and self._running.is_running:
            self._running.show()
            return
        self._tasks.start(self._look(folder, dialog))

    def _attach(self, dialog: "PreferencesDialog") -> None:
        dialog.folder_requested.connect(lambda folder: self.choose(Path(folder), dialog))

    async def _look(self, folder: Path, dialog: "PreferencesDialog") -> None:
        from flux_desktop.ui.backup.outcome import words_of

        is_open = [dialog]
        dialog.finished.connect(is_open.clear)
        source = self._library.folder
        try:
            if folder != source:
                await answer(run_apart("flux-move", self._service.look_at, source, folder))
            size = await answer(run_apart("flux-move", self._service.size))
        except FluxDesktopError as error:
            for opened in is_open:
                opened.show_folder_refused("Your pictures cannot be kept there.", words_of(error))
            return
        if not size.pictures or folder == source:
            self._settings.use_library(folder)
        elif is_open:
            self._ask(source, folder, size, dialog)

    def _ask(self, source: Path, folder: Path, size: "LibrarySize", dialog: "PreferencesDialog") -> None:
        from flux_desktop.ui.support.question import choose

        count = "the picture" if size.pictures == 1 else f"the {size.pictures:,} pictures"
        room = QLocale.c().formattedDataSize(size.size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        text = (
            f"Move {count} ({room}) to “{folder.name}”, or only use that folder from now on? "
            "Pictures that stay behind cannot be seen until you choose their folder again."
        )

        def move() -> None:
            dialog.close()
            self._move(source, folder)

        choices: list[tuple[str, Callable[[], object]]] = [
            ("Move them", move),
            ("Only use that folder", lambda: self._settings.use_library(folder)),
        ]
        choose(dialog, "Move your pictures?", text, choices)

    def _move(self, source: Path, target: Path) -> None:
        self._work.begin(
            f"Moving your pictures to “{target.name}”",
            lambda progress: self._service.move(source, target, progress),
            lambda result, dialog: self._moved(result, dialog, target),
            unit="files",
        )

    def _moved(self, result: "LibrarySize | FluxDesktopError", dialog: "WorkDialog", target: Path) -> None:
        from flux_desktop.ui.backup.outcome import outcome_of_move

        if not isinstance(result, FluxDesktopError):
            dialog.hide()
            self._window.toasts.show(f"Your pictures are in “{target.name}” now.")
            if self._named and self._named != target:
                self._tell_of_command_line(self._named)
            return
        state = self._service.pending()
        outcome = outcome_of_move(result, target.name, has_switched=state is not None and state.has_switched)
        dialog.show_end(outcome.kind, outcome.lead, outcome.rest, (), self._ways_on(state, dialog))
        if not self._service.is_ending:
            dialog.show()

    def _tell_of_command_line(self, named: Path) -> None:
        from flux_desktop.ui.support.question import tell

        title = "Your pictures have moved."
        text = (
            "Flux Desktop was started with the old folder. Start it with the new one from now on, or with none at all."
        )
        tell(self._window, title, text, f"--library {named}\nFLUX_DESKTOP_LIBRARY={named}")

    def _ways_on(self, state: "MoveState | None", dialog: "WorkDialog") -> list[tuple[str, Callable[[], object]]]:
        if state is None:
            return []

        def go_on() -> None:
            dialog.close()
            self._move(state.source, state.target)

        def give_up() -> None:
            dialog.close()
            if state.has_switched:
                self._service.forget()
            else:
                self._work.begin("Putting everything back", self._give_up, self._gave_up)

        return [("Try again", go_on), ("Leave the old folder" if state.has_switched else "Give up", give_up)]

    def _give_up(self, progress: Any) -> Any:
        self._service.give_up(progress)
        return self._service.size()

    def _gave_up(self, result: Any, dialog: "WorkDialog") -> None:
        from flux_desktop.ui.backup.outcome import words_of

        if isinstance(result, FluxDesktopError):
            dialog.show_end("warn", "The new folder could not be cleared.", words_of(result))
            dialog.show()
        else:
            dialog.hide()
            self._window.toasts.show("Your pictures are where they were.")

    def _switch(self, folder: Path) -> None:
        """In the thread that moves."""
        done = threading.Event()
        self._switching.emit(str(folder), done)
        if not done.wait(_LONGEST_SWITCH_S):
            raise FluxDesktopError("the window did not take the new folder")

    def _use(self, folder: str, done: threading.Event) -> None:
        self._settings.use_library(Path(folder))
        if self._library.folder != Path(folder):  # the command line has named the old one
            self._take(Path(folder))
        self._settings.keep()
        done.set()

    @cached_property
    def _service(self) -> "LibraryMove":
        from flux_desktop.services.moving import LibraryMove

        return LibraryMove(self._engine, self._database, self._state_file, self._switch)

    @cached_property
    def _work(self) -> "LongWork[LibrarySize]":
        from flux_desktop.ui.long_work import LongWork

        self._running = LongWork(self._theme, self._window, self._tasks)
        return self._running
