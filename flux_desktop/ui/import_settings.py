"""The part of Settings > Pictures that is about importing."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flux_desktop.domain.imports import WatchedFolder
from flux_desktop.ui.import_flow import ImportFlow
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.watch_flow import WatchFlow

if TYPE_CHECKING:
    from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog


class ImportSettings(QObject):
    """``attach`` it to each dialog that is opened."""

    def __init__(self, settings: SettingsFlow, imports: ImportFlow, watch: WatchFlow) -> None:
        super().__init__(settings)
        self._settings, self._imports, self._watch = settings, imports, watch

    def attach(self, dialog: "PreferencesDialog") -> None:
        section = dialog.imports
        section.show_in_place(self._settings.settings.import_in_place)
        section.show_watched(self._watch.folders)
        section.in_place_chosen.connect(lambda in_place: self._settings.change(import_in_place=in_place))
        section.watch_requested.connect(lambda folder, in_place: self._watch.add(Path(folder), in_place=in_place))
        section.unwatch_requested.connect(self._watch.remove)
        section.rebuild_requested.connect(self._imports.rebuild)
        section.rebuild_requested.connect(dialog.close)

        def show(folders: Sequence[WatchedFolder]) -> None:
            section.show_watched(folders)

        changed = self._watch.changed.connect(show)
        dialog.finished.connect(lambda: self._watch.changed.disconnect(changed))
