import gc
import weakref
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flux_desktop import __version__
from flux_desktop.domain import errors
from flux_desktop.domain.server import Region, Server
from flux_desktop.settings.key_store import KeySource
from flux_desktop.settings.settings import OutputFormat, Settings, ThemeChoice
from flux_desktop.ui.preferences.account_state import AccountState, Verdict
from flux_desktop.ui.preferences.key_status import verdict_words
from flux_desktop.ui.preferences.picture_buttons import ThemeButton
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from flux_desktop.ui.theme.theme import Theme

KEY = "bfl_0123456789abcdef7c2e"
NOW = datetime(2026, 11, 20, 14, 15, tzinfo=UTC)
WITH_KEY = AccountState("bfl_…7c2e", KeySource.KEYCHAIN, "GNOME Keyring", Verdict.WORKS, None, 124_000)


@pytest.fixture
def dialog(theme: Theme, tmp_path: Path, qtbot: QtBot) -> PreferencesDialog:
    made = PreferencesDialog(theme, Settings(), usual_library=tmp_path / "library", logs=tmp_path / "logs")
    qtbot.addWidget(made)
    made.open()
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been opened in the browser or the file manager."""
    urls: list[str] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return urls


def button(parent: QWidget, words: str) -> QAbstractButton:
    """The visible button with these words."""
    (found,) = [each for each in parent.findChildren(QAbstractButton) if each.text() == words and each.isVisible()]
    return found


def texts(dialog: PreferencesDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


class TestTheDialog:
    def test_it_has_a_page_for_each_row_of_its_list(self, dialog: PreferencesDialog) -> None:
        rows = dialog.findChild(QListWidget, "preferencesList")
        assert rows
        titles = [rows.item(row).text() for row in range(rows.count())]
        assert titles == ["Account", "Spending", "Pictures", "Making pictures", "Appearance", "About"]
        for title in titles:
            dialog.show_page(title)
            assert rows.currentItem().text() == title
            assert title in texts(dialog)

    def test_the_list_turns_the_pages_by_keyboard(self, dialog: PreferencesDialog) -> None:
        rows = dialog.findChild(QListWidget, "preferencesList")
        assert rows
        QTest.keyClick(rows, Qt.Key.Key_Down)
        assert "Monthly limit" in texts(dialog)

    def test_escape_and_close_close_it(self, dialog: PreferencesDialog) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        dialog.open()
        button(dialog, "Close").click()
        assert not dialog.isVisible()

    def test_the_screen_outlives_a_dialog_that_the_collector_took(self, theme: Theme, tmp_path: Path) -> None:
        gone: list[bool] = []
        QGuiApplication.primaryScreen().destroyed.connect(lambda: gone.append(True))
        dialog = PreferencesDialog(theme, Settings(), usual_library=tmp_path, logs=tmp_path)
        dialog.open()
        dialog.close()
        watched = weakref.ref(dialog)
        del dialog
        gc.collect()
        assert watched() is None
        assert gone == []

    def test_settings_changed_elsewhere_are_shown_without_a_word(self, dialog: PreferencesDialog) -> None:
        heard: list[Settings] = []
        dialog.settings_changed.connect(heard.append)
        dialog.show_settings(Settings(theme=ThemeChoice.DARK, data_region=Region.EU, thumbnail_height_px=280))
        assert heard == []
        assert [each.choice for each in dialog.findChildren(ThemeButton) if each.isChecked()] == [ThemeChoice.DARK]
        assert [each.text() for each in dialog.findChildren(QRadioButton) if each.isChecked()] == ["European Union"]
        (slider,) = dialog.findChildren(QSlider)
        assert slider.value() == 280

    def test_every_control_has_a_name(self, dialog: PreferencesDialog) -> None:
        dialog.show_account(WITH_KEY)
        for title in ("Account", "Pictures", "Appearance", "About"):
            dialog.show_page(title)
            for control in dialog.findChildren(QWidget):
                if isinstance(control, QAbstractButton | QComboBox | QSlider | QLineEdit | QListWidget):
                    name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
                    assert name or not control.isVisible(), control

    @pytest.mark.parametrize("title", ["Account", "Pictures", "Appearance", "About"])
    def test_at_twice_the_text_size_nothing_is_cut(
        self, large_theme: Theme, tmp_path: Path, title: str, qtbot: QtBot
    ) -> None:
        dialog = PreferencesDialog(large_theme, Settings(), usual_library=tmp_path, logs=tmp_path)
        qtbot.addWidget(dialog)
        dialog.resize(1216, 760)
        dialog.open()
        dialog.show_page(title)
        dialog.grab()
        parts = [part for part in dialog.findChildren(QWidget) if isinstance(part, QLabel | QAbstractButton | QSlider)]
        for part in parts:
            if part.isVisible():
                assert part.height() >= part.minimumSizeHint().height(), part.accessibleName()
                assert part.mapTo(dialog, QPoint(part.width(), 0)).x() <= dialog.width(), part.accessibleName()


class TestAccount:
    def test_without_a_key_it_asks_for_one(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        field = dialog.findChild(QLineEdit, "apiKeyField")
        save = dialog.findChild(QPushButton, "saveKeyButton")
        assert field
        assert save
        assert field.isVisible()
        with qtbot.waitSignal(dialog.check_requested) as checked:
            field.setText(KEY)
        assert checked.args == [KEY]
        dialog.show_works(124_000, 270)
        with qtbot.waitSignal(dialog.save_requested) as saved:
            save.click()
        assert saved.args == [KEY]
        dialog.show_saved()
        dialog.show_account(WITH_KEY)
        assert not field.isVisible()
        assert dialog.key_form.message.text == ""

    def test_the_key_in_use_is_named_by_its_end_with_place_and_verdict(self, dialog: PreferencesDialog) -> None:
        dialog.show_account(WITH_KEY)
        shown = texts(dialog)
        assert "bfl_…7c2e" in shown
        assert "Works. Kept in GNOME Keyring." in shown
        assert "$12.40" in shown

    @pytest.mark.parametrize(
        ("minutes", "words"), [(0, "just now"), (2, "2 min ago"), (75, "an hour ago"), (400, "6 hours ago")]
    )
    def test_when_it_was_checked_is_said_in_plain_words(self, minutes: int, words: str) -> None:
        state = AccountState("bfl_…7c2e", verdict=Verdict.WORKS, checked_at=NOW - timedelta(minutes=minutes))
        assert verdict_words(state, NOW) == f"Works, checked {words}."

    @pytest.mark.parametrize(
        ("verdict", "words"),
        [
            (Verdict.UNCHECKED, "Not checked yet."),
            (Verdict.CHECKING, "Checking with BFL…"),
            (Verdict.REFUSED, "did not accept this key"),
            (Verdict.UNREACHABLE, "BFL cannot be reached"),
        ],
    )
    def test_each_verdict_has_its_words(self, dialog: PreferencesDialog, verdict: Verdict, words: str) -> None:
        dialog.show_account(AccountState("bfl_…7c2e", KeySource.MEMORY, verdict=verdict))
        assert words in texts(dialog)
        assert "Kept in memory until you quit." in texts(dialog)

    def test_the_key_can_be_checked_again(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        dialog.show_account(WITH_KEY)
        with qtbot.waitSignal(dialog.check_now_requested):
            button(dialog, "Check now").click()

    def test_removing_asks_first(self, dialog: PreferencesDialog) -> None:
        removed: list[bool] = []
        dialog.remove_key_requested.connect(lambda: removed.append(True))
        dialog.show_account(WITH_KEY)
        button(dialog, "Remove…").click()
        assert button(dialog, "Keep it").hasFocus()
        button(dialog, "Keep it").click()
        assert removed == []
        button(dialog, "Remove…").click()
        button(dialog, "Remove key").click()
        assert removed == [True]

    def test_a_key_can_be_replaced_or_kept_after_all(self, dialog: PreferencesDialog) -> None:
        dialog.show_account(WITH_KEY)
        button(dialog, "Replace…").click()
        field = dialog.findChild(QLineEdit, "apiKeyField")
        assert field
        assert field.isVisible()
        field.setText(KEY)
        button(dialog, "Keep the key I have").click()
        assert not field.isVisible()
        assert field.text() == ""
        assert "bfl_…7c2e" in texts(dialog)

    def test_the_key_of_the_system_is_changed_in_the_system(self, dialog: PreferencesDialog) -> None:
        dialog.show_account(AccountState("bfl_…7c2e", KeySource.SYSTEM, verdict=Verdict.WORKS))
        assert "Set by your system in BFL_API_KEY" in texts(dialog)
        assert [
            each for each in dialog.findChildren(QPushButton) if each.text() == "Remove…" and each.isVisible()
        ] == []

    def test_a_refused_key_of_the_system_leaves_room_for_another_one(self, dialog: PreferencesDialog) -> None:
        dialog.show_account(AccountState("bfl_…7c2e", KeySource.SYSTEM, verdict=Verdict.REFUSED))
        assert "use another key until you quit" in texts(dialog)
        button(dialog, "Use another key…").click()
        field = dialog.findChild(QLineEdit, "apiKeyField")
        assert field
        assert field.isVisible()

    def test_a_locked_keychain_can_be_unlocked(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        dialog.show_account(AccountState(trouble=errors.KeychainLockedError()))
        with qtbot.waitSignal(dialog.unlock_key_requested):
            button(dialog, "Unlock…").click()
        dialog.show_account(AccountState(trouble=errors.KeychainSilentError()))
        assert button(dialog, "Try again")
        dialog.show_account(AccountState(trouble=errors.KeychainMissingError()))
        assert "no keychain service" in texts(dialog)
        dialog.show_account(WITH_KEY)
        assert "no keychain service" not in texts(dialog)

    def test_the_data_region_applies_at_once(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        with qtbot.waitSignal(dialog.server_requested) as requested:
            button(dialog, "European Union").click()
        assert requested.args == [Server.of_region(Region.EU)]
        assert "processed in the European Union only" in texts(dialog)

    def test_another_server_can_be_named_with_the_keyboard_alone(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        requested: list[Server] = []
        dialog.server_requested.connect(requested.append)
        dialog.grab()  # everything in its place: arrows go by that
        region, own = button(dialog, "United States"), button(dialog, "Another server")
        region.setFocus()
        QTest.keyClick(region, Qt.Key.Key_Space)
        QTest.keyClick(region, Qt.Key.Key_Down)
        assert own.isChecked()
        assert dialog.focusWidget() is own
        QTest.keyClick(own, Qt.Key.Key_Tab)
        field = dialog.focusWidget()
        assert isinstance(field, QLineEdit)
        assert not button(dialog, "Use this server").isEnabled()
        QTest.keyClicks(field, "https://flux.example.org")
        QTest.keyClick(field, Qt.Key.Key_Tab)
        use = dialog.focusWidget()
        assert use is button(dialog, "Use this server")
        QTest.keyClick(use, Qt.Key.Key_Return)
        assert requested == [Server.of_region(Region.US), Server.custom("https://flux.example.org")]
        assert dialog.focusWidget() is field

    def test_practice_mode_is_switched_at_once(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        (practice,) = dialog.findChildren(QCheckBox, "practiceButton")
        with qtbot.waitSignal(dialog.practice_requested) as asked:
            practice.click()
        assert asked.args == [True]
        dialog.show_account(AccountState(practice=False))
        assert not practice.isChecked()

    def test_credits_are_added_on_the_dashboard(
        self, dialog: PreferencesDialog, qtbot: QtBot, opened: list[str]
    ) -> None:
        with qtbot.waitSignal(dialog.dashboard_requested):
            button(dialog, "Add credits…").click()
        assert opened == ["https://dashboard.bfl.ai"]


class TestPictures:
    @pytest.fixture(autouse=True)
    def turn(self, dialog: PreferencesDialog) -> None:
        dialog.show_page("Pictures")

    def test_it_tells_where_the_pictures_are_and_how_many(self, dialog: PreferencesDialog, tmp_path: Path) -> None:
        dialog.resize(1200, 700)
        dialog.show_library_facts(1)
        assert "1 picture" in texts(dialog)
        dialog.show_library_facts(66, 142_300_000)
        dialog.show_thumbnail_bytes(34_200_000)
        dialog.grab()
        assert "66 pictures, 142.3 MB" in texts(dialog)
        assert "Thumbnails take 34.2 MB" in texts(dialog)
        assert any(label.accessibleName() == str(tmp_path / "library") for label in dialog.findChildren(QLabel))

    def test_another_folder_is_asked_for_and_looked_at_first(
        self, dialog: PreferencesDialog, tmp_path: Path, qtbot: QtBot
    ) -> None:
        button(dialog, "Move…").click()
        (chooser,) = dialog.findChildren(QFileDialog)
        assert chooser.isVisible()
        with qtbot.waitSignal(dialog.folder_requested) as requested:
            chooser.fileSelected.emit(str(tmp_path / "elsewhere"))
        assert requested.args == [str(tmp_path / "elsewhere")]
        chooser.close()

    def test_a_folder_that_will_not_do_is_said_beside_it(self, dialog: PreferencesDialog) -> None:
        dialog.show_folder_refused("Your pictures cannot be kept there.", "Choose another one.")
        assert "cannot be kept there" in texts(dialog)

    def test_the_file_format_applies_at_once(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        (picker,) = (each for each in dialog.findChildren(QComboBox) if each.accessibleName() == "File format")
        with qtbot.waitSignal(dialog.settings_changed) as changed:
            QTest.keyClick(picker, Qt.Key.Key_Down)
        assert changed.args == [Settings(output_format=OutputFormat.JPEG)]

    def test_files_say_how_they_were_made_unless_a_person_turns_it_off(
        self, dialog: PreferencesDialog, qtbot: QtBot
    ) -> None:
        (box,) = (each for each in dialog.findChildren(QCheckBox) if each.text().startswith("Write the prompt"))
        assert box.isChecked()
        with qtbot.waitSignal(dialog.settings_changed) as changed:
            box.click()
        assert changed.args == [Settings(embed_settings=False)]

    def test_thumbnails_can_be_cleared(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        with qtbot.waitSignal(dialog.clear_thumbnails_requested):
            button(dialog, "Clear").click()

    def test_the_folder_can_be_opened(self, dialog: PreferencesDialog, tmp_path: Path, opened: list[str]) -> None:
        button(dialog, "Open folder").click()
        assert opened == [QUrl.fromLocalFile(str(tmp_path / "library")).toString()]


class TestAppearance:
    @pytest.fixture(autouse=True)
    def turn(self, dialog: PreferencesDialog) -> None:
        dialog.show_page("Appearance")

    def test_the_theme_applies_at_once(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        with qtbot.waitSignal(dialog.settings_changed) as changed:
            button(dialog, "Dark").click()
        assert changed.args == [Settings(theme=ThemeChoice.DARK)]

    def test_the_theme_is_chosen_by_keyboard(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        dialog.activateWindow()
        first = button(dialog, "Like the system")
        first.setFocus()
        with qtbot.waitSignal(dialog.settings_changed):
            QTest.keyClick(first, Qt.Key.Key_Right)
        assert dialog.settings.theme is ThemeChoice.LIGHT

    def test_the_size_of_the_pictures_applies_at_once(self, dialog: PreferencesDialog, qtbot: QtBot) -> None:
        (slider,) = dialog.findChildren(QSlider)
        with qtbot.waitSignal(dialog.settings_changed) as changed:
            QTest.keyClick(slider, Qt.Key.Key_Right)
        larger = Settings().thumbnail_height_px + 10
        assert changed.args == [Settings(thumbnail_height_px=larger)]
        assert f"{larger} pixels" in texts(dialog)


class TestAbout:
    @pytest.fixture(autouse=True)
    def turn(self, dialog: PreferencesDialog) -> None:
        dialog.show_page("About")

    def test_it_names_the_version_and_the_licences(self, dialog: PreferencesDialog) -> None:
        shown = texts(dialog)
        assert f"Flux Desktop {__version__}" in shown
        assert "Lesser General Public License, version 3" in shown
        assert "httpx, httpcore, idna: BSD-3-Clause" in shown

    def test_details_for_support_hold_neither_key_nor_folders(self, dialog: PreferencesDialog, tmp_path: Path) -> None:
        dialog.show_settings(Settings(library=str(tmp_path), server_url="https://flux.ada.example"))
        dialog.show_account(AccountState("bfl_…7c2e", KeySource.KEYCHAIN, "GNOME Keyring"))
        dialog.set_support_facts({"Pictures": "66"})
        button(dialog, "Copy details for support").click()
        copied = QGuiApplication.clipboard().text()
        assert f"Flux Desktop: {__version__}" in copied
        assert "Keychain: GNOME Keyring" in copied
        assert "Server: of their own" in copied
        assert "Pictures: 66" in copied
        for secret in ("7c2e", str(tmp_path), "ada", str(Path.home())):
            assert secret not in copied
        assert "Neither your key nor your prompts" in texts(dialog)

    def test_the_logs_can_be_opened(self, dialog: PreferencesDialog, tmp_path: Path, opened: list[str]) -> None:
        button(dialog, "Open logs folder").click()
        assert opened == [QUrl.fromLocalFile(str(tmp_path / "logs")).toString()]

    def test_the_licence_of_qt_can_be_read(self, dialog: PreferencesDialog, opened: list[str]) -> None:
        button(dialog, "Read the licence of Qt").click()
        assert opened == ["https://www.gnu.org/licenses/lgpl-3.0.html"]
