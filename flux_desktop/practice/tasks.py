"""Tasks: what was accepted, and what became of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from flux_desktop.domain.money import Hundredths
from flux_desktop.domain.sizes import Size


class Status(StrEnum):
    """The states of a task, as BFL spells them."""

    PENDING = "Pending"
    REASONING = "Reasoning"
    GENERATING = "Generating"
    READY = "Ready"
    REQUEST_MODERATED = "Request Moderated"
    CONTENT_MODERATED = "Content Moderated"
    ERROR = "Error"
    FAILED = "Failed"
    NOT_FOUND = "Task not found"


@dataclass(slots=True)
class Task:
    """One accepted task. ``fate`` is decided when it is accepted, ``status`` follows when ``duration_s`` is over.

    ``link_number`` counts the links that were given out; only the last one works, and not when ``link_is_dead``.
    ``repoll`` says what a poll shows after the link has died: a ``fresh`` link, the ``same`` one, or ``gone``: no task.
    """

    id: str
    model_id: str
    key: str
    prompt: str
    prompt_used: str
    size: Size
    file_format: str
    seed: int
    cost: Hundredths
    references: tuple[str, ...]
    accepted_at: float
    duration_s: float
    link_seconds: float
    fate: Status = Status.READY
    reasons: tuple[str, ...] = ()
    error: str | None = None
    status: Status = Status.PENDING
    finished_at: float | None = None
    charged: bool = False
    picture_sha256: str | None = None
    link_issued_at: float = 0.0
    link_number: int = 0
    link_is_dead: bool = False
    repoll: str = "fresh"
    webhook_url: str | None = None

    @property
    def is_active(self) -> bool:
        return self.finished_at is None

    def finish(self, status: Status, now: float) -> None:
        self.status = status
        self.finished_at = now

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "size": self.size._asdict()}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Task":
        values = dict(entry)
        values["size"] = Size(**values["size"])
        values["references"] = tuple(values["references"])
        values["reasons"] = tuple(values["reasons"])
        values["fate"] = Status(values["fate"])
        values["status"] = Status(values["status"])
        return cls(**values)


class TaskBoard:
    """All tasks that are still known, by id."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        self._tasks = {task.id: task for task in tasks}
        self._active = {task.id: task for task in self._tasks.values() if task.is_active}

    def __iter__(self) -> Iterator[Task]:
        return iter(list(self._tasks.values()))

    def __len__(self) -> int:
        return len(self._tasks)

    def get(self, task_id: str) -> Task | None:
        return self._tasks.get(task_id)

    def add(self, task: Task) -> None:
        self._tasks[task.id] = task
        self._active[task.id] = task

    def settle(self, task: Task, status: Status, now: float) -> None:
        """The task is over; its place among the active ones is free."""
        task.finish(status, now)
        self._active.pop(task.id, None)

    def drop(self, task: Task) -> None:
        self._tasks.pop(task.id, None)
        self._active.pop(task.id, None)

    def active(self, model_id: str | None = None) -> int:
        if model_id is None:
            return len(self._active)
        return sum(task.model_id == model_id for task in self._active.values())

    def reserved(self) -> Hundredths:
        """What the active tasks will cost."""
        return sum(task.cost for task in self._active.values())

    def clear(self) -> None:
        self._tasks.clear()
        self._active.clear()
