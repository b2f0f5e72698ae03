"""All albums: see what is in one, make a new one, rename one, remove one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from flux_desktop.ui.keeping_words import counted
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_NAME, _COUNT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SIZE = (460, 420)
_LONGEST = 100


class AlbumDialog(QDialog):
    """It changes nothing itself. Return in the field makes an album; in the list it shows the pictures of one."""

    opened = Signal(str)
    created = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("albumDialog")
        self.setWindowTitle("Albums")
        self.setAccessibleName("Albums")
        self._list = QListWidget()
        self._list.setAccessibleName("Albums")
        self._list.setProperty("role", "list")
        self._nothing = PlainLabel(
            "There are no albums yet. Write a name below to make the first one.", "secondary", wrap=True
        )
        self._facts = PlainLabel("", "secondary")
        self._field = QLineEdit()
        self._field.setPlaceholderText("Name of a new album")
        self._field.setAccessibleName("Name of a new album")
        self._field.setMaxLength(_LONGEST)
        self._make = button("Make album")
        self._show = button("Show pictures", "primary")
        self._rename = button("Rename")
        self._remove = button("Remove", name="Remove the album; its pictures stay")
        self._close = button("Close")
        self._lay_out(theme)
        self._connect()
        self._choose()

    def show_albums(self, albums: Sequence[tuple[str, int]]) -> None:
        """Each with how many pictures it has. The one that is chosen stays chosen."""
        chosen = self._chosen()
        self._list.blockSignals(True)  # noqa: FBT003 - Qt's argument has no name
        self._list.clear()
        for name, count in albums:
            item = QListWidgetItem(name)
            item.setData(_NAME, name)
            item.setData(_COUNT, count)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self._list.addItem(item)
            if name == chosen:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)  # noqa: FBT003 - Qt's argument has no name
        if self._list.currentRow() < 0 and albums:
            self._list.setCurrentRow(0)
        self._nothing.setVisible(not albums)
        self._list.setVisible(bool(albums))
        self._choose()

    def _chosen(self) -> str:
        item = self._list.currentItem()
        return str(item.data(_NAME)) if item else ""

    def _lay_out(self, theme: Theme) -> None:
        px = theme.px
        self.resize(px(_SIZE[0]), px(_SIZE[1]))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(18), px(20), px(18))
        column.setSpacing(px(12))
        column.addWidget(PlainLabel("Albums", "title"))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._nothing, 1)  # in the place of the list
        column.addWidget(self._list, 1)
        acts = QHBoxLayout()
        for made in (self._show, self._rename, self._remove):
            acts.addWidget(made)
        acts.addStretch(1)
        acts.addWidget(self._facts)
        column.addLayout(acts)
        new = QHBoxLayout()
        new.addWidget(self._field, 1)
        new.addWidget(self._make)
        column.addLayout(new)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column.addLayout(foot)
        self._nothing.hide()

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(lambda _row: self._choose())
        self._list.itemActivated.connect(lambda _item: self._open())
        self._list.itemChanged.connect(self._edited)
        self._show.clicked.connect(self._open)
        self._rename.clicked.connect(self._begin_renaming)
        self._remove.clicked.connect(lambda: self.removed.emit(self._chosen()))
        self._make.clicked.connect(self._create)
        self._field.returnPressed.connect(self._create)
        self._close.clicked.connect(self.close)

    def _choose(self) -> None:
        item = self._list.currentItem()
        for made in (self._show, self._rename, self._remove):
            made.setEnabled(item is not None)
        self._facts.setText(counted(item.data(_COUNT)) if item else "")

    def _open(self) -> None:
        name = self._chosen()
        self.close()
        if name:
            self.opened.emit(name)

    def _create(self) -> None:
        name = self._field.text().strip()
        self._field.clear()
        if name:
            self.created.emit(name)

    def _begin_renaming(self) -> None:
        item = self._list.currentItem()
        if item:
            self._list.editItem(item)

    def _edited(self, item: QListWidgetItem) -> None:
        name, text = str(item.data(_NAME)), " ".join(item.text().split())
        if text and text != name:
            self.renamed.emit(name, text)
