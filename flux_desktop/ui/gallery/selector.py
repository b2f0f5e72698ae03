"""Selecting rows: one, one more, or a range in reading order."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPersistentModelIndex

from flux_desktop.ui.gallery.justified_view import JustifiedView

_Flag = QItemSelectionModel.SelectionFlag


class Selector:
    """A range grows from the row that was picked last, wherever that has moved meanwhile."""

    def __init__(self, view: JustifiedView) -> None:
        self._view = view
        self._range_start = QPersistentModelIndex()

    def only(self, row: int) -> None:
        """Select one row and begin ranges there."""
        index = self._view.gallery.index(row)
        self._range_start = QPersistentModelIndex(index)
        self._view.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)

    def up_to(self, row: int, *, adds: bool = False) -> None:
        """Select from where the range was begun to this row."""
        view = self._view
        if not self._range_start.isValid():
            current = view.currentIndex()
            self._range_start = QPersistentModelIndex(current if current.isValid() else view.gallery.index(row))
        start, end = sorted((self._range_start.row(), row))
        selection = QItemSelection(view.gallery.index(start), view.gallery.index(end))
        view.selectionModel().setCurrentIndex(view.gallery.index(row), _Flag.NoUpdate)
        view.selectionModel().select(selection, _Flag.Select if adds else _Flag.ClearAndSelect)

    def toggle(self, row: int) -> None:
        index = self._view.gallery.index(row)
        self._range_start = QPersistentModelIndex(index)
        self._view.selectionModel().setCurrentIndex(index, _Flag.Toggle)

    def move_to(self, row: int) -> None:
        """Make a row the current one and leave the selection as it is."""
        self._view.selectionModel().setCurrentIndex(self._view.gallery.index(row), _Flag.NoUpdate)
