"""Clients and references for the tests of the client."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from flux_desktop.bfl.client import BflClient
from flux_desktop.bfl.connections import Deadlines
from flux_desktop.domain.references import Reference
from flux_desktop.domain.server import Server
from flux_desktop.domain.sizes import Size

KEY = "bfl_test-key-0123456789"
QUICK = Deadlines(connect_s=0.5, idle_s=0.5, answer_s=0.8, submit_s=0.8, download_s=0.8)

PATIENT = Deadlines()
"""For answers that come: how long a busy machine takes to give them says nothing."""

ClientMaker = Callable[..., Awaitable[BflClient]]


@pytest.fixture
async def client_of(tmp_path: Path) -> AsyncIterator[ClientMaker]:
    """A client of a server's URL, closed when the test is over. Its deadlines are short."""
    made: list[BflClient] = []

    async def make(url: str, key: str | None = KEY, deadlines: Deadlines = QUICK) -> BflClient:
        client = BflClient(
            Server.custom(url), lambda: key, image_path=lambda r: tmp_path / r.file_name, deadlines=deadlines
        )
        await client.warm_up()
        made.append(client)
        return client

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
def reference_of(tmp_path: Path) -> Callable[[bytes], Reference]:
    """Keep bytes as a reference that the clients find."""

    def add(data: bytes) -> Reference:
        reference = Reference(hashlib.sha256(data).hexdigest(), "jpeg", Size(64, 64), len(data), "photo.jpg")
        (tmp_path / reference.file_name).write_bytes(data)
        return reference

    return add
