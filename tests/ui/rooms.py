"""The window with a real library behind it, and an engine that only writes down what it is asked."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from flux_desktop.arguments import Arguments
from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.server import Region, Server
from flux_desktop.first_screen import FirstScreen
from flux_desktop.services.engine import Engine
from flux_desktop.settings.key_store import KeyStore
from flux_desktop.settings.profile import Profile
from flux_desktop.storage.database import prepare
from flux_desktop.storage.library_writer import LibraryWriter
from flux_desktop.ui.account import Account
from flux_desktop.ui.compose.panel import ComposePanel
from flux_desktop.ui.making import Making
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.support.toast import Toast
from flux_desktop.ui.tasks import TaskSet
from tests.storage.making import asked, picture_of, way_to
from tests.support.recording import RecordingEngine

KEY = "bfl_0123456789abcdef7c2e"
_A_MINUTE = 60_000 << 10
_SIDE_PX = 64


class WindowRoom:
    """``ids`` are those of the generations that were asked for, in their order; each has a prompt of its own.

    ``answers`` are the engine's.
    """

    def __init__(
        self, app: QApplication, root: Path, states: Sequence[State] = (), *, practice: bool = False, **answers: Any
    ) -> None:
        self.profile = Profile(root / "profile")
        self.profile.prepare()
        self.folder = root / "library"
        self.ids = self._fill(states)
        self.screen = FirstScreen(app, self.profile, Arguments(library=self.folder))
        self.screen.model.load()
        self.window, self.model, self.library = self.screen.window, self.screen.model, self.screen.library
        self.catalogue = self.screen.catalogue
        self.engine = RecordingEngine(**answers)
        self.reports: list[str] = []
        self.tasks = TaskSet(self.reports.append)
        self.account = self._make_account(practice=practice)
        self.panel = ComposePanel(self.catalogue, self.screen.theme)
        self.window.set_panel(self.panel)
        self.confirm_above = 10_000
        self.making = Making(
            panel=self.panel,
            engine=cast("Engine", self.engine),
            library=self.library,
            account=self.account,
            catalogue=self.catalogue,
            toasts=self.window.toasts,
            tasks=self.tasks,
            confirm_above=lambda: self.confirm_above,
            clock_us=lambda: 7.0,
        )
        self.commands = PictureCommands(
            model=self.model,
            library=self.library,
            engine=cast("Engine", self.engine),
            panel=self.panel,
            making=self.making,
            toasts=self.window.toasts,
            tasks=self.tasks,
        )

    def said(self) -> list[str]:
        """What the toasts say."""
        return [toast.accessibleName() for toast in self.window.findChildren(Toast)]

    def file(self, item_id: ItemId) -> Path:
        """A picture's file."""
        path = self.library.rows([item_id])[item_id].path
        assert path
        return self.library.absolute(path)

    def close(self) -> None:
        self.screen.loader.stop()
        self.library.close()
        self.window.allow_closing()
        self.window.close()
        self.window.deleteLater()
        self.screen.theme.setParent(None)
        self.screen.theme.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert self.reports == []

    def _make_account(self, *, practice: bool) -> Account:
        keys = KeyStore("Flux Desktop test", system_key=KEY)
        home, default = Server.of_region(Region.GLOBAL), self.catalogue[self.catalogue.default_model]
        return Account(cast("Engine", self.engine), keys, self.tasks, home, default, practice=practice)

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
