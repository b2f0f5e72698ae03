"""Settings > About: which version, whose work it is made of, and what to give to someone who helps."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from flux_desktop import __version__
from flux_desktop.ui.preferences.licences import LGPL, NOTICE, parts
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.inline_message import InlineMessage
from flux_desktop.ui.support.labels import PlainLabel
from flux_desktop.ui.theme.theme import Theme

_PRIVACY = (
    "Your words, reference images and settings go to BFL when you generate, and to nobody else. "
    "Flux Desktop keeps no statistics about you and sends none."
)


class AboutPage(Page):
    """``details`` gives the text that is copied for support."""

    def __init__(self, theme: Theme, logs: Path, details: Callable[[], str]) -> None:
        super().__init__(theme, "About", "info")
        self._logs = logs
        self._details = details
        self._copy = button("Copy details for support")
        self._open_logs = button("Open logs folder")
        self._copied = InlineMessage(theme)
        self._licence = button("Read the licence of Qt", "link")
        self._licence.setProperty("flush", True)  # noqa: FBT003 - Qt takes it by position
        self._lay_out()
        self._copy.clicked.connect(self._copy_details)
        self._open_logs.clicked.connect(self._open_logs_folder)
        self._licence.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(LGPL)))

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self._copied.say("ok", "Copied.", "Neither your key nor your prompts are in it.")

    def _open_logs_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs)))

    def _lay_out(self) -> None:
        self._add(PlainLabel(f"Flux Desktop {__version__}", "title", selectable=True))
        self._add_note("Makes pictures with the FLUX models from Black Forest Labs.")
        self._add_section("Privacy")
        self._add_note(_PRIVACY)
        self._add_section("Help")
        self._add_flow(self._copy, self._open_logs)
        self._add(self._copied)
        self._add_section("Licences")
        self._add_note(NOTICE)
        self._add(PlainLabel(parts(), "caption", wrap=True, selectable=True))
        self._add_row(self._licence)
        self._end()
