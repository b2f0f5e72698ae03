"""The spending page of the settings: its figures, its prices, and the table it can write."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from flux_desktop.domain.catalogue import Catalogue
from flux_desktop.domain.errors import LibraryError
from flux_desktop.ui.errors import sentence_for
from flux_desktop.ui.spending_watch import SpendingWatch
from flux_desktop.ui.tasks import TaskSet

if TYPE_CHECKING:
    from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog


class SpendingSettings(QObject):
    """``attach`` it to each dialog that is opened."""

    def __init__(self, watch: SpendingWatch, catalogue: Catalogue, database: Path, tasks: TaskSet) -> None:
        super().__init__(watch)
        self._watch = watch
        self._catalogue = catalogue
        self._database = database
        self._tasks = tasks

    def attach(self, dialog: "PreferencesDialog") -> None:
        """Tell the dialog what was spent, for as long as it is open."""

        def show() -> None:
            figures = self._watch.figures()
            dialog.spending.show_spending(
                session=figures.session, day=figures.day, month=figures.month, all_time=figures.all_time
            )

        show()
        dialog.spending.show_prices(self._catalogue)
        dialog.export_spending_requested.connect(lambda file: self._tasks.start(self._export(file, dialog)))
        changed = self._watch.changed.connect(show)
        dialog.finished.connect(lambda: self._watch.changed.disconnect(changed))

    async def _export(self, file: str, dialog: "PreferencesDialog") -> None:
        import asyncio

        from flux_desktop.services.spending_table import write_table

        form = [dialog.spending]
        dialog.finished.connect(form.clear)
        try:
            count = await asyncio.to_thread(write_table, self._database, Path(file), self._catalogue.name_of)
        except LibraryError as error:
            for page in form:
                page.show_export_failed(sentence_for(error))
        else:
            for page in form:
                page.show_exported(file, count)
