"""The window: the first-run page or the workspace, the menus around them, and closing."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QSplitter, QStackedWidget, QWidget

from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.panel import ComposePanel
    from flux_desktop.ui.support.toast import Toasts

SMALLEST = (960, 640)
USUAL = (1280, 800)
DETAILS_FROM_WIDTH = 1500
"""From this width on (in the design's pixels) the details pane is shown unless the person has hidden it."""

_COMPOSE_WIDTH, _WIDE_COMPOSE_WIDTH, _WIDE = 372, 392, 1800
_NARROWEST_COMPOSE, _WIDEST_COMPOSE, _DETAILS_WIDTH = 340, 480, 320
_ROOM_FOR_THREE = 1040
"""Narrower than this (in the design's pixels) there is room for the details or for the compose panel, not for both."""


_MENUS = {
    "file": "&File",
    "edit": "&Edit",
    "image": "&Image",
    "queue": "&Queue",
    "view": "&View",
    "help": "&Help",
}


class MainWindow(QMainWindow):
    """Holds the parts; it decides nothing. Closing only emits ``close_requested``.

    The gallery is there from the first paint on. Places of the same size keep the room of the panels beside it until
    they come, so that nothing moves then, and the menus get their entries as late.
    """

    panel: "ComposePanel"
    """There from ``set_panel`` on."""

    painted = Signal()
    """The window has been painted for the first time."""
    close_requested = Signal()

    def __init__(self, theme: Theme, gallery: GalleryPage) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Flux Desktop")
        self.setAccessibleName("Flux Desktop")
        self._theme = theme
        self._was_painted = False
        self._may_close = False
        self._wants_panel = True
        self.gallery = gallery
        self.details: QWidget | None = None
        self._left = _place()
        self.pages = QStackedWidget()
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.stack = QStackedWidget()
        self.menus = {name: self.menuBar().addMenu(title) for name, title in _MENUS.items()}
        self._lay_out()

    @cached_property
    def toasts(self) -> "Toasts":
        from flux_desktop.ui.support.toast import Toasts  # nothing is said before the first paint

        return Toasts(self._theme, self)

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

    def set_panel(self, panel: "ComposePanel") -> None:
        """Put the compose panel at the left."""
        self.panel = panel
        panel.setMaximumWidth(self._theme.px(_WIDEST_COMPOSE))
        self._replace(self._left, panel)
        self._left = panel
        _come_after(panel, self.pages)

    def keep_place_for_details(self) -> None:
        """Leave room for the details pane, which comes later."""
        self.set_details(_place())

    def set_details(self, pane: QWidget) -> None:
        """Put the details pane at the right; it can be hidden."""
        pane.setFixedWidth(self._theme.px(_DETAILS_WIDTH))
        if self.details:
            self._replace(self.details, pane)
        else:
            self.workspace.addWidget(pane)
        self.details = pane
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
        self.workspace.addWidget(self._left)
        self.workspace.addWidget(self.pages)
        self.workspace.setStretchFactor(0, 0)
        self.workspace.setStretchFactor(1, 1)
        self.stack.addWidget(self.workspace)
        self.setCentralWidget(self.stack)
        self._left.setMinimumWidth(px(_NARROWEST_COMPOSE))
        self._left.setMaximumWidth(px(_WIDEST_COMPOSE))
        self.setMinimumSize(min(px(SMALLEST[0]), SMALLEST[0] * 2), min(px(SMALLEST[1]), SMALLEST[1]))
        self.resize(*USUAL)

    def _make_room(self) -> None:
        details_shown = self.details is not None and not self.details.isHidden()
        self._left.setVisible(self._wants_panel and (self._has_room_for_three() or not details_shown))

    def _replace(self, place: QWidget, widget: QWidget) -> None:
        """Put a widget where another one was, as wide as that one; it is shown if that one was."""
        self.workspace.replaceWidget(self.workspace.indexOf(place), widget)
        place.deleteLater()

    def _has_room_for_three(self) -> bool:
        return self.width() >= self._theme.px(_ROOM_FOR_THREE)

    def usual_sizes(self) -> list[int]:
        """Widths of the panes for the present width of the window."""
        px = self._theme.px
        compose = px(_WIDE_COMPOSE_WIDTH if self.width() >= px(_WIDE) else _COMPOSE_WIDTH)
        details = px(_DETAILS_WIDTH) if self.details and not self.details.isHidden() else 0
        return [compose, max(1, self.width() - compose - details), details]


def _place() -> QFrame:
    """Looks like a panel with nothing in it."""
    place = QFrame()
    place.setProperty("role", "panel")
    return place


def _come_after(first: QWidget, second: QWidget) -> None:
    """Have the Tab key go through all of ``first`` before it comes to ``second``, which was there earlier."""
    chain, widget = [first], first.nextInFocusChain()
    while widget and widget is not first:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    last = [widget for widget in chain if first is widget or first.isAncestorOf(widget)][-1]
    for widget in chain:
        if second.isAncestorOf(widget):
            QWidget.setTabOrder(last, widget)
            last = widget
