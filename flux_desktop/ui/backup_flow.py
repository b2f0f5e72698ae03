"""Backing the library up and bringing back what was lost, from the menu to the report."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.services.engine import Engine
from flux_desktop.services.library import Library
from flux_desktop.ui.actions import SEPARATOR, Command
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.personal_restore import PersonalRestore
from flux_desktop.ui.support.file_manager import ask_for_folder
from flux_desktop.ui.tasks import TaskSet
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:  # a start need not wait for what is used now and then
    from flux_desktop.domain.backup_facts import BackupReport
    from flux_desktop.services.progress import Progress
    from flux_desktop.services.restoring import Restore, RestorePreview
    from flux_desktop.ui.backup.outcome import Outcome
    from flux_desktop.ui.long_work import LongWork
    from flux_desktop.ui.support.inline_message import Action
    from flux_desktop.ui.support.work_dialog import WorkDialog

_LAST = "last_backup"


class BackupFlow(QObject):
    """``reload`` shows the library anew."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        engine: Engine,
        library: Library,
        database: Path,
        memory: WindowMemory,
        tasks: TaskSet,
        reload: Callable[[], None],
        personal: PersonalRestore,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._engine = engine
        self._library = library
        self._database = database
        self._memory = memory
        self._tasks = tasks
        self._reload = reload
        self._personal = personal
        self._running: LongWork[Any] | None = None

    def attach(self, menus: Menus) -> None:
        entries = [
            Command("backUp", "&Back up library…", self.back_up),
            Command("restore", "R&estore from a backup…", self.restore),
            SEPARATOR,
        ]
        menus.add("file", entries, before="settings")

    async def stop(self) -> None:
        """The program ends: what is whole stays, and the next backup goes on there."""
        if self._running:
            await self._running.stop()

    # Backing up

    def back_up(self) -> None:
        """To the same place as the last time, or to one that is asked for."""
        from flux_desktop.ui.support.question import choose

        if self._is_busy():
            return
        last = self._last()
        if last is None:
            self._ask_where()
            return
        folder, words = last
        choices = [
            (f"Back up to “{folder.name}”", lambda: self._back_up(folder)),
            ("Another folder…", self._ask_where),
        ]
        choose(self._window, "Back up your library?", words, choices)

    def _ask_where(self) -> None:
        last = self._last()
        start = last[0].parent if last else Path.home()
        ask_for_folder(self._window, "Folder for the backup", start, self._back_up)

    def _back_up(self, folder: Path) -> None:
        from flux_desktop.services.backup import Backup, backup_in

        backup = Backup(self._database, self._library.folder, lambda: datetime.now(UTC))
        self._work.begin(
            "Backing up your library", lambda progress: backup.make(backup_in(folder), progress), self._backed_up
        )

    def _backed_up(self, result: "BackupReport | FluxDesktopError", dialog: "WorkDialog") -> None:
        from flux_desktop.ui.backup.outcome import outcome_of_backup

        actions: Sequence[Action] = ()
        if not isinstance(result, FluxDesktopError):
            place = result.folder
            facts = {
                "folder": str(place),
                "made_at": result.facts.made_at.isoformat(),
                "pictures": result.facts.pictures,
            }
            self._memory.remember(_LAST, facts)
            actions = [("Show folder", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))))]
        self._show_end(dialog, outcome_of_backup(result), actions)

    def _last(self) -> tuple[Path, str] | None:
        """The folder of the last backup, and what is to be said of that."""
        from flux_desktop.domain.loose_reading import Loose
        from flux_desktop.ui.backup.outcome import day

        kept = self._memory.recall(_LAST)
        loose = Loose(kept if isinstance(kept, dict) else {})
        folder, pictures = loose.text("folder"), loose.number("pictures")
        try:
            made_at = datetime.fromisoformat(loose.text("made_at") or "")
        except ValueError:
            return None
        if not folder or pictures is None:
            return None
        words = f"The last backup was made on {day(made_at)}, with {pictures:,} pictures. Only what is new is added."
        return Path(folder), words

    # Restoring

    def restore(self) -> None:
        """Ask what from, look at it, and ask once more with what would happen."""
        from flux_desktop.ui.support.question import choose

        if self._is_busy():
            return
        text = (
            "Pictures and files that are missing come back. What is newer stays. "
            "The library keeps a copy of its own list; a backup has the files, too."
        )
        choices = [("From a backup folder…", self._ask_what), ("From the library's own copy", self._look_at_own)]
        choose(self._window, "Restore what was lost?", text, choices)

    def _ask_what(self) -> None:
        last = self._last()
        ask_for_folder(self._window, "Folder of the backup", last[0] if last else Path.home(), self._look)

    def _look_at_own(self) -> None:
        self._look(self._library.folder)

    def _look(self, source: Path) -> None:
        from flux_desktop.services.backup import backup_in, read_facts

        def preview(progress: "Progress") -> "RestorePreview":
            inner = backup_in(source)
            return self._restore.preview(inner if read_facts(inner) else source, progress)

        self._work.begin("Looking at the backup", preview, self._looked)

    def _looked(self, result: "RestorePreview | FluxDesktopError", dialog: "WorkDialog") -> None:
        from flux_desktop.ui.backup.outcome import outcome_of_restore
        from flux_desktop.ui.backup.restore_dialog import RestoreDialog

        if isinstance(result, FluxDesktopError):
            self._show_end(dialog, outcome_of_restore(result)._replace(lead="This cannot be restored from."))
            return
        dialog.hide()
        offer = self._personal.offer(result.personal)
        question = RestoreDialog(
            self._theme, result, self._window, more=offer.words, has_settings=offer.settings is not None
        )
        question.restore_requested.connect(
            lambda sets_back, settings: self._bring_back(result, sets_back=sets_back, settings=settings)
        )
        question.open()

    def _bring_back(self, preview: "RestorePreview", *, sets_back: bool, settings: bool) -> None:
        self._work.begin(
            "Restoring from the backup",
            lambda progress: self._restore.run(preview.source, progress, sets_back=sets_back),
            lambda result, dialog: self._restored(result, dialog, preview, settings=settings),
        )

    def _restored(self, result: Any, dialog: "WorkDialog", preview: "RestorePreview", *, settings: bool) -> None:
        from flux_desktop.ui.backup.outcome import outcome_of_restore

        outcome = outcome_of_restore(result)
        if not isinstance(result, FluxDesktopError):
            more = self._personal.bring_back(preview.personal, with_settings=settings)
            outcome = outcome._replace(rest=f"{outcome.rest} {more}".strip())
        self._reload()
        self._show_end(dialog, outcome)

    # Parts

    @property
    def _restore(self) -> "Restore":
        from flux_desktop.services.restoring import Restore

        return Restore(self._engine, self._database, self._library.folder, lambda: datetime.now(UTC))

    @cached_property
    def _work(self) -> "LongWork[Any]":
        from flux_desktop.ui.long_work import LongWork

        self._running = LongWork(self._theme, self._window, self._tasks)
        return self._running

    def _is_busy(self) -> bool:
        self._work.show()
        return self._work.is_running

    def _show_end(self, dialog: "WorkDialog", outcome: "Outcome", actions: "Sequence[Action]" = ()) -> None:
        dialog.show_end(outcome.kind, outcome.lead, outcome.rest, outcome.failures, actions)
        dialog.show()
