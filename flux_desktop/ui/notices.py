"""What the banner says: of all that is wrong at the moment, the most pressing."""

from collections.abc import Callable, Mapping
from enum import IntEnum

from PySide6.QtCore import QObject

from flux_desktop.ui.errors import Action, Notice
from flux_desktop.ui.support.banner import Banner, Kind

_KINDS: Mapping[str, Kind] = {"info": "info", "warn": "warn", "err": "err"}


class Source(IntEnum):
    """Where a notice comes from; the smaller number is shown first."""

    ENGINE = 1
    KEYCHAIN = 2
    LEFT_OVER = 3
    PRACTICE = 4


class Notices(QObject):
    """Shows one notice of the most pressing source. One that was closed stays closed until it changes."""

    def __init__(self, banner: Banner, actions: Mapping[Action, Callable[[], None]]) -> None:
        super().__init__(banner)
        self._banner = banner
        self._actions = actions
        self._notices: dict[Source, Notice] = {}
        self._closed: set[Notice] = set()
        self._shown: Notice | None = None
        banner.closed.connect(self._close)

    def say(self, source: Source, notice: Notice | None) -> None:
        """What this source has to say now; ``None`` for nothing any more."""
        before = self._notices.pop(source, None)
        if before and before != notice:
            self._closed.discard(before)
        if notice:
            self._notices[source] = notice
        self._show()

    def _show(self) -> None:
        wanted = next(
            (self._notices[source] for source in sorted(self._notices) if self._notices[source] not in self._closed),
            None,
        )
        if wanted == self._shown:
            return
        self._shown = wanted
        if wanted is None:
            self._banner.clear()
            return
        buttons = [(label, self._actions[action]) for action, label in wanted.buttons]
        self._banner.show_message(_KINDS[wanted.tone], wanted.title, wanted.text, buttons, icon=wanted.icon)

    def _close(self) -> None:
        if self._shown:
            self._closed.add(self._shown)
        self._shown = None
        self._show()
