"""Settings > Making pictures: what is chosen there is in the settings."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from flux_desktop.settings.settings import Settings
from flux_desktop.ui.preferences.preferences_dialog import PreferencesDialog
from flux_desktop.ui.theme.theme import Theme


@pytest.fixture
def dialog(theme: Theme, tmp_path: Path, qtbot: QtBot) -> PreferencesDialog:
    made = PreferencesDialog(theme, Settings(), usual_library=tmp_path / "library", logs=tmp_path / "logs")
    qtbot.addWidget(made)
    made.show_page("Making pictures")
    made.open()
    return made


def test_the_number_at_the_same_time_is_chosen_there(dialog: PreferencesDialog) -> None:
    assert dialog.making.at_once.value() == Settings().at_most_at_once
    dialog.making.at_once.setValue(3)
    assert dialog.settings.at_most_at_once == 3


def test_the_history_is_switched_off_there(dialog: PreferencesDialog) -> None:
    dialog.making.keep_prompts.click()
    assert not dialog.settings.keep_prompts


def test_showing_settings_changes_none(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.settings_changed):
        dialog.show_settings(Settings(at_most_at_once=2, keep_prompts=False))
    assert dialog.making.at_once.value() == 2
    assert not dialog.making.keep_prompts.isChecked()


@pytest.mark.parametrize(("count", "words"), [(0, "No prompts are"), (1, "1 prompt is"), (1234, "1,234 prompts are")])
def test_it_says_how_many_prompts_there_are(dialog: PreferencesDialog, count: int, words: str) -> None:
    dialog.making.show_prompts(count)
    assert dialog.making.kept.text() == f"{words} kept"
    assert dialog.making.forget.isEnabled() is (count > 0)
