"""The strip that tells practice from the real thing."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from flux_desktop.domain.sizes import Size
from flux_desktop.practice.art import draw, draw_without_strip
from flux_desktop.practice.art.badge import add_badge


def _changed(width_px: int, height_px: int) -> npt.NDArray[np.bool_]:
    """Where the strip changes a grey picture."""
    picture = Image.new("RGB", (width_px, height_px), (128, 128, 128))
    add_badge(picture)
    return np.asarray((np.asarray(picture) != 128).any(axis=2))


@pytest.mark.parametrize("size", [(64, 64), (1248, 832), (832, 1248), (3000, 1286), (4096, 4096), (400, 40)])
def test_the_strip_lies_in_the_lower_right_corner_with_a_margin(size: tuple[int, int]) -> None:
    changed = _changed(*size)
    rows, columns = np.nonzero(changed)
    assert rows.size
    assert rows.max() < size[1] - 1
    assert columns.max() < size[0] - 1
    assert rows.min() > 0
    assert columns.min() > 0
    assert columns.mean() > size[0] * 0.5


@pytest.mark.parametrize("size", [(8, 8), (16, 64), (64, 5), (1, 1)])
def test_the_strip_never_leaves_a_tiny_picture(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, (128, 128, 128))
    add_badge(picture)
    assert picture.size == size


def test_the_strip_takes_little_of_a_picture_and_can_be_read() -> None:
    changed = _changed(1248, 832)
    assert changed.mean() < 0.01
    assert np.ptp(np.nonzero(changed)[0]) > 20


def test_the_strip_has_light_letters_on_a_dark_ground_whatever_lies_below() -> None:
    for shade in (0, 128, 255):
        picture = Image.new("RGB", (600, 400), (shade, shade, shade))
        add_badge(picture)
        corner = np.asarray(picture)[340:, 480:]
        assert corner.max() > 215
        if shade:
            assert corner.min() < shade * 0.75


def test_the_sample_pictures_have_no_strip() -> None:
    with_strip = np.asarray(draw("ridges", Size(300, 200), 1)).astype(np.int16)
    without = np.asarray(draw_without_strip("ridges", Size(300, 200), 1)).astype(np.int16)
    rows, columns = np.nonzero(np.abs(with_strip - without).any(axis=2))
    assert rows.min() > 150
    assert columns.min() > 200
