"""The menu of a row of the queue: everything that can be done with it, in words."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.storage.gallery_row import GalleryRow
from flux_desktop.ui.queue.queue_model import QueueModel
from flux_desktop.ui.queue.row_words import RowAction

_STEPS = {RowAction.MOVE_UP: -1, RowAction.MOVE_TO_FRONT: -1, RowAction.MOVE_DOWN: 1}


def show_row_menu(
    owner: QWidget, model: QueueModel, row: GalleryRow, at: QPoint, do: Callable[[RowAction, ItemId], None]
) -> QMenu:
    """Open it at a point of the screen."""
    menu = QMenu(owner)
    menu.setAccessibleName("Commands for this picture")
    for button in model.words(row).menu:
        action = menu.addAction(button.name.replace("&", "&&"))
        step = _STEPS.get(button.action)
        action.setEnabled(step is None or model.order_with(row.id, step) is not None)
        # What is done may open something else, and the menu has to be gone by then.
        later = _later(owner, do, button.action, row.id)
        action.triggered.connect(later)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu


def _later(
    owner: QWidget, do: Callable[[RowAction, ItemId], None], action: RowAction, item_id: ItemId
) -> Callable[[], None]:
    return lambda: QTimer.singleShot(0, owner, lambda: do(action, item_id))
