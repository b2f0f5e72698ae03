"""What is chosen in Settings applies at once, is kept, and outlives the dialog."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from flux_desktop.domain.server import Region, Server
from flux_desktop.settings.key_store import ApiKey, KeySource
from flux_desktop.settings.settings import Settings, ThemeChoice
from flux_desktop.settings.settings_file import SettingsFile
from flux_desktop.ui.first_run import FirstRun
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from flux_desktop.ui.theme.tokens import DARK
from flux_desktop.ui.welcome.welcome_page import WelcomePage
from tests.support.recording import PENDING, settle, until
from tests.ui.rooms import KEY, WindowRoom, window_room

OTHER_KEY = "bfl_fedcba9876543210e2c7"


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Iterator[WindowRoom]:
    with window_room(qapp, tmp_path, check_key=4_200) as made:
        yield made


def opened(room: WindowRoom, page: str = "Account") -> PreferencesDialog:
    room.settings.open(page)
    (dialog,) = room.window.findChildren(PreferencesDialog)
    assert dialog.isVisible()
    return dialog


def close(dialog: PreferencesDialog) -> None:
    """Close it, and let Qt delete it."""
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def kept(room: WindowRoom) -> dict[str, Any]:
    """What stands in the file of settings."""
    room.settings.keep()
    return dict(json.loads(room.profile.settings_file.read_text()))


# What is chosen


def test_a_choice_applies_at_once_and_is_kept(room: WindowRoom) -> None:
    heard: list[tuple[Settings, Settings]] = []
    room.settings.changed.connect(lambda before, after: heard.append((before, after)))
    dialog = opened(room)
    choice = room.settings.settings.with_changes(theme=ThemeChoice.DARK, at_most_at_once=3, embed_settings=False)
    dialog.settings_changed.emit(choice)
    assert [(before.at_most_at_once, after.at_most_at_once) for before, after in heard] == [(8, 3)]
    assert room.engine.questions("set_limit") == [(3,)]
    assert room.engine.questions("write_settings_into_files") == [(False,)]
    assert room.screen.theme.tokens == DARK
    assert kept(room)["theme"] == "dark"
    assert SettingsFile(room.profile.settings_file).load() == room.settings.settings
    close(dialog)


def test_the_same_choice_again_is_no_change(room: WindowRoom) -> None:
    heard: list[object] = []
    room.settings.changed.connect(lambda *settings: heard.append(settings))
    room.settings.change(at_most_at_once=8)
    room.settings.keep()
    assert heard == []
    assert not room.profile.settings_file.exists()


def test_what_changes_elsewhere_shows_in_the_open_dialog(room: WindowRoom) -> None:
    dialog = opened(room)
    room.settings.change(practice=True)
    assert dialog.settings.practice
    close(dialog)
    room.settings.change(practice=False)  # nothing of the dialog listens any more
    room.account.changed.emit()


def test_practice_by_the_command_line_is_shown_and_can_be_left(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, practice=True) as room:
        room.settings.open()
        (dialog,) = room.window.findChildren(PreferencesDialog)
        (switch,) = dialog.findChildren(QCheckBox, "practiceButton")
        assert switch.isChecked()
        switch.click()
        assert not room.account.is_practice
        assert not switch.isChecked()
        switch.click()
        assert room.account.is_practice
        assert room.settings.settings.practice


def test_practice_ends_when_a_key_is_given(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, settings=Settings(practice=True), key=None) as room:
        dialog = opened(room)
        room.account.use_until_quit(KEY, dialog)
        assert not room.settings.settings.practice
        assert kept(room)["practice"] is False
        close(dialog)


def test_another_library_is_used_from_then_on(room: WindowRoom, tmp_path: Path) -> None:
    room.settings.change(library=str(tmp_path / "elsewhere"))
    assert room.engine.questions("use_library") == [(tmp_path / "elsewhere",)]
    assert room.library.folder == tmp_path / "elsewhere"
    room.settings.change(library=None)
    assert room.library.folder == room.folder


def test_thumbnails_can_be_cleared_and_their_size_is_shown(room: WindowRoom) -> None:
    room.library.store_thumbnail(1, 256, b"x" * 1000)
    dialog = opened(room, "Pictures")
    dialog.clear_thumbnails_requested.emit()
    assert room.library.thumbnail(1, 256) is None
    close(dialog)


# The key


def test_the_dialog_shows_where_the_key_comes_from_but_not_the_key(room: WindowRoom) -> None:
    dialog = opened(room)
    texts = [widget.accessibleName() for widget in dialog.findChildren(QWidget)]
    assert any("BFL_API_KEY" in text for text in texts)
    assert not any(KEY in text for text in texts)
    close(dialog)


async def test_the_key_can_be_checked_and_the_verdict_is_shown(room: WindowRoom) -> None:
    dialog = opened(room)
    dialog.check_now_requested.emit()
    await until(lambda: room.account.state().balance == 4_200)
    texts = [widget.accessibleName() for widget in dialog.findChildren(QWidget)]
    assert "Balance $0.42" in texts
    close(dialog)


async def test_an_answer_that_comes_after_the_dialog_is_gone_disturbs_nobody(
    room: WindowRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keychain that waits for a password may answer minutes later."""
    saved: Future[ApiKey] = Future()
    monkeypatch.setattr(room.account._keys, "save", lambda *_, **__: saved)
    room.engine.answers["check_key"] = PENDING
    dialog = opened(room)
    dialog.check_requested.emit(OTHER_KEY)
    dialog.save_requested.emit(OTHER_KEY)
    await until(lambda: room.engine.open)
    await settle()
    close(dialog)
    room.engine.open[0].set_result(5)
    saved.set_result(ApiKey(OTHER_KEY, KeySource.KEYCHAIN, "GNOME Keyring"))
    await settle()
    await until(lambda: room.account.key_text == OTHER_KEY)  # it was saved, and so it is used
    assert room.reports == []


