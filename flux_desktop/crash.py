"""Bugs of ours: what no part of the program expected is written to a report, with the key taken out, and shown once."""

import faulthandler
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, Signal

_MINIMUM_GAP_S = 10.0
"""A fault in a paint event comes back sixty times a second; one report of it is enough."""


class CrashReporter(QObject):
    """Catches what nothing else did, in every thread, and emits ``reported`` with the text in the window's thread."""

    reported = Signal(str)
    _caught = Signal(str)

    def __init__(self, folder: Path, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._folder = folder
        self._redact = redact
        self._last_s = -_MINIMUM_GAP_S
        self._fault_file: TextIO | None = None
        self._caught.connect(self.reported, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        path = self._folder / "fault.log"
        path.touch(mode=0o600)
        path.chmod(0o600)  # one that an earlier version has made may be open to others
        self._fault_file = path.open("a", encoding="utf-8")
        faulthandler.enable(self._fault_file)
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def uninstall(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        faulthandler.disable()
        if self._fault_file:
            self._fault_file.close()
            self._fault_file = None

    def report(self, text: str) -> None:
        """Write ``text`` (a traceback) to a file of its own and have it shown. Safe in any thread."""
        text = self._redact(text)
        print(text, file=sys.stderr)  # noqa: T201 - the last resort when no window is left to show it
        now = time.monotonic()
        if now - self._last_s < _MINIMUM_GAP_S:
            return
        self._last_s = now
        try:
            path = self._folder / time.strftime("crash-%Y%m%d-%H%M%S.txt")
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            text += f"\n(The report could not be written: {error})"
        self._caught.emit(text)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), where)
            return
        import traceback  # the first paint can do without it; soon afterwards logging has loaded it

        self.report("".join(traceback.format_exception(kind, error, where)))
