"""The film's pictures for Qt, which tells screen readers of them."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.support.labels import plain_tool_tip
from flux_desktop.ui.viewer.sources import Pictures

AnyIndex = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def picture_words(row: GalleryRow | None) -> str:
    """The prompt in one line, or what is said when there is none."""
    return " ".join(row.prompt.split()) if row and row.prompt.strip() else "Picture without words"


class FilmModel(QAbstractListModel):
    """A row for each picture; nothing is kept here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures: Pictures | None = None

    def renew(self, pictures: Pictures | None) -> None:
        """All rows may be others now."""
        self.beginResetModel()
        self.pictures = pictures
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if self.pictures is None or parent.isValid() else len(self.pictures)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.pictures is None or not index.isValid() or index.row() >= len(self.pictures):
            return None
        if role in _WORDS:
            number = f"{index.row() + 1:,} of {len(self.pictures):,}"
            return f"{picture_words(self.pictures.picture(index.row()))}. {number}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tool_tip(picture_words(self.pictures.picture(index.row())))
        return None
