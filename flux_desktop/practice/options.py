"""The command line of the practice server."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """``port`` 0 means any free one; ``seconds`` None means a time by model; ``link_seconds`` None likewise."""

    port: int = 0
    seconds: float | None = None
    spread: float = 0.1
    faults: Path | None = None
    state: Path | None = None
    link_seconds: float | None = None
    credits: float = 2500.0
    seed: int | None = None
    plain: bool = False
    watch_stdin: bool = False


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Options from the command line; leaves with status 2 when they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m flux_desktop.practice",
        description="Serves BFL's image interface on this computer, with drawn pictures and play money.",
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="port of the API host (default: any free one)")
    parser.add_argument("--seconds", type=_seconds, metavar="S", help="how long a picture usually takes; 0: no time")
    parser.add_argument(
        "--spread", type=_seconds, default=0.1, metavar="X", help="log-normal spread of that time (0.1)"
    )
    parser.add_argument("--faults", type=Path, metavar="FILE", help="JSON file with the faults to play")
    parser.add_argument("--state", type=Path, metavar="FILE", help="remember tasks, credits and ports in this file")
    parser.add_argument("--link-seconds", type=_seconds, metavar="S", help="how long a download link lives")
    parser.add_argument("--credits", type=float, default=2500.0, metavar="N", help="the balance at the start (2500)")
    parser.add_argument("--seed", type=int, metavar="N", help="make times, seeds and faults repeatable")
    parser.add_argument("--plain", action="store_true", help="flat colours instead of drawings, for load tests")
    parser.add_argument("--watch-stdin", action="store_true", help="leave when standard input is closed")
    return Options(**vars(parser.parse_args(arguments)))


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("a number of seconds, 0 or more")
    return value
