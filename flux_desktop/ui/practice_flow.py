"""Practice pictures in the gallery: shown until there is a key, or as the person says in the filter menu."""

from PySide6.QtCore import QObject

from flux_desktop.services.library import Library
from flux_desktop.ui.account import Account
from flux_desktop.ui.gallery.filter_menu import PracticeSwitch
from flux_desktop.ui.keeping_words import counted
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.settings_flow import SettingsFlow
from flux_desktop.ui.window_memory import WindowMemory


class PracticeFlow(QObject):
    """Follows the account and the settings. The first screen has done so already, as far as it knew."""

    def __init__(
        self, window: MainWindow, library: Library, account: Account, settings: SettingsFlow, memory: WindowMemory
    ) -> None:
        super().__init__(window)
        self._window, self._library = window, library
        self._account, self._settings, self._memory = account, settings, memory
        self._model = window.gallery.view.gallery
        window.gallery.practice_switch = self.switch
        account.changed.connect(self._look)
        account.searched.connect(self._look)
        settings.changed.connect(self._look)

    def switch(self) -> PracticeSwitch:
        """What the filter menu says."""
        if self._account.is_practice:
            return PracticeSwitch(
                "Show practice pictures", is_shown=True, turn=None, reason="In practice mode they are always shown."
            )
        if not self._library.hides_practice:
            return PracticeSwitch("Show practice pictures", is_shown=True, turn=self._turn)
        hidden = len(self._library.practice_ids())
        words = f"Show practice pictures ({hidden:,} hidden)" if hidden else "Show practice pictures"
        return PracticeSwitch(words, is_shown=False, turn=self._turn)

    def _turn(self, is_shown: bool) -> None:
        self._settings.change(practice_shown=is_shown)

    def _look(self) -> None:
        account, settings = self._account, self._settings.settings
        is_known = not (account.is_searching or account.trouble)
        has_key = account.key_text is not None or (self._memory.had_key and not is_known)
        hides = not account.is_practice and settings.hides_practice(has_key=has_key)
        if hides == self._library.hides_practice:
            return
        self._library.hides_practice = hides
        self._show()
        if hides and is_known and settings.practice_shown is None and (hidden := len(self._library.practice_ids())):
            are = "is" if hidden == 1 else "are"
            words = f"{counted(hidden).replace(' picture', ' practice picture')} {are} hidden now that there is a key."
            self._window.toasts.show(words, "Show", lambda: self._turn(is_shown=True))

    def _show(self) -> None:
        """The gallery as it is now, in its place."""
        view, search = self._window.gallery.view, self._window.gallery.search
        top = view.top_id()
        self._model.reload()
        if search.is_on:
            search.renew()
        elif top is not None and not self._model.is_filtered:
            view.scroll_to_id(top)
        view.sums_changed()
