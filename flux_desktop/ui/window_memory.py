"""How the window was left: its place and size, and its panes."""

from typing import Any

from PySide6.QtCore import QByteArray, QObject

from flux_desktop.settings.json_file import JsonFile
from flux_desktop.ui.keeper import Keeper
from flux_desktop.ui.main_window import DETAILS_FROM_WIDTH, MainWindow

_WIDEST = 100_000


class WindowMemory(QObject):
    """Restores it at start and keeps it as it changes."""

    def __init__(self, window: MainWindow, file: JsonFile) -> None:
        super().__init__(window)
        self._window = window
        self._state: dict[str, Any] = file.load()
        self._keeper = Keeper(self._read, file.save)
        window.workspace.splitterMoved.connect(self._keeper.touch)

    @property
    def had_key(self) -> bool:
        """Whether a key was in use last time, so that the first-run page need not come before the keychain answers."""
        return self._state.get("had_key") is True

    def set_had_key(self, had_key: bool) -> None:
        if had_key != self.had_key:
            self._state["had_key"] = had_key
            self._keeper.touch()

    def recall(self, name: str) -> Any:
        """What was remembered under this name, in this run or an earlier one; anything when the file was edited."""
        return self._state.get(name)

    def remember(self, name: str, value: Any) -> None:
        """Keep a value that JSON knows, such as the folder of the last export."""
        if value != self.recall(name):
            self._state[name] = value
            self._keeper.touch()

    def restore_window(self) -> None:
        geometry = self._state.get("geometry")
        if isinstance(geometry, str):
            self._window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def restore_panes(self) -> None:
        """Widths of the panes; call it once the details pane is there or known not to be."""
        sizes = _widths(self._state.get("panes"))
        fits = len(sizes) == len(self._window.workspace.sizes())
        self._window.workspace.setSizes(sizes if fits else self._window.usual_sizes())

    def wants_details(self, chosen: bool | None) -> bool:
        """Whether the details pane is shown: as ``chosen``, else when the window is wide enough for it.

        A window that is going to be maximised does not know its width yet; there it is as it was last time.
        """
        if chosen is not None:
            return chosen
        if self._window.isMaximized() and not self._window.isVisible():
            return sum(_widths(self._state.get("panes"))[2:]) > 0
        return self._window.width() >= DETAILS_FROM_WIDTH

    def keep(self) -> None:
        """Write everything, and wait until it is on disk."""
        self._keeper.touch()
        self._keeper.flush()

    def _read(self) -> dict[str, Any]:
        window = self._window
        self._state["geometry"] = bytes(window.saveGeometry().toBase64().data()).decode()
        self._state["panes"] = window.workspace.sizes()
        return dict(self._state)


def _widths(value: object) -> list[int]:
    """Widths in pixels as they were kept, or none when they make no sense."""
    if not isinstance(value, list) or not all(type(width) is int and 0 <= width <= _WIDEST for width in value):
        return []
    return value
