"""Settings: one dialog, a list of pages at the left. Every change applies at once."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from flux_desktop.domain.errors import KeychainError
from flux_desktop.domain.money import Hundredths
from flux_desktop.settings.settings import Settings
from flux_desktop.ui.preferences.about_page import AboutPage
from flux_desktop.ui.preferences.account_page import AccountPage
from flux_desktop.ui.preferences.account_state import AccountState
from flux_desktop.ui.preferences.appearance_page import AppearancePage
from flux_desktop.ui.preferences.import_section import ImportSection
from flux_desktop.ui.preferences.making_page import MakingPage
from flux_desktop.ui.preferences.page import Page
from flux_desktop.ui.preferences.pictures_page import PicturesPage
from flux_desktop.ui.preferences.spending_page import SpendingPage
from flux_desktop.ui.preferences.support_details import support_details
from flux_desktop.ui.support.controls import button
from flux_desktop.ui.support.key_form import KeyForm
from flux_desktop.ui.theme.theme import Theme

_WIDTH, _HEIGHT, _LIST_WIDTH = 820, 600, 184


class PreferencesDialog(QDialog):
    """Show it with ``open()``. It knows neither service nor keychain nor disk: it emits, and is told.

    ``usual_library`` is where pictures live when nobody chose another folder. The key signals and the ``show_…``
    methods about a new key are those of the first run; ``check_now_requested``, ``remove_key_requested`` and
    ``unlock_key_requested`` are about the key in use, and are answered by ``show_account``.
    """

    settings_changed = Signal(object)
    check_requested = Signal(str)
    check_cancelled = Signal()
    save_requested = Signal(str)
    unlock_requested = Signal(str)
    use_until_quit_requested = Signal(str)
    check_now_requested = Signal()
    remove_key_requested = Signal()
    unlock_key_requested = Signal()
    dashboard_requested = Signal()
    practice_requested = Signal(bool)
    """Practice mode is to be on or off; ``show_account`` says what came of it."""
    server_requested = Signal(object)
    """Pictures are to be made on this server; ``show_account`` says what came of it."""
    clear_thumbnails_requested = Signal()
    folder_requested = Signal(str)
    export_spending_requested = Signal(str)
    """The file for the table."""

    def __init__(
        self, theme: Theme, settings: Settings, *, usual_library: Path, logs: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle("Settings")
        self._theme = theme
        self._settings = settings
        self._account_state = AccountState()
        self._more_details: Mapping[str, str] = {}
        self._account = AccountPage(theme)
        self.spending = SpendingPage(theme)
        """Told what was spent and what pictures cost by whoever knows."""
        self._pictures = PicturesPage(theme, usual_library)
        self.making = MakingPage(theme)
        """Told how many prompts are kept by whoever knows."""
        self._appearance = AppearancePage(theme)
        self._about = AboutPage(theme, logs, self._details)
        self._pages: tuple[Page, ...] = (
            self._account,
            self.spending,
            self._pictures,
            self.making,
            self._appearance,
            self._about,
        )
        self._list = QListWidget(self)
        self._stack = QStackedWidget(self)
        self._close = button("Close", "primary", parent=self)
        self._lay_out()
        self._bind()
        self.show_settings(settings)
        self._list.setCurrentRow(0)

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def imports(self) -> ImportSection:
        return self._pictures.imports

    @property
    def key_form(self) -> KeyForm:
        return self._account.key_form

    def show_page(self, title: str) -> None:
        """Turn to the page with this title: Account, Spending, Pictures, Making pictures and so on."""
        self._list.setCurrentRow([page.title for page in self._pages].index(title))

    def show_settings(self, settings: Settings) -> None:
        """The settings were changed elsewhere."""
        self._settings = settings
        for page in self._pages:
            page.show_settings(settings)

    def show_account(self, state: AccountState) -> None:
        self._account_state = state
        self._account.show_account(state)

    def show_library_facts(self, pictures: int, size_bytes: int | None = None) -> None:
        self._pictures.show_library_facts(pictures, size_bytes)

    def show_folder_refused(self, lead: str, rest: str) -> None:
        """The library cannot be in the folder that was chosen."""
        self._pictures.show_folder_refused(lead, rest)

    def show_thumbnail_bytes(self, size_bytes: int | None) -> None:
        self._pictures.show_thumbnail_bytes(size_bytes)

    def set_support_facts(self, facts: Mapping[str, str]) -> None:
        """Lines to add to the details for support; no key, no prompts, no paths."""
        self._more_details = facts

    # What came of a new key

    def show_checking(self) -> None:
        self.key_form.show_checking()

    def show_works(self, balance_hundredths: Hundredths, pictures: int | None = None) -> None:
        self.key_form.show_works(balance_hundredths, pictures)

    def show_refused(self) -> None:
        self.key_form.show_refused()

    def show_unreachable(self, text: str = "BFL cannot be reached. Are you online?") -> None:
        self.key_form.show_unreachable(text)

    def show_wrong_shape(self, text: str = "Keys start with bfl_ and have no spaces.") -> None:
        self.key_form.show_wrong_shape(text)

    def show_keychain_missing(self) -> None:
        self.key_form.show_keychain_missing()

    def show_keychain_locked(self) -> None:
        self.key_form.show_keychain_locked()

    def show_keychain_error(self, error: KeychainError) -> None:
        self.key_form.show_keychain_error(error)

    def show_saved_place(self, place: str | None) -> None:
        self.key_form.show_saved_place(place)

    def show_saved(self) -> None:
        self.key_form.show_saved()
        self._account.end_replacing()

    def _change(self, name: str, value: object) -> None:
        changed = self._settings.with_changes(**{name: value})
        if changed != self._settings:
            self._settings = changed
            self.settings_changed.emit(changed)
            self.show_settings(changed)

    def _details(self) -> str:
        return support_details(self._settings, self._account_state, self._theme, self._more_details)

    def _turn(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        self._stack.setAccessibleName(self._pages[row].title)
        for page in self._pages:
            if page.aside:
                page.aside.setVisible(page is self._pages[row])

    def _lay_out(self) -> None:
        px = self._theme.px
        self._list.setObjectName("preferencesList")
        self._list.setAccessibleName("Pages of the settings")
        self._list.setFixedWidth(px(_LIST_WIDTH))
        self._list.setIconSize(QSize(px(18), px(18)))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for page in self._pages:
            self._list.addItem(QListWidgetItem(self._theme.icons.icon(page.icon), page.title))
            self._stack.addWidget(page)
        footer = QHBoxLayout()
        footer.setContentsMargins(px(28), px(12), px(20), px(18))
        for page in self._pages:
            if page.aside:
                footer.addWidget(page.aside)
        footer.addStretch(1)
        footer.addWidget(self._close)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addLayout(footer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        edge = QFrame(self)
        edge.setObjectName("preferencesEdge")
        edge.setFixedWidth(1)
        row.addWidget(edge)
        row.addLayout(right, 1)
        self.resize(QSize(px(_WIDTH), px(_HEIGHT)).boundedTo(self._room()))

    def _room(self) -> QSize:
        # Not self.screen(): PySide takes its answer for a child of the dialog and deletes the screen along with it.
        owner = self.parentWidget()
        screen = QGuiApplication.screenAt(owner.geometry().center()) if owner else None
        return (screen or QGuiApplication.primaryScreen()).availableSize() * 0.95

    def _bind(self) -> None:
        self._account.follow(self._list)
        self._list.currentRowChanged.connect(self._turn)
        self._close.clicked.connect(self.close)
        for page in self._pages:
            page.changed.connect(self._change)
        form = self._account.key_form
        form.check_requested.connect(self.check_requested)
        form.check_cancelled.connect(self.check_cancelled)
        form.save_requested.connect(self.save_requested)
        form.unlock_requested.connect(self.unlock_requested)
        form.use_until_quit_requested.connect(self.use_until_quit_requested)
        self._account.check_now_requested.connect(self.check_now_requested)
        self._account.remove_key_requested.connect(self.remove_key_requested)
        self._account.unlock_key_requested.connect(self.unlock_key_requested)
        self._account.practice_requested.connect(self.practice_requested)
        self._account.server_requested.connect(self.server_requested)
        self._account.dashboard_requested.connect(self.dashboard_requested)
        self._pictures.folder_requested.connect(self.folder_requested)
        self._pictures.clear_thumbnails_requested.connect(self.clear_thumbnails_requested)
        self.spending.export_requested.connect(self.export_spending_requested)
