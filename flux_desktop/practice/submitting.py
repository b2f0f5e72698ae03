"""``POST /v1/<model>``: the checks in BFL's order, and the acceptance."""

import asyncio
import uuid
from typing import Any

from flux_desktop.domain.image_model import ImageModel
from flux_desktop.domain.money import to_credits
from flux_desktop.practice import bodies, validation
from flux_desktop.practice.bodies import NotJsonError
from flux_desktop.practice.fault_replies import FaultReplies
from flux_desktop.practice.faults import Fault, Where
from flux_desktop.practice.ledger import fingerprint
from flux_desktop.practice.messages import Host, HttpRequest, Reply, detail_reply, json_reply
from flux_desktop.practice.moderation import verdict_on
from flux_desktop.practice.orders import Order, has_images, read_order, rules
from flux_desktop.practice.picture_sizes import produced_size
from flux_desktop.practice.state_file import StateFile
from flux_desktop.practice.task_life import TaskLives
from flux_desktop.practice.tasks import Status, Task
from flux_desktop.practice.upsampling import used_prompt
from flux_desktop.practice.validation import Checked
from flux_desktop.practice.world import World

_MAX_ACTIVE = 24
_LARGE_BYTES = 262_144
_ANSWER_KINDS = ("no_id", "no_polling_url", "strange_polling_url")
_REFUSALS = ("drop", "reset", "hang", "garbage", "redirect")


