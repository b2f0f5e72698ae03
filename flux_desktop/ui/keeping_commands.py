"""The menus and keys of keeping and throwing away."""

from array import array
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from flux_desktop.domain.edits import Label
from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.actions import SEPARATOR, Command, make_action
from flux_desktop.ui.bin_flow import BinFlow
from flux_desktop.ui.keeping_flow import KeepingFlow
from flux_desktop.ui.label_desk import LabelDesk
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.menus import Menus

_IN_GALLERY = ("bin", "binAllButFavourites")


class KeepingCommands(QObject):
    """Commands on the selection. ``dismiss`` has the tile of a job go that came to nothing."""

    def __init__(
        self,
        window: MainWindow,
        menus: Menus,
        *,
        flow: KeepingFlow,
        bin_flow: BinFlow,
        labels: LabelDesk,
        dismiss: Callable[[ItemId], None],
    ) -> None:
        super().__init__(window)
        self._view = window.gallery.view
        self._flow = flow
        self._bin = bin_flow
        self._labels = labels
        self._dismiss = dismiss
        self._window = window
        self._menus = menus
        self._add_marks()
        self._add_labels()
        self._add_bin()
        bin_flow.opened.connect(self._bin_opened)
        self._bin_opened(is_open=False)

    def _add_marks(self) -> None:
        favourite = Command("favourite", "&Favourite", self._on_all(self._flow.toggle_favourite), ("F",), self._view)
        self._menus.add_for_pictures([SEPARATOR, favourite], before="useAsReference")
        self._menus.add_menu_for_pictures("rating", "R&ating", self._rating_commands(), before="useAsReference")

    def _rating_commands(self) -> list[Command]:
        words = {
            5: "Rate &5 stars",
            4: "Rate &4 stars",
            3: "Rate &3 stars",
            2: "Rate &2 stars",
            1: "Rate &1 star",
            0: "&No rating",
        }
        return [
            Command(f"rate{stars}", text, self._on_all(self._rating(stars)), (str(stars),), self._view)
            for stars, text in words.items()
        ]

    def _rating(self, stars: int) -> Callable[[Sequence[ItemId]], None]:
        return lambda ids: self._flow.set_rating(ids, stars)

    def _add_labels(self) -> None:
        entries = [
            Command("tags", "Ta&gs…", self._on_all(lambda ids: self._labels.ask(Label.TAG, ids)), ("Ctrl+K",)),
            Command("albums", "Add to al&bum…", self._on_all(lambda ids: self._labels.ask(Label.ALBUM, ids))),
        ]
        self._menus.add_for_pictures([*entries, SEPARATOR], before="useAsReference")

    def _add_bin(self) -> None:
        flow, view = self._flow, self._view
        in_gallery = [
            SEPARATOR,
            Command("bin", "&Move to Bin", self._on_all(self._throw_away), (QKeySequence.StandardKey.Delete,), view),
            Command("binAllButFavourites", "Delete all but favourites", self._on_all(flow.bin_all_but_favourites)),
            Command("putBack", "&Put back", self._bin.put_back),
            Command("deleteForEver", "Dele&te for ever…", self._bin.delete_selected, ("Shift+Delete",), view),
        ]
        self._menus.add_for_pictures(in_gallery)
        places = [
            Command("openBin", "&Bin", self._bin.open),
            Command("openAlbums", "&Albums…", self._labels.manage_albums),
            SEPARATOR,
        ]
        self._menus.add("view", places, before="larger")
        practice = Command("binPractice", "Delete all p&ractice pictures", flow.bin_practice)
        self._menus.add("file", [practice, SEPARATOR], before="settings")
        self._leave = make_action(Command("leaveBin", "Back to the gallery", self._bin.close, ("Esc",), view), view)

    def _bin_opened(self, is_open: bool) -> None:
        """In the bin, pictures are put back or deleted for ever, and nothing is thrown away once more."""
        actions = self._menus.actions
        for name in _IN_GALLERY:
            actions[name].setVisible(not is_open)
        actions["putBack"].setVisible(is_open)
        keys = [QKeySequence("Shift+Delete"), *([QKeySequence(QKeySequence.StandardKey.Delete)] if is_open else [])]
        actions["deleteForEver"].setShortcuts(keys)
        self._leave.setEnabled(is_open)

    def _throw_away(self, ids: "array[int]") -> None:
        """Pictures; or, where none is selected, the jobs that somebody has looked at."""
        if self._flow.pictures(ids):
            self._flow.bin(ids)
            return
        rows = [self._view.gallery.item(item_id) for item_id in ids]
        for row in rows:
            if row and row.state.needs_attention:
                self._dismiss(row.id)

    def _on_all(self, act: "Callable[[array[int]], object]") -> Callable[[], None]:
        def on_selected() -> None:
            ids = self._view.selected_array()
            if ids:
                act(ids)

        return on_selected
