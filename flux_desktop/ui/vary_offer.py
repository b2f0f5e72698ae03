"""What one click on Vary makes and costs, in words, wherever there is a button for it."""

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.pricing import estimate
from flux_desktop.services.library import Library
from flux_desktop.ui.account import Account
from flux_desktop.ui.compose.panel import ComposePanel


class VaryOffer(QObject):
    """As many pictures as the stepper of the panel says, at today's price: the one that is queued.

    ``changed``: the words are others now, for every picture.
    """

    changed = Signal()

    def __init__(self, panel: ComposePanel, library: Library, catalogue: Catalogue, account: Account) -> None:
        super().__init__(panel)
        self._panel, self._library, self._catalogue, self._account = panel, library, catalogue, account
        self._count = panel.draft.count
        panel.draft_changed.connect(self._draft_changed)
        account.changed.connect(self.changed)

    def words(self, item_id: ItemId) -> str:
        """``$0.045``, or ``4 pictures, $0.18``; no price in practice mode, nothing for what cannot be varied."""
        details = self._library.details(item_id)
        request = details.request if details and details.row.state is State.DONE else None
        model = self._catalogue.models.get(request.model_id) if request else None
        if request is None or model is None or model.retired:
            return ""
        count = f"{self._count} pictures" if self._count > 1 else ""
        price = "" if self._account.is_practice else estimate(model, request).text(self._count)
        return ", ".join(part for part in (count, price) if part)

    def _draft_changed(self) -> None:
        if self._panel.draft.count != self._count:
            self._count = self._panel.draft.count
            self.changed.emit()
