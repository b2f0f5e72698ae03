"""Generations of a queue, a library that remembers them, and pictures that are one colour."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtGui import QPixmap

from flux_desktop.domain.generation import Cause, Failure, Generation, State
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.picture import Picture
from flux_desktop.domain.pricing import DEFAULT_SIZE
from flux_desktop.domain.request import GenerationRequest
from flux_desktop.domain.sizes import Size
from flux_desktop.services.events import GenerationChanged, QueueChanged
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.sources import Done

NOW = datetime(2026, 11, 20, 14, 15, tzinfo=UTC)
PRICE = 450
FAILED = Failure(Cause.SERVICE_TROUBLE, "500")
MODERATED = Failure(Cause.REQUEST_MODERATED)


def generation(item_id: ItemId, state: State = State.QUEUED, prompt: str = "", **fields: Any) -> Generation:
    request = GenerationRequest("flux-2-pro", prompt or f"picture {item_id}", {})
    usual: dict[str, Any] = {"batch_id": 1, "estimate": PRICE, "server": "global", "practice": False, "task_id": "t"}
    return Generation(id=item_id, request=request, state=state, **{**usual, **fields})


def picture(item_id: ItemId, size: Size = DEFAULT_SIZE) -> Picture:
    return Picture(
        id=item_id,
        generation_id=item_id,
        path=f"2026/{item_id}.png",
        size=size,
        file_format="png",
        bytes=3,
        sha256="a" * 64,
    )


class SmallLibrary:
    """What the database has."""

    def __init__(self, *generations: Generation) -> None:
        self.kept = {item.id: item for item in generations}
        self.read: list[ItemId] = []

    def job_ids(self) -> list[ItemId]:
        return sorted(self.kept)

    def rows(self, ids: Sequence[ItemId]) -> dict[ItemId, GalleryRow]:
        self.read += ids
        return {i: GalleryRow.of(self.kept[i], None, DEFAULT_SIZE) for i in ids if i in self.kept}


class ColourPictures:
    """Hands over a pixmap at once, and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[ItemId, str | None, int, int]] = []

    def fetch_picture(self, item_id: ItemId, path: str | None, width_px: int, height_px: int, done: Done) -> None:
        self.asked.append((item_id, path, width_px, height_px))
        pixmap = QPixmap(width_px, height_px)
        pixmap.fill("#336699")
        done(pixmap)


def put(model: QueueModel, *generations: Generation) -> None:
    """Tell the model of these, with a picture for what is done, and let it settle."""
    for item in generations:
        model.put(GenerationChanged(item, picture(item.id) if item.state is State.DONE else None))
    model.settle()


def line_up(model: QueueModel, *ids: ItemId, running: int = 0, **more: Any) -> None:
    """Tell the model who waits, in this order."""
    usual: dict[str, Any] = {"paused": False, "to_come": PRICE * len(ids), "order": ids}
    model.set_queue(QueueChanged(running, len(ids), **{**usual, **more}))
    model.settle()


def finished(item_id: ItemId, seconds: int = 11, **fields: Any) -> Generation:
    begin = NOW - timedelta(seconds=60)
    times: dict[str, Any] = {"submitted_at": begin, "finished_at": begin + timedelta(seconds=seconds)}
    return generation(item_id, State.DONE, submitted_cost=PRICE, **times, **fields)
