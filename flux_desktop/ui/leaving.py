"""Leaving while pictures are not finished: the person is asked first. The system never is; see ``application.py``."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QMessageBox

from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import QueueChanged, TroubleChanged
from flux_desktop.ui.account import Account
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.errors import pictures
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.support.question import ask

_DISK = (Cause.DISK_FULL, Cause.LIBRARY_UNAVAILABLE)


class Leaving(QObject):
    """``end`` leaves the program, as soon as that loses nothing."""

    def __init__(
        self,
        window: MainWindow,
        bridge: EngineBridge,
        account: Account,
        settings: SettingsFlow,
        end: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._account = account
        self._settings = settings
        self._end = end
        self._queue = QueueChanged(0, 0, paused=False)
        self._trouble = TroubleChanged(None)
        self._question: QMessageBox | None = None
        bridge.queue_changed.connect(self._take_queue)
        bridge.trouble_changed.connect(self._take_trouble)

    def request(self) -> None:
        """A person wants to leave: by the window's cross, the menu or a key."""
        if self._question:
            self._question.activateWindow()
        elif not self._unfinished or not self._settings.settings.ask_before_leaving or _session_ends():
            self._end()
        else:
            self._ask()

    def stop(self) -> None:
        """The program ends, whatever the person would have said."""
        if self._question:
            self._question.close()

    @property
    def _unfinished(self) -> int:
        """Pictures that were asked for in this run, or are being made. What an earlier run has left stays as it is."""
        return self._queue.running + self._queue.waiting - self._queue.from_earlier

    def _take_queue(self, queue: QueueChanged) -> None:
        self._queue = queue

    def _take_trouble(self, trouble: TroubleChanged) -> None:
        self._trouble = trouble

    def _ask(self) -> None:
        count = self._unfinished
        title = f"{pictures(count)} {'is' if count == 1 else 'are'} not finished."
        box = ask(self._window, title, self._meaning(), "Quit", self._agree)
        self._not_again = QCheckBox("Do not ask again")
        box.setCheckBox(self._not_again)
        box.finished.connect(self._answered)
        self._question = box

    def _meaning(self) -> str:
        waiting, running = self._queue.waiting > self._queue.from_earlier, self._queue.running > 0
        parts = []
        if waiting:
            parts.append("Waiting ones will be kept." if running else "They will be kept, and wait for you.")
        if running and self._trouble.cause in _DISK:
            parts.append("Those that found no place on the disk will be saved next time, when there is room.")
        elif running and self._account.is_practice:
            parts.append("Pictures being made are collected next time.")
        elif running:
            parts.append("Pictures being made are collected next time. BFL keeps them for about 10 minutes.")
        return " ".join(parts)

    def _agree(self) -> None:
        if self._not_again.isChecked():  # not what box.checkBox() answers: PySide deletes it along with its answer
            self._settings.change(ask_before_leaving=False)
        self._end()

    def _answered(self) -> None:
        self._question = None


def _session_ends() -> bool:
    """Whether the system is logging out; a question would stop it from doing so."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()
