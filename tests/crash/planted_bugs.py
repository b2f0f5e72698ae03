"""Bugs to be planted into a run of the engine: a judge that does not see them is none."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.connections import Connections
from flux_desktop.domain.errors import OutcomeUnknownError
from flux_desktop.domain.generation import Generation, State
from flux_desktop.services.sender import Sender
from flux_desktop.storage import database
from flux_desktop.storage.image_files import ImageFiles
from tests.support.practice import KEY


def send_again_at_start() -> None:
    async def doubt(self: Sender, submitting: Generation, _: str) -> Generation:
        return await self._recorder.move(submitting, submitting.moved(State.QUEUED))

    _replace(Sender, "doubt", doubt)


def drop_doubts() -> None:
    original = Sender.doubt

    async def doubt(self: Sender, submitting: Generation, detail: str) -> Generation:
        unconfirmed = await original(self, submitting, detail)
        return await self._recorder.move(unconfirmed, unconfirmed.moved(State.CANCELLED))

    _replace(Sender, "doubt", doubt)


def repeat_requests() -> None:
    original = BflClient.submit

    async def submit(self: BflClient, *arguments: Any) -> Any:
        try:
            return await original(self, *arguments)
        except OutcomeUnknownError:
            return await original(self, *arguments)

    _replace(BflClient, "submit", submit)


def write_in_place() -> None:
    def publish(self: ImageFiles, relative_path: str, data: bytes) -> Path:
        path = self.absolute(relative_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
            file.flush()
            os.fsync(file.fileno())
            file.write(data[len(data) // 2 :])
        return path

    _replace(ImageFiles, "publish", publish)


def row_before_file() -> None:
    original = ImageFiles.publish

    def publish(self: ImageFiles, relative_path: str, data: bytes) -> Path:
        threading.Timer(0.5, original, (self, relative_path, data)).start()
        return self.absolute(relative_path)

    _replace(ImageFiles, "publish", publish)


def never_flush() -> None:
    """As fast as can be, and all is well until the power fails."""
    os.fsync = lambda _: None  # type: ignore[assignment]
    database._WRITER_SETTINGS = (
        "synchronous = OFF",
        "fullfsync = OFF",
        "checkpoint_fullfsync = OFF",
        "foreign_keys = ON",
    )


def key_to_the_store() -> None:
    original = Connections._new_client

    def new_client(self: Connections, *arguments: Any) -> Any:
        client = original(self, *arguments)
        client.headers["x-key"] = KEY
        return client

    _replace(Connections, "_new_client", new_client)


def _replace(owner: type, name: str, function: Callable[..., Any]) -> None:
    setattr(owner, name, function)


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        send_again_at_start,
        drop_doubts,
        repeat_requests,
        write_in_place,
        row_before_file,
        never_flush,
        key_to_the_store,
    )
}
