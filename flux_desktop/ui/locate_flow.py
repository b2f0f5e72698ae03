"""Pictures whose files are gone: the person shows where a file is, or gives the picture up."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.domain.search_query import parse
from flux_desktop.services.engine import Engine
from flux_desktop.services.importing import Importing
from flux_desktop.services.library import Library
from flux_desktop.ui.actions import Command
from flux_desktop.ui.inspector import Inspector
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus
from flux_desktop.ui.support.picture_dialog import PictureDialog
from flux_desktop.ui.support.question import ask
from flux_desktop.ui.tasks import TaskSet, answer
from flux_desktop.ui.telling import trouble_said

_FILTER = ["Pictures (*.png *.jpg *.jpeg *.jpe *.jfif *.webp)", "All files (*)"]
_NAMES = ("locate", "removeMissing")


class LocateFlow(QObject):
    """The commands are in the menus while the selected picture's file is gone."""

    def __init__(self, window: MainWindow, engine: Engine, library: Library, tasks: TaskSet) -> None:
        super().__init__(window)
        self._window, self._library, self._tasks = window, library, tasks
        self._view = window.gallery.view
        self._model = window.gallery.view.gallery
        self._importing = Importing(engine)
        self._remove: Callable[[Sequence[ItemId]], None] = lambda _ids: None

    def attach(self, menus: Menus, inspector: Inspector, *, remove: Callable[[Sequence[ItemId]], None]) -> None:
        """Answer the menus, the tiles and the details. ``remove`` takes pictures out of the gallery, with a way
        back."""
        self._remove = remove
        entries = [
            Command("locate", "Locate the missing file…", self._locate_current),
            Command("removeMissing", "Remove from gallery", self._remove_selected),
        ]
        menus.add_for_pictures(entries, before="saveCopy")
        self._actions = [menus.actions[name] for name in _NAMES]
        for changed in (
            self._view.selection_changed,
            self._view.selectionModel().currentChanged,
            self._model.dataChanged,
        ):
            changed.connect(self._selection_changed)
        for source in (self._view, inspector):
            source.locate_requested.connect(self.choose_file)
            source.remove_requested.connect(remove)
        self._selection_changed()

    def choose_file(self, item_id: ItemId) -> None:
        """Ask which file is the picture's."""
        dialog = PictureDialog(self._window, "Where is the file of this picture?")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(_FILTER)
        dialog.fileSelected.connect(lambda file: self.locate(item_id, Path(file)))
        dialog.open()

    def locate(self, item_id: ItemId, file: Path) -> None:
        """Take this file for the picture's; the person is asked first when it has another content."""
        self._tasks.start(self._locate(item_id, file, may_differ=False))

    async def _locate(self, item_id: ItemId, file: Path, *, may_differ: bool) -> None:
        from flux_desktop.services.locating import Located  # it reads pictures, which nothing else needs yet

        toasts = self._window.toasts
        with trouble_said(toasts):
            match await answer(self._importing.locate(item_id, file, may_differ=may_differ)):
                case Located.DIFFERS:
                    self._ask_to_take(item_id, file)
                case Located.TAKEN:
                    toasts.show("That is the file of another picture in your gallery. Nothing was changed.")
                case Located.NOT_MISSING:
                    self._show(item_id, is_other=False)
                case Located.FOUND:
                    self._show(item_id, is_other=may_differ)
                    toasts.show("The picture has its file again.")

    def _ask_to_take(self, item_id: ItemId, file: Path) -> None:
        ask(
            self._window,
            "Use this file all the same?",
            f"“{file.name}” is not the file that this picture had. It may have been edited, or be another picture. "
            "The prompt and everything else that is known stay as they are.",
            "Use this file",
            lambda: self._tasks.start(self._locate(item_id, file, may_differ=True)),
        )

    def _show(self, item_id: ItemId, *, is_other: bool) -> None:
        """The picture as it is now. What was kept of one with other bytes is made anew."""
        if is_other:
            self._library.forget_thumbnails([item_id])
        self._model.refresh([item_id])
        if is_other or self._view.loader.is_unreadable(item_id):
            self._view.reload_pictures()
        self._model.changed.emit(item_id)

    def _locate_current(self) -> None:
        item_id = self._view.current_id()
        if item_id is not None:
            self.choose_file(item_id)

    def _remove_selected(self) -> None:
        """Those of the selected pictures whose files are gone; there may be a hundred thousand."""
        found = self._library.searches.all(parse("is:missing"))
        missing = set(found.ids) if found else set()
        self._remove([item_id for item_id in self._view.selected_array() if item_id in missing])

    def _selection_changed(self) -> None:
        item_id = self._view.current_id() if self._view.selectionModel().hasSelection() else None
        row = self._model.item(item_id) if item_id is not None else None
        for action in self._actions:
            action.setVisible(row is not None and row.missing and not row.binned)
