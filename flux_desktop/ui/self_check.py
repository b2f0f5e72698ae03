"""The self-check: one prompt typed into the real window, one practice picture made, stored and painted."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from flux_desktop.domain.generation import State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.services.events import GenerationChanged, TroubleChanged
from flux_desktop.services.library import Library
from flux_desktop.ui.engine_bridge import EngineBridge
from flux_desktop.ui.main_window import MainWindow

PROMPT = "A quiet fjord at blue hour, soft mist between layered ridgelines, a single lit cabin on the far shore"
_PATIENCE_S = 90.0
_FRAME_S = 0.016


class SelfCheckFailedError(Exception):
    """A step did not come to its end; the message says which and why."""


class SelfCheck(QObject):
    """Drives the window as a person would and prints each step with ``say``."""

    def __init__(
        self, window: MainWindow, bridge: EngineBridge, library: Library, say: Callable[[str], None] = print
    ) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._say = say
        self._stored: asyncio.Future[ItemId] = asyncio.get_event_loop().create_future()
        self._painted: asyncio.Future[ItemId] = asyncio.get_event_loop().create_future()
        bridge.generation_changed.connect(self._generation_changed)
        bridge.trouble_changed.connect(self._trouble_changed)
        window.gallery.view.picture_painted.connect(self._picture_painted)

    async def run(self, screenshot: Path | None) -> bool:
        """Whether everything went well."""
        try:
            await self._check()
        except (SelfCheckFailedError, TimeoutError) as error:
            self._say(f"FAILED: {str(error) or 'it took too long'}")
            return False
        finally:
            if screenshot:
                self._take(screenshot)
        self._say("The self-check went well.")
        return True

    async def _check(self) -> None:
        self._say("The window is on the screen.")
        prompt = self._part("promptEditor")
        QTest.keyClicks(prompt, PROMPT)
        self._say(f"Typed: {PROMPT}")
        button = self._part("generateButton")
        if not button.isEnabled():
            raise SelfCheckFailedError("Generate cannot be pressed")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self._say(f"Pressed: {button.accessibleName()}")
        item_id = await asyncio.wait_for(self._stored, _PATIENCE_S)
        self._say("The picture is stored.")
        painted = await asyncio.wait_for(self._painted, _PATIENCE_S)
        if painted != item_id:
            raise SelfCheckFailedError("another picture was painted")
        while self._window.gallery.view.arrivals.is_fading:  # noqa: ASYNC110 - nobody is told when a fade ends
            await asyncio.sleep(_FRAME_S)
        self._say("The picture is painted.")
        self._check_file(item_id)

    def _check_file(self, item_id: ItemId) -> None:
        row = self._library.rows([item_id])[item_id]
        if row.path is None:
            raise SelfCheckFailedError("the library has no file for the picture")
        file = self._library.absolute(row.path)
        size = QImageReader(str(file)).size()
        if (size.width(), size.height()) != (row.size.width_px, row.size.height_px):
            raise SelfCheckFailedError(f"{file.name} is not the picture that was recorded")
        self._say(f"The file is whole: {row.path}, {row.size} px.")

    def _part(self, name: str) -> QWidget:
        part = self._window.findChild(QWidget, name)
        if not isinstance(part, QWidget):
            raise SelfCheckFailedError(f"the window has no {name}")
        return part

    def _take(self, screenshot: Path) -> None:
        screenshot.parent.mkdir(parents=True, exist_ok=True)
        saved = self._window.grab().save(str(screenshot))
        self._say(f"Screenshot: {screenshot}" if saved else f"{screenshot} could not be written.")

    def _generation_changed(self, event: GenerationChanged) -> None:
        generation = event.generation
        if generation.state is State.DONE and not self._stored.done():
            self._stored.set_result(generation.id)
        elif generation.state.needs_attention and not self._stored.done():
            why = generation.failure.cause if generation.failure else generation.state
            self._stored.set_exception(SelfCheckFailedError(f"the picture was not made: {why}"))

    def _trouble_changed(self, trouble: TroubleChanged) -> None:
        """Nothing that could be waited for is expected to go wrong here."""
        if trouble.cause and not self._stored.done():
            self._stored.set_exception(SelfCheckFailedError(f"{trouble.cause}: {trouble.detail}"))

    def _picture_painted(self, item_id: ItemId) -> None:
        if not self._painted.done():
            self._painted.set_result(item_id)
