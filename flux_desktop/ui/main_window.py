"""The window: the first-run page or the workspace, the menus around them, and closing."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QWidget

from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.support.toast import Toasts
from flux_desktop.ui.theme.theme import Theme

SMALLEST = (960, 640)
USUAL = (1280, 800)
DETAILS_FROM_WIDTH = 1500
"""From this width on (in the design's pixels) the details pane is shown unless the person has hidden it."""

_COMPOSE_WIDTH, _WIDE_COMPOSE_WIDTH, _WIDE = 372, 392, 1800
_ROOM_FOR_THREE = 1040
"""Narrower than this (in the design's pixels) there is room for the details or for the compose panel, not for both."""


class MainWindow(QMainWindow):
    """Holds the parts; it decides nothing. Closing only emits ``close_requested``."""

    painted = Signal()
    """The window has been painted for the first time."""
    close_requested = Signal()

    def __init__(self, theme: Theme, panel: ComposePanel, gallery: GalleryPage) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Flux Desktop")
        self.setAccessibleName("Flux Desktop")
        self._theme = theme
        self._was_painted = False
        self._may_close = False
        self._wants_panel = True
        self.panel = panel
        self.gallery = gallery
        self.details: QWidget | None = None
        self.pages = QStackedWidget()
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.stack = QStackedWidget()
        self.toasts = Toasts(theme, self)
        self._lay_out()

    def show_welcome(self, page: QWidget) -> None:
        """Show the page of the first run in place of everything."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def show_workspace(self) -> None:
        self.stack.setCurrentWidget(self.workspace)

    @property
    def is_painted(self) -> bool:
        return self._was_painted

    @property
    def is_in_workspace(self) -> bool:
        return self.stack.currentWidget() is self.workspace

    def set_details(self, pane: QWidget) -> None:
        """Put the details pane at the right; it can be hidden."""
        self.details = pane
        pane.setFixedWidth(self._theme.px(320))
        self.workspace.addWidget(pane)
        self.workspace.setCollapsible(2, False)  # noqa: FBT003 - Qt's argument has no name
        self.workspace.setStretchFactor(2, 0)

    def show_details(self, *, shown: bool) -> None:
        """Show or hide the details pane; where there is no room for both, the compose panel makes way for it."""
        if self.details:
            self.details.setVisible(shown)
        self._make_room()

    def toggle_panel(self) -> None:
        """Show or hide the compose panel; where there is no room for both, the details pane makes way for it."""
        self._wants_panel = not self.panel.isVisible()
        if self._wants_panel and self.details and not self._has_room_for_three():
            self.details.hide()
        self._make_room()

    def allow_closing(self) -> None:
        """The next close really closes."""
        self._may_close = True

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._was_painted:
            self._was_painted = True
            self.painted.emit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_requested.emit()

    def _lay_out(self) -> None:
        px = self._theme.px
        self.pages.addWidget(self.gallery)
        self.workspace.setHandleWidth(1)
        self.workspace.setChildrenCollapsible(False)
        self.workspace.addWidget(self.panel)
        self.workspace.addWidget(self.pages)
        self.workspace.setStretchFactor(0, 0)
        self.workspace.setStretchFactor(1, 1)
        self.stack.addWidget(self.workspace)
        self.setCentralWidget(self.stack)
        self.panel.setMaximumWidth(px(480))
        self.setMinimumSize(min(px(SMALLEST[0]), SMALLEST[0] * 2), min(px(SMALLEST[1]), SMALLEST[1]))
        self.resize(*USUAL)

    def _make_room(self) -> None:
        details_shown = self.details is not None and not self.details.isHidden()
        self.panel.setVisible(self._wants_panel and (self._has_room_for_three() or not details_shown))

    def _has_room_for_three(self) -> bool:
        return self.width() >= self._theme.px(_ROOM_FOR_THREE)

    def usual_sizes(self) -> list[int]:
        """Widths of the panes for the present width of the window."""
        px = self._theme.px
        compose = px(_WIDE_COMPOSE_WIDTH if self.width() >= px(_WIDE) else _COMPOSE_WIDTH)
        details = px(320) if self.details and not self.details.isHidden() else 0
        return [compose, max(1, self.width() - compose - details), details]
