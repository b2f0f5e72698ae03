"""The dock at the right of the window: the details of what is selected or the queue, one in place of the other."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.queue.queue_pane import QueuePane
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.window_memory import WindowMemory


class SideDock(QObject):
    """``details`` and ``queue`` make their panes when they are first called.

    The queue goes before the details: while it is open they wait behind it.
    """

    details_shown = Signal(bool)

    def __init__(
        self,
        *,
        window: MainWindow,
        settings: SettingsFlow,
        memory: WindowMemory,
        details: Callable[[], QWidget],
        queue: Callable[[], QueuePane],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._memory = memory
        self._details = details
        self._queue = queue
        window.gallery.details_toggled.connect(self.show_details)
        window.gallery.queue_toggled.connect(self.show_queue)

    @property
    def shows_details(self) -> bool:
        return self._is_open(queue=False)

    def begin(self) -> None:
        """At start: what the person has left open, or the details if there is room for them."""
        self._show()

    def toggle_details(self) -> None:
        """By the keyboard."""
        self.show_details(not self._is_open(queue=False))

    def toggle_queue(self) -> None:
        """By the keyboard, which goes to the queue with it, and back to the pictures."""
        is_open = self._is_open(queue=True)
        self.show_queue(not is_open)
        if is_open:
            self._window.gallery.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._queue().take_focus()

    def show_details(self, shown: bool) -> None:
        self._settings.change(details_shown=shown, queue_shown=False)
        self._show()

    def show_queue(self, shown: bool) -> None:
        self._settings.change(queue_shown=shown)
        self._show()

    def close_queue(self) -> None:
        """The queue's own button, or Escape in it."""
        pane = self._queue()
        had_keyboard = pane.isAncestorOf(self._window.focusWidget() or self._window)
        self.show_queue(shown=False)
        if had_keyboard:
            self._window.gallery.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        settings = self._settings.settings
        wants_queue, wants_details = settings.queue_shown, self._memory.wants_details(settings.details_shown)
        if wants_queue:
            self._window.dock(self._queue())
        else:
            self._window.dock(self._details() if wants_details else None)
        self._window.gallery.set_dock(queue=wants_queue, details=wants_details and not wants_queue)
        self.details_shown.emit(wants_details and not wants_queue)

    def _is_open(self, *, queue: bool) -> bool:
        docked = self._window.docked
        return docked is not None and isinstance(docked, QueuePane) is queue