async def test_an_answer_that_comes_after_the_first_run_disturbs_nobody(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_room(qapp, tmp_path, key=None, check_key=PENDING) as room:
        saved: Future[ApiKey] = Future()
        monkeypatch.setattr(room.account._keys, "save", lambda *_, **__: saved)
        first_run: FirstRun = room.work.making.first_run
        assert first_run.is_on
        (page,) = room.window.findChildren(WelcomePage)
        page.check_requested.emit(OTHER_KEY)
        page.save_requested.emit(OTHER_KEY)
        await until(lambda: room.engine.open)
        await settle()
        page.practice_requested.emit()
        assert not first_run.is_on
        assert room.window.is_in_workspace
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        room.engine.open[0].set_result(5)
        saved.set_result(ApiKey(OTHER_KEY, KeySource.KEYCHAIN, "GNOME Keyring"))
        await settle()
        await until(lambda: room.account.key_text == OTHER_KEY)
        assert room.reports == []


def test_the_first_run_begins_once(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    with window_room(qapp, tmp_path, key=None) as room:
        room.work.making.first_run.begin()
        assert len(room.window.findChildren(WelcomePage)) == 1
        room.work.making.first_run.end()
        room.work.making.first_run.end()
        assert room.window.is_in_workspace


# The server


OWN = Server.custom("https://flux.example.org/bfl")


def server_field(dialog: PreferencesDialog) -> QLineEdit:
    (field,) = dialog.findChildren(QLineEdit, "serverAddress")
    return field


def server_choice(dialog: PreferencesDialog) -> str:
    choices = [each for each in dialog.findChildren(QRadioButton) if each.accessibleDescription()]
    (chosen,) = [each.text() for each in choices if each.isChecked() and "server" in choices[-1].text()]
    return chosen


def choose_server(dialog: PreferencesDialog, words: str) -> None:
    (choice,) = [each for each in dialog.findChildren(QRadioButton) if each.text() == words]
    choice.click()


def said(dialog: PreferencesDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def test_a_server_of_ones_own_is_used_at_once_and_a_region_takes_its_place(room: WindowRoom) -> None:
    dialog = opened(room)
    choose_server(dialog, "Another server")
    field = server_field(dialog)
    assert field.isVisible()
    QTest.keyClicks(field, OWN.url)
    assert room.account.home == Server.of_region(Region.GLOBAL)  # a key may go there: not before Return
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert room.account.home == OWN
    assert room.engine.questions("use_server")[-1] == (OWN, KEY)
    assert kept(room)["server_url"] == OWN.url
    choose_server(dialog, "European Union")
    assert room.account.home == Server.of_region(Region.EU)
    assert room.settings.settings.server_url is None
    assert kept(room)["data_region"] == "eu"
    assert not field.isVisible()
    close(dialog)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://flux.example.org", "Only a server on this computer may be reached without https."),
        ("flux.example.org", "A server is a web address such as https://api.bfl.ai."),
        ("https://ada@flux.example.org", "A server address has no user name"),
    ],
)
def test_an_address_that_will_not_do_is_said_and_not_used(room: WindowRoom, address: str, sentence: str) -> None:
    dialog = opened(room)
    choose_server(dialog, "Another server")
    field = server_field(dialog)
    QTest.keyClicks(field, address)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sentence in said(dialog)
    assert room.account.home == Server.of_region(Region.GLOBAL)
    assert room.settings.settings.server_url is None
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert sentence not in said(dialog)
    close(dialog)


def test_an_address_being_typed_outlives_news_of_the_account(room: WindowRoom) -> None:
    dialog = opened(room)
    choose_server(dialog, "Another server")
    QTest.keyClicks(server_field(dialog), "https://flux")
    room.account.changed.emit()
    room.settings.change(at_most_at_once=3)
    assert server_choice(dialog) == "Another server"
    assert server_field(dialog).text() == "https://flux"
    close(dialog)


@pytest.mark.parametrize(("named", "choice"), [(OWN.url, "Another server"), ("us", "United States")])
def test_a_server_of_the_command_line_is_shown_and_can_be_left(
    qapp: QApplication, tmp_path: Path, named: str, choice: str
) -> None:
    with window_room(qapp, tmp_path, server=named) as room:
        dialog = opened(room)
        assert server_choice(dialog) == choice
        assert "Named by --server or FLUX_DESKTOP_SERVER" in said(dialog)
        assert server_field(dialog).isVisible() == (choice == "Another server")
        choose_server(dialog, "Automatic")  # what the settings say already
        assert room.account.home == Server.of_region(Region.GLOBAL)
        assert server_choice(dialog) == "Automatic"
        assert "Named by" not in said(dialog)
        close(dialog)


def test_choosing_a_region_leaves_practice_mode_as_it_is(qapp: QApplication, tmp_path: Path) -> None:
    with window_room(qapp, tmp_path, practice=True) as room:
        dialog = opened(room)
        choose_server(dialog, "United States")
        assert room.account.is_practice
        assert room.account.home == Server.of_region(Region.US)
        close(dialog)
