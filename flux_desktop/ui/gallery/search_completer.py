"""What the search field proposes while a field is being typed, in a list below it."""

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from flux_desktop.domain.search_completion import Completion, completion
from flux_desktop.ui.gallery.library_access import Searches

_GAP_PX = 4
"""Between the field and the list."""


class SearchCompleter(QObject):
    """The list takes no key before an arrow has gone into it: Return still goes to the pictures."""

    def __init__(self, field: QLineEdit, library: Searches) -> None:
        super().__init__(field)
        self._field = field
        self._library = library
        self._proposed: Completion | None = None
        self._is_in_list = False
        self._words = QStringListModel(self)
        self.list = QCompleter(self._words, self)
        self.list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.popup = QListView()
        self.popup.setObjectName("searchProposals")
        self.popup.setAccessibleName("Proposals")
        self.list.setPopup(self.popup)
        self.list.setWidget(field)
        self.popup.installEventFilter(self)
        self.list.activated.connect(self._take)
        field.textEdited.connect(self.propose)

    def propose(self, text: str) -> None:
        """Propose how the end of the text can go on; nothing while the cursor is elsewhere."""
        library = self._library
        is_at_end = self._field.cursorPosition() == len(text)
        self._proposed = (
            completion(text, models=library.models, tags=lambda: library.tags().values(), albums=self._albums)
            if is_at_end
            else None
        )
        if self._proposed is None:
            self.popup.hide()
            return
        self._is_in_list = False
        self._words.setStringList(list(self._proposed.words))
        field = self._field.rect()
        self.list.complete(field.adjusted(0, 0, max(0, self._width_px() - field.width()), _GAP_PX))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys go to the list while it is open; without this it would hand Return on to the field in any case."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            row, words = self.popup.currentIndex().row(), self._words.stringList()
            match event.key():
                case Qt.Key.Key_Tab:
                    self._take(words[max(0, row)])
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._is_in_list:
                    self._take(words[max(0, row)])
                    return True
                case Qt.Key.Key_Down if not self._is_in_list:
                    self._is_in_list = True
                    self.popup.setCurrentIndex(self._words.index(0))
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self.popup.hide()
                    self._field.event(event)
                    return True
        return super().eventFilter(watched, event)

    def _width_px(self) -> int:
        """What the longest proposal needs, and a little around it."""
        metrics = self.popup.fontMetrics()
        return max(map(metrics.horizontalAdvance, self._words.stringList())) + 4 * metrics.height()

    def _albums(self) -> list[str]:
        return list(self._library.albums().values())

    def _take(self, word: str) -> None:
        if self._proposed is None:
            return
        text = self._field.text()[: self._proposed.start] + word
        self.popup.hide()
        self._field.setText(text if word.endswith(":") else f"{text} ")
        if word.endswith(":"):
            self.propose(self._field.text())
