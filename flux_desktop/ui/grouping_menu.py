"""View > Group by: the spans of time that the gallery is parted into."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup

from flux_desktop.domain.local_days import Grouping
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.actions import Command
from flux_desktop.ui.gallery.gallery_view import GalleryView
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.settings_flow import SettingsFlow


class GroupingMenu(QObject):
    """A choice that is kept in the settings and shown at once."""

    def __init__(self, menus: Menus, view: GalleryView, settings: SettingsFlow) -> None:
        super().__init__(view)
        self._view = view
        self._settings = settings
        entries = [
            Command(_name(grouping), f"&{grouping.capitalize()}", self._choose(grouping), checkable=True)
            for grouping in Grouping
        ]
        menus.add_menu("view", "&Group by", entries, before="larger")
        self.actions = {grouping: menus.actions[_name(grouping)] for grouping in Grouping}
        group = QActionGroup(self)
        for action in self.actions.values():
            action.setActionGroup(group)
        self.actions[settings.settings.grouping].setChecked(True)
        settings.changed.connect(self._changed)

    def _choose(self, grouping: Grouping) -> Callable[[], None]:
        return lambda: self._settings.change(grouping=grouping)

    def _changed(self, _before: Settings, after: Settings) -> None:
        self.actions[after.grouping].setChecked(True)
        self._view.set_grouping(after.grouping)


def _name(grouping: Grouping) -> str:
    return f"groupBy{grouping.capitalize()}"
