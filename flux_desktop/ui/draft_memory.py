"""What is being written in the compose panel, kept from one start to the next."""

from typing import Any

from PySide6.QtCore import QObject

from flux_desktop.domain.draft import RequestDraft
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.keeper import Keeper


class DraftMemory(QObject):
    """Keeps the draft a second after each change."""

    def __init__(self, panel: ComposePanel, file: JsonFile) -> None:
        super().__init__(panel)
        self._panel = panel
        self._file = file
        self._keeper = Keeper(self._read, file.save)
        panel.draft_changed.connect(self._changed)

    def restore(self, fresh: RequestDraft) -> None:
        """What was being written, or ``fresh`` when nothing was."""
        kept = self._file.load()
        self._panel.restore(RequestDraft.from_dict(kept, fresh.model_id) if kept else fresh)

    def keep(self) -> None:
        """Write it, and wait until it is on disk."""
        self._keeper.flush()

    def _changed(self) -> None:
        self._keeper.touch()

    def _read(self) -> dict[str, Any]:
        return self._panel.draft.to_dict()
