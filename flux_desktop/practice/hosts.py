"""Which route answers what, on each of the hosts."""

from flux_desktop.practice.account_routes import AccountRoutes
from flux_desktop.practice.control import ControlRoute
from flux_desktop.practice.delivery import DeliveryRoute
from flux_desktop.practice.fault_replies import FaultReplies
from flux_desktop.practice.messages import Host, HttpRequest, Reply, detail_reply
from flux_desktop.practice.polling import PollRoute
from flux_desktop.practice.state_file import StateFile
from flux_desktop.practice.submitting import SubmitRoute
from flux_desktop.practice.task_life import TaskLives
from flux_desktop.practice.world import World


class Hosts:
    """Finds the route, looks at the key, and lets the route answer."""

    def __init__(self, world: World, lives: TaskLives, state: StateFile) -> None:
        fault_replies = FaultReplies(world.origin(Host.ELSEWHERE))
        self._world = world
        self._control = ControlRoute(world, lives, state)
        self._account = AccountRoutes(world, fault_replies)
        self._submit = SubmitRoute(world, lives, state, fault_replies)
        self._poll = PollRoute(world, lives, state, fault_replies)
        self._delivery = DeliveryRoute(world, fault_replies)

    async def answer(self, request: HttpRequest) -> Reply:
        if request.host is Host.API and request.path.startswith("/practice/"):
            return await self._control.answer(request)
        self._world.ledger.saw(request, self._world.now())
        match request.host:
            case Host.API:
                return await self._answer_api(request)
            case Host.POLL:
                return self._answer_poll(request)
            case _:
                return await self._delivery.answer(request)

    async def _answer_api(self, request: HttpRequest) -> Reply:
        if self._submit.knows(request.path):
            if request.method != "POST":
                return detail_reply(405, "Method Not Allowed", allow="POST")
            refusal = self._world.key_refusal(request.key)
            return refusal or await self._submit.answer(request)
        if not self._account.knows(request):
            return detail_reply(404, "Not Found")
        return self._world.key_refusal(request.key) or self._account.answer(request)

    def _answer_poll(self, request: HttpRequest) -> Reply:
        if request.method != "GET" or request.path != "/v1/get_result":
            return detail_reply(404, "Not Found")
        return self._world.key_refusal(request.key) or self._poll.answer(request)
