"""What the program can take back, one step at a time, and make again."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

_AT_MOST = 100


class Step(Protocol):
    """Something a person has done. ``turn`` takes it back, and makes it again when it is called once more."""

    words: str

    def turn(self) -> None: ...


class UndoStack(QObject):
    """The last hundred steps. ``changed`` is emitted whenever another step is the next one."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def undo_words(self) -> str:
        """What would be taken back; empty when there is nothing."""
        return self._done[-1].words if self._done else ""

    @property
    def redo_words(self) -> str:
        """What would be made again; empty when there is nothing."""
        return self._undone[-1].words if self._undone else ""

    def push(self, step: Step) -> None:
        """It has been done. What was taken back before is not made again any more."""
        self._done = [*self._done[1 - _AT_MOST :], step]
        self._undone.clear()
        self.changed.emit()

    def drop(self, step: Step) -> None:
        """It has come to nothing."""
        for steps in (self._done, self._undone):
            if step in steps:
                steps.remove(step)
        self.changed.emit()

    def undo(self) -> None:
        if self._done:
            self.undo_step(self._done[-1])

    def undo_step(self, step: Step) -> None:
        """Take this one back, whatever was done after it; nothing happens when it is taken back already."""
        if step in self._done:
            self._done.remove(step)
            self._undone.append(step)
            step.turn()
            self.changed.emit()

    def redo(self) -> None:
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            step.turn()
            self.changed.emit()
