"""What came back after a damaged list of pictures was repaired: said in the window, once its files are compared."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from flux_desktop.domain.imports import ImportReport
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.repair import Repaired
from flux_desktop.ui.import_flow import ImportFlow
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.support.question import tell

TITLE = "The list of your pictures is back."


class RepairNews(QObject):
    """The repair has left its outcome in ``mark``, which is there until the files were compared."""

    def __init__(self, window: MainWindow, importing: ImportFlow, mark: Path) -> None:
        super().__init__(window)
        self._window, self._mark = window, mark
        self._repaired: Repaired | None = None
        importing.ended.connect(self._on_ended)

    def begin(self) -> None:
        """Before the files are compared."""
        if self._mark.exists():
            self._repaired = Repaired.from_json(self._mark.read_bytes())

    def _on_ended(self, job: ImportJob) -> None:
        done = job.purpose is Purpose.REBUILD and not (job.report.trouble or job.report.is_cancelled)
        if self._repaired and done:
            tell(self._window, TITLE, words_for(self._repaired, job.report), f"Kept: {self._repaired.aside}")
            self._repaired = None


def words_for(repaired: Repaired, report: ImportReport) -> str:
    """Where the pictures came from, and what may be older than it was."""
    parts = [
        _pictures(repaired.read, "was read from the damaged list.", "were read from the damaged list.")
        or _NOTHING_READ,
        _pictures(repaired.remembered, f"came from {_memory(repaired)}.", f"came from {_memory(repaired)}."),
        _pictures(len(report.added), _FOUND_ONE, _FOUND),
        _pictures(len(report.missing), "has no file any more.", "have no files any more."),
    ]
    is_all = repaired.is_whole and not repaired.remembered and not report.added
    parts.append(_ALL if is_all else _SOME)
    parts.append("The damaged list is kept beside the new one.")
    return "\n\n".join(part for part in parts if part)


_NOTHING_READ = "Nothing in the damaged list could be read."
_FOUND_ONE = "was found as a file. Of it is known what the file says."
_FOUND = "were found as files. Of them is known what the files say."
_ALL = "Favourites, ratings, tags, albums and notes are as you left them."
_SOME = "Favourites, ratings, tags, albums and notes of pictures that were not read from the damaged list may be older."


def _pictures(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return f"1 picture {one}" if count == 1 else f"{count:,} pictures {many}"


def _memory(repaired: Repaired) -> str:
    if not repaired.copied_at:
        return "the record of what was made here"
    moment = datetime.fromisoformat(repaired.copied_at).astimezone()
    return f"the copy in the library of {moment.day} {moment:%B %Y, %H:%M}, and the record of what was made here"
