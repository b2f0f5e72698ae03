"""What is drawn: exact sizes, the same picture again, the formats, the colours of a reference."""

import hashlib
import io
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art import draw, draw_without_strip, encode
from flux_desktop.practice.art.choose import FAMILIES

_PROMPTS = [
    "a quiet fjord with a lit cabin",
    "dunes",
    "a vase and a pear",
    "a red dahlia",
    "a city by the river at night",
    "a fractal",
    "lights in the rain",
    "a sailing boat on the sea",
    "a snowy forest",
    "rays of light between the trunks of a wood",
    "a galaxy and a planet",
    "poured paint",
]


def _pixels(picture: Image.Image) -> npt.NDArray[np.uint8]:
    return np.asarray(picture)


def _digest(picture: Image.Image) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


@pytest.mark.parametrize("prompt", _PROMPTS)
@pytest.mark.parametrize(("width_px", "height_px"), [(64, 64), (336, 144), (67, 157)])
def test_every_family_fills_exactly_the_size_asked_for(prompt: str, width_px: int, height_px: int) -> None:
    picture = draw(prompt, Size(width_px, height_px), 7)
    assert picture.mode == "RGB"
    assert picture.size == (width_px, height_px)


def test_a_side_of_4096_pixels_is_drawn_without_being_cut() -> None:
    picture = draw("ridges in blue", Size(4096, 1756), 3)
    assert picture.size == (4096, 1756)
    assert _pixels(picture)[:, -200:].std() > 5


@pytest.mark.parametrize("prompt", _PROMPTS)
def test_the_same_prompt_size_and_seed_give_the_same_pixels(prompt: str) -> None:
    assert _digest(draw(prompt, Size(120, 80), 11)) == _digest(draw(prompt, Size(120, 80), 11))


@pytest.mark.parametrize("prompt", _PROMPTS)
def test_another_seed_gives_another_composition(prompt: str) -> None:
    first, second = (_pixels(draw(prompt, Size(120, 80), seed)).astype(np.int16) for seed in (1, 2))
    assert np.abs(first - second).mean() > 6


@pytest.mark.parametrize("prompt", _PROMPTS)
@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_no_picture_is_flat_or_burnt_out(prompt: str, seed: int) -> None:
    pixels = _pixels(draw_without_strip(prompt, Size(150, 100), seed)).astype(np.float32)
    assert pixels.std() > 8
    assert (pixels.min(axis=2) >= 254).mean() < 0.2
    assert (pixels.max(axis=2) <= 1).mean() < 0.6


def test_a_soft_sky_has_no_bands() -> None:
    pixels = _pixels(draw_without_strip("ridges at blue hour", Size(640, 400), 4)).astype(np.int16)
    column = pixels[:60, 20:24].reshape(60, -1)
    longest = max(_longest_run(column[:, each]) for each in range(column.shape[1]))
    assert longest < 8


def _longest_run(values: npt.NDArray[np.int16]) -> int:
    longest, run = 1, 1
    for previous, value in pairwise(values):
        run = run + 1 if value == previous else 1
        longest = max(longest, run)
    return longest


@pytest.mark.parametrize("file_format", ["png", "jpeg", "webp"])
def test_every_file_format_can_be_read_back(file_format: str) -> None:
    picture = draw("marble", Size(120, 80), 1)
    data = encode(picture, file_format)  # type: ignore[arg-type]
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.format == file_format.upper()
        assert opened.size == (120, 80)
        near = np.asarray(opened.convert("RGB")).astype(np.int16) - _pixels(picture)
    assert np.abs(near).mean() < 12


def test_a_png_keeps_every_pixel() -> None:
    picture = draw("fractal", Size(120, 80), 1)
    with Image.open(io.BytesIO(encode(picture, "png"))) as opened:
        assert opened.tobytes() == picture.tobytes()


def _reference(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_first_reference_tints_the_picture() -> None:
    size = Size(240, 160)
    red = _pixels(draw("a fjord at blue hour in the palette of image 1", size, 3, [_reference("#c01818")]))
    green = _pixels(draw("a fjord at blue hour in the palette of image 1", size, 3, [_reference("#189030")]))
    assert red[..., 0].mean() > red[..., 1].mean() + 15
    assert green[..., 1].mean() > green[..., 0].mean() + 15


def test_a_reference_that_is_no_picture_changes_nothing() -> None:
    size = Size(120, 80)
    assert _digest(draw("dunes", size, 3, [b"not a picture"])) == _digest(draw("dunes", size, 3))


def test_any_prompt_at_all_is_drawn() -> None:
    for prompt in ("", "   ", "ein Porträt, 肖像, портрет", "\x00\n\t", "a" * 5000):
        assert draw(prompt, Size(64, 64), 1).size == (64, 64)


def test_there_are_prompts_here_for_every_family() -> None:
    assert len(_PROMPTS) >= len(FAMILIES)
