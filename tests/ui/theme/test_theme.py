"""The theme follows the choice, the system and the size of text."""

import re

import pytest
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flux_desktop import resources
from flux_desktop.ui.theme.theme import BASE_PX, Theme, palette
from flux_desktop.ui.theme.tokens import DARK, LIGHT


def test_a_choice_is_shown_at_once_and_told(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply("dark")
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window.lower()
    assert DARK.fill in qapp.styleSheet()


def test_choosing_what_is_shown_already_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.apply("light")


def test_a_system_that_says_nothing_is_taken_as_light(theme: Theme) -> None:
    theme.apply("dark")
    theme.apply("auto")
    assert theme.tokens is LIGHT


def test_a_desktop_that_says_dark_is_followed_in_auto_only(theme: Theme) -> None:
    theme.apply("auto")
    theme._desktop_told(True)
    assert theme.tokens is DARK
    theme.apply("light")
    theme._desktop_told(True)
    assert theme.tokens is LIGHT


def test_asking_a_computer_without_a_desktop_portal_does_no_harm(theme: Theme) -> None:
    theme.apply("auto")
    theme.ask_desktop()
    assert theme.tokens is LIGHT


def test_a_change_of_the_system_is_followed_in_auto_and_in_no_other_choice(theme: Theme, qtbot: QtBot) -> None:
    theme.apply("auto")
    theme._desktop_is_dark = True
    with qtbot.waitSignal(theme.changed):
        theme._follow_system()
    assert theme.tokens is DARK
    theme.apply("light")
    theme._follow_system()
    QApplication.processEvents()
    assert theme.tokens is LIGHT


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_every_measure_grows_with_the_text(theme: Theme, qapp: QApplication, percent: int) -> None:
    theme.apply("light", percent)
    assert theme.base_px == round(BASE_PX * percent / 100)
    assert theme.px(72) == round(72 * theme.base_px / BASE_PX)
    assert QFontInfo(qapp.font()).pixelSize() == theme.base_px
    assert theme.font("caption").pixelSize() == round(12 * theme.base_px / BASE_PX)


def test_templates_name_only_colours_and_folders_that_exist(theme: Theme) -> None:
    folder = resources.path("styles")
    for template in folder.glob("*.qss"):
        sheet = theme.styled(template.read_text(encoding="utf-8"))
        assert "@" not in sheet.split("*/", 1)[-1], template.name
        assert not re.search(r"\d dp\b|\ddp\b", sheet.split("*/", 1)[-1]), template.name
        for address in re.findall(r"url\(([^)]+)\)", sheet):
            assert (folder / address).exists(), address


def test_an_unknown_colour_in_a_template_is_an_error_and_not_silence(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.styled("QLabel { color: @mauve; }")


def test_hairlines_stay_hairlines_in_large_text(large_theme: Theme) -> None:
    assert large_theme.styled("border: 1dp; padding: 8dp") == "border: 1px; padding: 16px"


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
def test_drawings_of_the_style_sheet_have_the_colours_of_their_theme(tokens) -> None:  # type: ignore[no-untyped-def]
    assert tokens.text2 in resources.text(f"styles/arrow-{tokens.name}.svg")
    assert tokens.onfill in resources.text(f"styles/tick-{tokens.name}.svg")


def test_placeholders_and_disabled_text_use_the_faintest_readable_grey() -> None:
    made = palette(LIGHT)
    assert made.color(QPalette.ColorRole.PlaceholderText).name() == LIGHT.text3.lower()
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name() == LIGHT.text3.lower()
