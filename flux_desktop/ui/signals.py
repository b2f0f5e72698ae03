"""The signals that systems send to end a program, turned into a Qt signal.

Qt sleeps outside Python, where Python's own handlers never run; a socket wakes it.
"""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from flux_desktop.end_request import ENDING


class EndSignals(QObject):
    """Emits ``asked_to_end`` when the system or the terminal asks the program to end."""

    asked_to_end = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inner, self._outer = socket.socketpair()
        for end in (self._inner, self._outer):
            end.settimeout(0)
        self._wakeup_before = signal.set_wakeup_fd(self._outer.fileno(), warn_on_full_buffer=False)
        self._handlers_before = {
            number: signal.signal(number, lambda *_: None)
            for number in ENDING
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        self._notifier = QSocketNotifier(self._inner.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)

    def stop(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        self._inner.close()
        self._outer.close()

    def _on_signal(self) -> None:
        if set(self._inner.recv(64)) & set(self._handlers_before):
            self.asked_to_end.emit()
