"""The long form: thousands of kills, at named points and at any time, with faults: ``python -m tests.crash.long_run``.

Prints one line for what went wrong and a table at the end; the status is 0 when nothing did. The same seed plays the
same faults and aims at the same points.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.crash.judge import broken_promises, torn_pictures
from tests.crash.kill_points import POINTS
from tests.crash.runs import KILLED, engine_process
from tests.support.engines import FINAL, Folders
from tests.support.practice import PracticeProcess

_KILLS_OF_A_RUN = (1, 2, 3, 5, 8)
_LATEST_KILL_S = 0.4
_FAULTS = (
    ("submit", "429"), ("submit", "500"), ("submit", "502"), ("submit", "reset"), ("submit", "drop"),
    ("submit", "half"), ("submit", "broken_json"), ("submit", "html"), ("poll", "500"), ("poll", "reset"),
    ("poll", "broken_json"), ("poll", "404"), ("poll", "dead_link"), ("delivery", "500"), ("delivery", "reset"),
    ("delivery", "truncated"), ("delivery", "flipped"), ("delivery", "expired"), ("credits", "500"),
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.2, metavar="SHARE", help="of all requests")
    parser.add_argument("--pictures", type=int, default=6, metavar="N", help="asked for at every start")
    options = parser.parse_args(arguments)
    with PracticeProcess(seconds=0.05, seed=options.seed) as server:
        trial = Trial(server, options)
        for number in range(options.runs):
            trial.run(number)
    _say(f"seed: {options.seed}  " + "  ".join(f"{name}: {count}" for name, count in sorted(trial.totals.items())))
    return 1 if trial.totals["broken promises"] else 0


class Trial:
    """One run after the other, and their sums."""

    def __init__(self, server: PracticeProcess, options: argparse.Namespace) -> None:
        self._server = server
        self._options = options
        self._chance = random.Random(options.seed)
        self.totals = Counter[str]({"broken promises": 0})

    def run(self, number: int) -> None:
        """Ask for pictures and be killed, a few times; go on to the end, and be judged."""
        self._server.reset()
        self._server.set_faults(some_faults(self._chance, self._options.faults))
        with tempfile.TemporaryDirectory(prefix="flux-kills-") as root:
            folders = Folders(Path(root))
            for start in range(self._chance.choice(_KILLS_OF_A_RUN)):
                self._one_start(folders, f"run {number} start {start} picture")
                self._complain(number, torn_pictures(folders, self._server.ledger()))
            engine_process(folders, self._server.url)
            ledger = self._server.ledger()
            self._complain(number, broken_promises(folders, ledger))
        self.totals["runs"] += 1
        self.totals["accepted"] += len(ledger["submits"])
        self.totals["charged"] += sum(submit["charged"] for submit in ledger["submits"])
        self.totals["faults"] += len(ledger["faults"])

    def _one_start(self, folders: Folders, label: str) -> None:
        """What an earlier start has left goes on beside what is asked for now."""
        more: list[str | int] = ["--submit", self._options.pictures, "--label", label]
        if self._chance.random() < 0.5:
            point = self._chance.choice(sorted(POINTS))
            count = 1 if "adding" in point else self._chance.randint(1, self._options.pictures)
            status = engine_process(folders, self._server.url, *more, "--die", point, "--count", count)
        else:
            moment_s = self._chance.uniform(0.01, _LATEST_KILL_S)
            status = engine_process(folders, self._server.url, *more, kill_after_s=moment_s)
        self.totals["starts"] += 1
        if status == KILLED:
            self.totals["kills"] += 1
            self.totals["kills with open pictures"] += _has_open_pictures(folders)

    def _complain(self, number: int, problems: list[str]) -> None:
        self.totals["broken promises"] += len(problems)
        for problem in problems:
            _say(f"run {number}: {problem}")


def _has_open_pictures(folders: Folders) -> bool:
    """A kill that leaves nothing behind proves nothing. Looked for in a copy, as opening a database may mend it."""
    with tempfile.TemporaryDirectory(prefix="flux-look-") as elsewhere:
        for file in folders.profile.glob("library.sqlite3*"):
            shutil.copy(file, elsewhere)
        with closing(sqlite3.connect(Path(elsewhere, "library.sqlite3"))) as connection:
            has_table = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'generation'").fetchone()
            rows = connection.execute("SELECT DISTINCT state FROM generation").fetchall() if has_table else []
    return any(state not in FINAL for (state,) in rows)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def some_faults(chance: random.Random, share: float) -> list[dict[str, Any]]:
    """Every kind, each with a small probability. What fails may have been accepted all the same, but never a 429."""
    each = share / len(_FAULTS) * 4
    return [
        {
            "where": where,
            "kind": kind,
            "times": None,
            "probability": each,
            "accepted": chance.random() < 0.5 and kind != "429",
        }
        for where, kind in chance.sample(_FAULTS, len(_FAULTS))
        if share
    ]


if __name__ == "__main__":
    sys.exit(main())
