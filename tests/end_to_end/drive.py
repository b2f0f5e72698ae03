"""The program with a hand in it: it does what a test says through a socket, in the window's own thread.

``python -m tests.end_to_end.drive SOCKET OPTIONS…``. It knows the program by the names of its widgets and by nothing
else. A question is a line of JSON with the name of a method of ``Hand`` and its arguments, so is the answer.
"""

import asyncio
import ctypes
import gc
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QWidget,
)

from flux_desktop import end_request
from flux_desktop.__main__ import main

_BEAT_MS = 2


class Heartbeat(QObject):
    """Finds the longest time for which the window's thread waited: neither at work nor kept from the processor."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest_wait_s = 0.0
        self._last_s, self._last_busy_s = time.monotonic(), _busy_s()
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def beat(self) -> None:
        now_s, busy_s = time.monotonic(), _busy_s()
        waited_s = now_s - self._last_s - (busy_s - self._last_busy_s)
        self.longest_wait_s = max(self.longest_wait_s, waited_s)
        self._last_s, self._last_busy_s = now_s, busy_s


def _busy_s() -> float:
    """For how long this thread has run, or was ready to and others ran in its place."""
    ran_ns, stood_in_line_ns, _ = Path("/proc/thread-self/schedstat").read_text().split()
    return (int(ran_ns) + int(stood_in_line_ns)) / 1e9


class Hand(QObject):
    """Types, presses and looks."""

    def __init__(self, channel: socket.socket) -> None:
        super().__init__()
        self._channel = channel
        self._begun = b""
        self._notifier = QSocketNotifier(channel.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def type(self, name: str, text: str) -> None:
        QTest.keyClicks(self._part(name), text)

    def paste(self, name: str, text: str) -> None:
        """In place of what the field holds."""
        field = self._part(name)
        QApplication.clipboard().setText(text)
        field.setFocus()
        QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.SelectAll))
        QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))

    def key(self, name: str, keys: str) -> None:
        QTest.keySequence(self._part(name), QKeySequence(keys))

    def click(self, name: str) -> None:
        QTest.mouseClick(self._part(name), Qt.MouseButton.LeftButton)

    def press(self, label: str) -> None:
        """The button with these words on it."""
        found = [
            widget for widget in self._visible() if isinstance(widget, QAbstractButton) and _label(widget) == label
        ]
        if not found or not found[0].isEnabled():
            raise LookupError(f"no button {label!r} to press, but {self.buttons()}")
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def press_named(self, start: str) -> None:
        """The button whose name for screen readers begins so, and goes on with a comma."""
        found = [
            widget
            for widget in self._visible()
            if isinstance(widget, QAbstractButton) and widget.accessibleName().startswith(f"{start},")
        ]
        if not found:
            raise LookupError(f"no button named {start!r}, but {self.buttons()}")
        found[0].setFocus()  # a list scrolls to it
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def press_any(self, *labels: str) -> None:
        """The first button with one of these words on it, if there is any."""
        for widget in self._visible():
            if isinstance(widget, QAbstractButton) and _label(widget) in labels:
                QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
                return

    def choose(self, command: str) -> None:
        """From the menus, by the command's name."""
        found = self._part("mainWindow").findChild(QAction, f"{command}Action")
        if not isinstance(found, QAction) or not found.isEnabled():
            raise LookupError(f"there is no {command} to choose")
        found.trigger()

    def pick(self, path: str) -> None:
        """In the system's dialog for files and folders, which is open."""
        (dialog,) = [widget for widget in self._visible() if isinstance(widget, QFileDialog)]
        dialog.fileSelected.emit(path)
        dialog.close()

    def set(self, name: str, attribute: str, value: Any) -> None:
        self._part(name).setProperty(attribute, value)

    def get(self, name: str, attribute: str) -> Any:
        return self._part(name).property(attribute)

    def call(self, name: str, method: str, *arguments: Any) -> None:
        """What a script may call that finds the widget by its name."""
        getattr(self._part(name), method)(*arguments)

    def fail(self, words: str) -> None:
        """As a fault of the program does, in a slot of its own."""
        QTimer.singleShot(0, lambda: _fail(words))

    def minimise(self) -> None:
        self._part("mainWindow").showMinimized()

    def close(self) -> None:
        """As the cross in the corner does."""
        self._part("mainWindow").close()

    def quit(self) -> None:
        """As the Dock of a Mac does."""
        QTimer.singleShot(0, QApplication.quit)

    def end_session(self) -> None:
        """As a desktop does: it asks to save, and then to go, whether that is done or not."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.commitDataRequest.emit(None)
        QTimer.singleShot(0, QApplication.quit)

    def leave(self) -> None:
        """``close``, and yes to the question that comes when pictures are not finished."""
        self.close()
        for box in self._visible():
            if isinstance(box, QMessageBox):
                next(button for button in box.buttons() if _label(button) == "Quit").click()

    def is_minimised(self) -> bool:
        return self._part("mainWindow").isMinimized()

    def page(self) -> str:
        """``welcome`` or ``workspace``."""
        names = [widget.objectName() for widget in self._visible()]
        return "welcome" if "welcomePage" in names else "workspace" if "generateButton" in names else ""

    def part(self, name: str) -> dict[str, Any]:
        """What there is to know of a widget."""
        widget = self._part(name)
        return {
            "visible": widget.isVisible(),
            "enabled": widget.isEnabled(),
            "text": _text(widget),
            "name": widget.accessibleName(),
            "description": widget.accessibleDescription(),
        }

    def words(self) -> list[str]:
        """Everything that can be read on the screen."""
        return [text for widget in self._visible() if (text := _text(widget))]

    def buttons(self) -> list[str]:
        return [_label(widget) for widget in self._visible() if isinstance(widget, QAbstractButton) and _label(widget)]

    def names(self) -> list[str]:
        """What a screen reader calls each button."""
        return [widget.accessibleName() for widget in self._visible() if isinstance(widget, QAbstractButton)]

    def gallery(self) -> list[dict[str, Any]]:
        """The gallery's rows, the newest first: its roles by their names, and what a screen reader reads."""
        view = self._part("galleryView")
        assert isinstance(view, QAbstractItemView)
        model = view.model()
        names = {role: bytes(name).decode() for role, name in model.roleNames().items()}  # type: ignore[call-overload]
        roles = {role: name for role, name in names.items() if role > Qt.ItemDataRole.UserRole}
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        reader = Qt.ItemDataRole.AccessibleTextRole
        return [{name: row.data(role) for role, name in roles.items()} | {"read": row.data(reader)} for row in rows]

    def middle(self, name: str, row: int) -> list[int]:
        """Where on the screen the middle of a row of a view is."""
        view = self._part(name)
        assert isinstance(view, QAbstractItemView)
        place = view.visualRect(view.model().index(row, 0)).center()
        at = view.viewport().mapToGlobal(place)
        return [at.x(), at.y()]

    def modules(self) -> list[str]:
        return sorted(sys.modules)

    def weigh(self) -> dict[str, float]:
        """What the program holds, once all that is free has been given back: for long runs."""
        gc.collect()
        libc = ctypes.CDLL(None)
        if hasattr(libc, "malloc_trim"):
            libc.malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return {
            "memory_mb": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
            "blocks": sys.getallocatedblocks(),
            "descriptors": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
            "threads": len(os.listdir("/proc/self/task")),  # noqa: PTH208
            "tasks": len(asyncio.all_tasks()),
            "widgets": len(QApplication.allWidgets()),
        }

    def feel(self) -> None:
        """Find out from now on for how long the window waits."""
        self._heart = Heartbeat(self)

    def longest_wait_ms(self) -> float:
        """Since ``feel``."""
        self._heart.beat()
        self._heart.deleteLater()
        return 1e3 * self._heart.longest_wait_s

    def _part(self, name: str) -> QWidget:
        """The widget with this name, the visible one when there are more."""
        found = [widget for widget in QApplication.allWidgets() if widget.objectName() == name]
        if not found:
            raise LookupError(f"the window has no {name}")
        return next((widget for widget in found if widget.isVisible()), found[0])

    def _visible(self) -> Iterator[QWidget]:
        return (widget for widget in QApplication.allWidgets() if widget.isVisible())

    def _read(self) -> None:
        got = self._channel.recv(65_536)
        if not got:
            self._notifier.setEnabled(False)
            return
        *lines, self._begun = (self._begun + got).split(b"\n")
        for line in lines:
            name, *arguments = json.loads(line)
            try:
                answer = self._answer(name, arguments)
            except BaseException:
                self._channel.shutdown(socket.SHUT_RDWR)  # nobody is to wait for an answer
                raise
            self._channel.sendall(json.dumps(answer).encode() + b"\n")

    def _answer(self, name: str, arguments: list[Any]) -> dict[str, Any]:
        try:
            return {"answer": getattr(self, name)(*arguments)}
        except LookupError as error:
            return {"error": str(error.args[0])}


def _fail(words: str) -> None:
    raise ZeroDivisionError(words)


def _label(button: QAbstractButton) -> str:
    return button.text().replace("&", "") or button.accessibleName()


def _text(widget: QWidget) -> str:
    match widget:
        case QLabel():
            is_plain = widget.textFormat() is Qt.TextFormat.PlainText
            return widget.text() if is_plain else widget.accessibleName()
        case QLineEdit() | QSpinBox():
            return widget.text()
        case QAbstractButton():
            return _label(widget)
        case _:
            return widget.accessibleDescription()


if __name__ == "__main__":
    end_request.listen()
    application = QApplication(sys.argv[:1])
    hand = Hand(socket.socket(fileno=int(sys.argv[1])))
    status = main(sys.argv[2:])
    end_request.ignore()
    sys.exit(status)
