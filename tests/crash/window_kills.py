"""Kills of the whole program, window and all: ``python -m tests.crash.window_kills --runs 100 --seed 1``.

The window runs off screen; a person's clicks come through its widgets. After each kill it is started again, what it
left waiting is resumed by its banner's button, more pictures are asked for, and at the end of a run the window is
closed and the practice server's ledger is the judge, as in ``long_run.py``.
"""

import argparse
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.crash.judge import broken_promises, torn_pictures
from tests.crash.long_run import some_faults
from tests.support.driven import DrivenProgram
from tests.support.engines import FINAL, Folders
from tests.support.practice import KEY, PracticeProcess
from tests.support.program import Home, wait_until

_PICTURES = 3
_LATEST_KILL_S = 3.0
_GO_ON = ("Resume", "Try now", "Try again", "Resume queue")
_FINAL = {state.value for state in FINAL}
_PATIENCE_S = 120.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="kills, each with a start of the window after it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.2, metavar="SHARE", help="of all requests")
    options = parser.parse_args(arguments)
    chance, totals = random.Random(options.seed), Counter[str]({"broken promises": 0})
    with PracticeProcess(seconds=0.3, seed=options.seed) as server:
        for number in range(options.runs):
            for problem in _run(server, chance, f"run {number}", options.faults, totals):
                totals["broken promises"] += 1
                _say(f"run {number}: {problem}")
    _say(f"seed: {options.seed}  " + "  ".join(f"{name}: {count}" for name, count in sorted(totals.items())))
    return 1 if totals["broken promises"] else 0


def _run(server: PracticeProcess, chance: random.Random, label: str, share: float, totals: Counter[str]) -> list[str]:
    """One kill and what comes of it; what is wrong."""
    server.reset()
    server.set_faults(some_faults(chance, share))
    with tempfile.TemporaryDirectory(prefix="flux-window-kills-") as root:
        home, folders = Home(Path(root)), Folders(Path(root))
        with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY}) as program:
            for picture in range(_PICTURES):
                program.generate(f"{label} picture {picture}", side_px=64)
            threading.Event().wait(chance.uniform(0, _LATEST_KILL_S))
            program.kill()
        totals["kills"] += 1
        totals["kills with open pictures"] += any(state not in _FINAL for state in home.states())
        problems = torn_pictures(folders, server.ledger())
        with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY}) as program:
            wait_until(lambda: _is_over(program, home), "everything has come to an end", _PATIENCE_S)
            program.leave()
        ledger = server.ledger()
        totals["charged"] += sum(submit["charged"] for submit in ledger["submits"])
        totals["faults"] += len(ledger["faults"])
        return problems + broken_promises(folders, ledger)


def _is_over(program: DrivenProgram, home: Home) -> bool:
    """Whether every picture has come to an end; what waits for a person gets its answer."""
    if all(state in _FINAL for state in home.states()):
        return True
    program.press_any(*_GO_ON)
    return False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
