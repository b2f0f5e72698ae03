"""What the banner says: of all that is wrong at the moment, the most pressing. The queue pane lists the rest."""

from collections.abc import Callable, Mapping
from enum import IntEnum

from PySide6.QtCore import QObject, Signal

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
    """Shows one notice, that of the most pressing source. One that was closed stays closed until it changes."""

    changed = Signal()

    def __init__(self, banner: Banner, actions: Mapping[Action, Callable[[], None]]) -> None:
        super().__init__(banner)
        self._banner = banner
        self._actions = actions
        self._notices: dict[Source, tuple[Notice, ...]] = {}
        self._closed: set[Notice] = set()
        self._shown: Notice | None = None
        banner.closed.connect(self._close)

    def say(self, source: Source, *notices: Notice | None) -> None:
        """All that this source has to say now, the most pressing first; ``None`` is nothing."""
        said = tuple(notice for notice in notices if notice)
        self._closed -= set(self._notices.get(source, ())) - set(said)
        self._notices[source] = said
        self._show()
        self.changed.emit()

    def all_to_list(self) -> tuple[Notice, ...]:
        """Everything there is to say, the most pressing first; nothing when the banner says all of it."""
        found = tuple(notice for source in Source for notice in self._notices.get(source, ()))
        return () if found == (self._shown,) else found

    def buttons_of(self, notice: Notice) -> list[tuple[str, Callable[[], None]]]:
        """What a person can do about it, each with what it does."""
        return [(label, self._actions[action]) for action, label in notice.buttons]

    def _show(self) -> None:
        said = (notice for source in Source for notice in self._notices.get(source, ()))
        wanted = next((notice for notice in said if notice not in self._closed), None)
        if wanted == self._shown:
            return
        self._shown = wanted
        if wanted is None:
            self._banner.clear()
            return
        buttons = self.buttons_of(wanted)
        self._banner.show_message(kind_of(wanted), wanted.title, wanted.text, buttons, icon=wanted.icon)

    def _close(self) -> None:
        if self._shown:
            self._closed.add(self._shown)
        self._shown = None
        self._show()
        self.changed.emit()


def kind_of(notice: Notice) -> Kind:
    """The tone of a notice as the banner has it."""
    return _KINDS[notice.tone]
