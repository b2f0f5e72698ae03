"""Several models and shapes at one click: from the dialog to the engine."""

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.ui.account import Account
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.theme.theme import Theme


class ModelGridFlow(QObject):
    """``submitted`` carries requests whose number and price the person has agreed to."""

    submitted = Signal(object)

    def __init__(self, panel: ComposePanel, theme: Theme, catalogue: Catalogue, account: Account) -> None:
        super().__init__(panel)
        self._panel, self._theme, self._catalogue, self._account = panel, theme, catalogue, account
        panel.grid_requested.connect(self.open)

    def open(self) -> None:
        """Ask which models and shapes, for what is set up in the panel."""
        from flux_desktop.ui.compose.model_grid_dialog import ModelGridDialog  # not needed to start

        dialog = ModelGridDialog(
            self._theme,
            self._catalogue,
            self._panel.draft,
            self._panel.window(),
            practice=self._account.is_practice,
            blocked=self._panel.blocked or "",
        )
        dialog.submitted.connect(self.submitted)
        dialog.open_beside()
