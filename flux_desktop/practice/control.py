"""``/practice/…``: what tests and the program's own "Practise an error" ask of the server. Loopback only, no key."""

import json
from typing import Any

from flux_desktop.practice.faults import FaultFile, UnknownFaultError
from flux_desktop.practice.messages import HttpRequest, Reply, detail_reply, json_reply
from flux_desktop.practice.state_file import StateFile
from flux_desktop.practice.task_life import TaskLives
from flux_desktop.practice.world import World


class ControlRoute:
    """The controls, on the API host."""

    def __init__(self, world: World, lives: TaskLives, state: StateFile) -> None:
        self._world = world
        self._lives = lives
        self._state = state

    async def answer(self, request: HttpRequest) -> Reply:
        if not request.from_loopback:
            return detail_reply(403, "Only from this computer")
        try:
            content = json.loads(request.body) if request.body else None
        except ValueError:
            return detail_reply(422, "Not JSON")
        match request.method, request.path:
            case "GET", "/practice/ledger":
                return json_reply(200, self._ledger())
            case "GET", "/practice/faults":
                return json_reply(200, {"faults": self._world.faults.to_json()})
            case "POST", "/practice/faults":
                return self._set_faults(content)
            case "POST", "/practice/credits":
                return self._set_credits(content)
            case "POST", "/practice/expire_links":
                return self._expire_links()
            case "POST", "/practice/reset":
                return await self._reset()
            case _:
                return detail_reply(404, "Not Found")

    def _ledger(self) -> dict[str, Any]:
        world = self._world
        money = {"credits": world.account.credits, "charged_total": world.account.charged_total / 100}
        hosts = {host.value: world.origin(host) for host in world.ports}
        return {**world.ledger.to_json(), **money, "active": world.board.active(), "hosts": hosts}

    def _set_faults(self, content: Any) -> Reply:
        try:
            file = FaultFile.from_json(content)
        except UnknownFaultError as error:
            return detail_reply(422, f"{error}")
        self._world.use_faults(file)
        return json_reply(200, {"faults": len(file.faults)})

    def _set_credits(self, content: Any) -> Reply:
        balance = content.get("credits") if isinstance(content, dict) else None
        if not isinstance(balance, int | float) or isinstance(balance, bool):
            return detail_reply(422, "credits must be a number")
        self._world.account.set(balance)
        self._state.save_soon()
        return json_reply(200, {"credits": self._world.account.credits})

    def _expire_links(self) -> Reply:
        count = 0
        for task in self._world.board:
            if task.link_number:
                task.link_is_dead = True
                count += 1
        return json_reply(200, {"links": count})

    async def _reset(self) -> Reply:
        await self._lives.stop()
        self._world.reset()
        await self._state.save()
        return json_reply(200, {"credits": self._world.account.credits})
