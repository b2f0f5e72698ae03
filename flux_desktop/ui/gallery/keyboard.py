"""The keys of the gallery. Arrows follow what the eye sees; letters are for the search and the program's own keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from flux_desktop.ui.gallery.selector import Selector
from flux_desktop.ui.gallery.tile_actions import TileActions
from flux_desktop.ui.gallery.tile_view import TileView

Action = QAbstractItemView.CursorAction

_ACTIONS = {
    Qt.Key.Key_Left: Action.MoveLeft,
    Qt.Key.Key_Right: Action.MoveRight,
    Qt.Key.Key_Up: Action.MoveUp,
    Qt.Key.Key_Down: Action.MoveDown,
    Qt.Key.Key_Home: Action.MoveHome,
    Qt.Key.Key_End: Action.MoveEnd,
    Qt.Key.Key_PageUp: Action.MovePageUp,
    Qt.Key.Key_PageDown: Action.MovePageDown,
}
_VERTICAL = frozenset({Action.MoveUp, Action.MoveDown, Action.MovePageUp, Action.MovePageDown})


class Keyboard:
    """Moves the current picture and the selection."""

    def __init__(self, view: TileView, selector: Selector, actions: TileActions) -> None:
        self._view = view
        self._select = selector
        self._actions = actions
        self._column_px: int | None = None

    def handles(self, event: QKeyEvent) -> bool:
        """Do what the key asks; ``False`` for a key that is not the gallery's."""
        if not self._view.attention.is_by_key:
            self._view.attention.is_by_key, self._column_px = True, None
        action = _ACTIONS.get(Qt.Key(event.key()))
        if action is not None:
            self._move(action, event.modifiers())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._view.selectAll()
        elif event.matches(QKeySequence.StandardKey.Deselect) or event.key() == Qt.Key.Key_Escape:
            return self._clear()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._press_current(event)
        elif event.text().strip() and event.text().isprintable() and not _is_command(event):
            self._view.keyboardSearch(event.text())
        else:
            return False
        return True

    def target(self, action: Action) -> int:
        """The row that an action leads to from the current one, or -1 when there are none."""
        count, current = self._view.tiles.count, self._view.currentIndex().row()
        if not count:
            return -1
        if not 0 <= current < count:
            return self._first_in_view() if action is not Action.MoveEnd else count - 1
        match action:
            case Action.MoveLeft | Action.MovePrevious:
                return max(0, current - 1)
            case Action.MoveRight | Action.MoveNext:
                return min(count - 1, current + 1)
            case Action.MoveHome:
                return 0
            case Action.MoveEnd:
                return count - 1
            case _:
                return self._vertical_target(action, current)

    def _move(self, action: Action, modifiers: Qt.KeyboardModifier) -> None:
        view = self._view
        if action not in _VERTICAL:
            self._column_px = None
        with view.holding_still():
            row = self.target(action)
        if row < 0:
            return
        old = view.currentIndex().row()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._select.up_to(row, adds=bool(modifiers & Qt.KeyboardModifier.ControlModifier))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._select.move_to(row)
        else:
            self._select.only(row)
        view.scrollTo(view.gallery.index(row))
        view.update_row(old)
        view.update_row(row)

    def _vertical_target(self, action: Action, current: int) -> int:
        view = self._view
        tile = view.tiles.rect(current)
        if self._column_px is None:
            self._column_px = tile.x + tile.width // 2
        if action in (Action.MoveUp, Action.MoveDown):
            return view.tiles.beside(current, self._column_px, -1 if action is Action.MoveUp else 1)
        page = max(tile.height, view.viewport().height() - tile.height)
        y = tile.y + tile.height // 2 + (page if action is Action.MovePageDown else -page)
        return view.tiles.nearest(self._column_px, y)

    def _first_in_view(self) -> int:
        anchor = self._view.tiles.anchor_at(self._view.top_px)
        return anchor.index if anchor else 0

    def _clear(self) -> bool:
        had_any = self._view.selectionModel().hasSelection()
        self._view.clearSelection()
        return had_any

    def _press_current(self, event: QKeyEvent) -> bool:
        row = self._view.currentIndex().row()
        if row < 0:
            return False
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._select.toggle(row)
        elif _is_command(event):
            return False
        else:
            self._actions.activate(row)
        return True


def _is_command(event: QKeyEvent) -> bool:
    other = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.modifiers() & other)
