"""The prompt and settings of a picture file, put into the compose panel."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.file_settings import FileSettings
from flux_desktop.domain.settings_use import draft_with
from flux_desktop.services.file_settings import UsableSettings, settings_of, usable
from flux_desktop.services.library import Library
from flux_desktop.services.workers import run_apart
from flux_desktop.ui.actions import SEPARATOR, Command
from flux_desktop.ui.compose.model_groups import is_offered
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.compose.reference_sources import FILE_FILTER
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.support.picture_dialog import PictureDialog
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.tasks import TaskSet, answer


class FileSettingsFlow(QObject):
    """Files are read in a thread of their own. Ctrl+Z in the panel brings the set-up before back."""

    def __init__(
        self, *, panel: ComposePanel, library: Library, catalogue: Catalogue, toasts: Toasts, tasks: TaskSet
    ) -> None:
        super().__init__(panel)
        self._panel = panel
        self._library = library
        self._catalogue = catalogue
        self._toasts = toasts
        self._tasks = tasks
        panel.settings_wanted.connect(self.load)

    def attach(self, menus: Menus) -> None:
        """Put the command for this into the menus."""
        command = Command("useFileSettings", "&Use the settings of a file…", self.choose)
        menus.add("file", [command, SEPARATOR], before="settings")

    def choose(self) -> None:
        """Let the person pick a file."""
        dialog = PictureDialog(self._panel.window(), "Use the prompt and settings of a picture")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(FILE_FILTER)
        dialog.fileSelected.connect(lambda path: self.load(Path(path)))
        dialog.open()

    def load(self, file: Path) -> None:
        """Use what this file says, or say that it says nothing."""
        self._tasks.start(self._load(file))

    def use(self, settings: FileSettings) -> None:
        """Use what is known of a picture of the library."""
        self._tasks.start(self._use(settings))

    async def _load(self, file: Path) -> None:
        found = await answer(run_apart("flux-files", settings_of, file, self._library.reference_path))
        if found is None:
            self._toasts.show(f"“{file.name}” does not say how it was made.")
        else:
            self._show(found)

    async def _use(self, settings: FileSettings) -> None:
        self._show(await answer(run_apart("flux-files", usable, settings, self._library.reference_path)))

    def _show(self, found: UsableSettings) -> None:
        if found.request:
            self._panel.edit_request(found.request)
            if found.missing:
                self._toasts.show(_left_out(found.missing))
        else:
            self._show_foreign(found.settings)
        self._panel.focus_prompt()

    def _show_foreign(self, settings: FileSettings) -> None:
        """Prompt, seed and size mean the same everywhere."""
        draft = self._panel.draft
        known = self._catalogue.models.get(settings.model or "")
        if known and is_offered(known):
            model = known
            draft, notes = draft_with(draft.fitted_to(model)[0], settings, model)
        else:
            model = self._catalogue[draft.model_id]
            draft, notes = draft_with(draft, settings, model)
            maker = settings.tool or "another program"
            with_model = f" with {settings.model}" if settings.model else ""
            notes.insert(0, f"The picture was made in {maker}{with_model}; this is {model.name}.")
        self._panel.draft = draft
        self._panel.say_about_model(notes)


def _left_out(missing: int) -> str:
    if missing == 1:
        return "1 reference is not in your library and was left out."
    return f"{missing} references are not in your library and were left out."
