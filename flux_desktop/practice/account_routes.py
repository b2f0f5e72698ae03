"""``/v1/credits`` and the calls about finetunes, of which a practice account has one."""

from datetime import UTC, datetime
from typing import Any

from flux_desktop.practice import bodies
from flux_desktop.practice.bodies import NotJsonError
from flux_desktop.practice.fault_replies import FaultReplies
from flux_desktop.practice.faults import Where
from flux_desktop.practice.messages import HttpRequest, Reply, detail_reply, json_reply
from flux_desktop.practice.world import World

FINETUNE_ID = "practice-finetune"
_CALLS = frozenset(
    {
        ("GET", "/v1/credits"),
        ("GET", "/v1/my_finetunes"),
        ("GET", "/v1/finetune_details"),
        ("POST", "/v1/delete_finetune"),
    }
)
_DETAILS = {"finetune_comment": "A practice finetune", "trigger_word": "TOK", "mode": "general"}


class AccountRoutes:
    """What belongs to the key and not to a picture."""

    def __init__(self, world: World, fault_replies: FaultReplies) -> None:
        self._world = world
        self._fault_replies = fault_replies

    def knows(self, request: HttpRequest) -> bool:
        return (request.method, request.path) in _CALLS

    def answer(self, request: HttpRequest) -> Reply:
        """The key has been looked at already."""
        match request.path:
            case "/v1/my_finetunes":
                return json_reply(200, {"finetunes": [FINETUNE_ID]})
            case "/v1/finetune_details":
                return _finetune_details(request)
            case "/v1/delete_finetune":
                return _delete_finetune(request)
            case _:
                return self._credits(request)

    def _credits(self, request: HttpRequest) -> Reply:
        reply = json_reply(200, {"credits": self._world.account.credits})
        fault = self._world.faults.take(Where.CREDITS)
        if fault is None:
            return reply
        self._world.ledger.played(Where.CREDITS, fault.kind, None, self._world.now())
        match fault.kind:
            case "no_credits":
                return json_reply(200, {"credits": 0.0})
            case "no_number":
                return json_reply(200, {"credits": "plenty"})
            case _:
                return self._fault_replies.spoilt(fault, reply, request.target)


def _finetune_details(request: HttpRequest) -> Reply:
    finetune_id = request.query.get("finetune_id")
    if finetune_id is None:
        return _missing("query")
    if finetune_id != FINETUNE_ID:
        return detail_reply(404, "Finetune not found or access denied")
    return json_reply(200, {"finetune_details": _DETAILS})


def _delete_finetune(request: HttpRequest) -> Reply:
    try:
        body: Any = bodies.parse(request.body)
    except NotJsonError:
        body = None
    finetune_id = body.get("finetune_id") if isinstance(body, dict) else None
    if not isinstance(finetune_id, str):
        return _missing("body")
    if finetune_id != FINETUNE_ID:
        return detail_reply(404, "Finetune not found or access denied")
    answer = {"status": "success", "message": "Deleted", "deleted_finetune_id": finetune_id}
    return json_reply(200, {**answer, "timestamp": datetime.now(UTC).isoformat()})


def _missing(where: str) -> Reply:
    problem = {"type": "missing", "loc": [where, "finetune_id"], "msg": "Field required", "input": None}
    return json_reply(422, {"detail": [problem]})
