"""Taking what another program drops."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent


def take_copy(event: QDropEvent) -> None:
    """Accept, and say that a copy was taken, whatever the other program proposes: one that is told that its file was
    moved may delete it."""
    can_copy = event.possibleActions() & Qt.DropAction.CopyAction
    event.setDropAction(Qt.DropAction.CopyAction if can_copy else Qt.DropAction.LinkAction)
    event.accept()
