import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux_desktop.domain.colours import Colour, colour_named, colour_of, main_colour

PART = st.integers(0, 255)


@pytest.mark.parametrize(
    ("red", "green", "blue", "name"),
    [
        (220, 20, 60, "red"),
        (255, 140, 0, "orange"),
        (255, 215, 0, "yellow"),
        (34, 139, 34, "green"),
        (0, 128, 128, "teal"),
        (0, 0, 128, "blue"),
        (128, 0, 128, "purple"),
        (255, 105, 180, "pink"),
        (255, 192, 203, "pink"),
        (139, 69, 19, "brown"),
        (210, 180, 140, "brown"),
        (20, 20, 24, "black"),
        (128, 128, 128, "grey"),
        (250, 250, 250, "white"),
    ],
)
def test_colours_have_the_names_that_people_give_them(red: int, green: int, blue: int, name: str) -> None:
    assert colour_of(red, green, blue).word == name


@given(PART, PART, PART)
def test_every_colour_has_a_name(red: int, green: int, blue: int) -> None:
    assert colour_of(red, green, blue) in Colour


def test_what_menus_show_of_a_colour_is_that_colour() -> None:
    for colour in Colour:
        assert colour_of(*bytes.fromhex(colour.swatch[1:])) is colour
        assert colour_named(colour.word.upper()) is colour


def test_other_words_for_colours_are_known_and_what_is_none_is_not() -> None:
    assert (colour_named("gray"), colour_named("Violet")) == (Colour.GREY, Colour.PURPLE)
    assert [colour_named(word) for word in ("", "1", "reddish")] == [None] * 3


def test_a_flower_before_black_has_its_own_colour() -> None:
    assert main_colour({Colour.BLACK: 60, Colour.RED: 40}) is Colour.RED
    assert main_colour({Colour.WHITE: 80, Colour.RED: 20}) is Colour.WHITE
