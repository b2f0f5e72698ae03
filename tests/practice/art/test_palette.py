"""Colours: mixing by eye, and palettes from pictures."""

import io

import numpy as np
from PIL import Image

from flux_desktop.practice.art.palette import NAMES, colour, from_picture, lab, light, mix, named, ramp, toned


def test_colours_survive_the_way_to_lab_and_back() -> None:
    for code in ("000000", "ffffff", "c01818", "2f6a74", "f2a65a"):
        assert np.allclose(light(lab(colour(code))), colour(code), atol=2e-3)


def test_mixing_nothing_changes_nothing() -> None:
    red, blue = colour("c01818"), colour("1830c0")
    assert np.allclose(mix(red, blue, 0), red, atol=2e-3)
    assert np.allclose(mix(red, blue, 1), blue, atol=2e-3)


def test_a_ramp_runs_from_its_first_colour_to_its_last_without_a_jump() -> None:
    table = ramp((colour("000000"), colour("c01818"), colour("ffffff")))
    assert table[0].max() < 0.05
    assert table[-1].min() > 0.85
    assert np.abs(np.diff(table, axis=0)).max() < 0.02


def test_every_palette_goes_from_light_distance_to_dark_foreground() -> None:
    for name in NAMES:
        palette = named(name)
        assert lab(palette.haze)[0] > lab(palette.middle)[0] > lab(palette.near)[0]


def test_toned_moves_lightness_only_when_asked() -> None:
    base = colour("4a74d8")
    assert lab(toned(base, lightness=0.1))[0] > lab(base)[0]
    grey = lab(toned(base, chroma=0.0))
    assert np.hypot(grey[1], grey[2]) < 1e-3


def test_a_palette_is_taken_from_a_picture() -> None:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (64, 64), "#203060")
    picture.paste((240, 120, 40), (0, 0, 64, 20))
    picture.save(buffer, "PNG")
    palette = from_picture(buffer.getvalue())
    assert palette is not None
    assert palette.signature[0] > palette.signature[2]
    assert lab(palette.haze)[0] > lab(palette.near)[0]


def test_bytes_that_are_no_picture_give_no_palette() -> None:
    assert from_picture(b"") is None
    assert from_picture(b"\x89PNG\r\n\x1a\n broken") is None
