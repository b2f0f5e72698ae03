"""Edit > Undo and Redo: of the text that is being written, of the compose panel, else of the program."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from flux_desktop.ui.actions import SEPARATOR, Command
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.undo import UndoStack


class UndoCommands:
    """Puts the two into the menu and keeps their words in step with what they would do."""

    def __init__(self, window: MainWindow, menus: Menus, stack: UndoStack) -> None:
        self._stack = stack
        self._panel = window.panel
        undo = Command("undo", "&Undo", self.undo, (QKeySequence.StandardKey.Undo,))
        redo = Command("redo", "Re&do", self.redo, (QKeySequence.StandardKey.Redo, "Ctrl+Shift+Z"))
        menus.add("edit", [undo, redo, SEPARATOR], before="copyPicture")
        self._actions = menus.actions
        self._panel.undo_beyond_panel.connect(stack.undo)
        stack.changed.connect(self._word)
        self._word()

    def undo(self) -> None:
        """Text has its own; so has the compose panel while the keyboard is in it."""
        focus = QApplication.focusWidget()
        text = _undo_of(focus)
        if text:
            text()
        elif self._panel.can_undo and (_is_in(focus, self._panel) or not self._stack.undo_words):
            self._panel.undo()
        else:
            self._stack.undo()

    def redo(self) -> None:
        text = _redo_of(QApplication.focusWidget())
        if text:
            text()
        else:
            self._stack.redo()

    def _word(self) -> None:
        undo, redo = self._stack.undo_words, self._stack.redo_words
        self._actions["undo"].setText(f"&Undo: {undo}" if undo else "&Undo")
        self._actions["redo"].setText(f"Re&do: {redo}" if redo else "Re&do")


def _is_in(widget: QWidget | None, part: QWidget) -> bool:
    return widget is not None and part.isAncestorOf(widget)


def _undo_of(widget: QWidget | None) -> Callable[[], None] | None:
    """How to take the last typing back; nothing when there is none."""
    match widget:
        case QLineEdit() if widget.isUndoAvailable():
            return widget.undo
        case QPlainTextEdit() | QTextEdit() if widget.document().isUndoAvailable():
            return widget.undo
    return None


def _redo_of(widget: QWidget | None) -> Callable[[], None] | None:
    match widget:
        case QLineEdit() if widget.isRedoAvailable():
            return widget.redo
        case QPlainTextEdit() | QTextEdit() if widget.document().isRedoAvailable():
            return widget.redo
    return None
