"""Contrast of the colours, by the formula of WCAG 2."""

import pytest
from PySide6.QtGui import QColor

from flux_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

BACKGROUNDS = ("window", "panel", "canvas", "raised", "hover", "popover")
TEXT_ON_EVERYTHING = ("text", "text2", "text3", "accent", "ok", "warn", "err")
TEXT_ON_ITS_OWN = (
    ("onfill", "fill"),
    ("onfill", "fillhover"),
    ("accent", "soft"),
    ("text", "soft"),
    ("text2", "soft"),
    ("ok", "okbg"),
    ("warn", "warnbg"),
    ("err", "errbg"),
    *((text, ground) for text in ("text", "text2") for ground in ("okbg", "warnbg", "errbg", "infobg")),
    ("accent", "infobg"),
    ("accent", "warnbg"),
)


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    shade = QColor(colour)
    red, green, blue = (linear(value) for value in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXT_ON_EVERYTHING)
def test_text_can_be_read_on_every_ground(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_ITS_OWN)
def test_text_can_be_read_on_its_own_ground(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", [ground for ground in BACKGROUNDS if ground != "hover"])
@pytest.mark.parametrize("edge", ["control", "focus"])
def test_borders_of_fields_and_focus_rings_stand_out_from_every_ground(tokens: Tokens, edge: str, ground: str) -> None:
    assert contrast(getattr(tokens, edge), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
def test_the_focus_ring_on_the_filled_button_stands_out_from_its_fill(tokens: Tokens) -> None:
    assert contrast(tokens.onfill, tokens.fill) >= 3


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda tokens: tokens.name)
def test_the_frame_around_pictures_is_a_neutral_grey(tokens: Tokens) -> None:
    for role in (*BACKGROUNDS, "pressed", "line", "control", "text", "text2", "text3"):
        colour = QColor(getattr(tokens, role))
        assert colour.red() == colour.green() == colour.blue(), role
