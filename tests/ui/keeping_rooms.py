"""The window with pictures in it and a real engine that keeps and throws away; nothing is ever sent."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.rooms import picture_room
from flux_desktop.services.keeping import Keeping
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.support.toast import Toast
from tests.support.engines import EngineRoom, Folders
from tests.ui.rooms import WindowRoom

_PATIENCE_S = 20


class KeepingRoom(WindowRoom):
    """``count`` pictures, oldest first in ``ids``, and a window that shows them."""

    def __init__(self, app: QApplication, root: Path, count: int, *more: State, **options: Any) -> None:
        self.app = app
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(picture_room, "Keeping", self._keeping_of_our_own(root))
            super().__init__(app, root, [State.DONE] * count + list(more), **options)
        self.flow, self.bin, self.labels = self.work.pictures.keeping, self.work.pictures.bin, self.work.pictures.labels
        self.view = self.screen.gallery.view
        self.actions = self.menus.actions
        self.window.resize(1280, 800)
        self.window.show()
        self.view.setFocus()
        for number in range(self.model.rowCount()):
            assert self.model.row(number)

    def _keeping_of_our_own(self, root: Path) -> Callable[[object], Keeping]:
        def make(_engine: object) -> Keeping:
            self.real = EngineRoom(Folders(root), None, key=None)
            self.real.__enter__()
            return Keeping(self.real.engine)

        return make

    async def until(self, condition: Callable[[], object]) -> None:
        """Let the window and the engine go on until this is true."""
        async with asyncio.timeout(_PATIENCE_S):
            while not condition():
                self.app.processEvents()
                await asyncio.sleep(0.005)

    async def until_said(self, words: str) -> None:
        await self.until(lambda: words in self.said())

    async def settled(self) -> None:
        """Wait until every file is where its picture belongs."""
        await asyncio.wrap_future(Keeping(self.real.engine).settled())

    def said(self) -> list[str]:
        return [toast.accessibleName() for toast in self.window.findChildren(Toast) if toast.isVisible()]

    def shown(self) -> list[ItemId]:
        """What the gallery shows, newest first."""
        return [self.model.id_at(row) for row in range(self.model.rowCount())]

    def select(self, *ids: ItemId) -> None:
        self.view.select_ids(ids)

    def row(self, item_id: ItemId) -> GalleryRow:
        """As the library has it."""
        return self.library.rows([item_id])[item_id]

    def press(self, words: str, inside: QWidget | None = None) -> None:
        """The button with these words, in the window or in a part of it."""
        found = (inside or self.window).findChildren(QAbstractButton)
        button = next(
            button for button in found if button.isVisible() and words in (button.text(), button.accessibleName())
        )
        button.click()

    def question(self) -> QMessageBox | None:
        return next((box for box in self.window.findChildren(QMessageBox) if box.isVisible()), None)

    def close(self) -> None:
        self.work.pictures.viewer.stop()
        self.real.__exit__(None, None, None)
        super().close()


@contextmanager
def keeping_room(app: QApplication, root: Path, count: int, *more: State, **options: Any) -> Iterator[KeepingRoom]:
    made = KeepingRoom(app, root, count, *more, **options)
    try:
        yield made
    finally:
        made.close()
        app.setStyleSheet("")