class SubmitRoute:
    """Takes the requests for pictures."""

    def __init__(self, world: World, lives: TaskLives, state: StateFile, fault_replies: FaultReplies) -> None:
        self._world = world
        self._lives = lives
        self._state = state
        self._fault_replies = fault_replies
        self._models = {model.path: model for model in world.catalogue if not model.retired}

    def knows(self, path: str) -> bool:
        return path in self._models

    async def answer(self, request: HttpRequest) -> Reply:
        """The key has been looked at already."""
        model = self._models[request.path]
        try:
            is_large = len(request.body) > _LARGE_BYTES
            body = await asyncio.to_thread(_parsed, request) if is_large else _parsed(request)
        except NotJsonError as error:
            return self._refused(request, _not_json(error))
        checked = validation.check(model, body)
        fault = self._world.faults.take(Where.SUBMIT, f"{checked.fields.get('prompt') or ''}", model.id)
        if fault and not self._carries_out(fault):
            self._world.ledger.played(Where.SUBMIT, fault.kind, None, self._world.now())
            return self._fault_replies.spoilt(fault, Reply(200), request.target)
        reply = await self._checked(request, model, checked)
        return self._spoilt(fault, reply, request) if fault else reply

    def _carries_out(self, fault: Fault) -> bool:
        return fault.accepted or not (fault.kind.isdecimal() or fault.kind in _REFUSALS)

    def _spoilt(self, fault: Fault, reply: Reply, request: HttpRequest) -> Reply:
        self._world.ledger.played(Where.SUBMIT, fault.kind, None, self._world.now())
        if fault.kind not in _ANSWER_KINDS or reply.status != 200:
            return self._fault_replies.spoilt(fault, reply, request.target)
        answer = bodies.parse(reply.body)
        match fault.kind:
            case "no_id":
                answer.pop("id")
            case "no_polling_url":
                answer.pop("polling_url")
            case "strange_polling_url":
                path = f"/v1/get_result?id={answer['id']}"
                answer["polling_url"] = fault.url or f"{self._world.origin(Host.ELSEWHERE)}{path}"
        return json_reply(200, answer)

    async def _checked(self, request: HttpRequest, model: ImageModel, checked: Checked) -> Reply:
        problems = checked.problems or rules(model, checked.fields)
        if problems:
            return self._refused(request, json_reply(422, {"detail": [item.to_json() for item in problems]}))
        if has_images(model, checked.fields):
            order = await asyncio.to_thread(read_order, model, checked.fields)
        else:
            order = read_order(model, checked.fields)
        refusal = self._refusal(order)
        if refusal:
            return self._refused(request, refusal)
        task = self._accept(request, order, checked)
        await self._begin(task, order)
        return self._acceptance(task, order)

    def _refusal(self, order: Order) -> Reply | None:
        image_refusal, board = order.image_refusal(), self._world.board
        if image_refusal:
            return detail_reply(400, image_refusal)
        if not self._world.account.can_pay(order.cost, board.reserved()):
            return detail_reply(402, "Insufficient credits")
        own_limit = order.model.active_task_limit
        is_busy = own_limit < _MAX_ACTIVE and board.active(order.model.id) >= own_limit
        if is_busy or board.active() >= _MAX_ACTIVE:
            return detail_reply(429, "Too many active tasks")
        return None

    def _accept(self, request: HttpRequest, order: Order, checked: Checked) -> Task:
        world, model, asked_seed = self._world, order.model, order.fields.get("seed")
        seed = world.chance.picture_seed() if asked_seed is None else int(asked_seed)
        task = Task(
            id=str(uuid.uuid4()),
            model_id=model.id,
            key=fingerprint(request.key or ""),
            prompt=order.prompt,
            prompt_used=used_prompt(model, order.fields, order.prompt, seed),
            size=produced_size(model, order.asked),
            file_format=order.file_format,
            seed=seed,
            cost=order.cost,
            references=tuple(dict.fromkeys(image.sha256 for image in order.images)),
            accepted_at=world.now(),
            duration_s=world.chance.duration_s(model),
            link_seconds=world.link_seconds_of(model),
            repoll=world.repoll,
            webhook_url=order.fields.get("webhook_url"),
        )
        _decide_fate(task, order)
        world.board.add(task)
        sent = order.without_images(checked.sent)
        world.ledger.accepted(task, sent, order.images, checked.ignored, world.board.active())
        return task

    async def _begin(self, task: Task, order: Order) -> None:
        """Put the images where the painter finds them and the task on disk, then let it run."""
        for image in order.images:
            await asyncio.to_thread(self._world.folder.add_reference, image.data, image.sha256)
        await self._state.save()
        self._lives.start(task)

    def _acceptance(self, task: Task, order: Order) -> Reply:
        reports = order.model.reports_cost_at_submit
        figures = {
            "cost": to_credits(task.cost) if reports else None,
            "input_mp": order.input_megapixels if reports else None,
            "output_mp": order.output_megapixels if reports else None,
        }
        if task.webhook_url:
            return json_reply(200, {"id": task.id, "status": "Pending", "webhook_url": task.webhook_url, **figures})
        polling_url = f"{self._world.origin(Host.POLL)}/v1/get_result?id={task.id}"
        return json_reply(200, {"id": task.id, "polling_url": polling_url, **figures})

    def _refused(self, request: HttpRequest, reply: Reply) -> Reply:
        detail = bytes(reply.body[:2000]).decode(errors="replace")
        self._world.ledger.refused(request, reply.status, detail, self._world.now())
        return reply


def _parsed(request: HttpRequest) -> Any:
    """The body as JSON; the text itself when it is not said to be JSON, which no model takes."""
    if not request.says_json:
        return bytes(request.body[:200]).decode(errors="replace")
    return bodies.parse(request.body)


def _not_json(error: NotJsonError) -> Reply:
    text = "JSON decode error"
    problem = {"type": "json_invalid", "loc": ["body", error.position], "msg": text, "input": {}}
    return json_reply(422, {"detail": [{**problem, "ctx": {"error": f"{error}"}}]})


def _decide_fate(task: Task, order: Order) -> None:
    verdict = verdict_on(task.prompt)
    if order.broken:
        task.fate, task.error = Status.ERROR, order.broken
    elif verdict:
        task.fate, task.reasons = verdict.status, verdict.reasons
