"""Pictures without end in the real window: ``python -m tests.benchmarks.window_soak 5000``.

Prints, every 120 pictures, what the program holds, and at the end by how much it has grown. Tiles are large, so that
their cache (64 MB) is full after 200 pictures. By hand only: 5,000 pictures take a quarter of an hour or more. See
``docs/reliability.md``.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from itertools import combinations
from pathlib import Path

from tests.support.driven import DrivenProgram
from tests.support.practice import KEY, PracticeProcess
from tests.support.program import Home, wait_until

GOAL_MB_PER_THOUSAND = 1.0

_BATCH, _LOOK_EVERY = 12, 120
_WARM_UP = 2_100
"""So many first: tiles and the gallery's 2,048 rows are kept."""
_PATIENCE_S = 120.0
_LOOKS = 8
_OPEN = ("descriptors", "threads", "tasks", "widgets")
_UNFINISHED = "SELECT count(*), sum(state NOT IN ('done', 'failed', 'unconfirmed')) FROM generations_v1"

Look = dict[str, float]


def main(count: int) -> int:
    looks: list[tuple[int, Look]] = []
    with PracticeProcess(seconds=0, credits=1e6) as server, tempfile.TemporaryDirectory() as root:
        home = Home(Path(root))
        home.profile.mkdir(mode=0o700)
        (home.profile / "settings.json").write_text(json.dumps({"thumbnail_height_px": 320, "confirm": False}))
        with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY}) as program:
            program.wait_for_page("workspace")
            program.set("countField", "value", _BATCH)
            for made in range(_BATCH, count + 1, _BATCH):
                program.generate(f"picture {made} of a quiet fjord", side_px=64)
                wait_until(lambda made=made: _are_over(home, made), "they are made", _PATIENCE_S)  # type: ignore[misc]
                if made % _LOOK_EVERY == 0:
                    server.reset()
                    looks.append((made, _least(program)))
                    _say(f"{made} pictures: {looks[-1][1]}")
            program.leave()
    return _judge(looks)


def _are_over(home: Home, count: int) -> bool:
    with closing(sqlite3.connect(f"file:{home.profile / 'library.sqlite3'}?mode=ro", uri=True)) as connection:
        return tuple(connection.execute(_UNFINISHED).fetchone()) == (count, 0)


def _least(program: DrivenProgram) -> Look:
    """The least of a few looks: what is only open for a moment is no leak."""
    looks = [program.weigh() for _ in range(_LOOKS)]
    return {name: min(look[name] for look in looks) for name in looks[0]}


def _judge(looks: list[tuple[int, Look]]) -> int:
    late = [(made, look) for made, look in looks if made >= _WARM_UP]
    if len(late) < 3:
        return 0
    for name in ("memory_mb", "blocks"):
        _say(f"{name} for 1,000 pictures, after {_WARM_UP}: {_slope(late, name):.2f}")
    first, last = late[: len(late) // 3], late[-(len(late) // 3) :]
    grown = {name: min(look[name] for _, look in last) - min(look[name] for _, look in first) for name in _OPEN}
    _say(f"more in the last third than in the first: {grown}")
    return 1 if any(value > 0 for value in grown.values()) or _slope(late, "memory_mb") > GOAL_MB_PER_THOUSAND else 0


def _slope(looks: list[tuple[int, Look]], name: str) -> float:
    """By how much it grows with 1,000 pictures: the median of all slopes between two looks."""
    slopes = [(b[name] - a[name]) / (later - earlier) for (earlier, a), (later, b) in combinations(looks, 2)]
    return 1000 * statistics.median(slopes)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
