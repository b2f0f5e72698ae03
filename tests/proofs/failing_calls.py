"""One call to the system fails, once in each thread; then the engine is started again. The server's ledger judges.

All of the first calls, one after the other: ``python -m tests.proofs.failing_calls --first 40``.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.crash.judge import broken_promises, torn_pictures
from tests.crash.runs import engine_process
from tests.proofs.syscalls import traced_run
from tests.support.engines import Folders
from tests.support.practice import PracticeProcess

PICTURES = 3
_ENDED = ("done", "refused", "failed", "expired", "cancelled")


@dataclass(frozen=True, slots=True)
class Fault:
    """The ``at``-th call of this name that a thread makes fails with ``error``."""

    call: str
    error: str
    at: int

    def __str__(self) -> str:
        return f"{self.call} {self.error} {self.at}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``fired``: how many calls have failed because of it. ``status``: how the run ended in which they did."""

    fired: int
    status: int
    problems: list[str]


KINDS = (
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("write", "ENOSPC"),
    ("pwrite64", "ENOSPC"),
    ("link", "EPERM"),
    ("openat", "EMFILE"),
    ("connect", "ENETUNREACH"),
)


def try_fault(practice: PracticeProcess, folder: Path, fault: Fault) -> Outcome:
    """Ask for pictures while it fails, start again without that, and see whether the promise was kept."""
    practice.reset()
    folders = Folders(folder)
    spoilt = ("-e", f"trace={fault.call}", "-e", f"inject={fault.call}:error={fault.error}:when={fault.at}")
    run = traced_run(folders, practice.url, "--submit", PICTURES, strace=spoilt)
    problems = torn_pictures(folders, practice.ledger())
    engine_process(folders, practice.url)
    problems += broken_promises(folders, practice.ledger())
    problems += _ended_and_went_on(folders) + _untold(folders)
    return Outcome(sum(call.is_injected for call in run.calls), run.status, problems)


def _ended_and_went_on(folders: Folders) -> list[str]:
    """What has come to an end stays there, unless a person wants it otherwise, and here there is none."""
    marks = ", ".join("?" * len(_ENDED))
    with closing(sqlite3.connect(folders.database)) as connection:
        query = f"SELECT generation_id, from_state, to_state FROM generation_event WHERE from_state IN ({marks})"
        return [f"left its end: {row}" for row in connection.execute(query, _ENDED)]


def _untold(folders: Folders) -> list[str]:
    """The last line of the journal about a generation says what the database says."""
    told = {}
    for line in folders.database.with_name("journal.jsonl").read_text().splitlines():
        step = json.loads(line)
        told[step["id"]] = step["to"]
    with closing(sqlite3.connect(folders.database)) as connection:
        known = dict(connection.execute("SELECT id, state FROM generation").fetchall())
    return [] if told == known else [f"the journal tells {told}, the database {known}"]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=40, metavar="N", help="the first N calls of every kind")
    parser.add_argument("--step", type=int, default=1, help="only every so many of them")
    parser.add_argument("--call", choices=[call for call, _ in KINDS], help="only this kind")
    options = parser.parse_args(arguments)
    broken = 0
    with PracticeProcess(seconds=0) as practice:
        for call, error in KINDS:
            if options.call in (None, call):
                broken += _try_all(practice, call, error, range(1, options.first + 1, options.step))
    return 1 if broken else 0


def _try_all(practice: PracticeProcess, call: str, error: str, places: range) -> int:
    fired, problems = 0, []
    for at in places:
        with tempfile.TemporaryDirectory(prefix="flux-calls-") as folder:
            outcome = try_fault(practice, Path(folder), Fault(call, error, at))
        fired += outcome.fired
        problems += [f"{call} {at}: {problem}" for problem in outcome.problems]
    lines = [*problems, f"{call} {error}: {len(places)} runs, {fired} calls have failed, {len(problems)} problems"]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return len(problems)


if __name__ == "__main__":
    sys.exit(main())
