"""The one way from the engine's thread into the window's."""

from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from flux_desktop.domain.state import State
from flux_desktop.services.events import (
    BalanceChanged,
    EngineFailed,
    Event,
    GenerationChanged,
    PictureArrived,
    QueueChanged,
    TroubleChanged,
)

FRAME_MS = 16


class EngineBridge(QObject):
    """Takes events in any thread and emits them in the window's, at most one batch a frame, in their order.

    A picture that has arrived waits for no frame: somebody is waiting for it. That it is being fetched is told with the
    next frame, as a rule together with its arrival: painting that would only hold up the fetching.
    """

    generation_changed = Signal(object)
    picture_arrived = Signal(object)
    balance_changed = Signal(object)
    trouble_changed = Signal(object)
    queue_changed = Signal(object)
    failed = Signal(str)
    _woken = Signal()
    _woken_for_next_frame = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events: deque[Event] = deque()
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._deliver_rest)
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._woken_for_next_frame.connect(self._frame.start, Qt.ConnectionType.QueuedConnection)
        self._awake = False

    def post(self, event: Event) -> None:
        """Called by the engine; returns at once."""
        self._events.append(event)
        if isinstance(event, PictureArrived):
            self._awake = True
            self._woken.emit()
        elif not self._awake:
            self._awake = True
            self._woken_for_next_frame.emit() if _can_wait(event) else self._woken.emit()

    def _deliver(self) -> None:
        """Emit what is there; what comes within the next frame goes together."""
        for _ in range(len(self._events)):
            self._emit(self._events.popleft())
        self._frame.start()

    def _deliver_rest(self) -> None:
        self._awake = False
        if self._events:
            self._awake = True
            self._deliver()

    def _emit(self, event: Event) -> None:
        match event:
            case GenerationChanged():
                self.generation_changed.emit(event)
            case PictureArrived():
                self.picture_arrived.emit(event)
            case BalanceChanged():
                self.balance_changed.emit(event.balance)
            case TroubleChanged():
                self.trouble_changed.emit(event)
            case QueueChanged():
                self.queue_changed.emit(event)
            case EngineFailed():
                self.failed.emit(event.report)


def _can_wait(event: Event) -> bool:
    return isinstance(event, GenerationChanged) and event.generation.state is State.FETCHING
