"""Which moments of the window and of the engine go into a trace."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from flux_desktop.trace import Trace
from flux_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from flux_desktop.domain.identifiers import ItemId
    from flux_desktop.services.events import Event
    from flux_desktop.ui.making import Making

_MOMENTS = {"running": "generation.submitted", "fetching": "generation.ready_seen", "done": "generation.stored"}


def trace_event(trace: Trace, event: "Event") -> None:
    """Called in the engine's thread, at the moment itself."""
    from flux_desktop.services.events import GenerationChanged

    if isinstance(event, GenerationChanged):
        name = _MOMENTS.get(event.generation.state)
        if name:
            trace.instant(name, id=event.generation.id)


def trace_window(trace: Trace, window: MainWindow) -> None:
    """Have the first paints recorded."""
    window.painted.connect(lambda: trace_start(trace, "window.first_paint"))
    window.gallery.view.all_painted.connect(lambda: trace_start(trace, "gallery.first_paint"))


def trace_start(trace: Trace, name: str) -> None:
    """A step of the start, with the processor time it took: a busy machine changes the moment, not the work."""
    trace.instant(name, cpu_ms=round(time.process_time() * 1e3, 1))


def trace_search(trace: Trace, window: MainWindow) -> None:
    """Have every change of the search recorded, and when what it finds was painted."""
    gallery, is_waiting = window.gallery, False

    def begun() -> None:
        nonlocal is_waiting
        is_waiting = True
        trace.instant("search.key")

    def painted() -> None:
        nonlocal is_waiting
        if is_waiting:
            is_waiting = False
            trace.instant("search.painted")

    def answered() -> None:
        if not gallery.view.gallery.rowCount():  # then it is said in words that there is nothing
            QTimer.singleShot(0, painted)

    gallery.search_changed.connect(begun)
    gallery.search.answered.connect(answered)
    gallery.view.all_painted.connect(painted)


def trace_making(trace: Trace, window: MainWindow, making: "Making") -> None:
    """Have the making of pictures and the gaps of the window's loop recorded from now on."""
    from flux_desktop.ui.stall_watch import StallWatch

    def clicked(at_us: float, ids: "list[ItemId]") -> None:
        for item_id in ids:
            trace.instant_at(at_us, "generation.clicked", id=item_id)

    def painted(item_id: "ItemId") -> None:
        trace.instant("generation.painted", id=item_id)

    window.gallery.view.picture_painted.connect(painted)
    making.clicked.connect(clicked)
    StallWatch(trace, window)
