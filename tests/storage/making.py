"""Generations and pictures for tests of the storage."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flux_desktop.domain.generation import Generation, State
from flux_desktop.domain.identifiers import ItemId, first_id_at
from flux_desktop.domain.picture import Picture
from flux_desktop.domain.references import Reference
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size

NOON = datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)
FIRST_ID = first_id_at(NOON)

REFERENCE = Reference("ab" * 32, "jpeg", Size(900, 600), 123_456, "holiday, 2nd day.jpg")


def asked(item_id: ItemId = FIRST_ID, prompt: str = "A quiet fjord at blue hour", **fields: Any) -> Generation:
    """A generation that has just been asked for."""
    settings = {"width": 1248, "height": 832, "seed": 42, "prompt_upsampling": False, "guidance": 2.5}
    request = fields.pop("request", GenerationRequest("flux-2-pro", prompt, settings, (REFERENCE,)))
    start: dict[str, Any] = {"batch_id": item_id, "estimate": 450, "server": "eu", "practice": False}
    return Generation(id=item_id, request=request, state=State.QUEUED, **{**start, **fields})


def submitting(generation: Generation) -> Generation:
    return generation.moved(State.SUBMITTING, submitted_at=generation.created_at + timedelta(microseconds=1500))


def running(generation: Generation) -> Generation:
    task = f"task-{generation.id}"
    url = f"https://api.eu.bfl.ai/v1/get_result?id={task}"
    return submitting(generation).moved(State.RUNNING, task_id=task, polling_url=url, submitted_cost=300)


def fetching(generation: Generation) -> Generation:
    started = running(generation)
    ready = generation.created_at + timedelta(seconds=9)
    return started.moved(
        State.FETCHING,
        ready_at=ready,
        settled_cost=310,
        prompt_used="A calm fjord, café light",
        seed_used=4_294_967_295,
    )


def done(generation: Generation) -> Generation:
    return fetching(generation).moved(State.DONE, finished_at=generation.created_at + timedelta(seconds=10))


def way_to(state: State, generation: Generation) -> list[Generation]:
    """The values a generation goes through until it is in this state, the first one included."""
    steps = [generation, submitting(generation), running(generation), fetching(generation), done(generation)]
    for place, step in enumerate(steps):
        if step.state is state:
            return steps[: place + 1]
    origin = {State.CANCELLED: 0, State.UNCONFIRMED: 1, State.FAILED: 1, State.REFUSED: 2, State.EXPIRED: 3}[state]
    return [*steps[: origin + 1], steps[origin].moved(state)]


def picture_of(generation: Generation, path: str | None = None, data: bytes = b"picture", **fields: Any) -> Picture:
    picture = Picture(
        id=generation.id,
        generation_id=generation.id,
        path=path or f"2026/2026-11/{generation.id}.png",
        size=generation.request.size or Size(1024, 1024),
        file_format="png",
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return replace(picture, **fields)


def insert_picture(connection: sqlite3.Connection, item_id: ItemId, **columns: Any) -> None:
    """A picture that has no generation, as if it had been imported."""
    row = {
        "path": f"{item_id}.png",
        "sha256": "a" * 64,
        "bytes": 1,
        "width": 3,
        "height": 2,
        "format": "png",
        **columns,
    }
    names = ", ".join(["id", *row])
    marks = ", ".join("?" * (len(row) + 1))
    connection.execute(f"INSERT INTO picture ({names}) VALUES ({marks})", (item_id, *row.values()))


def content_of(database: Path) -> dict[str, list[Any]]:
    """All that is in a database, for comparing two."""
    tables = ("generation", "generation_event", "picture", "generations_v1", "pictures_v1")
    with closing(sqlite3.connect(database)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables}


@contextmanager
def failing_commits(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits fail for a while, as on a disk that breaks just then."""
    connection.set_authorizer(_no_commit)
    try:
        yield
    finally:
        connection.set_authorizer(None)


def _no_commit(action: int, operation: str | None, *_: object) -> int:
    refused = action == sqlite3.SQLITE_TRANSACTION and operation == "COMMIT"
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK
