"""How the window was left: its place and size, its panes, where the gallery stood, and what was being written."""

from typing import Any

from PySide6.QtCore import QByteArray, QObject

from flux_desktop.domain.draft import RequestDraft
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.keeper import Keeper
from flux_desktop.ui.main_window import DETAILS_FROM_WIDTH, MainWindow


class WindowMemory(QObject):
    """Restores both at start and keeps them as they change, the draft a second after each change."""

    def __init__(self, window: MainWindow, window_file: JsonFile, draft_file: JsonFile) -> None:
        super().__init__(window)
        self._window = window
        self._draft_file = draft_file
        self._state: dict[str, Any] = window_file.load()
        self._window_keeper = Keeper(self._read_window, window_file.save)
        self._draft_keeper = Keeper(self._read_draft, draft_file.save)
        window.panel.draft_changed.connect(self._draft_changed)
        window.workspace.splitterMoved.connect(self._window_keeper.touch)

    @property
    def had_key(self) -> bool:
        """Whether a key was in use last time, so that the first-run page need not come before the keychain answers."""
        return self._state.get("had_key") is True

    def set_had_key(self, had_key: bool) -> None:
        if had_key != self.had_key:
            self._state["had_key"] = had_key
            self._window_keeper.touch()

    def restore_draft(self, fresh: RequestDraft) -> None:
        """What was being written, or ``fresh`` when nothing was."""
        kept = self._draft_file.load()
        self._window.panel.restore(RequestDraft.from_dict(kept, fresh.model_id) if kept else fresh)

    def restore_window(self) -> None:
        geometry = self._state.get("geometry")
        if isinstance(geometry, str):
            self._window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def restore_panes(self) -> None:
        """Widths of the panes; call it once the details pane is there or known not to be."""
        sizes = self._state.get("panes")
        fits = isinstance(sizes, list) and len(sizes) == len(self._window.workspace.sizes())
        self._window.workspace.setSizes(sizes if fits and sizes else self._window.usual_sizes())

    def wants_details(self, chosen: bool | None) -> bool:
        """Whether the details pane is shown: as ``chosen``, else when the window is wide enough for it."""
        return self._window.width() >= DETAILS_FROM_WIDTH if chosen is None else chosen

    def keep(self) -> None:
        """Write everything, and wait until it is on disk."""
        self._window_keeper.touch()
        self._window_keeper.flush()
        self._draft_keeper.flush()

    def _draft_changed(self) -> None:
        self._draft_keeper.touch()

    def _read_draft(self) -> dict[str, Any]:
        return self._window.panel.draft.to_dict()

    def _read_window(self) -> dict[str, Any]:
        window = self._window
        self._state["geometry"] = bytes(window.saveGeometry().toBase64().data()).decode()
        self._state["panes"] = window.workspace.sizes()
        return dict(self._state)
