"""The window: the first-run page or the workspace, the menus around them, and closing."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QSplitter, QStackedWidget, QWidget

from flux_desktop.ui.gallery.gallery_page import GalleryPage
from flux_desktop.ui.support.tab_order import come_after
from flux_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from flux_desktop.ui.compose.panel import ComposePanel
    from flux_desktop.ui.support.toast import Toasts

SMALLEST = (960, 640)
USUAL = (1280, 800)
DETAILS_FROM_WIDTH = 1500
"""From this width on (in the design's pixels) the details pane is shown unless the person has hidden it."""

_COMPOSE_WIDTH, _WIDE_COMPOSE_WIDTH, _WIDE = 372, 392, 1800
_NARROWEST_COMPOSE, _WIDEST_COMPOSE, _DOCK_WIDTH = 340, 480, 320
_ROOM_FOR_THREE = 1040
"""Narrower than this (in the design's pixels) there is room for the dock or for the compose panel, not for both."""


_FRAME = (4, 44)
"""What the frame of the system takes of the screen, at most."""


def usual_size(available: QSize) -> QSize:
    """The size of a window that is opened for the first time, on a screen with this much room.

    A screen that is too small for any window of ours says nothing: it is one that nobody looks at.
    """
    if available.width() < SMALLEST[0] or available.height() < SMALLEST[1]:
        return QSize(*USUAL)
    return QSize(*USUAL).boundedTo(available - QSize(*_FRAME))


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
        self._is_page_alone = self._was_docked = False
        self.gallery = gallery
        self._left = _place()
        self._right: QWidget | None = None
        self.pages = QStackedWidget()
        self.workspace = QSplitter(Qt.Orientation.Horizontal)
        self.stack = QStackedWidget()
        bar = self.menuBar()
        self.menus = {name: bar.addMenu(title) for name, title in _MENUS.items()}
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
    def theme(self) -> Theme:
        return self._theme

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

    @property
    def docked(self) -> QWidget | None:
        """The pane at the right that is shown."""
        is_shown = isinstance(self._right, QStackedWidget) and not self._right.isHidden()
        return self._right.currentWidget() if is_shown and isinstance(self._right, QStackedWidget) else None

    def keep_place_for_dock(self) -> None:
        """Leave room at the right for a pane that comes later."""
        self._put_right(_place())

    def dock(self, pane: QWidget | None) -> None:
        """Show this pane at the right, in place of the one that was there; none when there is none.

        Where there is no room for both, the compose panel makes way for it.
        """
        if pane:
            self._dock_with(pane).setCurrentWidget(pane)
        if self._right:
            self._right.setVisible(pane is not None)
        self._make_room()

    def toggle_panel(self) -> None:
        """Show or hide the compose panel; where there is no room for both, the dock makes way for it."""
        self._wants_panel = not self.panel.isVisible()
        if self._wants_panel and self._right and not self._has_room_for_three():
            self._right.hide()
        self._make_room()

    def show_page_alone(self, *, is_alone: bool) -> None:
        """Show the page in the middle and nothing around it, or everything again."""
        self._is_page_alone = is_alone
        self.menuBar().setVisible(not is_alone)
        if self._right:
            if is_alone:
                self._was_docked = not self._right.isHidden()
            self._right.setVisible(self._was_docked and not is_alone)
        self._make_room()

    def allow_closing(self) -> None:
        """The next close really closes."""
        self._may_close = True

    # Not event(), through which the whole window is painted: in an override that would keep Python from all threads.
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

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
        # From the outside in: Qt looks through all that is in a widget each time it gets another parent.
        self.setCentralWidget(self.stack)
        self.stack.addWidget(self.workspace)
        self.workspace.setHandleWidth(1)
        self.workspace.setChildrenCollapsible(False)
        self.workspace.addWidget(self._left)
        self.workspace.addWidget(self.pages)
        self.workspace.setStretchFactor(0, 0)
        self.workspace.setStretchFactor(1, 1)
        self.pages.addWidget(self.gallery)
        self._left.setMinimumWidth(px(_NARROWEST_COMPOSE))
        self._left.setMaximumWidth(px(_WIDEST_COMPOSE))
        self._left.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._left.setFocus()  # else the search field would have the keyboard for as long as the panel is not there
        self.setMinimumSize(min(px(SMALLEST[0]), SMALLEST[0] * 2), min(px(SMALLEST[1]), SMALLEST[1]))
        self.resize(usual_size(QGuiApplication.primaryScreen().availableSize()))

    def _make_room(self) -> None:
        is_docked = self._right is not None and not self._right.isHidden()
        has_room = self._has_room_for_three() or not is_docked
        self._left.setVisible(self._wants_panel and has_room and not self._is_page_alone)

    def _dock_with(self, pane: QWidget) -> QStackedWidget:
        """The dock, with this pane in it."""
        if not isinstance(self._right, QStackedWidget):
            self._put_right(QStackedWidget())
        assert isinstance(self._right, QStackedWidget)
        if self._right.indexOf(pane) < 0:
            self._right.addWidget(pane)
            come_after(self.pages, self._right)
        return self._right

    def _put_right(self, widget: QWidget) -> None:
        widget.setFixedWidth(self._theme.px(_DOCK_WIDTH))
        if self._right:
            self._replace(self._right, widget)
        else:
            self.workspace.addWidget(widget)
        self._right = widget
        self.workspace.setCollapsible(2, False)  # noqa: FBT003 - Qt's argument has no name
        self.workspace.setStretchFactor(2, 0)

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
        dock = px(_DOCK_WIDTH) if self._right and not self._right.isHidden() else 0
        return [compose, max(1, self.width() - compose - dock), dock]


def _place() -> QFrame:
    """Looks like a panel with nothing in it."""
    place = QFrame()
    place.setProperty("role", "panel")
    return place
