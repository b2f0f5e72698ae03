"""The menu bar and the menu of pictures."""

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from flux_desktop.domain.identifiers import ItemId
from flux_desktop.ui.actions import SEPARATOR, Command, Entry, fill_menu
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.picture_commands import PictureCommands
from flux_desktop.ui.support.menu_key import MenuKey

_Standard = QKeySequence.StandardKey
_HISTORY = "Ctrl+Y" if sys.platform == "darwin" else "Ctrl+H"
"""On a Mac the other one hides the program."""
_GRID = "Ctrl+Shift+M"


class Menus(QObject):
    """Commands on pictures work on the selection; they are grey when nothing is selected."""

    def __init__(
        self,
        window: MainWindow,
        commands: PictureCommands,
        *,
        open_picture: Callable[[ItemId], None],
        zoom: Callable[[int], None],
        toggle_full_screen: Callable[[], None],
        open_settings: Callable[[str], None],
        toggle_details: Callable[[], None],
        toggle_queue: Callable[[], None],
        toggle_pause: Callable[[], None],
        try_again: Callable[[], None],
        end: Callable[[], None],
        vary_words: Callable[[ItemId], str],
    ) -> None:
        """``vary_words`` says what Vary makes and costs, see ``VaryOffer``."""
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._view = window.gallery.view
        self._open_picture = open_picture
        self._zoom = zoom
        self._toggle_full_screen = toggle_full_screen
        self._vary_words = vary_words
        self.actions: dict[str, QAction] = {}
        picture_names = [entry.name for entry in self._picture_entries() if entry]
        self._add("file", self._file_entries(open_settings, end))
        self._add("edit", self._edit_entries())
        self._add("image", self._picture_entries())
        self._add("queue", self._queue_entries(toggle_pause, try_again))
        self._add("view", self._view_entries(toggle_details, toggle_queue))
        self._add("help", self._help_entries(open_settings))
        MenuKey(window)
        self._of_pictures = [self.actions[name] for name in picture_names]
        self._view.selection_changed.connect(self._selection_changed)
        self._view.menu_requested.connect(self.show_picture_menu)
        self._selection_changed()

    def show_picture_menu(self, ids: Sequence[ItemId], at: QPoint) -> None:
        """The menu of these pictures, or of the background when there are none."""
        self._show_price(ids[0] if ids else None)
        menu = QMenu(self._window)
        menu.setAccessibleName("Commands for pictures" if ids else "Commands for the gallery")
        background = [self.actions[name] for name in ("paste", "selectAll")]
        menu.addActions(self._window.menus["image"].actions() if ids else background)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def add(self, menu: str, entries: Sequence[Entry], *, before: str | None = None) -> None:
        """Put commands of another room into a menu of the bar, before the command of that name or at the end."""
        place = self.actions[before] if before else None
        self.actions.update(fill_menu(self._window.menus[menu], entries, self._window, place))

    def add_menu(self, menu: str, title: str, entries: Sequence[Entry], *, before: str) -> None:
        """A menu of these commands inside a menu of the bar, before the command of that name."""
        inside = QMenu(title, self._window)
        self._window.menus[menu].insertMenu(self.actions[before], inside)
        self.actions.update(fill_menu(inside, entries, self._window))

    def add_for_pictures(self, entries: Sequence[Entry], *, before: str | None = None) -> None:
        """Commands on the selected pictures: in the menu of the bar and in the one of the pictures, and grey when
        nothing is selected."""
        self.add("image", entries, before=before)
        self._of_pictures += [self.actions[entry.name] for entry in entries if entry]
        self._selection_changed()

    def add_menu_for_pictures(self, name: str, title: str, entries: Sequence[Entry], *, before: str) -> None:
        """The same for commands that have a menu of their own inside of these menus."""
        inside = QMenu(title, self._window)
        inside.menuAction().setObjectName(f"{name}Action")
        self._window.menus["image"].insertMenu(self.actions[before], inside)
        self.actions.update(fill_menu(inside, entries, self._window))
        self._of_pictures += [inside.menuAction(), *(self.actions[entry.name] for entry in entries if entry)]
        self._selection_changed()

    def _add(self, name: str, entries: Sequence[Entry]) -> None:
        self.actions.update(fill_menu(self._window.menus[name], entries, self._window))

    def _file_entries(self, open_settings: Callable[[str], None], end: Callable[[], None]) -> list[Entry]:
        panel = self._window.panel
        return [
            Command("newPrompt", "&New prompt", panel.clear, (_Standard.New,)),
            Command("addReferences", "&Add reference images…", panel.references.choose, ("Ctrl+Shift+O",)),
            Command("settings", "&Settings…", lambda: open_settings("Account"), (_Standard.Preferences, "Ctrl+,")),
            SEPARATOR,
            Command("quit", "&Quit", end, (_Standard.Quit, "Ctrl+Q")),
        ]

    def _edit_entries(self) -> list[Entry]:
        view, window = self._view, self._window
        aids = window.panel.prompt
        return [
            Command("copyPicture", "&Copy picture", self._on_all(self._commands.copy_picture), (_Standard.Copy,), view),
            Command("copyPrompt", "Copy &prompt", self._on_all(self._commands.copy_prompt), ("Ctrl+Shift+C",)),
            Command("paste", "Paste as &reference", window.panel.paste_reference, ("Ctrl+Shift+V",)),
            SEPARATOR,
            Command("selectAll", "Select &all", view.selectAll, (_Standard.SelectAll,), view),
            Command("selectNone", "Select &none", view.clearSelection, ("Ctrl+Shift+A",), view),
            SEPARATOR,
            Command("editPrompt", "Edit the pro&mpt", window.panel.focus_prompt, ("Ctrl+L",)),
            Command("history", "Prompt &history", self._in_panel(aids.history_requested.emit), (_HISTORY,)),
            Command("templates", "Prompt &templates", self._in_panel(aids.templates_requested.emit), ("Ctrl+Shift+T",)),
            Command(
                "modelGrid", "Se&veral models and shapes…", self._in_panel(window.panel.grid_requested.emit), (_GRID,)
            ),
        ]

    def _picture_entries(self) -> list[Entry]:
        view, commands = self._view, self._commands
        return [
            Command("open", "&Open", self._on_one(self._open_picture)),
            Command("useAsReference", "Use as &reference", self._on_all(commands.use_as_reference), ("R",), view),
            Command("vary", "&Vary with a new seed", self._on_one(commands.vary), ("V",), view),
            Command("editAgain", "&Edit again", self._on_one(commands.edit_again), ("E",), view),
            Command("usePrompt", "&Use this prompt", self._on_one(commands.use_prompt), ("U",), view),
            Command("copySeed", "Copy &seed", self._on_one(commands.copy_seed)),
            SEPARATOR,
            Command("saveCopy", "Save a &copy…", self._on_all(commands.save_copies), ("Ctrl+Shift+S",)),
            Command("openWith", "Open &with another program", self._on_one(commands.open_with_other)),
            Command("showInFolder", "Show in fol&der", self._on_one(commands.show_in_folder), ("Ctrl+Shift+R",)),
        ]

    def _queue_entries(self, toggle_pause: Callable[[], None], try_again: Callable[[], None]) -> list[Entry]:
        return [
            Command("pause", "&Pause or resume", toggle_pause, ("Ctrl+Shift+P",)),
            Command("cancelWaiting", "&Cancel waiting pictures", self._commands.cancel_waiting),
            SEPARATOR,
            Command("tryAgain", "&Try again now", try_again),
        ]

    def _view_entries(self, toggle_details: Callable[[], None], toggle_queue: Callable[[], None]) -> list[Entry]:
        window = self._window
        return [
            Command("details", "&Details", toggle_details, ("Ctrl+I",)),
            Command("queue", "&Queue", toggle_queue, ("Ctrl+J",)),
            Command("compose", "&Compose panel", window.toggle_panel, ("Ctrl+B",)),
            SEPARATOR,
            Command("larger", "&Larger pictures", lambda: self._zoom(1), (_Standard.ZoomIn, "Ctrl+=")),
            Command("smaller", "&Smaller pictures", lambda: self._zoom(-1), (_Standard.ZoomOut,)),
            SEPARATOR,
            Command("nextPane", "&Next pane", lambda: self._step_pane(1), ("F6",)),
            Command("previousPane", "&Previous pane", lambda: self._step_pane(-1), ("Shift+F6",)),
            Command("toast", "Go to &message", window.toasts.take_focus, ("F8",)),
            SEPARATOR,
            Command("fullScreen", "&Full screen", self._toggle_full_screen, (_Standard.FullScreen, "F11")),
        ]

    def _help_entries(self, open_settings: Callable[[str], None]) -> list[Entry]:
        return [
            Command("shortcuts", "&Keyboard shortcuts", self._show_shortcuts, ("Ctrl+/",)),
            SEPARATOR,
            Command("about", "&About Flux Desktop", lambda: open_settings("About")),
        ]

    def _in_panel(self, act: Callable[[], None]) -> Callable[[], None]:
        """Something that opens beside the prompt: the panel is shown for it."""

        def on_panel() -> None:
            if self._window.is_in_workspace:
                if not self._window.panel.isVisible():
                    self._window.toggle_panel()
                act()

        return on_panel

    def _on_all(self, act: Callable[[Sequence[ItemId]], None]) -> Callable[[], None]:
        return lambda: act(self._view.selected_ids())

    def _on_one(self, act: Callable[[ItemId], None]) -> Callable[[], None]:
        def on_current() -> None:
            item_id = self._view.current_id()
            if item_id is not None:
                act(item_id)

        return on_current

    def _selection_changed(self) -> None:
        has_any = self._view.selectionModel().hasSelection()
        for action in self._of_pictures:
            action.setEnabled(has_any)
        self.show_price_of_selection()

    def show_price_of_selection(self) -> None:
        """The price of Vary is another one now."""
        self._show_price(self._view.current_id() if self._view.selectionModel().hasSelection() else None)

    def _show_price(self, item_id: ItemId | None) -> None:
        """One click that spends says what it costs."""
        words = "" if item_id is None else self._vary_words(item_id)
        self.actions["vary"].setText("&Vary with a new seed" + (f" ({words})" if words else ""))

    def _step_pane(self, step: int) -> None:
        """Move the keyboard between the panel, the page in the middle and the dock."""
        page = self._window.pages.currentWidget()
        middle = self._view if page is self._window.gallery else page
        panes = [pane for pane in (self._window.panel, middle, self._window.docked) if pane and pane.isVisible()]
        focus = QApplication.focusWidget()
        now = next((i for i, pane in enumerate(panes) if pane is focus or (focus and pane.isAncestorOf(focus))), -1)
        if now < 0 and middle in panes and page and focus and page.isAncestorOf(focus):  # in the bar above them
            now = panes.index(middle) - (step > 0)
        target = panes[(now + step) % len(panes)]
        if target is self._window.panel:
            self._window.panel.focus_prompt()
        else:
            target.setFocus()

    def _show_shortcuts(self) -> None:
        from flux_desktop.ui.shortcut_sheet import ShortcutSheet

        ShortcutSheet(self._window.theme, self._window, self._window.menus.values()).open()
