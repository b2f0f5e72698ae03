"""The keys of the viewer. They work while anything in it has the keyboard; letters need no Ctrl there."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from flux_desktop.ui.viewer.picture_canvas import PictureCanvas

Chord = tuple[Qt.Key, Qt.KeyboardModifier]

_Key = Qt.Key
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_COUNTED = _SHIFT | _CTRL | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Commands(Protocol):
    """What keys can ask for, beside the zoom. The page fits."""

    def step(self, by: int, /) -> None: ...
    def go_to(self, position: int, /) -> None: ...
    def go_to_end(self) -> None: ...
    def leave(self) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def toggle_favourite(self) -> None: ...
    def rate(self, stars: int, /) -> None: ...
    def throw_away(self) -> None: ...
    def delete_for_ever(self) -> None: ...
    def use_as_reference(self) -> None: ...
    def vary(self) -> None: ...
    def edit_again(self) -> None: ...
    def copy(self) -> None: ...
    def save_copy(self) -> None: ...


def viewer_keys(page: Commands, canvas: PictureCanvas) -> dict[Chord, Callable[[], object]]:
    """What each chord does."""
    digits = (_Key.Key_0, _Key.Key_1, _Key.Key_2, _Key.Key_3, _Key.Key_4, _Key.Key_5)
    ratings = {(key, _PLAIN): partial(page.rate, stars) for stars, key in enumerate(digits)}
    return {
        **ratings,
        (_Key.Key_Delete, _PLAIN): page.throw_away,
        (_Key.Key_Delete, _SHIFT): page.delete_for_ever,
        (_Key.Key_Right, _PLAIN): lambda: page.step(1),
        (_Key.Key_Left, _PLAIN): lambda: page.step(-1),
        (_Key.Key_Home, _PLAIN): lambda: page.go_to(0),
        (_Key.Key_End, _PLAIN): page.go_to_end,
        (_Key.Key_Escape, _PLAIN): page.leave,
        (_Key.Key_Space, _PLAIN): page.leave,
        (_Key.Key_F11, _PLAIN): page.toggle_full_screen,
        (_Key.Key_Plus, _PLAIN): canvas.zoom_in,
        (_Key.Key_Plus, _CTRL): canvas.zoom_in,
        (_Key.Key_Equal, _PLAIN): canvas.zoom_in,
        (_Key.Key_Equal, _CTRL): canvas.zoom_in,
        (_Key.Key_Minus, _PLAIN): canvas.zoom_out,
        (_Key.Key_Minus, _CTRL): canvas.zoom_out,
        (_Key.Key_0, _CTRL): canvas.fit,
        (_Key.Key_1, _CTRL): canvas.zoom_to_pixels,
        (_Key.Key_Z, _PLAIN): canvas.toggle_zoom,
        (_Key.Key_Right, _SHIFT): lambda: canvas.pan(1, 0),
        (_Key.Key_Left, _SHIFT): lambda: canvas.pan(-1, 0),
        (_Key.Key_Down, _SHIFT): lambda: canvas.pan(0, 1),
        (_Key.Key_Up, _SHIFT): lambda: canvas.pan(0, -1),
        (_Key.Key_F, _PLAIN): page.toggle_favourite,
        (_Key.Key_R, _PLAIN): page.use_as_reference,
        (_Key.Key_V, _PLAIN): page.vary,
        (_Key.Key_E, _PLAIN): page.edit_again,
        (_Key.Key_C, _CTRL): page.copy,
        (_Key.Key_S, _CTRL | _SHIFT): page.save_copy,
    }


def handle_key(event: QKeyEvent, acts: Mapping[Chord, Callable[[], object]]) -> bool:
    """Do what the chord asks for; ``False`` when it is none of these. Keypad keys count like the others."""
    key, held = Qt.Key(event.key()), event.modifiers() & _COUNTED
    if key == _Key.Key_Plus:
        held &= ~_SHIFT  # many keyboards need it to reach the sign
    act = acts.get((key, held))
    if act is None:
        return False
    act()
    return True
