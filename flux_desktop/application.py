"""The life of the program: one instance a profile, the first paint, the work behind it, and the end.

The window is painted first. What it can do without until then (the compose panel, asyncio, the engine, the keychain,
D-Bus) is imported, made and started afterwards; what a person types meanwhile waits for it.
"""

import os
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from flux_desktop import end_request
from flux_desktop.arguments import Arguments
from flux_desktop.crash import CrashReporter
from flux_desktop.domain.errors import DatabaseDamagedError, FluxDesktopError, ProfileUnavailableError
from flux_desktop.first_screen import FirstScreen
from flux_desktop.settings.profile import Profile
from flux_desktop.ui.event_loop import Collector, run_until, wait_for_paint
from flux_desktop.ui.single_instance import SingleInstance
from flux_desktop.ui.tasks import TaskSet
from flux_desktop.ui.theme.theme import STYLE_OPTIONS

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from flux_desktop.trace import Trace
    from flux_desktop.workroom import Workroom

T = TypeVar("T")

APPLICATION_ID = "io.github.flux_desktop.FluxDesktop"

_WEDGED = 9
_END_PATIENCE_S = 12.0
"""The longest that leaving may take: ten seconds for a request on its way, and a little more."""


def run(arguments: Arguments) -> int:
    """Start the program and return its exit status when the window is closed."""
    if arguments.self_check:
        return _check_itself(arguments)
    return _run_in(Profile(arguments.profile) if arguments.profile else Profile.default(), arguments)


def _check_itself(arguments: Arguments) -> int:
    import tempfile
    from pathlib import Path

    from flux_desktop.ui.account import PRACTICE

    with tempfile.TemporaryDirectory(prefix="flux-desktop-check-") as folder:
        checked = arguments._replace(server=PRACTICE, library=Path(folder, "library"))
        return _run_in(Profile(Path(folder, "profile")), checked)


def _run_in(profile: Profile, arguments: Arguments) -> int:
    trace = _trace(arguments)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([*sys.argv[:1], *STYLE_OPTIONS])
    try:
        if end_request.was_heard():
            return 0
        _in_spite_of_trouble(app, profile, arguments, profile.prepare)
        instance = SingleInstance(profile.lock_file, profile.server_socket_name)
        if not instance.acquire():
            return 0 if instance.ask_other_to_show() else _refuse("Flux Desktop is running already, but not answering.")
        try:
            program = _in_spite_of_trouble(
                app, profile, arguments, lambda: Application(app, profile, arguments, trace, instance)
            )
            return program.live()
        finally:
            instance.release()
    except FluxDesktopError as error:
        if end_request.was_heard():
            return 0
        from flux_desktop.ui.errors import sentence_for

        return _refuse(f"{sentence_for(error)} ({error})")
    finally:
        if trace:
            trace.close()
    return 0


def _in_spite_of_trouble(app: QApplication, profile: Profile, arguments: Arguments, begin: "Callable[[], T]") -> "T":
    """Do it, again and again if need be: a person sees what is wrong, and may mend it.

    Raises:
        FluxDesktopError: that person would rather leave.
    """
    while True:
        try:
            return begin()
        except FluxDesktopError as error:
            # Who names a profile sits at a terminal, and is answered there when there can be none.
            is_for_terminal = arguments.self_check or (arguments.profile and isinstance(error, ProfileUnavailableError))
            if is_for_terminal or not _mend(app, profile, arguments, error):
                raise


def _mend(app: QApplication, profile: Profile, arguments: Arguments, error: FluxDesktopError) -> bool:
    from flux_desktop.first_screen import library_folder
    from flux_desktop.settings.settings_file import SettingsFile
    from flux_desktop.ui.start_trouble import mend
    from flux_desktop.ui.theme.theme import Theme

    settings = SettingsFile(profile.settings_file).load()
    theme = Theme(app)  # there is no window yet that has one
    theme.apply(settings.theme.value)
    return mend(app, profile, library_folder(profile, arguments, settings), error)


