"""``GET /v1/get_result``: what a task has come to, on the regional host."""

from typing import Any

from flux_desktop.domain.money import to_credits
from flux_desktop.practice.fault_replies import FaultReplies
from flux_desktop.practice.faults import Fault, Where
from flux_desktop.practice.links import Links
from flux_desktop.practice.messages import Host, HttpRequest, Reply, detail_reply, json_reply
from flux_desktop.practice.orders import CORRUPTED
from flux_desktop.practice.state_file import StateFile
from flux_desktop.practice.task_life import TaskLives
from flux_desktop.practice.tasks import Status, Task
from flux_desktop.practice.world import World

_THINKS_FOR = 0.2
"""The newest models say Reasoning for this share of the time, and then Generating."""

_LASTING = {
    "error": Status.ERROR,
    "failed": Status.FAILED,
    "request_moderated": Status.REQUEST_MODERATED,
    "content_moderated": Status.CONTENT_MODERATED,
}


class PollRoute:
    """Answers polls."""

    def __init__(self, world: World, lives: TaskLives, state: StateFile, fault_replies: FaultReplies) -> None:
        self._world = world
        self._lives = lives
        self._state = state
        self._fault_replies = fault_replies

    def answer(self, request: HttpRequest) -> Reply:
        """The key has been looked at already."""
        task_id = request.query.get("id")
        if task_id is None:
            problem = {"type": "missing", "loc": ["query", "id"], "msg": "Field required", "input": None}
            return json_reply(422, {"detail": [problem]})
        task = self._world.board.get(task_id)
        if task is None or self._is_gone(task):
            return detail_reply(404, "Not Found")
        self._world.ledger.polled(task, self._world.now())
        is_ready = task.status is Status.READY
        fault = self._world.faults.take(Where.POLL, task.prompt, task.model_id, ready=is_ready)
        if fault is None:
            return self._status(task)
        self._world.ledger.played(Where.POLL, fault.kind, task.id, self._world.now())
        return self._spoilt(fault, task, request)

    def _is_gone(self, task: Task) -> bool:
        return task.repoll == "gone" and Links.is_dead(task, self._world.now())

    def _status(self, task: Task) -> Reply:
        """The right answer. A task that broke over a bad image comes with status 422, as BFL does it."""
        is_bad_input = task.status is Status.ERROR and task.error == CORRUPTED
        return json_reply(422 if is_bad_input else 200, self._body(task))

    def _body(self, task: Task) -> dict[str, Any]:
        body: dict[str, Any] = {"id": task.id, "status": self._word(task), "result": None}
        body |= {"progress": None, "details": None, "preview": None}
        match task.status:
            case Status.READY:
                body |= self._outcome(task)
            case Status.REQUEST_MODERATED | Status.CONTENT_MODERATED:
                body["details"] = {"Moderation Reasons": list(task.reasons)} if task.reasons else None
            case Status.ERROR | Status.FAILED:
                body["details"] = {"error": task.error or "The task failed"}
        return body

    def _word(self, task: Task) -> str:
        model = self._world.catalogue.models.get(task.model_id)
        if task.status is not Status.PENDING or model is None or model.family != "flux3":
            return task.status.value
        elapsed_s = self._world.now() - task.accepted_at
        return Status.REASONING if elapsed_s < _THINKS_FOR * task.duration_s else Status.GENERATING

    def _outcome(self, task: Task) -> dict[str, Any]:
        model = self._world.catalogue[task.model_id]
        finished_at = task.finished_at or self._world.now()
        link = self._world.links.url(self._world.origin(Host.DELIVERY), task, self._world.now())
        self._state.save_soon()
        result: dict[str, Any] = {"sample": link, "prompt": task.prompt_used}
        if model.has("seed"):
            result["seed"] = task.seed
        result |= {"start_time": task.accepted_at, "end_time": finished_at, "duration": finished_at - task.accepted_at}
        # The older models tell the price only here.
        return {"result": result} if model.reports_cost_at_submit else {"result": result, "cost": to_credits(task.cost)}

    def _spoilt(self, fault: Fault, task: Task, request: HttpRequest) -> Reply:
        if fault.kind in _LASTING:
            self._end(task, _LASTING[fault.kind], fault)
            return self._status(task)
        odd = self._odd(fault, task)
        return odd or self._fault_replies.spoilt(fault, self._status(task), request.target)

    def _end(self, task: Task, status: Status, fault: Fault) -> None:
        if task.is_active:
            task.error = fault.detail or "Something went wrong while the picture was made"
            task.reasons = ("Safety Filter",)
            self._lives.end_now(task, status)

    def _odd(self, fault: Fault, task: Task) -> Reply | None:
        """An answer whose meaning is odd; ``None`` when this fault is of another sort."""
        body = self._body(task)
        failed = {**body, "status": "Error", "result": None, "details": {"error": fault.detail or "Out of memory"}}
        match fault.kind:
            case "503_task" | "422_task":
                return json_reply(int(fault.kind[:3]), failed)
            case "404_task" | "task_not_found":
                status = 404 if fault.kind == "404_task" else 200
                return json_reply(status, {**body, "status": Status.NOT_FOUND, "result": None})
            case "unknown_status":
                return json_reply(200, {**body, "status": fault.word, "result": None})
            case "pending":
                return json_reply(200, {**body, "status": Status.PENDING, "result": None})
            case _:
                return self._odd_result(fault, task, body)

    def _odd_result(self, fault: Fault, task: Task, body: dict[str, Any]) -> Reply | None:
        match fault.kind:
            case "no_sample":
                body["result"] = {name: value for name, value in body["result"].items() if name != "sample"}
            case "no_result":
                body["result"] = None
            case "strange_sample":
                body["result"] = {**body["result"], "sample": fault.url or f"{self._world.origin(Host.ELSEWHERE)}/x"}
            case "dead_link":
                task.link_is_dead = True
                task.repoll = fault.repoll
            case _:
                return None
        return json_reply(200, body)
