"""Settings > Pictures: how pictures are imported, which folders are watched, and making the list again."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.domain.imports import WatchedFolder
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import ElidedLabel, PlainLabel
from flux_desktop.ui.support.picture_dialog import PictureDialog
from flux_desktop.ui.theme.theme import Theme

_WAYS: dict[bool | None, str] = {
    None: "Ask me the next time",
    False: "Copy them into the library",
    True: "Leave them where they are",
}
_KEPT = {False: "copied into the library", True: "left where they are"}


class ImportSection(QWidget):
    """It is told what is watched, and says what the person wants."""

    in_place_chosen = Signal(object)
    """``True``, ``False``, or ``None`` for asking."""
    watch_requested = Signal(str, bool)
    """A folder, and whether its pictures are left there."""
    unwatch_requested = Signal(int)
    rebuild_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._way = QComboBox()
        self._way.setAccessibleName("Pictures that are imported")
        self._way.addItems(list(_WAYS.values()))
        self._folders = QVBoxLayout()
        self._add = button("Watch a folder…")
        self._rebuild = button("Rebuild the list…")
        self._lay_out()
        self._way.activated.connect(lambda index: self.in_place_chosen.emit(list(_WAYS)[index]))
        self._add.clicked.connect(self._choose_folder)
        self._rebuild.clicked.connect(self.rebuild_requested)
        self.show_watched([])

    def show_in_place(self, in_place: bool | None) -> None:
        self._way.setCurrentIndex(list(_WAYS).index(in_place))

    def show_watched(self, folders: Sequence[WatchedFolder]) -> None:
        """The folders that are watched, each with a button to end that."""
        while item := self._folders.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for folder in folders:
            self._folders.addWidget(self._row(folder))
        if not folders:
            self._folders.addWidget(PlainLabel("No folder is watched.", "secondary"))

    def _row(self, folder: WatchedFolder) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._theme.px(10))
        stop = button("Stop watching", "link", name=f"Stop watching {folder.path}")
        stop.clicked.connect(lambda: self.unwatch_requested.emit(folder.id))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(folder.path))
        words.addWidget(PlainLabel(f"New pictures are {_KEPT[folder.in_place]}.", "caption"))
        line.addLayout(words, 1)
        line.addWidget(stop, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _choose_folder(self) -> None:
        dialog = PictureDialog(self, "Folder to watch")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def folder_chosen(self, folder: str) -> None:
        """Watch it; its pictures are kept as those of other imports are."""
        self.watch_requested.emit(folder, list(_WAYS)[self._way.currentIndex()] is True)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(12), 0, 0)
        column.setSpacing(px(8))
        column.addWidget(PlainLabel("Pictures that are imported", "strong"))
        column.addWidget(self._way, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(PlainLabel(_ABOUT_WAYS, "caption", wrap=True))
        column.addSpacing(px(12))
        column.addWidget(PlainLabel("Watched folders", "strong"))
        self._folders.setSpacing(px(6))
        column.addLayout(self._folders)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(PlainLabel(_ABOUT_WATCHING, "caption", wrap=True))
        column.addSpacing(px(12))
        column.addWidget(PlainLabel("The list of your pictures", "strong"))
        column.addWidget(self._rebuild, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(PlainLabel(_ABOUT_REBUILDING, "caption", wrap=True))


_ABOUT_WAYS = (
    "Copies stay with you when the originals are moved or deleted. Pictures that are left where they are take no more "
    "room, and are never changed or deleted by Flux Desktop."
)
_ABOUT_WATCHING = "Pictures that appear in these folders come into the gallery by themselves, within half a minute."
_ABOUT_REBUILDING = (
    "Looks at every file in your library: adds those that are not listed, finds those that were moved, and marks those "
    "that are gone. Your favourites, tags and notes stay."
)
