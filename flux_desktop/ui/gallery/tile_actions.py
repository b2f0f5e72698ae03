"""What happens when a tile, or a button on it, is pressed by mouse or by key."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from flux_desktop.domain.generation import State
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.gallery.job_clock import JobClock
from flux_desktop.ui.gallery.picture_tile import TilePart
from flux_desktop.ui.gallery.tile_view import TileView
from flux_desktop.ui.job_words import TileAction, TileButton
from flux_desktop.ui.support.stop_question import StopQuestion


class TileActions:
    """Turns presses into the signals of the view."""

    def __init__(self, view: TileView, jobs: JobClock) -> None:
        self._view = view
        self._jobs = jobs

    def open(self, number: int) -> None:
        """Look at a picture."""
        row = self._view.gallery.row(number)
        if row and self._view.is_picture(row):
            self._view.picture_activated.emit(row.id)

    def activate(self, number: int) -> None:
        """Return or Space: look at a picture, or press the first button of a job."""
        row = self._view.gallery.row(number)
        if row and not self._view.is_picture(row):
            buttons = self._jobs.words(row).buttons
            if buttons:
                self._press_job(row, buttons[0].action)
        else:
            self.open(number)

    def press(self, number: int, part: TilePart | TileAction, at: QPoint) -> None:
        """A button on a tile; ``at`` is where the pointer is on the screen."""
        row = self._view.gallery.row(number)
        if row is None:
            return
        if isinstance(part, TileAction):
            self._press_job(row, part)
            return
        match part:
            case TilePart.FAVOURITE:
                self._view.favourite_toggled.emit([row.id], not row.favourite)
            case TilePart.REFERENCE:
                self._view.reference_requested.emit([row.id])
            case TilePart.VARY:
                self._view.vary_requested.emit(row.id)
            case TilePart.LOCATE:
                self._view.locate_requested.emit(row.id)
            case TilePart.REMOVE:
                self._view.remove_requested.emit([row.id])
            case TilePart.MORE:
                self.show_menu(number, at)

    def show_menu(self, number: int, at: QPoint) -> None:
        """The menu of a job is shown here; that of pictures and of the background by the program."""
        view = self._view
        row = view.gallery.row(number) if number >= 0 else None
        if row is None:
            view.menu_requested.emit([], at)
        elif view.is_picture(row):
            ids = view.selected_ids() if view.is_row_selected(number) else [row.id]
            view.menu_requested.emit(ids, at)
        else:
            self._show_job_menu(row, at)

    def _show_job_menu(self, row: GalleryRow, at: QPoint) -> None:
        menu = QMenu(self._view)
        menu.aboutToHide.connect(menu.deleteLater)
        for button in self._menu_buttons(row):
            action = menu.addAction(button.label.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, which=button.action: self._press_job(row, which))
        menu.popup(at)

    def _menu_buttons(self, row: GalleryRow) -> tuple[TileButton, ...]:
        buttons = self._jobs.words(row).buttons
        if any(button.action is TileAction.EDIT_PROMPT for button in buttons):
            return buttons
        return (*buttons, TileButton(TileAction.EDIT_PROMPT, "Use this prompt"))

    def _press_job(self, row: GalleryRow, action: TileAction) -> None:
        view = self._view
        match action:
            case TileAction.CANCEL if row.state is State.RUNNING:
                self._ask_before_stopping(row)
            case TileAction.CANCEL:
                view.cancel_requested.emit(row.id)
            case TileAction.RETRY:
                view.retry_requested.emit(row.id)
            case TileAction.MAKE_AGAIN:
                view.make_again_requested.emit(row.id)
            case TileAction.EDIT_PROMPT:
                view.edit_prompt_requested.emit(row.id)
            case TileAction.DISMISS:
                view.dismiss_requested.emit(row.id)
            case _:
                view.action_requested.emit(row.id, action.value)

    def _ask_before_stopping(self, row: GalleryRow) -> None:
        question = StopQuestion(self._view.theme, self._view)
        question.stopped.connect(lambda: self._view.cancel_requested.emit(row.id))
        tile = self._view.tile_rect(self._view.gallery.row_of(row.id)) or self._view.viewport().rect()
        question.show_at(self._view.viewport().mapToGlobal(tile.center()))
