"""The engine as a process that waits until somebody watches it: ``python -m tests.proofs.waiting_runner FOLDER URL …``.

It has imported what its first thread needs, says ``ready``, and goes on when a line comes. So a tracer that is attached
meanwhile sees the engine's thread from its first call on, and not how Python starts. Status 0: every picture has come
to an end; 3: not in time, or the engine did not start, which the next run has to put right.
"""

import argparse
import ctypes
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from flux_desktop.domain.errors import FluxDesktopError
from flux_desktop.domain.generation import Cause
from flux_desktop.services.events import TroubleChanged
from tests.crash.planted_bugs import BUGS
from tests.support.engines import FINAL, EngineRoom, Folders

NOT_OVER = 3
_PATIENCE_S = 4.0
_PR_SET_PTRACER = 0x59616D61


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("--submit", type=int, default=0, metavar="N")
    parser.add_argument("--bug", choices=sorted(BUGS))
    options = parser.parse_args(arguments)
    if options.bug:
        BUGS[options.bug]()
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1))  # also where only parents may watch
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    threading.excepthook = lambda _: None  # an engine that cannot start is a part of the trial
    try:
        return 0 if _make_pictures(options) else NOT_OVER
    except (AssertionError, FluxDesktopError):
        return NOT_OVER


def _make_pictures(options: argparse.Namespace) -> bool:
    with EngineRoom(Folders(options.folder), options.url) as room:
        room.expects_bugs = True
        room.wait_until(lambda: room.queue is not None or room.bugs, _PATIENCE_S)
        if room.queue is None:
            return False
        if options.submit:
            room.submit(*(f"picture {number}" for number in range(options.submit)), output_format="png")
        room.engine.resume()
        while room.wait_until(lambda: _is_over(room) or _needs_a_person(room), _PATIENCE_S) and not _is_over(room):
            room.events.append(TroubleChanged(None))  # seen
            room.engine.try_again()
    return True


def _needs_a_person(room: EngineRoom) -> bool:
    return room.trouble.cause is Cause.SERVICE_TROUBLE and room.trouble.retry_in_s is None


def _is_over(room: EngineRoom) -> bool:
    queue = room.queue
    told = {generation.id: generation.state for generation in room.all_changes()}
    return queue is not None and queue.running == queue.waiting == 0 and all(state in FINAL for state in told.values())


if __name__ == "__main__":
    sys.exit(main())
