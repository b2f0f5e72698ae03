"""What happened, for tests to read: who was charged, which host saw which key, what was delivered."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from flux_desktop.domain.money import to_credits
from flux_desktop.practice.images import SentImage
from flux_desktop.practice.messages import Host, HttpRequest
from flux_desktop.practice.tasks import Task

_MAX_POLL_TIMES = 1000
_MAX_SUBMITS = 50_000
_MAX_NOTES = 5_000


def fingerprint(key: str) -> str:
    """What stands for a key in the ledger."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(slots=True)
class Submit:
    """An accepted request and all that came of it. Times are seconds since the epoch, in polls since the acceptance."""

    id: str
    model: str
    key: str
    at: float
    cost: float
    fields: dict[str, Any]
    images: list[dict[str, Any]]
    ignored: list[str]
    status: str = "Pending"
    charged: bool = False
    finished_at: float | None = None
    seed: int | None = None
    size: list[int] = field(default_factory=list)
    picture_sha256: str | None = None
    polls: int = 0
    poll_times: list[float] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Its fields as they are: ``asdict`` copies every list and is ten times as slow."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


class Ledger:
    """Grows with every request; lists are bounded, counters are not."""

    def __init__(self) -> None:
        self.submits: dict[str, Submit] = {}
        self.most_active = 0
        self._refused: list[dict[str, Any]] = []
        self._faults: list[dict[str, Any]] = []
        self._leaks: list[dict[str, Any]] = []
        self._requests: Counter[str] = Counter()
        self._sightings: Counter[tuple[str, str, str]] = Counter()

    def saw(self, request: HttpRequest, now: float) -> None:
        """Any request to any host but the practice controls."""
        self._requests[request.host] += 1
        if request.key is None:
            return
        seen = fingerprint(request.key)
        self._sightings[request.host, request.path, seen] += 1
        if request.host in (Host.DELIVERY, Host.ELSEWHERE):
            self._leaks.append({"at": now, "host": request.host, "path": request.path, "key": seen})

    def accepted(
        self, task: Task, sent: Mapping[str, Any], images: list[SentImage], ignored: tuple[str, ...], active: int
    ) -> None:
        if len(self.submits) >= _MAX_SUBMITS:
            self.submits.pop(next(iter(self.submits)))
        self.submits[task.id] = Submit(
            id=task.id,
            model=task.model_id,
            key=task.key,
            at=task.accepted_at,
            cost=to_credits(task.cost),
            fields=dict(sent),
            images=[_image_entry(image) for image in images],
            ignored=list(ignored),
            seed=task.seed,
            size=[task.size.width_px, task.size.height_px],
        )
        self.most_active = max(self.most_active, active)

    def refused(self, request: HttpRequest, status: int, detail: str, now: float) -> None:
        """A submit that was turned away."""
        if len(self._refused) < _MAX_NOTES:
            self._refused.append({"at": now, "path": request.path, "status": status, "detail": detail})

    def finished(self, task: Task) -> None:
        submit = self.submits.get(task.id)
        if submit:
            submit.status = task.status.value
            submit.charged = task.charged
            submit.finished_at = task.finished_at
            submit.picture_sha256 = task.picture_sha256

    def polled(self, task: Task, now: float) -> None:
        submit = self.submits.get(task.id)
        if submit:
            submit.polls += 1
            if len(submit.poll_times) < _MAX_POLL_TIMES:
                submit.poll_times.append(round(now - task.accepted_at, 4))

    def delivered(self, task_id: str, status: int, body: bytes, fault: str | None, now: float) -> None:
        submit = self.submits.get(task_id)
        if submit:
            sha256 = hashlib.sha256(body).hexdigest() if status == 200 else None
            entry = {"at": now, "status": status, "sha256": sha256, "bytes": len(body), "fault": fault}
            submit.deliveries.append(entry)

    def played(self, where: str, kind: str, task_id: str | None, now: float) -> None:
        """A fault that was played."""
        if len(self._faults) < _MAX_NOTES:
            self._faults.append({"at": now, "where": where, "kind": kind, "task": task_id})

    def forget(self, task_id: str) -> None:
        self.submits.pop(task_id, None)

    def clear(self) -> None:
        self.submits.clear()
        self.most_active = 0
        for notes in (self._refused, self._faults, self._leaks):
            notes.clear()
        self._requests.clear()
        self._sightings.clear()

    def to_json(self) -> dict[str, Any]:
        return {
            "submits": [submit.to_json() for submit in self.submits.values()],
            "refused": self._refused,
            "faults": self._faults,
            "leaks": self._leaks,
            "requests": dict(self._requests),
            "key_sightings": [
                {"host": host, "path": path, "key": key, "count": count}
                for (host, path, key), count in self._sightings.items()
            ],
            "most_active": self.most_active,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Ledger":
        ledger = cls()
        ledger.submits = {entry["id"]: Submit(**entry) for entry in data["submits"]}
        ledger.most_active = data["most_active"]
        ledger._refused = data["refused"]
        ledger._faults = data["faults"]
        ledger._leaks = data["leaks"]
        ledger._requests.update(data["requests"])
        for entry in data["key_sightings"]:
            ledger._sightings[entry["host"], entry["path"], entry["key"]] = entry["count"]
        return ledger


def _image_entry(image: SentImage) -> dict[str, Any]:
    return {
        "field": image.field,
        "sha256": image.sha256,
        "bytes": len(image.data),
        "width": image.size.width_px,
        "height": image.size.height_px,
        "format": image.file_format,
    }
