"""Settings: the value that says what the person has chosen, the dialog that changes it, the file that keeps it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from flux_desktop.domain.server import Server
from flux_desktop.settings.settings import Settings
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.ui.account import Account
from flux_desktop.ui.keeper import Keeper
from flux_desktop.ui.main_window import MainWindow
from flux_desktop.ui.theme.theme import Theme


class SettingsFlow(QObject):
    """``changed`` carries the settings before and after, ``opened`` the dialog, which is gone when it is closed."""

    changed = Signal(object, object)
    opened = Signal(object)
    clear_thumbnails_requested = Signal()

    def __init__(
        self,
        *,
        window: MainWindow,
        theme: Theme,
        account: Account,
        file: SettingsFile,
        settings: Settings,
        usual_library: Path,
        logs: Path,
        thumbnails_bytes: Callable[[], int],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._account = account
        self._settings = settings
        self._usual_library = usual_library
        self._logs = logs
        self._thumbnails_bytes = thumbnails_bytes
        self._keeper = Keeper(lambda: {"settings": self._settings}, lambda content: file.save(content["settings"]))
        account.key_given.connect(lambda: self._choose_practice(wanted=False))

    @property
    def settings(self) -> Settings:
        return self._settings

    def change(self, **changes: object) -> None:
        """Choose something elsewhere than in the dialog."""
        self._apply(self._settings.with_changes(**changes))

    def use_library(self, folder: Path) -> None:
        """Keep pictures there; the usual folder is no choice of anyone."""
        self.change(library=None if folder == self._usual_library else str(folder))

    def open(self, page: str = "Account") -> None:
        """Show the dialog with this page."""
        from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(
            self._theme, self._settings, usual_library=self._usual_library, logs=self._logs, parent=self._window
        )
        account = self._account

        def show_facts() -> None:
            dialog.show_account(account.state())
            dialog.show_thumbnail_bytes(self._thumbnails_bytes())

        dialog.settings_changed.connect(self._apply)
        dialog.check_requested.connect(lambda key: account.check(key, dialog))
        dialog.check_cancelled.connect(account.cancel_check)
        dialog.save_requested.connect(lambda key: account.save(key, dialog))
        dialog.unlock_requested.connect(lambda key: account.save(key, dialog, may_ask=True))
        dialog.use_until_quit_requested.connect(lambda key: account.use_until_quit(key, dialog))
        dialog.check_now_requested.connect(account.check_now)
        dialog.remove_key_requested.connect(account.remove)
        dialog.unlock_key_requested.connect(lambda: account.look_for_key(may_ask=True))
        dialog.practice_requested.connect(lambda wanted: self._choose_practice(wanted=wanted))
        dialog.server_requested.connect(self._choose_server)
        dialog.clear_thumbnails_requested.connect(self.clear_thumbnails_requested)
        changed = account.changed.connect(show_facts)
        updated = self.changed.connect(lambda _before, after: dialog.show_settings(after))
        dialog.finished.connect(lambda: (account.changed.disconnect(changed), self.changed.disconnect(updated)))
        dialog.finished.connect(dialog.deleteLater)
        show_facts()
        self.opened.emit(dialog)
        dialog.show_page(page)
        dialog.open()

    def keep(self) -> None:
        """Write what has not been written, and wait for it."""
        self._keeper.flush()

    def _choose_practice(self, *, wanted: bool) -> None:
        """What the person switches counts, whatever the command line has said."""
        self.change(practice=wanted)
        self._account.use(self._account.home, practice=wanted)

    def _choose_server(self, server: Server) -> None:
        """Likewise; practice mode stays as it is."""
        self._apply(self._settings.with_server(server))
        self._account.use(server, practice=self._account.is_practice)

    def _apply(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        if before != settings:
            self._keeper.touch()
            self.changed.emit(before, settings)
