"""Which words call for which pictures and colours."""

import pytest

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art.choose import FAMILIES, family_for, palette_for
from flux_desktop.practice.art.palette import named


@pytest.mark.parametrize(
    ("prompt", "family"),
    [
        ("A quiet fjord at blue hour, soft mist between layered ridgelines", "ridges"),
        ("A lighthouse on a basalt cliff", "ridges"),
        ("Desert sand, evening", "dunes"),
        ("A glass bottle of amber oil", "still_life"),
        ("Perfume, product photo", "still_life"),
        ("A dark red dahlia, studio light", "flower"),
        ("botanical plate", "flower"),
        ("A city skyline at dusk", "skyline"),
        ("a street at night", "skyline"),
        ("a Julia fractal", "fractal"),
        ("an endless spiral", "fractal"),
        ("bokeh in the rain", "bokeh"),
        ("A beach at sunrise with two fishing boats", "sea"),
        ("ocean waves", "sea"),
        ("pines in the snow", "forest"),
        ("a galaxy", "nebula"),
        ("stars", "nebula"),
        ("ink in water", "marble"),
        ("black marble", "marble"),
    ],
)
def test_words_call_for_their_family(prompt: str, family: str) -> None:
    assert family_for(prompt, 1).name == family


def test_a_hint_yields_to_a_familys_own_word() -> None:
    assert family_for("a night among the mountains", 1).name == "ridges"
    assert family_for("studio light on a rose", 1).name == "flower"


def test_without_a_word_every_family_turns_up_by_chance() -> None:
    assert {family_for("a portrait of a cat", seed).name for seed in range(200)} == {each.name for each in FAMILIES}


def test_no_word_belongs_to_two_families() -> None:
    words = [word for family in FAMILIES for word in (*family.words, *family.hints)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("prompt", "palette"),
    [
        ("ridges at blue hour", "blue"),
        ("ridges at sunset", "sunset"),
        ("golden hour over the hills", "golden"),
        ("a teal bottle", "teal"),
        ("a black and white city", "mono"),
        ("neon city", "neon"),
        ("autumn forest", "autumn"),
    ],
)
def test_words_name_the_colours(prompt: str, palette: str) -> None:
    chosen, asked_for = palette_for(family_for(prompt, 1), "identity", prompt, [])
    assert asked_for
    assert all((a == b).all() for a, b in zip(chosen.sky, named(palette).sky, strict=True))


def test_without_a_colour_word_the_seed_picks_among_colours_that_suit() -> None:
    family = family_for("dunes", 1)
    assert all(named(each) for each in family.palettes)
    picked = {palette_for(family, f"{seed}\ndunes", "dunes", [])[0].near.tobytes() for seed in range(60)}
    assert len(picked) == len(family.palettes)


def test_a_tiny_picture_is_drawn_larger_and_a_huge_one_smaller() -> None:
    for family in FAMILIES:
        assert min(family.working_size(Size(64, 64)).width_px, family.working_size(Size(64, 64)).height_px) >= 300
        assert family.working_size(Size(4096, 4096)).pixels <= family.most_pixels * 1.01
