"""Search as one types: the newest matches at once, the rest when the typing rests."""

from PySide6.QtCore import QObject, QTimer, Signal

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.gallery.gallery_view import GalleryView

_FIRST = 120
_REST_MS = 120


class GallerySearch(QObject):
    """Shows in ``view`` what matches. When the search is over the view is back where it was."""

    changed = Signal(str)

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._text = ""
        self._back_to: ItemId | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._show_rest)

    @property
    def text(self) -> str:
        return self._text

    def search(self, text: str) -> None:
        """The newest words win; nothing but blanks ends the search."""
        text = text.strip()
        if text == self._text:
            return
        if not self._text:
            self._back_to = self._view.top_id()
        self._text = text
        self._rest.stop()
        if text:
            found = self._view.gallery.search(text, _FIRST)
            self._view.gallery.show_only(found)
            if len(found) == _FIRST:
                self._rest.start()
        else:
            self._view.gallery.show_all()
            if self._back_to is not None:
                self._view.scroll_to_id(self._back_to)
        self.changed.emit(text)

    def _show_rest(self) -> None:
        self._view.gallery.show_more(self._view.gallery.search(self._text))
