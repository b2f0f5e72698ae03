"""The menus: every command of the program, with its keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

Key = QKeySequence.StandardKey | str


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu. ``where`` is the widget that must have the focus for its keys, for single letters."""

    name: str
    text: str
    act: Callable[[], None]
    keys: tuple[Key, ...] = ()
    where: QWidget | None = None
    checkable: bool = False


SEPARATOR = None
Entry = Command | None


def sequences(keys: Sequence[Key]) -> list[QKeySequence]:
    """The keys of this system for each; a standard key that it has none for gives way to the next one named.

    None comes twice: Qt would take that for two commands that want the same keys, and do nothing.
    """
    found: list[QKeySequence] = []
    for key in keys:
        if isinstance(key, str):
            if not found or "+" in key or len(key) == 1:
                found.append(QKeySequence(key))
        else:
            found += QKeySequence.keyBindings(key)
    return list(dict.fromkeys(found))


def make_action(command: Command, owner: QWidget) -> QAction:
    """An action whose keys work in the whole window, or only in ``command.where``."""
    action = QAction(command.text, owner)
    action.setObjectName(f"{command.name}Action")
    action.setCheckable(command.checkable)
    action.setShortcuts(sequences(command.keys))
    action.triggered.connect(lambda _checked=False: command.act())
    if command.where:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        command.where.addAction(action)
    else:
        owner.addAction(action)
    return action


def fill_menu(
    menu: QMenu, entries: Sequence[Entry], owner: QWidget, before: QAction | None = None
) -> dict[str, QAction]:
    """Put these commands into the menu, before that one or at the end; answers their actions by name."""
    actions = {}
    for entry in entries:
        action = QAction(owner) if entry is SEPARATOR else make_action(entry, owner)
        action.setSeparator(entry is SEPARATOR)
        menu.insertAction(before, action) if before else menu.addAction(action)
        if entry:
            actions[entry.name] = action
    return actions
