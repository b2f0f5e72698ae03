"""What the desks of prompts and of templates have in common: a file, a popover over the prompt, and undo."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.keeper import Keeper
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.card_popover import CardPopover

Done = Callable[[QPixmap | None], None]
P = TypeVar("P", bound="CardPopover")


class PictureFetcher(Protocol):
    """The gallery's loader: it decodes in the background and hands over a pixmap, or ``None``."""

    def fetch_picture(self, item_id: ItemId, path: str | None, width_px: int, height_px: int, done: Done) -> None: ...

    def fetch_file(self, file: Path, width_px: int, height_px: int, done: Done) -> None: ...


class CardDesk(QObject, Generic[P]):
    """The file is read, and the popover made, when they are first needed. A change is written a second after it."""

    def __init__(
        self, panel: ComposePanel, theme: Theme, file: JsonFile, *, toasts: Toasts, fetcher: PictureFetcher
    ) -> None:
        super().__init__(panel)
        self._panel, self._theme, self._file, self._toasts = panel, theme, file, toasts
        self._fetcher = fetcher
        self._popover: P | None = None
        self._undo: Callable[[], None] | None = None
        self._keeper = Keeper(self._content, file.save)

    def keep(self) -> None:
        """Write it, and wait until it is on disk."""
        self._keeper.flush()

    def open(self) -> None:
        """Open the popover, or close it when it is open."""
        if self._shown:
            self._close()
            return
        if self._popover is None:
            self._popover = self._make_popover()
            self._popover.fetch_pictures_with(self._fetch)
            self._popover.list.undo_requested.connect(self._undo_last)
        self._popover.search.clear()
        self._fill(self._popover)
        self._popover.list.go_to(0)
        self._popover.open_over(self._link(), self._panel.prompt.title)

    # What each desk says for itself

    def _make_popover(self) -> P:
        raise NotImplementedError

    def _fill(self, popover: P) -> None:
        """Show everything in it."""
        raise NotImplementedError

    def _link(self) -> QWidget:
        """The control of the popover."""
        raise NotImplementedError

    def _fetch(self, picture: object, side_px: int, done: Done) -> None:
        """Have a picture of a card decoded, at about this many device pixels."""
        raise NotImplementedError

    def _content(self) -> dict[str, Any]:
        """What is written."""
        raise NotImplementedError

    # What they share

    @property
    def _shown(self) -> P | None:
        """The popover while it is open."""
        return self._popover if self._popover and self._popover.isVisible() else None

    def _close(self) -> None:
        if self._popover:
            self._popover.close_popover()

    def _offer_undo(self, words: str, put_back: Callable[[], None]) -> None:
        """Say what was done, with a way back; Ctrl+Z in the list is another."""

        def undo() -> None:
            self._undo = None
            put_back()

        self._undo = undo
        self._toasts.show(words, "Undo", undo)

    def _undo_last(self) -> None:
        if self._undo:
            self._undo()
