"""What is said when the program cannot show its window: a dialog of its own, before everything else."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from flux_desktop import end_request
from flux_desktop.domain.errors import (
    DatabaseDamagedError,
    DatabaseTooNewError,
    FluxDesktopError,
    LibraryInUseError,
    ProfileUnavailableError,
)
from flux_desktop.services.repair import Repaired, repair
from flux_desktop.services.workers import run_apart
from flux_desktop.settings.profile import Profile
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.support.question import notice, wants_to_go_on, warn

_LOOK_MS = 50
_SILENT_S = 0.4


def words_for(error: FluxDesktopError) -> tuple[str, str, str]:
    """A title, a text, and the button that goes on: empty when there is only leaving."""
    match error:
        case DatabaseDamagedError():
            text = "Your picture files are fine. We can rebuild the list from them. The damaged list is kept."
            return "The gallery list is damaged.", text, "Rebuild"
        case DatabaseTooNewError():
            text = "Your pictures are safe. Please update this Flux Desktop to see them here."
            return "These pictures were last opened by a newer Flux Desktop.", text, ""
        case LibraryInUseError():
            where = f"on the computer “{error.computer}”" if error.computer else "on this computer"
            rest = "Close it there, and this one goes on by itself."
            text = f"It runs {where}, and two programs must not keep the same pictures. {rest}"
            return "Another Flux Desktop has this library open.", text, "Try again"
        case ProfileUnavailableError():
            text = "Check who may write to the folder below, or start with another one (--profile)."
            return "Flux Desktop cannot keep its settings there.", text, "Try again"
        case _:
            text = f"{sentence_for(error)} Your picture files are not touched."
            return "Flux Desktop cannot open its list of pictures.", text, "Try again"


def mend(app: QApplication, profile: Profile, library: Path, error: FluxDesktopError) -> bool:
    """Say what is wrong, and do about it what the person wants; ``False``: to leave, or the system asks for the end."""
    title, text, go_on = words_for(error)
    box = warn(None, title, text, go_on, details=str(error))
    box.show()
    _work_until(app, lambda: not box.isVisible() or end_request.was_heard())
    goes_on = wants_to_go_on(box) and not end_request.was_heard()
    box.close()
    box.deleteLater()
    if goes_on and isinstance(error, DatabaseDamagedError):
        profile.unread_mark.touch(mode=0o600)
        repaired = _wait(app, run_apart("flux-repair", repair, library, profile.database))
        profile.unread_mark.write_bytes(repaired.to_json())  # for ``RepairNews``, in the window
        profile.damaged_mark.unlink(missing_ok=True)
    return goes_on


def _wait(app: QApplication, work: "Future[Repaired]") -> Repaired:
    """If it takes long, a notice says so."""
    patience = notice("Rebuilding the list of your pictures…")
    began_s = time.monotonic()

    def is_over() -> bool:
        if not patience.isVisible() and time.monotonic() - began_s > _SILENT_S:
            patience.show()
        return work.done()

    _work_until(app, is_over)
    patience.hide()
    patience.deleteLater()
    return work.result()


def _work_until(app: QApplication, is_over: Callable[[], bool]) -> None:
    """Let Qt work; no loop of the program is there yet."""
    look = QTimer(interval=_LOOK_MS)
    look.start()
    while not is_over():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
