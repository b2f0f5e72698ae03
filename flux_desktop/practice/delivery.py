"""The delivery host: pictures behind signed links, without a key."""

import asyncio

from flux_desktop.practice.fault_replies import FaultReplies, spoilt_picture
from flux_desktop.practice.faults import Fault, Where
from flux_desktop.practice.links import MIME_TYPES, store_error, task_id_of
from flux_desktop.practice.messages import HttpRequest, Reply
from flux_desktop.practice.tasks import Task
from flux_desktop.practice.world import World


class DeliveryRoute:
    """Hands out pictures."""

    def __init__(self, world: World, fault_replies: FaultReplies) -> None:
        self._world = world
        self._fault_replies = fault_replies

    async def answer(self, request: HttpRequest) -> Reply:
        task = self._world.board.get(task_id_of(request.path))
        refusal = self._world.links.refusal(request, task, self._world.now())
        if refusal or task is None:
            return self._noted(request, task, refusal or store_error(404, "BlobNotFound", "There is nothing here."))
        picture = await asyncio.to_thread(self._world.folder.read_picture, task.id)
        if picture is None:
            return self._noted(request, task, store_error(404, "BlobNotFound", "There is nothing here."))
        reply = Reply(200, picture, MIME_TYPES[task.file_format])
        fault = self._world.faults.take(Where.DELIVERY, task.prompt, task.model_id)
        if fault is None:
            return self._noted(request, task, reply)
        self._world.ledger.played(Where.DELIVERY, fault.kind, task.id, self._world.now())
        return self._noted(request, task, self._spoilt(fault, task, request, reply), fault.kind)

    def _spoilt(self, fault: Fault, task: Task, request: HttpRequest, reply: Reply) -> Reply:
        if fault.kind == "expired":
            task.link_is_dead = True
            task.repoll = fault.repoll
            return store_error(403, "AuthenticationFailed", "The signature has expired.")
        return self._fault_replies.spoilt(fault, spoilt_picture(fault, reply, task.file_format), request.target)

    def _noted(self, request: HttpRequest, task: Task | None, reply: Reply, fault: str | None = None) -> Reply:
        if task and request.method == "GET":
            self._world.ledger.delivered(task.id, reply.status, reply.body, fault, self._world.now())
        return reply
