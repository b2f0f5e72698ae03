"""Pictures without end in the real window: ``python -m tests.benchmarks.window_soak 800``.

Prints, every forty pictures, the window's memory, descriptors and threads as the system counts them. Tiles are large,
so that their cache (64 MB) is full after 200 pictures. By hand only: it has no goal, see ``docs/reliability.md``.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from tests.support.driven import DrivenProgram
from tests.support.practice import KEY, PracticeProcess
from tests.support.program import Home, wait_until

_BATCH, _LOOK_EVERY = 8, 40
_PATIENCE_S = 120.0
_ENDED = {"done", "failed", "unconfirmed"}


def main(count: int) -> None:
    with PracticeProcess(seconds=0) as server, tempfile.TemporaryDirectory() as root:
        home = Home(Path(root))
        home.profile.mkdir(mode=0o700)
        (home.profile / "settings.json").write_text(json.dumps({"thumbnail_height_px": 320}))
        with DrivenProgram(home, "--server", server.url, environ={"BFL_API_KEY": KEY}) as program:
            program.wait_for_page("workspace")
            program.set("countField", "value", _BATCH)
            for made in range(_BATCH, count + 1, _BATCH):
                program.generate(f"picture {made} of a quiet fjord", side_px=64)
                wait_until(lambda made=made: _are_over(home, made), "they are made", _PATIENCE_S)  # type: ignore[misc]
                if made % _LOOK_EVERY == 0:
                    sys.stdout.write(f"{made} pictures: {_look(program.pid)}\n")
                    sys.stdout.flush()
            program.leave()


def _are_over(home: Home, count: int) -> bool:
    states = home.states()
    return len(states) == count and set(states) <= _ENDED


def _look(process: int) -> str:
    place = Path(f"/proc/{process}")
    memory = int((place / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    descriptors, threads = (len(os.listdir(place / name)) for name in ("fd", "task"))  # noqa: PTH208
    return f"{memory:.1f} MB, {descriptors} descriptors, {threads} threads"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
