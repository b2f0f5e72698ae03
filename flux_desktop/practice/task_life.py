"""The life of a task: it waits, the picture is drawn meanwhile, and it is settled."""

import asyncio
from collections.abc import Callable

from flux_desktop.practice.orders import CORRUPTED
from flux_desktop.practice.painting import Painter, PaintingFailedError, PaintJob
from flux_desktop.practice.tasks import Status, Task
from flux_desktop.practice.world import World

_REFUSED_AFTER = 0.3
"""A request that moderation turns away is over after this share of the usual time."""


class TaskLives:
    """Runs every task to its end. ``changed`` is called when a task is over."""

    def __init__(self, world: World, painter: Painter, changed: Callable[[], None]) -> None:
        self._world = world
        self._painter = painter
        self._changed = changed
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, task: Task) -> None:
        life = asyncio.create_task(self._live(task))
        self._running[task.id] = life
        life.add_done_callback(lambda _: self._running.pop(task.id, None))

    def end_now(self, task: Task, status: Status) -> None:
        """The task is over with this status, whatever its fate was to be."""
        life = self._running.pop(task.id, None)
        if life:
            life.cancel()
        if task.is_active:
            self._settle(task, status)

    async def stop(self) -> None:
        """Stop where things are; the tasks stay as they are."""
        lives = list(self._running.values())
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)

    async def _live(self, task: Task) -> None:
        drawing = asyncio.create_task(self._draw(task)) if task.fate is Status.READY else None
        try:
            share = _REFUSED_AFTER if task.fate in (Status.REQUEST_MODERATED, Status.ERROR) else 1.0
            await asyncio.sleep(max(0.0, task.accepted_at + share * task.duration_s - self._world.now()))
            if drawing:
                await drawing
        finally:
            if drawing:
                drawing.cancel()
        self._settle(task, task.fate)

    async def _draw(self, task: Task) -> None:
        references = tuple(self._world.folder.reference_path(sha256) for sha256 in task.references)
        target = self._world.folder.picture_path(task.id)
        job = PaintJob(task.prompt, task.size, task.seed % 2**32, task.file_format, references, target)
        try:
            task.picture_sha256 = await self._painter.paint(job)
        except PaintingFailedError as error:
            task.fate = Status.ERROR
            task.error = CORRUPTED if references else str(error)

    def _settle(self, task: Task, status: Status) -> None:
        self._world.board.settle(task, status, self._world.now())
        if status is Status.READY:
            self._world.account.charge(task.cost)
            task.charged = True
        self._world.ledger.finished(task)
        self._changed()
