"""Qt's loop: alone until the window is painted, and driven by asyncio (through qasync) from then on."""

import gc
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

_COLLECT_EVERY_MS = 10_000
_PAINT_PATIENCE_MS = 400
_SWITCH_S = 0.001
"""How long a thread may keep the others from Python. At Python's usual 5 ms, engine, decoder and window wait for one
another so long that a picture is painted 2 ms later."""


class Collector(QObject):
    """Python's cyclic collector on the window's thread. In a worker thread it would destroy Qt objects there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_COLLECT_EVERY_MS)
        self._timer.timeout.connect(gc.collect)
        self._timer.start()


def wait_for_paint(app: QApplication, is_painted: Callable[[], bool]) -> None:
    """Let Qt work until every picture in view has been painted, or for as long as a person would not notice.

    What is typed meanwhile waits for the prompt, which is made next.
    """
    flag = QEventLoop.ProcessEventsFlag
    patience = QTimer(singleShot=True, interval=_PAINT_PATIENCE_MS)
    patience.start()
    while not is_painted() and patience.isActive():
        app.processEvents(flag.WaitForMoreEvents | flag.ExcludeUserInputEvents)


def run_until(
    app: QApplication, life: Callable[[], Coroutine[Any, Any, None]], on_quit: Callable[[], None] = lambda: None
) -> None:
    """Run the window's loop until the coroutine ``life()`` is over, then close the loop.

    A desktop that ends its session has Qt quit, which stops the loop in the middle of that life: ``on_quit`` is told,
    and it goes on to its end.
    """
    import asyncio

    from qasync import QEventLoop as WindowLoop

    sys.setswitchinterval(_SWITCH_S)
    loop = WindowLoop(app)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            living = loop.create_task(life())
            while not living.done():
                try:
                    loop.run_until_complete(living)
                except RuntimeError:  # qasync's word for a loop that was stopped
                    if living.done():
                        raise
                    on_quit()
    finally:
        asyncio.set_event_loop(None)
