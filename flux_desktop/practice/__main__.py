"""``python -m flux_desktop.practice``: serves until it is told to stop."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence

from flux_desktop.practice.faults import FaultFile
from flux_desktop.practice.options import Options, parse
from flux_desktop.practice.priority import yield_to_others
from flux_desktop.practice.server import PracticeServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve; 0 when it was told to stop, 1 when it could not start, 2 when the arguments make no sense."""
    options = parse(arguments)
    try:
        faults = _faults(options)
    except (OSError, ValueError) as error:
        return _complain(f"{options.faults}: {error}", 2)
    yield_to_others()
    try:
        asyncio.run(_serve(options, faults))
    except OSError as error:
        return _complain(f"the practice server cannot listen: {error}", 1)
    return 0


async def _serve(options: Options, faults: FaultFile) -> None:
    told_to_stop = asyncio.Event()
    _stop_on_signals(told_to_stop)
    if options.watch_stdin:
        _stop_when_stdin_closes(told_to_stop)
    async with PracticeServer(options, faults) as server:
        sys.stdout.write(f"Practice server ready at {server.url}\n")
        sys.stdout.flush()
        server.warm_up()
        await told_to_stop.wait()


def _faults(options: Options) -> FaultFile:
    """The fault file's content.

    Raises:
        OSError, UnknownFaultError, json.JSONDecodeError: when it cannot be used.
    """
    if options.faults is None:
        return FaultFile([])
    content = json.loads(options.faults.read_text(encoding="utf-8"))
    return FaultFile.from_json(content)


def _stop_on_signals(told_to_stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, told_to_stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(told_to_stop.set))


def _stop_when_stdin_closes(told_to_stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def watch() -> None:
        # Below sys.stdin, whose lock a thread must not hold while the interpreter ends.
        while os.read(0, 4096):
            pass
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(told_to_stop.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


def _complain(text: str, status: int) -> int:
    sys.stderr.write(f"{text}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
