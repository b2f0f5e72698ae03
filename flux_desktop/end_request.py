"""A request of the system to end, heard from the first moment of the process to its last.

Python's own answer is to die at once, with a status that says failure. Before the window's loop runs nobody can act on
such a request, so it is remembered; ``ui/signals.py`` listens while the loop runs.
"""

import signal

ENDING = tuple(
    number
    for name in ("SIGTERM", "SIGINT", "SIGHUP")
    if isinstance(number := getattr(signal, name, None), signal.Signals)
)
"""What a shutdown, Ctrl+C and a terminal that closes send; there is no SIGHUP on Windows."""

_heard: list[int] = []


def listen() -> None:
    """From now on remember a request. What whoever started the program has chosen to ignore (``nohup``) stays so."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda heard, _frame: _heard.append(heard))


def was_heard() -> bool:
    return bool(_heard)


def ignore() -> None:
    """The program is ending: while Python takes itself apart, such a signal would still kill it."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