class Application(QObject):
    """What is there from the beginning to the end."""

    def __init__(
        self, app: QApplication, profile: Profile, arguments: Arguments, trace: "Trace | None", instance: SingleInstance
    ) -> None:
        super().__init__()
        self._app, self._profile, self._arguments = app, profile, arguments
        self._trace, self._instance = trace, instance
        app.setApplicationName("Flux Desktop")
        app.setDesktopFileName(APPLICATION_ID)
        app.setQuitOnLastWindowClosed(False)
        self._collector = Collector(self)
        self._crashes = CrashReporter(profile.logs, self._redact)
        self._crashes.reported.connect(self._show_crash)
        self._tasks = TaskSet(self._crashes.report)
        self._room: Workroom | None = None
        self._closed: asyncio.Event | None = None
        self._is_ending = False
        self._status = 0
        self._screen = FirstScreen(app, profile, arguments)
        self._window = self._screen.window
        self._window.close_requested.connect(self._close)
        if trace:
            from flux_desktop.ui.tracing import trace_window

            trace_window(trace, self._window)

    def live(self) -> int:
        """Show the window, run until it is closed, end everything, and return the exit status."""
        self._crashes.install()
        try:
            for step in (self._furnish_empty, self._window.show, self._paint, self._furnish, self._work):
                if self._is_leaving:
                    break
                step()
        finally:
            self._crashes.uninstall()
            if self._room:
                self._room.close()
            self._screen.loader.stop()
            self._screen.library.close()
        return self._status

    def end(self) -> None:
        """Close the window and leave, as soon as that loses nothing."""
        self._window.hide()
        self._is_ending = True
        if self._closed:
            self._closed.set()

    @property
    def _is_leaving(self) -> bool:
        """Whether somebody wants it to end: also before there is a loop that could tell of it."""
        return self._is_ending or end_request.was_heard()

    def _furnish_empty(self) -> None:
        """Nobody wants to look at a window with nothing in it."""
        if not self._screen.is_enough:
            self._furnish()

    def _paint(self) -> None:
        wait_for_paint(self._app, lambda: self._screen.is_painted() or self._is_leaving)

    def _work(self) -> None:
        room = self._furnish()
        run_until(self._app, lambda: self._live(room), self.end)

    def _close(self) -> None:
        """The person closes the window, and is asked first when pictures are not finished."""
        if self._is_ending:
            return
        if self._room:
            self._room.leaving.request()
        else:
            self.end()

    def _furnish(self) -> "Workroom":
        """Make what works behind the window, if it is not there."""
        if self._room is None:
            from flux_desktop.workroom import Workroom  # takes longer than everything before

            self._room = Workroom(
                self._screen, self._profile, self._arguments, self._trace, tasks=self._tasks, end=self.end
            )
        return self._room

    async def _live(self, room: "Workroom") -> None:
        """After the first paint: start the rest, wait for the end, and end in the order that loses nothing."""
        import asyncio

        from flux_desktop import logs
        from flux_desktop.ui.signals import EndSignals

        self._closed = asyncio.Event()
        log = logs.start(self._profile.logs, self._arguments.log_level, self._redact)
        signals = EndSignals(self)
        signals.asked_to_end.connect(self.end)
        self._app.commitDataRequest.connect(self.end)
        self._instance.raised.connect(self._raise_window)
        self._instance.listen()
        if not self._is_leaving and await room.hold_library(self._closed) and not self._is_leaving:
            self._begin(room)
        else:
            self.end()
        await self._closed.wait()
        watchdog = threading.Timer(_END_PATIENCE_S, os._exit, (_WEDGED,))
        watchdog.daemon = True
        watchdog.start()
        await room.stop()
        self._window.allow_closing()
        self._window.close()
        watchdog.cancel()
        signals.stop()
        logs.stop(log)

    def _begin(self, room: "Workroom") -> None:
        room.begin()
        if self._trace:
            from flux_desktop.ui.tracing import trace_start

            trace_start(self._trace, "prompt.usable")  # what was typed is handled from here on
        if self._arguments.self_check:
            self._tasks.start(self._check(room))

    async def _check(self, room: "Workroom") -> None:
        self._status = 0 if await room.check() else 1
        self.end()

    def _raise_window(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _show_crash(self, report: str) -> None:
        from flux_desktop.ui.support.question import tell

        if DatabaseDamagedError.__name__ in report:
            self._profile.damaged_mark.touch(mode=0o600)
            if self._room:
                self._room.engine.condemn_list("the window could not read it")
            text = "Your picture files are fine. Quit and start Flux Desktop again: it will rebuild the list from them."
            tell(self._window, "The gallery list is damaged.", text, report)
            return
        text = "Your pictures and jobs are safe. The details below help to mend it; they hold no key."
        tell(self._window, "Something went wrong in Flux Desktop.", text, report)

    def _redact(self, text: str) -> str:
        from flux_desktop.logs import redactor

        return redactor(lambda: self._room.key_text if self._room else None)(text)


def _trace(arguments: Arguments) -> "Trace | None":
    if arguments.trace is None:
        return None
    from flux_desktop.trace import Trace

    return Trace(arguments.trace)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - there is no window to say it in
    return 1
