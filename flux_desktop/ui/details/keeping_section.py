"""What a person keeps of pictures, in the details pane: favourite, rating, tags, albums, notes. All can be changed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from flux_desktop.domain.edits import Label
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow, GenerationDetails
from flux_desktop.ui.details.stars import Stars
from flux_desktop.ui.support.controls import IconButton
from flux_desktop.ui.support.label_editor import LabelEditor
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_NOTES_LINES = 3
_MOST_CHARACTERS = 20_000


class KeepingSection(QWidget):
    """Of one picture or of many; notes only of one. It changes nothing itself."""

    favourite_toggled = Signal(object, bool)
    rating_chosen = Signal(object, int)
    label_added = Signal(object, object, str)
    """The kind of label, the ids, the name."""
    label_removed = Signal(object, object, str)
    label_opened = Signal(object, str)
    notes_changed = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._ids: Sequence[ItemId] = ()
        self._is_favourite = False
        self._heart = IconButton(theme, "heart", "Favourite (F)")
        self._stars = Stars(theme)
        self._tags = LabelEditor(theme, "tag", "Add a tag")
        self._albums = LabelEditor(theme, "album", "Add to an album")
        self._notes = _Notes(theme)
        self._lay_out()
        self._connect()

    def show_one(self, details: GenerationDetails) -> None:
        row = details.row
        self._show_ids([row.id])
        self._show_marks(is_favourite=row.favourite, rating=row.rating)
        self._tags.show_labels([(name, None) for name in details.tags])
        self._albums.show_labels([(name, None) for name in details.albums])
        self._notes.show_text(details.notes)
        show_if(self._notes_part, True)  # noqa: FBT003 - says whether

    def show_many(self, ids: Sequence[ItemId], rows: Sequence[GalleryRow]) -> None:
        """``rows`` may be left out when there are too many to read. Labels come later, by ``show_labels``."""
        if ids != self._ids:
            self._tags.show_labels([])
            self._albums.show_labels([])
        self._show_ids(ids)
        ratings = {row.rating for row in rows}
        self._show_marks(
            is_favourite=bool(rows) and all(row.favourite for row in rows),
            rating=ratings.pop() if len(ratings) == 1 else 0,
        )
        show_if(self._notes_part, False)  # noqa: FBT003 - says whether

    def show_labels(self, tags: Sequence[tuple[str, int]], albums: Sequence[tuple[str, int]]) -> None:
        """Those of the many, each with how many of them have it; the count is left out where all have it."""
        for editor, labels in ((self._tags, tags), (self._albums, albums)):
            editor.show_labels([(name, None if count == len(self._ids) else count) for name, count in labels])

    def show_known(self, tags: Sequence[str], albums: Sequence[str]) -> None:
        """What there is to choose from."""
        self._tags.show_known(tags)
        self._albums.show_known(albums)

    def keep_notes(self) -> None:
        """What has been written is saved now."""
        self._notes.finish()

    def _show_ids(self, ids: Sequence[ItemId]) -> None:
        if ids != self._ids:
            self._notes.finish()
            self._ids = ids

    def _show_marks(self, *, is_favourite: bool, rating: int) -> None:
        self._is_favourite = is_favourite
        self._heart.set_icon("heart-filled" if is_favourite else "heart", "err" if is_favourite else "text2")
        self._heart.set_name("Not a favourite any more (F)" if is_favourite else "Favourite (F)")
        self._stars.show_rating(rating)

    def _connect(self) -> None:
        self._heart.clicked.connect(lambda: self.favourite_toggled.emit(self._ids, not self._is_favourite))
        self._stars.chosen.connect(lambda rating: self.rating_chosen.emit(self._ids, rating))
        for kind, editor in ((Label.TAG, self._tags), (Label.ALBUM, self._albums)):
            editor.added.connect(lambda name, kind=kind: self.label_added.emit(kind, self._ids, name))
            editor.removed.connect(lambda name, kind=kind: self.label_removed.emit(kind, self._ids, name))
            editor.opened.connect(lambda name, kind=kind: self.label_opened.emit(kind, name))
        self._notes.changed.connect(lambda text: self.notes_changed.emit(self._ids[0], text))

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(6))
        marks = QHBoxLayout()
        marks.setSpacing(px(4))
        marks.addWidget(self._heart)
        marks.addWidget(self._stars)
        marks.addStretch(1)
        column.addLayout(marks)
        column.addWidget(self._part("Tags", self._tags))
        column.addWidget(self._part("Albums", self._albums))
        self._notes_part = self._part("Notes", self._notes)
        column.addWidget(self._notes_part)

    def _part(self, title: str, content: QWidget) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, self._theme.px(6), 0, 0)
        column.setSpacing(self._theme.px(6))
        column.addWidget(PlainLabel(title, "label"))
        column.addWidget(content)
        return part


class _Notes(QPlainTextEdit):
    """Told of when the keyboard leaves it."""

    changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._kept = ""
        self.setAccessibleName("Notes")
        self.setPlaceholderText("Only you see them")
        self.setTabChangesFocus(True)
        metrics = self.fontMetrics()
        self.setFixedHeight(_NOTES_LINES * metrics.lineSpacing() + theme.px(22))

    def show_text(self, text: str) -> None:
        """What is being written stays."""
        if text != self._kept or not self.hasFocus():
            self._kept = text
            if text != self.toPlainText():
                self.setPlainText(text)

    def finish(self) -> None:
        text = self.toPlainText()[:_MOST_CHARACTERS]
        if text.strip() != self._kept.strip():
            self._kept = text
            self.changed.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish()
