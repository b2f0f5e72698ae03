"""The window with a real library behind it, and an engine that only writes down what it is asked."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from flux_desktop import workroom
from flux_desktop.arguments import Arguments, server_named
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.first_screen import FirstScreen
from flux_desktop.settings.profile import Profile
from flux_desktop.settings.settings import Settings
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.storage.database import prepare
from flux_desktop.storage.library_writer import LibraryWriter
from flux_desktop.ui.support.toast import Toast
from flux_desktop.ui.tasks import TaskSet
from flux_desktop.workroom import Workroom
from tests.storage.making import asked, picture_of, way_to
from tests.support.recording import RecordingEngine

KEY = "bfl_0123456789abcdef7c2e"
_A_MINUTE = 60_000 << 10
_SIDE_PX = 64


class WindowRoom:
    """The parts as ``workroom.py`` puts them together, before they begin.

    ``ids`` are those of the generations that were asked for, in their order; each has a prompt of its own. ``answers``
    are the engine's. There is a key unless ``key`` is ``None``; ``settings`` are what the person has chosen before, and
    ``practice`` and ``server`` what the command line says.
    """

    def __init__(
        self,
        app: QApplication,
        root: Path,
        states: Sequence[State] = (),
        *,
        key: str | None = KEY,
        settings: Settings | None = None,
        practice: bool = False,
        server: str | None = None,
        **answers: Any,
    ) -> None:
        self.profile = Profile(root / "profile")
        self.profile.prepare()
        self.folder = root / "library"
        self.ids = self._fill(states)
        if settings:
            SettingsFile(self.profile.settings_file).save(settings)
        self.engine = RecordingEngine(**answers)
        self.reports: list[str] = []
        self.ends: list[bool] = []
        named = "practice" if practice else server
        arguments = Arguments(library=self.folder, server=server_named(named) if named else None)
        self.screen = FirstScreen(app, self.profile, arguments)
        self.screen.model.load()
        tasks = TaskSet(self.reports.append)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(workroom, "Engine", lambda **_: self.engine)
            if key:
                patch.setenv("BFL_API_KEY", key)
            self.work = Workroom(
                self.screen, self.profile, arguments, None, tasks=tasks, end=lambda: self.ends.append(True)
            )
        self.engine.asked.clear()  # what it was told of the settings
        self.window, self.model, self.library = self.screen.window, self.screen.model, self.screen.library
        self.catalogue = self.screen.catalogue
        self.panel, self.account = self.work.making.panel, self.work.account
        self.making, self.commands = self.work.making.making, self.work.pictures.commands
        self.menus, self.settings = self.work.pictures.menus, self.work.settings

    def said(self) -> list[str]:
        """What the toasts say."""
        return [toast.accessibleName() for toast in self.window.findChildren(Toast)]

    def file(self, item_id: ItemId) -> Path:
        """A picture's file."""
        path = self.library.rows([item_id])[item_id].path
        assert path
        return self.library.absolute(path)

    def close(self) -> None:
        for memory in (
            self.screen.memory,
            self.work.making.draft,
            self.work.making.history,
            self.work.making.templates,
            self.settings,
        ):
            memory.keep()  # nothing is to be written when the window is gone
        self.screen.loader.stop()
        self.library.close()
        self.window.allow_closing()
        self.window.close()
        self.window.deleteLater()
        self.work.close()
        for part in (self.work, self.screen.theme):
            part.setParent(None)
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert self.reports == []

    def _fill(self, states: Sequence[State]) -> list[ItemId]:
        prepare(self.profile.database)
        writer = LibraryWriter(self.profile.database)
        newest = first_id_at(datetime.now(UTC))
        ids = [newest - (len(states) - number) * _A_MINUTE for number in range(len(states))]
        for number, (item_id, state) in enumerate(zip(ids, states, strict=True)):
            settings = {"width": _SIDE_PX, "height": _SIDE_PX, "seed": 42}
            request = GenerationRequest("flux-2-pro", f"prompt {number}", settings)
            steps = way_to(state, asked(item_id, request=request))
            writer.generations.add(steps[:1])
            for before, after in pairwise(steps):
                if after.state is State.DONE:
                    writer.generations.finish(before, after, picture_of(after, data=self._draw(item_id)))
                else:
                    writer.generations.move(before, after)
        writer.close()
        return ids

    def _draw(self, item_id: ItemId) -> bytes:
        """A picture on disk, where ``picture_of`` says that it is."""
        buffer = io.BytesIO()
        Image.new("RGB", (_SIDE_PX, _SIDE_PX), (90, 120, 200)).save(buffer, "PNG")
        file = self.folder / "2026" / "2026-11" / f"{item_id}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(buffer.getvalue())
        return buffer.getvalue()


@contextmanager
def window_room(app: QApplication, root: Path, *states: State, **options: Any) -> Iterator[WindowRoom]:
    made = WindowRoom(app, root, states, **options)
    try:
        yield made
    finally:
        made.close()
        app.setStyleSheet("")
