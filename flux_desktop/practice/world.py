"""Everything the routes share: the server's state and its settings, made once and handed to each of them."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flux_desktop import resources
from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.image_model import ImageModel
from flux_desktop.practice.chance import Chance
from flux_desktop.practice.credits import Account
from flux_desktop.practice.faults import FaultBook, FaultFile
from flux_desktop.practice.ledger import Ledger
from flux_desktop.practice.links import Links
from flux_desktop.practice.messages import Host, Reply, detail_reply
from flux_desktop.practice.options import Options
from flux_desktop.practice.picture_folder import PictureFolder
from flux_desktop.practice.tasks import Task, TaskBoard

_KEY_LENGTHS = range(8, 201)


@dataclass(slots=True)
class World:
    """The state of the practice service. ``ports`` are those of the last time until the hosts listen."""

    catalogue: Catalogue
    board: TaskBoard
    account: Account
    ledger: Ledger
    links: Links
    chance: Chance
    faults: FaultBook
    folder: PictureFolder
    first_credits: float
    link_seconds: float | None = None
    ports: dict[Host, int] = field(default_factory=dict)
    refused_keys: frozenset[str] = frozenset()
    fault_link_seconds: float | None = None
    repoll: str = "fresh"

    def now(self) -> float:
        return time.time()

    def origin(self, host: Host) -> str:
        """``http://…`` of a host. The strange one has another name, not only another port."""
        name = "localhost" if host is Host.ELSEWHERE else "127.0.0.1"
        return f"http://{name}:{self.ports[host]}"

    def use_faults(self, file: FaultFile) -> None:
        self.faults.replace(file.faults)
        self.refused_keys = file.refused_keys
        self.fault_link_seconds = file.link_seconds
        self.repoll = file.repoll

    def link_seconds_of(self, model: ImageModel) -> float:
        if self.fault_link_seconds is not None:
            return self.fault_link_seconds
        return model.link_seconds if self.link_seconds is None else self.link_seconds

    def key_refusal(self, key: str | None) -> Reply | None:
        """The answer to a key that is not accepted. Any text in the form of a key is, but for those in the faults."""
        in_form = key is not None and len(key) in _KEY_LENGTHS and all("!" <= letter <= "~" for letter in key)
        if not in_form or key in self.refused_keys or str(key).startswith("bfl_bad"):
            return detail_reply(403, "Not authenticated")
        return None

    def reset(self) -> None:
        """As at the start, but on the same ports."""
        self.board.clear()
        self.ledger.clear()
        self.account.reset(self.first_credits)
        self.use_faults(FaultFile([]))

    def snapshot(self) -> dict[str, Any]:
        return {
            "ports": {host.value: port for host, port in self.ports.items()},
            "secret": self.links.secret.hex(),
            "account": self.account.to_json(),
            "tasks": [task.to_json() for task in self.board],
            "ledger": self.ledger.to_json(),
        }


def begin(options: Options, state: Mapping[str, Any] | None, folder: PictureFolder) -> World:
    """The world at the start: as it was saved, or new.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: when ``state`` is not what ``snapshot`` gives.
    """
    chance = Chance(options.seconds, options.spread, options.seed)
    secret = bytes.fromhex(state["secret"]) if state else secrets.token_bytes(32)
    return World(
        catalogue=Catalogue.from_json(resources.text("model_catalogue.json")),
        board=TaskBoard(Task.from_json(entry) for entry in state["tasks"]) if state else TaskBoard(),
        account=Account.from_json(state["account"]) if state else Account(options.credits),
        ledger=Ledger.from_json(state["ledger"]) if state else Ledger(),
        links=Links(secret),
        chance=chance,
        faults=FaultBook(chance.happens),
        folder=folder,
        first_credits=options.credits,
        link_seconds=options.link_seconds,
        ports={Host(name): port for name, port in state["ports"].items()} if state else {},
    )
