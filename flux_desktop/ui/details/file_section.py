"""Where the file of a picture is, and what can be done with it, or about it when it is gone."""

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.details.sources import DetailsSource
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.labels import PlainLabel, keep_to_the_pane, plain_tool_tip
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme


class FileSection(QWidget):
    """``width_px`` is the room for the path."""

    show_in_folder_requested = Signal()
    locate_requested = Signal()
    remove_requested = Signal()

    def __init__(self, theme: Theme, library: DetailsSource, width_px: int) -> None:
        super().__init__()
        self._library, self._width_px = library, width_px
        self._place = PlainLabel("", "secondary", wrap=True, selectable=True)
        keep_to_the_pane(self._place)
        self._show_in_folder = button("Show in folder", "link")
        self._show_in_folder.clicked.connect(self.show_in_folder_requested)
        self._ways_on = self._make_ways_on(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._place)
        column.addWidget(self._show_in_folder, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._ways_on)

    def show_file(self, row: GalleryRow) -> None:
        show_if(self._show_in_folder, not row.missing)
        show_if(self._ways_on, row.missing and not row.binned)
        if row.path:
            place = _from_home(self._library.absolute(row.path))
            shown = self._fitting(place)
            self._place.setText(f"{shown}\nThe file was moved or deleted." if row.missing else shown)
            self._place.setToolTip(plain_tool_tip(place) if shown != place else "")

    def _make_ways_on(self, theme: Theme) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        locate = button("Locate…", "link", name="Locate the file of this picture")
        locate.clicked.connect(self.locate_requested)
        remove = button("Remove from gallery", "link")
        remove.clicked.connect(self.remove_requested)
        row.addWidget(locate)
        row.addWidget(remove)
        row.addStretch(1)
        return holder

    def _fitting(self, place: str) -> str:
        """The path on one line, or else the name below the folder; a line breaks within neither of them.

        A name that is wider than the pane is shortened in its middle.
        """
        metrics = QFontMetrics(self._place.font())
        if metrics.horizontalAdvance(place) <= self._width_px:
            return place
        folder, name = os.path.split(place)
        return f"{folder}{os.sep}\n{metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, self._width_px)}"


def _from_home(file: Path) -> str:
    """The path as a person thinks of it: from their own folder on."""
    try:
        return str(file.relative_to(Path.home()))
    except ValueError:
        return str(file)
