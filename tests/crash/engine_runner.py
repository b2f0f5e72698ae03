"""The engine as a process of its own, which can be killed: ``python -m tests.crash.engine_runner FOLDER URL …``.

Ends with status 0 when every picture that was asked for has come to an end.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import TroubleChanged
from tests.crash.kill_points import POINTS, arm
from tests.crash.planted_bugs import BUGS
from tests.support.engines import FINAL, EngineRoom, Folders

_PATIENCE_S = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("--submit", type=int, default=0, metavar="N", help="ask for so many pictures first")
    parser.add_argument("--label", default="picture", help="the prompts are LABEL 0, LABEL 1, …")
    parser.add_argument("--die", choices=sorted(POINTS), help="where to be killed")
    parser.add_argument("--count", type=int, default=1, metavar="K", help="at the K-th time there")
    parser.add_argument("--bug", choices=sorted(BUGS), help="a bug to plant")
    options = parser.parse_args(arguments)
    if options.bug:
        BUGS[options.bug]()
    print("loaded", flush=True)  # noqa: T201 - who kills at a random moment counts from here
    with EngineRoom(Folders(options.folder), options.url) as room:
        room.engine.write_settings_into_files(True)
        room.wait_until(lambda: room.queue is not None)
        if options.die:
            arm(options.die, options.count)
        if options.submit:
            prompts = [f"{options.label} {number}" for number in range(options.submit)]
            room.submit(*prompts, output_format="png")  # whose checksums show every changed byte
        room.engine.resume()
        while room.wait_until(lambda: _is_over(room) or _needs_a_person(room), _PATIENCE_S) and not _is_over(room):
            room.events.append(TroubleChanged(None))  # seen
            room.engine.try_again()
    return 0


def _needs_a_person(room: EngineRoom) -> bool:
    return room.trouble.cause is Cause.SERVICE_TROUBLE and room.trouble.retry_in_s is None


def _is_over(room: EngineRoom) -> bool:
    queue = room.queue
    told = {generation.id: generation.state for generation in room.all_changes()}
    return queue is not None and queue.running == queue.waiting == 0 and all(state in FINAL for state in told.values())


if __name__ == "__main__":
    sys.exit(main())
