"""Importing in the window: what is asked, the strip, pictures that come into the gallery, and what came of it."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.imports import ImportReport
from flux_desktop.services.engine import Engine
from flux_desktop.services.import_job import ImportJob, Purpose
from flux_desktop.services.importing import Importing
from flux_desktop.services.library import Library
from flux_desktop.ui.actions import SEPARATOR, Command
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.gallery.thumbnail_images import stored_height_px
from flux_desktop.ui.import_thumbnails import ImportThumbnails
from flux_desktop.ui.importing.gallery_drop import GalleryDrop
from flux_desktop.ui.importing.import_strip import ImportStrip
from flux_desktop.ui.importing.words import found_words, rebuild_words, summary_words
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.newcomers import Newcomers
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.support.picture_dialog import PictureDialog
from flux_desktop.ui.support.question import choose
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.theme.theme import Theme

_TICK_MS = 100

_FILTER = "Pictures (*.png *.jpg *.jpeg *.jpe *.jfif *.webp);;All files (*)"


class ImportFlow(QObject):
    """One import at a time; what is asked for meanwhile comes after it. ``ended`` carries the job."""

    ended = Signal(object)
    added = Signal(object)
    """These pictures were imported because the person wanted them."""

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        library: Library,
        engine: Engine,
        settings: SettingsFlow,
        tasks: TaskSet,
        unread_mark: Path,
    ) -> None:
        """``unread_mark`` is a file that is there while the library's files have to be looked at; see ``Profile``."""
        super().__init__(window)
        self._window, self._theme, self._library = window, theme, library
        self._view = window.gallery.view
        self._importing = Importing(engine)
        self._settings, self._tasks, self._unread_mark = settings, tasks, unread_mark
        self._thumbnails = ImportThumbnails(library)
        self._newcomers = Newcomers(library, self._view, self._thumbnails, self._thumbnail_height_px)
        self._waiting: deque[ImportJob] = deque()
        self._job: ImportJob | None = None
        self._strip: ImportStrip | None = None
        self._began_s = 0.0
        self._rest_shown: asyncio.Event | None = None
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._drop = GalleryDrop(theme, window.gallery)
        self._drop.dropped.connect(self.take)
        window.gallery.import_requested.connect(self.choose_files)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    @property
    def thumbnails(self) -> ImportThumbnails:
        return self._thumbnails

    def attach(self, menus: Menus) -> None:
        """Put the commands into the menu."""
        entries = [
            Command("importPictures", "&Import pictures…", self.choose_files, ("Ctrl+O",)),
            Command("importFolder", "Import &folder…", self.choose_folder),
            SEPARATOR,
        ]
        menus.add("file", entries, before="addReferences")

    def choose_files(self) -> None:
        """Ask which files."""
        dialog = PictureDialog(self._window, "Import pictures")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(_FILTER.split(";;"))
        dialog.filesSelected.connect(self._take_names)
        dialog.open()

    def choose_folder(self) -> None:
        """Ask which folder."""
        dialog = PictureDialog(self._window, "Import a folder of pictures")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(self._take_names)
        dialog.open()

    def take(self, paths: Sequence[Path]) -> None:
        """Import these files and folders, and ask how, if nobody was asked before."""
        in_place = self._settings.settings.import_in_place
        if in_place is not None:
            self.start(ImportJob(paths, in_place=in_place))
            return

        def decide(*, leave: bool) -> None:
            self._settings.change(import_in_place=leave)
            self.start(ImportJob(paths, in_place=leave))

        choose(
            self._window,
            "Copy the pictures into your library?",
            "Copies stay with you when the originals are moved or deleted. Pictures that are left where they are take "
            "no more room, but can be seen only as long as their files are there.\n\n"
            "You are asked once. Settings > Pictures has the answer.",
            [
                ("Copy into library", lambda: decide(leave=False)),
                ("Leave where they are", lambda: decide(leave=True)),
            ],
        )

    def begin(self) -> None:
        """The engine runs."""
        if self._unread_mark.exists():
            self.start(ImportJob(purpose=Purpose.REBUILD, is_quiet=True))

    def rebuild(self) -> None:
        """Make the list of the library again from its files."""
        self.start(ImportJob(purpose=Purpose.REBUILD))

    def start(self, job: ImportJob) -> None:
        self._waiting.append(job)
        self._next()

    def stop(self) -> None:
        """The program ends: what is imported stays."""
        self._waiting.clear()
        self._tick.stop()
        if self._job:
            self._job.cancel()
        self._thumbnails.stop()

    def _take_names(self, names: Sequence[str]) -> None:
        self.take([Path(name) for name in names])

    # One job

    def _next(self) -> None:
        if self._job is None and self._waiting:
            self._job = self._waiting.popleft()
            self._tasks.start(self._run(self._job))

    async def _run(self, job: ImportJob) -> None:
        strip = self._shown_strip()
        self._began_s = time.monotonic()
        strip.begin()
        self._tick.start()
        try:
            await answer(self._importing.start(job))
        except FluxDesktopError as error:
            job.report.trouble = error
        if job.purpose is Purpose.REBUILD and not (job.report.trouble or job.report.is_cancelled):
            self._unread_mark.unlink(missing_ok=True)
        self._newcomers.show_all_if_many(job)
        self._rest_shown = asyncio.Event()
        await self._rest_shown.wait()  # the next ticks take it
        self._rest_shown = None
        self._tick.stop()
        self._job = None
        strip.hide()
        self._say(job)
        if job.report.added and not job.is_quiet and not job.is_of_library:
            self.added.emit(job.report.added)
        self.ended.emit(job)
        self._next()

    def _shown_strip(self) -> ImportStrip:
        if self._strip is None:
            self._strip = ImportStrip(self._theme)
            self._strip.cancelled.connect(self._cancel)
            self._window.gallery.add_strip(self._strip)
        return self._strip

    def _cancel(self) -> None:
        if self._job:
            self._job.cancel()

    def _on_tick(self) -> None:
        """Show how far it is, and some of those that have come."""
        job, strip = self._job, self._strip
        if job is None or strip is None:
            return
        strip.tell(job, job.done / max(0.001, time.monotonic() - self._began_s))
        strip.setVisible(_is_worth_showing(job))
        self._newcomers.show_some(job)
        if self._rest_shown and not job.news_waiting:
            self._rest_shown.set()

    def _thumbnail_height_px(self) -> int:
        shown_px = self._theme.px(self._settings.settings.thumbnail_height_px) * self._window.devicePixelRatioF()
        return stored_height_px(round(shown_px))

    def _say(self, job: ImportJob) -> None:
        report = job.report
        if job.is_quiet and not (report.added or report.found_again):
            return
        words = _words_for(job)
        if report.trouble:
            words = f"That has stopped. {sentence_for(report.trouble)} {words}"
        if report.refused and not job.is_quiet and job.purpose is not Purpose.FIND:
            self._window.toasts.show(words, "Show list", lambda: self._show_refused(report))
        elif report.added and not job.is_quiet:
            self._window.toasts.show(words, "Show", lambda: self._view.select_ids(report.added))
        else:
            self._window.toasts.show(words)

    def _show_refused(self, report: ImportReport) -> None:
        from flux_desktop.ui.importing.refused_dialog import RefusedDialog  # seldom needed

        RefusedDialog(self._theme, report, self._window).open()


def _is_worth_showing(job: ImportJob) -> bool:
    """What nobody has asked for just now is shown when there is something to it."""
    return not job.is_quiet or bool(job.report.added) or (job.purpose is Purpose.REBUILD and job.found > 0)


def _words_for(job: ImportJob) -> str:
    match job.purpose:
        case Purpose.REBUILD | Purpose.CHECK:
            return rebuild_words(job.report)
        case Purpose.FIND:
            return found_words(job.report)
        case _:
            return summary_words(job.report)
