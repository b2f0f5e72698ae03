"""Sixty pictures under the same faults: what the engine is charged for, and what common clients are charged for.

``python -m tests.proofs.comparison`` prints the table of ``docs/reliability.md``.
"""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flux_desktop.domain.generation import Cause, State
from flux_desktop.domain.identifiers import ItemId
from tests.proofs.policies import AT_ONCE, POLICIES, Policy, ask_for
from tests.support.engines import FINAL, IMPATIENT, EngineRoom, Folders
from tests.support.practice import PracticeProcess

WISHES = 60
SHARE = 0.25
SEED = 7
_PATIENCE_S = 60.0
_MODEL = "flux-2-klein-4b"
_KINDS = ("500", "502", "503", "504", "reset", "drop", "half", "429")
_TELLS = frozenset({State.DONE, State.UNCONFIRMED, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Bill:
    """``charged``: pictures that cost money. ``extra``: of these, beyond one for each wish.

    ``untold``: wishes that cost money, and whose owner was told that they had failed.
    """

    name: str
    charged: int
    extra: int
    untold: int


def compare(policies: Sequence[Policy] = POLICIES) -> list[Bill]:
    """The engine first, then the others."""
    return [_bill_of_the_engine(), *(_bill_of(policy) for policy in policies)]


def _bill_of_the_engine() -> Bill:
    with _faulty_server() as server, tempfile.TemporaryDirectory() as folder:
        folders = Folders(Path(folder))
        with EngineRoom(folders, server.url, deadlines=IMPATIENT) as room:
            room.engine.set_limit(AT_ONCE)
            ids = dict(zip(_wishes(), room.submit(*_wishes(), model=_MODEL), strict=True))
            room.wait_until(lambda: _is_over(room, list(ids.values())), _PATIENCE_S)
            told = {prompt: room.state(each) in _TELLS for prompt, each in ids.items()}
        return _bill("Flux Desktop", server, told)


def _is_over(room: EngineRoom, ids: list[ItemId]) -> bool:
    """After a few doubts in a row the engine waits for a person, who here goes on at once."""
    if room.trouble.cause is Cause.SERVICE_TROUBLE:
        room.engine.try_again()
    return all(room.state(each) in FINAL for each in ids)


def _bill_of(policy: Policy) -> Bill:
    with _faulty_server() as server:
        return _bill(policy.name, server, asyncio.run(ask_for(policy, server.url, _wishes(), _MODEL)))


def _faulty_server() -> PracticeProcess:
    """A quarter of all POSTs goes wrong. Half of these have been accepted all the same, where that can be."""
    each = 1 - (1 - SHARE) ** (1 / (2 * len(_KINDS)))
    faults = [
        {"where": "submit", "kind": kind, "times": None, "probability": each, "accepted": accepted and kind != "429"}
        for kind in _KINDS
        for accepted in (True, False)
    ]
    return PracticeProcess(seconds=0, seed=SEED, faults=faults)


def _wishes() -> list[str]:
    return [f"wish {number}" for number in range(WISHES)]


def _bill(name: str, server: PracticeProcess, told: dict[str, bool]) -> Bill:
    server.wait_until(lambda: server.ledger()["active"] == 0)  # nothing is charged before it is ready
    charged = Counter(submit["fields"]["prompt"] for submit in server.submits() if submit["charged"])
    return Bill(
        name=name,
        charged=charged.total(),
        extra=sum(times - 1 for times in charged.values()),
        untold=sum(not told[prompt] for prompt in charged),
    )


def main() -> int:
    rows = ["| client | charged | beyond one each | charged, and told that it had failed |", "|---|---|---|---|"]
    rows += [f"| {bill.name} | {bill.charged} | {bill.extra} | {bill.untold} |" for bill in compare()]
    sys.stdout.write("\n".join(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
