"""The bar above the picture: back, where one is, the zoom, and what can be done with the file."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from flux_desktop.ui.support.controls import IconButton, button
from flux_desktop.ui.support.labels import PlainLabel, plain_tool_tip
from flux_desktop.ui.support.visibility import show_if
from flux_desktop.ui.theme.theme import Theme

_HEIGHT = 51
_FULL_FROM, _ZOOM_BUTTONS_FROM = 470, 380
"""Widths, in the design's pixels, below which words and then the zoom's buttons give way; all have keys."""


class ViewerBar(QFrame):
    """Emits what the person did; the ``show_…`` methods say how things are."""

    back_requested = Signal()
    zoom_out_requested = Signal()
    zoom_toggled = Signal()
    zoom_in_requested = Signal()
    favourite_toggled = Signal()
    copy_requested = Signal()
    bin_requested = Signal()
    save_copy_requested = Signal()
    details_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "bar")
        self.back = button("Gallery", name="Back to the gallery (Esc)")
        self.back.setIcon(theme.icons.icon("chevron-left", "text"))
        self.back.setToolTip(plain_tool_tip("Back to the gallery (Esc)"))
        self._position = PlainLabel("", "secondary")
        self.zoom_out = IconButton(theme, "minus", "Zoom out (-)")
        self.zoom = self._make_zoom()
        self.zoom_in = IconButton(theme, "plus", "Zoom in (+)")
        self.favourite = IconButton(theme, "heart", "Favourite (F)")
        self.copy = IconButton(theme, "copy", "Copy picture (Ctrl+C)")
        self.save = IconButton(theme, "save", "Save a copy (Ctrl+Shift+S)")
        self.bin = IconButton(theme, "bin", "Move to Bin (Delete)")
        self.details = IconButton(theme, "info", "Details (Ctrl+I)")
        self.details.setCheckable(True)
        self._gaps = (QWidget(), QWidget())
        self._lay_out()
        self._connect()
        theme.changed.connect(self._measure)

    def show_position(self, position: int, count: int) -> None:
        """``2 of 66``; positions count from 0 elsewhere."""
        self._position.setText(f"{position + 1:,} of {count:,}")
        self._position.setAccessibleName(f"Picture {position + 1:,} of {count:,}")

    def show_zoom(self, scale: float, *, is_fit: bool) -> None:
        """``scale`` is 1 when a pixel of the picture is one of the screen."""
        percent = f"{round(scale * 100)}%"
        self.zoom.setText("Fit" if is_fit else percent)
        other = "Show at 100% (Ctrl+1)" if is_fit else "Fit (Ctrl+0)"
        self.zoom.setToolTip(plain_tool_tip(f"Shown at {percent}. {other}"))
        self.zoom.setAccessibleName(f"Zoom: {'fits, ' if is_fit else ''}{percent}. {other}")

    def show_favourite(self, *, is_favourite: bool) -> None:
        self.favourite.set_icon("heart-filled" if is_favourite else "heart", "err" if is_favourite else "text2")
        self.favourite.set_name("Not a favourite any more (F)" if is_favourite else "Favourite (F)")

    def show_details(self, *, shown: bool) -> None:
        """Whether the details pane is open."""
        self.details.setChecked(shown)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_FULL_FROM), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_zoom(self) -> QPushButton:
        zoom = button("Fit", "plain")
        zoom.setProperty("part", "zoom")
        return zoom

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.addWidget(self.back)
        row.addWidget(self._position)
        row.addStretch(1)
        for widget in (self.zoom_out, self.zoom, self.zoom_in):
            row.addWidget(widget)
        for part in (self._gaps[0], self.favourite, self.copy, self.save, self.bin, self._gaps[1], self.details):
            row.addWidget(part)
        self._measure()

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.zoom_out.clicked.connect(self.zoom_out_requested)
        self.zoom.clicked.connect(self.zoom_toggled)
        self.zoom_in.clicked.connect(self.zoom_in_requested)
        self.favourite.clicked.connect(self.favourite_toggled)
        self.copy.clicked.connect(self.copy_requested)
        self.bin.clicked.connect(self.bin_requested)
        self.save.clicked.connect(self.save_copy_requested)
        self.details.clicked.connect(self.details_toggled)

    def _measure(self) -> None:
        px, layout = self._theme.px, self.layout()
        self.setFixedHeight(px(_HEIGHT))
        self.back.setIconSize(QSize(px(14), px(14)))
        self.zoom.setFixedWidth(px(46))
        for gap in self._gaps:
            gap.setFixedWidth(px(2))
        if isinstance(layout, QHBoxLayout):
            layout.setContentsMargins(px(12), 0, px(13), 0)
            layout.setSpacing(px(6))
        self._make_room()

    def _make_room(self) -> None:
        width, px = self.width(), self._theme.px
        is_full = width >= px(_FULL_FROM)
        self.back.setText("Gallery" if is_full else "")
        show_if(self._position, is_full)
        for zoom in (self.zoom_out, self.zoom_in):
            show_if(zoom, width >= px(_ZOOM_BUTTONS_FROM))
