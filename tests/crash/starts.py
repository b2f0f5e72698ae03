"""Starts that are ended at any moment: ``python -m tests.crash.starts --runs 200 --seed 1``.

The whole program, off screen. The system asks it to end at a random moment after its first line has run, or the window
is closed as soon as it is there or later, with pictures being made or without. It has to leave with status 0, in time,
without a complaint, and to lose nothing. Prints a line for each that does not, and how long leaving took.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.crash.judge import torn_pictures
from tests.support.driven import DrivenProgram
from tests.support.engines import Folders
from tests.support.practice import PracticeProcess
from tests.support.program import Home, RunningProgram

KEY = {"BFL_API_KEY": "bfl_0123456789abcdef"}
_LATEST_S = 2.0
_NEVER_READY = {"where": "poll", "kind": "pending", "times": None}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    took: dict[str, list[float]] = {}
    failed = 0
    with PracticeProcess(seconds=0.2, seed=options.seed) as server:
        for number in range(options.runs):
            kind = chance.choice(("asked to end", "closed", "asked to end at work"))
            try:
                took_s = _one_start(server, kind, chance.uniform(0, _LATEST_S))
            except AssertionError as error:
                failed += 1
                _say(f"start {number}, {kind}: {error} {getattr(error, '__notes__', '')}")
            else:
                took.setdefault(kind, []).append(took_s)
    for kind, all_s in sorted(took.items()):
        late = sum(took_s > 1 for took_s in all_s)
        _say(f"{kind}: half within {median(all_s):.2f} s, the slowest {max(all_s):.2f} s, {late} over a second")
    _say(f"seed: {options.seed}  starts: {options.runs}  failed: {failed}")
    return 1 if failed else 0


def _one_start(server: PracticeProcess, kind: str, moment_s: float) -> float:
    """How long it took to leave."""
    server.reset()
    server.set_faults([_NEVER_READY] if kind == "asked to end at work" else [])
    options = ("--server", server.url)
    with tempfile.TemporaryDirectory(prefix="flux-starts-") as root:
        home = Home(Path(root))
        if kind == "asked to end":
            with RunningProgram(home, *options, environ=KEY) as program:
                took_s = _end(program, moment_s)
        else:
            with DrivenProgram(home, *options, environ=KEY) as program:
                if kind == "asked to end at work":
                    program.generate("a quiet fjord")
                    took_s = _end(program, moment_s)
                else:
                    _wait(moment_s)
                    began_s = time.monotonic()
                    program.leave()
                    took_s = time.monotonic() - began_s
        folders = Folders(Path(root))
        problems = torn_pictures(folders, server.ledger())
        problems += [f"a part was left: {path.name}" for path in folders.library.rglob("*.part")]
        assert not problems, problems
    return took_s


def _end(program: RunningProgram, moment_s: float) -> float:
    program.wait_until_it_listens()
    _wait(moment_s)
    began_s = time.monotonic()
    program.terminate()
    return time.monotonic() - began_s


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
