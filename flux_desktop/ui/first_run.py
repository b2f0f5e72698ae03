"""The first run: the welcome page in place of the workspace, until there is a key or practice mode was chosen."""

from PySide6.QtCore import QObject, Signal

from flux_desktop.ui.account import Account
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.theme.theme import Theme
from flux_desktop.ui.welcome.welcome_page import WelcomePage


class FirstRun(QObject):
    """``practice_chosen``: the person wants to try the program without a key. ``passed``: pictures can be made now."""

    practice_chosen = Signal()
    passed = Signal()

    def __init__(self, window: MainWindow, account: Account, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._account = account
        self._theme = theme
        self._page: WelcomePage | None = None
        account.changed.connect(self._account_changed)

    @property
    def is_on(self) -> bool:
        return self._page is not None

    def begin(self) -> None:
        """Show the page of the first run. It stays as it is when it is there: a key may have been typed meanwhile."""
        if self._page:
            return
        page = self._page = WelcomePage(self._theme)
        page.check_requested.connect(lambda key: self._account.check(key, page))
        page.check_cancelled.connect(self._account.cancel_check)
        page.save_requested.connect(lambda key: self._account.save(key, page))
        page.unlock_requested.connect(lambda key: self._account.save(key, page, may_ask=True))
        page.use_until_quit_requested.connect(lambda key: self._account.use_until_quit(key, page))
        page.practice_requested.connect(self.practice_chosen)
        self._window.show_welcome(page)
        page.take_focus()

    def end(self) -> None:
        """Go on to the workspace; the page is not needed again."""
        page, self._page = self._page, None
        if page:
            self._window.show_workspace()
            page.stop()
            page.deleteLater()
            self._window.panel.focus_prompt()

    def _account_changed(self) -> None:
        if self._account.is_ready and self.is_on:
            self.end()
            self.passed.emit()
